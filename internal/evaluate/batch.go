package evaluate

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io"

	"tradeoff/internal/ingest"
)

// A File is one file of a batch and what became of it.
type File struct {
	Name   string
	Bytes  int64           // its size as it came in
	SHA256 string          // of the bytes as they came in, in hex
	Tables []*ingest.Table // as far as they were understood
	Runs   []*Run          // one for each score column
	Err    error           // why there are no runs
}

// A Batch is files that are read one after the other.
type Batch struct {
	Files []*File
}

// Read reads the next file from r until its end. What is wrong with it is in
// the file's Err; what r may be and which errors
// there are is as in [ingest.Read].
func (b *Batch) Read(ctx context.Context, r io.Reader, name string, o ingest.Options) *File {
	source := &source{r: r, hash: sha256.New()}
	f := &File{Name: name}
	b.Files = append(b.Files, f)
	f.Tables, f.Err = ingest.ReadTables(ctx, source.reader(), name, o)
	f.Bytes, f.SHA256 = source.n, hex.EncodeToString(source.hash.Sum(nil))
	if f.Err != nil {
		return f
	}
	for _, t := range f.Tables {
		if f.Err = f.compute(ctx, t); f.Err != nil {
			f.Runs = nil
			return f
		}
	}
	return f
}

// compute adds the runs of a table.
func (f *File) compute(ctx context.Context, t *ingest.Table) error {
	sets, err := t.Datasets(ctx)
	if err != nil {
		return err
	}
	for _, d := range sets {
		run, err := dataset(ctx, d, f.Name)
		if err != nil {
			return err
		}
		run.SourceName, run.SourceBytes, run.SourceSHA256 = f.Name, f.Bytes, f.SHA256
		f.Runs = append(f.Runs, run)
	}
	return nil
}

// Runs returns the runs of all files in their order, or what is wrong with the
// first of them that has none.
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
