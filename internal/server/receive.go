package server

import (
	"context"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"

	"tradeoff/internal/evaluate"
	"tradeoff/internal/ingest"
	"tradeoff/internal/jobs"
	"tradeoff/internal/limits"
	"tradeoff/internal/tradeoff"
	"tradeoff/internal/web"
)

const (
	// An upload that brings less than progress within the server's patience is
	// given up.
	progress = 256 << 10

	// answering is how long the answer to an upload may take.
	answering = 30 * time.Second

	// After a refusal the rest of the upload is read for so long, because
	// clients that are cut off while they send never see the answer.
	farewell = 10 * time.Second

	maxField = 4 << 10 // bytes of one form field
	maxFiles = 50      // in one upload
)

// receive takes the upload that r brings: a form whose part "file" is the file,
// or the file itself as the body. What is said about it stands in the query, or
// in form fields before the file. Nothing is stored unless all of it is good, and
// never by a dry run, which is answered with the check-up.
func (s *Server) receive(r *http.Request, experiment int64) (done Uploaded, dry *checkup, err error) {
	key, err := s.claimKey(r)
	if err != nil {
		return Uploaded{}, nil, err
	}
	defer key.release()
	turn, err := s.enterUpload()
	if err != nil {
		return Uploaded{}, nil, err
	}
	defer turn.Leave()
	in := s.newIncoming(r)
	defer in.close()
	u := &Upload{ExperimentID: experiment}
	defer u.batch.Close()
	if err := s.receiveFiles(in, turn, u, key); err != nil {
		return Uploaded{}, nil, err
	}
	if u.DryRun {
		nameFiles(u.batch.Files, u.RunName)
		dry, err = s.check(r.Context(), u)
		return Uploaded{}, dry, err
	}
	if key.known() {
		done, err = s.again(r.Context(), key)
		return done, nil, err
	}
	runs, err := u.batch.Runs()
	if err != nil {
		return Uploaded{}, nil, err
	}
	nameRuns(runs, u.RunName)
	done, err = s.storeUpload(r.Context(), u, key.stored())
	return done, nil, err
}

// receiveFiles takes the files that in brings into u and computes their runs when
// all of them are there and it is their turn. The first file that has a fault ends
// it, unless nothing is to be stored. Files of an upload that the key knows are
// only compared.
func (s *Server) receiveFiles(in *incoming, turn *jobs.Turn, u *Upload, key *requestKey) error {
	ctx, r := in.request.Context(), in.request
	key.note(r.URL.Path, r.URL.Query().Encode())
	if err := u.setAll(r.URL.Query()); err != nil {
		return err
	}
	if !key.known() { // before the file is read in vain
		if _, err := s.target(ctx, u); err != nil {
			return err
		}
	}
	files, err := s.holdFiles(in, u, key)
	defer func() {
		for _, f := range files {
			f.Close()
		}
	}()
	if err != nil {
		in.drain()
		return err
	}
	if err := turn.Wait(ctx); err != nil {
		return err
	}
	if len(files) == 1 && u.batch.Pair == evaluate.PairGuess {
		u.batch.Pair = evaluate.PairNo
	}
	for _, file := range files {
		f, err := s.addFile(ctx, u, file.name, file, u.Options)
		if err == nil && !u.DryRun && !f.Waiting() {
			err = f.Err
		}
		if err != nil {
			return err
		}
	}
	return u.batch.Finish(ctx)
}

// A heldFile is a file of an upload that has arrived.
type heldFile struct {
	name string
	*ingest.Spool
}

// heldMemory is how many bytes of a file are held in memory.
const heldMemory = 1 << 20

// holdFiles takes down what in brings: fields, which it sets, and files.
func (s *Server) holdFiles(in *incoming, u *Upload, key *requestKey) (files []heldFile, err error) {
	set := func(name, value string) error {
		key.note(name, value)
		return u.set(name, value)
	}
	err = in.each(set, func(name string, part io.Reader) error {
		return key.file(name, part, func(part io.Reader) error {
			spool, err := ingest.NewSpool(part, heldMemory, s.tempDir)
			if err == nil {
				files = append(files, heldFile{name, spool})
			}
			return err
		})
	})
	return files, err
}

// each hands out what an upload brings, in its order: fields to set, files to
// take.
func (in *incoming) each(set func(name, value string) error, take func(name string, r io.Reader) error) error {
	r := in.request
	if r.ContentLength > in.limit {
		return in.tooLarge()
	}
	kind, params, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || kind != "multipart/form-data" {
		return take(bodyName(r), in)
	}
	if params["boundary"] == "" {
		return badForm(http.ErrMissingBoundary)
	}
	parts := multipart.NewReader(in, params["boundary"])
	files := 0
	for {
		part, err := parts.NextRawPart()
		if err == io.EOF {
			return nil
		} else if err != nil {
			return in.orBadForm(err)
		}
		switch name := part.FormName(); {
		case name == "file" && part.FileName() == "" && files > 0, name == "":
			// a file field that was left empty
		case name == "file":
			if files++; files > maxFiles {
				return tradeoff.Errorf(tradeoff.TooLarge, "the upload has more than %d files", maxFiles).WithMend("Send them in several uploads.")
			}
			if err := take(fileName(part.FileName()), part); err != nil {
				return in.orBadForm(err)
			}
		case files > 0:
			return tradeoff.Errorf(tradeoff.Invalid, "the field %q comes after the file", name).
				WithMend("Send the fields before the file, or as query parameters.")
		default:
			value, err := io.ReadAll(io.LimitReader(part, maxField+1))
			if err != nil {
				return in.orBadForm(err)
			}
			if len(value) > maxField {
				return tradeoff.Errorf(tradeoff.TooLarge, "the field %q is longer than %d bytes", name, maxField)
			}
			if err := set(name, string(value)); err != nil {
				return err
			}
		}
	}
}

// UploadOptions are what can be said of an upload: parameters, fields of a form,
// and flags of the command line.
var UploadOptions = append(slices.Clone(ingest.OptionList),
	ingest.Option{Name: "name", About: "`name` of the run (by default that of its file and column)"},
	ingest.Option{Name: "positive_name", About: "`name` of the positive class, if the experiment has none yet"},
	ingest.Option{Name: "negative_name", About: "`name` of the negative class, if the experiment has none yet"},
	ingest.Option{Name: "class_names", About: "`keep` the names that the classes of an experiment with runs have, or rename them after the file, for all of its runs (asked if they differ)",
		Words: classNamingWords},
	ingest.Option{Name: "experiment", About: "`id` of the experiment"},
	ingest.Option{Name: "experiment_name", About: "`name` of a new experiment"},
	ingest.Option{Name: "file_name", About: "`name` of a file that is the whole body"},
	ingest.Option{Name: "pair", About: "`yes`: one of the files has the labels, and each of the others scores of the same cases; no: each is a file by itself (guessed)",
		Words: evaluate.PairingWords},
	ingest.Option{Name: "dry_run", About: "store nothing and answer with the check-up", Words: []string{"true", "false"}},
	ingest.Option{Name: "replace", About: "`id` of a run whose place the new one takes, with its name and remarks unless others are given, and in its label group; the old id leads to the new run"},
	ingest.Option{Name: "notes", About: "`text` to keep with the run"},
	ingest.Option{Name: "tag", About: "`word` to find the run by; repeat it for several", Several: true},
	ingest.Option{Name: "model_version", About: "`version` of the model"},
	ingest.Option{Name: "date", About: "`day` of the run, as 2026-05-31"},
)

var uploadParameters = parametersOf(UploadOptions)

// uploadContent is the body of an upload.
var uploadContent = content{form: uploadParameters}

// setAll takes over the parameters of a query.
func (u *Upload) setAll(q url.Values) error {
	for name, values := range q {
		for _, v := range values {
			if err := u.set(name, v); err != nil {
				return err
			}
		}
	}
	return nil
}

// set takes over a query parameter or form field. An empty value says nothing.
func (u *Upload) set(name, value string) error {
	if err := ingest.Known(name, UploadOptions); err != nil {
		return err
	}
	if value = strings.TrimSpace(value); value == "" {
		return nil
	}
	switch name {
	case "name":
		u.RunName = value
	case "positive_name":
		u.PositiveName = value
	case "negative_name":
		u.NegativeName = value
	case "class_names":
		if !slices.Contains(classNamingWords, value) {
			return tradeoff.Errorf(tradeoff.Invalid, "class_names is %q", value).WithMend("Say keep or rename.")
		}
		u.ClassNames = ClassNaming(value)
	case "experiment_name":
		u.ExperimentName = value
	case "experiment":
		id, err := strconv.ParseInt(value, 10, 64)
		if err != nil || id < 1 || u.ExperimentID != 0 && u.ExperimentID != id {
			return tradeoff.Errorf(tradeoff.Invalid, "%q is not the id of the experiment", value)
		}
		u.ExperimentID = id
	case "replace":
		id, err := strconv.ParseInt(value, 10, 64)
		if err != nil || id < 1 {
			return tradeoff.Errorf(tradeoff.Invalid, "%q is not the id of a run", value)
		}
		u.Replaces = id
	case "notes":
		u.Remarks.Notes = value
	case "tag":
		u.Remarks.Tags = append(u.Remarks.Tags, value)
	case "model_version":
		u.Remarks.ModelVersion = value
	case "date":
		u.Remarks.Date = value
	case "pair":
		return u.batch.SetPair(value)
	case "dry_run":
		on, err := ingest.ParseBool(name, value)
		if err != nil {
			return err
		}
		u.DryRun = on
	case "file_name": // see bodyName
	default:
		return u.Options.Set(name, value)
	}
	return nil
}

// bodyName returns the name of a file that is the whole body.
func bodyName(r *http.Request) string {
	if name := r.URL.Query().Get("file_name"); name != "" {
		return fileName(name)
	}
	_, params, err := mime.ParseMediaType(r.Header.Get("Content-Disposition"))
	if err == nil && params["filename"] != "" {
		return fileName(params["filename"])
	}
	return fileName(r.URL.Query().Get("name"))
}

// noName is what a file without a name is called.
const noName = "upload"

// fileName returns the last element of a path as a client names it.
func fileName(name string) string {
	name = path.Base(strings.ReplaceAll(strings.ToValidUTF8(name, "�"), `\`, "/"))
	if name == "." || name == "/" {
		return noName
	}
	return name
}

func badForm(err error) error {
	e := tradeoff.Errorf(tradeoff.Invalid, "the form could not be read").
		WithMend("Send it as multipart/form-data with the file in the field file.")
	e.Err = err
	return e
}

// An incoming is the body of an upload: bounded, and given up when it stalls.
type incoming struct {
	request *http.Request
	body    io.Reader
	control *http.ResponseController
	release func() bool

	limit    int64
	patience time.Duration
	n        int64         // bytes that have come
	mark     int64         // of them, when there was progress last
	waited   time.Duration // for bytes since then
	err      error         // of the body, io.EOF excepted
}

func (s *Server) newIncoming(r *http.Request) *incoming {
	x := web.ExchangeOf(r)
	in := &incoming{request: r, body: x.Body, control: http.NewResponseController(x.W), limit: s.limits.Bytes, patience: s.patience}
	// Waiting for a turn and computing take longer than an ordinary answer.
	in.setDeadlines(time.Time{}, time.Time{})
	// Only so does a read that waits for bytes notice the end of its context.
	in.release = context.AfterFunc(r.Context(), func() { in.setDeadlines(time.Now(), time.Now().Add(answering)) })
	return in
}

// close leaves time for the answer.
func (in *incoming) close() {
	if in.release() {
		in.setDeadlines(time.Now().Add(answering), time.Now().Add(answering))
	}
}

// setDeadlines is in vain where there is no connection, as in tests.
func (in *incoming) setDeadlines(read, write time.Time) {
	_ = in.control.SetReadDeadline(read)
	_ = in.control.SetWriteDeadline(write)
}

// Read hands out the body. Only the time that is spent waiting for bytes
// counts against the sender's patience, not that in which they are parsed.
func (in *incoming) Read(p []byte) (int, error) {
	if err := in.request.Context().Err(); err != nil {
		return 0, err
	}
	start := time.Now()
	_ = in.control.SetReadDeadline(start.Add(in.patience - in.waited))
	n, err := in.body.Read(p)
	in.waited += time.Since(start)
	in.n += int64(n)
	if in.n >= in.mark+progress {
		in.mark, in.waited = in.n, 0
	}
	switch {
	case in.n > in.limit:
		in.err = in.tooLarge()
		return 0, in.err
	case err == io.EOF:
		// From now on the connection is watched for a client that goes away,
		// and a deadline would look like that.
		_ = in.control.SetReadDeadline(time.Time{})
	case err != nil:
		in.err = err
	}
	return n, err
}

func (in *incoming) tooLarge() error {
	return limits.Size.Refuse("Compress the file with gzip, leave columns out", "the upload is larger than %g MB", float64(in.limit)/(1<<20))
}

// orBadForm returns the body's own error rather than what the form's reader
// makes of it, and tells ours from the form's.
func (in *incoming) orBadForm(err error) error {
	var ours *tradeoff.Error
	switch {
	case in.err != nil:
		return in.err
	case errors.As(err, &ours), in.request.Context().Err() != nil:
		return err
	default:
		return badForm(fmt.Errorf("server: form: %w", err))
	}
}

// drain reads the rest of a refused upload, within bounds.
func (in *incoming) drain() {
	if in.err != nil || in.request.Context().Err() != nil || in.n == 0 && in.request.Header.Get("Expect") != "" {
		return // it has ended, or waits for us to ask for it
	}
	_ = in.control.SetReadDeadline(time.Now().Add(farewell))
	_, _ = io.CopyN(io.Discard, in.body, in.limit)
}
