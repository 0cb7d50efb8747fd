package evaluate

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io"

	"tradeoff/internal/ingest"
	"tradeoff/internal/tradeoff"
)

// A File is one file of a batch and its results.
type File struct {
	Name     string
	Bytes    int64            // its size as it came in
	SHA256   string           // of the bytes as they came in, in hex
	Previews []ingest.Preview // previews of its tables, as far as they could be read
	Runs     []*Run           // one for each score column
	Err      error            // why there are no runs

	Labels string   // the file that has the labels of this one, if it is another
	Scores []string // the files whose labels this one has: it has no runs then

	options ingest.Options
	again   ingest.RandomAccess // its content, if it may be joined with another file
}

// A Batch is files that are read one after the other. After the last file
// call Finish and then Close.
type Batch struct {
	Files    []*File
	FileJoin FileJoin

	held []*ingest.Spool
}

// memory is how many bytes of a stream are kept in memory, in case the file
// is joined with another.
const memory = 1 << 20

// Read reads the next file from r until its end. Errors are in the file's
// Err; they and the requirements on r are those of [ingest.Read]. An r with
// random access must stay readable until Finish has returned.
func (b *Batch) Read(ctx context.Context, r io.Reader, name string, o ingest.Options) *File {
	f := &File{Name: name, options: o}
	b.Files = append(b.Files, f)
	whole, ok := r.(ingest.RandomAccess)
	if !ok && b.FileJoin != PairNo {
		spool, err := ingest.NewSpool(r, memory, o.TempDir)
		if err != nil {
			f.Err = err
			return f
		}
		b.held = append(b.held, spool)
		r, whole = spool, spool
	}
	s := &hashedSource{r: r, hash: sha256.New()}
	if b.FileJoin != PairYes {
		f.compute(ctx, s, o)
	}
	lacking := f.Err != nil && b.FileJoin == PairGuess && (ingest.IsIncomplete(f.Err) || f.lacksNamed(ctx, whole))
	if b.FileJoin == PairYes || lacking {
		f.again = whole
		if _, err := io.Copy(io.Discard, s); err != nil {
			f.Err = err
		}
	}
	f.Bytes, f.SHA256 = s.n, hex.EncodeToString(s.hash.Sum(nil))
	for _, run := range f.Runs {
		run.SourceName, run.SourceBytes, run.SourceSHA256 = f.Name, f.Bytes, f.SHA256
	}
	return f
}

// NamesPositive reports whether the caller has named the positive class of
// the file.
func (f *File) NamesPositive() bool { return f.options.Positive != "" }

// lacksNamed reports whether the caller names columns that the file with the
// content whole does not have: another file may have them.
func (f *File) lacksNamed(ctx context.Context, whole ingest.RandomAccess) bool {
	if tradeoff.KindOf(f.Err) != tradeoff.Invalid {
		return false
	}
	f.again = whole
	part := f.asPart()
	f.again = nil
	return ingest.LacksNamedColumns(ctx, part)
}

// Waiting reports whether the file may be joined with another one, so that
// its errors are known only after Finish.
func (f *File) Waiting() bool { return f.again != nil }

// compute makes the runs of a file that is not joined.
func (f *File) compute(ctx context.Context, s *hashedSource, o ingest.Options) {
	tables, err := ingest.ReadTables(ctx, s.reader(), f.Name, o)
	for _, t := range tables {
		if err == nil {
			err = f.addRuns(ctx, t)
		}
		f.Previews = append(f.Previews, t.Preview)
	}
	if f.Err = err; err != nil {
		f.Runs = nil
	}
}

// addRuns computes the runs of a table. Its label groups are separate from
// those of other tables.
func (f *File) addRuns(ctx context.Context, t *ingest.Table) error {
	sets, err := t.Datasets(ctx)
	if err != nil {
		return err
	}
	groups := make(map[string]*tradeoff.LabelGroup)
	for _, d := range sets {
		run, err := Dataset(ctx, d, f.Name)
		if err != nil {
			return err
		}
		if name := d.LabelGroup; name != "" {
			if groups[name] == nil {
				groups[name] = &tradeoff.LabelGroup{Name: name}
			}
			run.LabelGroup = groups[name]
		}
		f.Runs = append(f.Runs, run)
	}
	return nil
}

// Runs returns the runs of all files in their order, or the error of the
// first file that has one.
func (b *Batch) Runs() ([]*Run, error) {
	var all []*Run
	for _, f := range b.Files {
		if f.Err != nil {
			return nil, f.Err
		}
		all = append(all, f.Runs...)
	}
	return all, nil
}

// Close frees the memory and files of streams.
func (b *Batch) Close() {
	for _, s := range b.held {
		s.Close()
	}
	b.held = nil
}
