package evaluate

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"tradeoff/internal/ingest"
	"tradeoff/internal/tradeoff"
)

// FileJoin tells whether files are joined: one has the labels, and each of
// the others scores of the same cases.
type FileJoin string

// The modes.
const (
	PairGuess FileJoin = ""    // joined if one has no scores and others have no labels
	PairYes   FileJoin = "yes" // they do
	PairNo    FileJoin = "no"  // each file is separate
)

// PairingWords are the accepted words.
var PairingWords = []string{string(PairYes), string(PairNo)}

// SetFileJoin sets the mode by its word; "" is ignored.
func (b *Batch) SetFileJoin(word string) error {
	if word != "" && !slices.Contains(PairingWords, word) {
		return tradeoff.Errorf(tradeoff.Invalid, "pair is %q", word).WithHint("Say yes or no.")
	}
	b.FileJoin = FileJoin(word)
	return nil
}

// Finish joins files: it finds the one with the labels and reads each of the
// others with it. The error is that of ctx.
func (b *Batch) Finish(ctx context.Context) error {
	var waiting []*File
	for _, f := range b.Files {
		if f.again != nil {
			waiting = append(waiting, f)
		}
	}
	if len(waiting) == 0 {
		return ctx.Err()
	}
	labels, scores := b.parts(ctx, waiting)
	if labels == nil {
		return ctx.Err()
	}
	labels.Err = nil
	for _, f := range scores {
		f.Labels = labels.Name
		labels.Scores = append(labels.Scores, f.Name)
		f.joined(ctx, labels)
	}
	return ctx.Err()
}

// parts tells the file of the labels from the others. It is nil if there is
// none; then the files keep their errors, or get one.
func (b *Batch) parts(ctx context.Context, waiting []*File) (labels *File, scores []*File) {
	type contents struct{ labels, scores bool }
	has := make(map[*File]contents)
	for _, f := range waiting {
		var c contents
		var err error
		c.labels, c.scores, err = ingest.ContentOf(ctx, f.asPart())
		has[f] = c
		if err != nil && b.FileJoin == PairYes {
			f.Err = err
			return nil, nil
		}
	}
	only := func(pass func(*File) bool) *File {
		var found *File
		for _, f := range waiting {
			if pass(f) {
				if found != nil {
					return nil
				}
				found = f
			}
		}
		return found
	}
	labels = only(func(f *File) bool { return has[f].labels && !has[f].scores })
	if labels == nil {
		labels = only(func(f *File) bool { return has[f].labels && ingest.NamesLabels(f.Name) })
	}
	for _, f := range waiting {
		if f != labels && labels != nil && (b.FileJoin == PairYes || has[f].scores || has[f].labels) {
			scores = append(scores, f)
		}
	}
	switch {
	case labels != nil && len(scores) > 0:
		return labels, scores
	case b.FileJoin == PairYes && len(waiting) == 1:
		waiting[0].Err = tradeoff.Errorf(tradeoff.Invalid, "there is only one file, but joining needs at least two").
			WithHint("Send the file of the labels and that of the scores together.").At(tradeoff.Place{File: waiting[0].Name})
	case b.FileJoin == PairYes:
		waiting[0].Err = tradeoff.Errorf(tradeoff.Invalid, "which of the files has the labels? %s", names(waiting)).
			WithHint("Name the column of the labels with --label (parameter label), or put “labels” into the " +
				"name of the file that has them.")
	}
	return nil, nil
}

func names(files []*File) string {
	var list []string
	for _, f := range files {
		list = append(list, fmt.Sprintf("%q", f.Name))
	}
	return "There are " + strings.Join(list, ", ")
}

// asPart returns the file to be read again.
func (f *File) asPart() ingest.File {
	return ingest.File{Name: f.Name, R: io.NewSectionReader(f.again, 0, f.again.Size()), Options: f.options}
}

// joined reads f with the file of its labels. Errors of that file are set on
// it.
func (f *File) joined(ctx context.Context, labels *File) {
	f.Err = nil
	err := func() error {
		t, ofLabels, err := ingest.ReadJoined(ctx, labels.asPart(), f.asPart())
		if t != nil {
			f.Previews, labels.Previews = []ingest.Preview{t.Preview}, []ingest.Preview{ofLabels}
		}
		if err != nil {
			return err
		}
		err = f.addRuns(ctx, t)
		f.Previews[0] = t.Preview
		return err
	}()
	var e *tradeoff.Error
	switch {
	case err == nil:
		sum := sha256.Sum256([]byte(f.SHA256 + labels.SHA256))
		for _, run := range f.Runs {
			run.SourceName, run.SourceBytes, run.SourceSHA256 = f.Name+" + "+labels.Name, f.Bytes+labels.Bytes,
				hex.EncodeToString(sum[:])
		}
	case errors.As(err, &e) && e.Place.File == labels.Name:
		labels.Err = err
	default:
		f.Err = err
	}
	if err != nil {
		f.Runs = nil
	}
}
