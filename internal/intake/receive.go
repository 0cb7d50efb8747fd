package intake

import (
	"context"
	"io"
	"net/url"

	"tradeoff/internal/evaluate"
	"tradeoff/internal/ingest"
	"tradeoff/internal/jobs"
)

// A Request asks for runs to be stored at once, or only to be checked.
type Request struct {
	Path       string     // the address of the request, part of what a key identifies
	Query      url.Values // parameters before the files: [UploadOptions]
	Key        *string    // the text of its [KeyHeader]; nil if there is none
	Experiment int64      // that gets the runs; 0 if the request itself says
	Body       Body
}

// Receive takes an upload. Its options are in the query, or in form fields
// before the files. It stores all runs or none. A dry run stores nothing and
// returns the checks.
func (in *Intake) Receive(ctx context.Context, r Request) (done Uploaded, dry *Checks, err error) {
	key, err := in.claimKey(ctx, r.Key)
	if err != nil {
		return Uploaded{}, nil, err
	}
	defer key.release()
	turn, err := in.Enter()
	if err != nil {
		return Uploaded{}, nil, err
	}
	defer turn.Leave()
	u := &Upload{ExperimentID: r.Experiment}
	defer u.batch.Close()
	if err := in.receiveFiles(ctx, r, turn, u, key); err != nil {
		return Uploaded{}, nil, err
	}
	if u.DryRun {
		nameFiles(u.batch.Files, u.RunName)
		dry, err = in.check(ctx, u)
		return Uploaded{}, dry, err
	}
	if key.known() {
		done, err = in.repeatResult(ctx, key)
		return done, nil, err
	}
	runs, err := u.batch.Runs()
	if err != nil {
		return Uploaded{}, nil, err
	}
	nameRuns(runs, u.RunName)
	done, err = in.storeUpload(ctx, u, key.stored())
	return done, nil, err
}

// receiveFiles reads the files of r into u and computes their runs once all
// have arrived and there is a free slot. The first error ends it, except in a
// dry run. Files of an upload with a known key are only compared.
func (in *Intake) receiveFiles(ctx context.Context, r Request, turn *jobs.Turn, u *Upload, key *requestKey) error {
	key.note(r.Path, r.Query.Encode())
	if err := setAll(r.Query, u.set); err != nil {
		return err
	}
	if !key.known() { // before the file is read for nothing
		if _, err := in.target(ctx, u); err != nil {
			return err
		}
	}
	files, err := in.holdFiles(ctx, r.Body, u, key)
	defer func() {
		for _, f := range files {
			f.Close()
		}
	}()
	if err != nil {
		return err
	}
	if err := turn.Wait(ctx); err != nil {
		return err
	}
	if len(files) == 1 && u.batch.FileJoin == evaluate.PairGuess {
		u.batch.FileJoin = evaluate.PairNo
	}
	for _, file := range files {
		f, err := in.addFile(ctx, u, file.name, file, u.Options)
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

// HeldMemory is how many bytes of a file are kept in memory; the rest is on
// disk.
const HeldMemory = 1 << 20

// holdFiles reads the body of an upload: it sets fields and stores files.
func (in *Intake) holdFiles(ctx context.Context, b Body, u *Upload, key *requestKey) (files []heldFile, err error) {
	set := func(name, value string) error {
		key.note(name, value)
		return u.set(name, value)
	}
	err = b.each(ctx, in.limits.Bytes, set, func(name string, part io.Reader) error {
		return key.file(name, part, func(part io.Reader) error {
			spool, err := ingest.NewSpool(part, HeldMemory, in.tempDir)
			if err == nil {
				files = append(files, heldFile{name, spool})
			}
			return err
		})
	})
	return files, err
}
