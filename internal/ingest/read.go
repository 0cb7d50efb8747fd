package ingest

import (
	"context"
	"errors"
	"io"
	"path"
	"strings"

	"tradeoff/internal/tradeoff"
)

// Read reads a file of labels and scores from r until its end. It returns one
// dataset for each score column; they share the memory of all other columns.
//
// A file that cannot be understood, or that is over a limit, gives a
// [*tradeoff.Error] of kind Invalid or TooLarge with its place, fileName being
// part of it, and how to mend it. An error of r itself is wrapped, and that of
// ctx is returned as it is. r is read by the calling goroutine only; when Read
// returns nothing of it is running any more.
func Read(ctx context.Context, r io.Reader, fileName string, o Options) ([]*Dataset, error) {
	o.Limits = o.Limits.OrDefault()
	d, err := read(ctx, r, fileName, o)
	var e *tradeoff.Error
	if errors.As(err, &e) {
		place := e.Place
		place.File = fileName
		return nil, e.At(place)
	}
	return d, err
}

func read(ctx context.Context, r io.Reader, fileName string, o Options) ([]*Dataset, error) {
	src, err := newSource(r, o.Limits)
	if err != nil {
		return nil, err
	}
	f, err := recognise(src, o)
	if err != nil {
		return nil, err
	}
	top, err := f.sample()
	if err != nil {
		return nil, err
	}
	plan, refusal := makePlan(top, o)
	if refusal != nil {
		return nil, refusal
	}
	parts, err := f.parts(ctx, plan)
	if err != nil {
		return nil, err
	}
	t, err := join(plan, parts, top.lines)
	if err != nil {
		return nil, err
	}
	return t.datasets(ctx, o, baseName(fileName))
}

// recognise returns the format of a file by its content.
func recognise(src *source, o Options) (format, error) {
	text, err := newLineText(src, o.Limits)
	if err != nil {
		return nil, err
	}
	return &delimited{lineText: text}, nil
}

// baseName returns the name of a file without its folders and endings.
func baseName(fileName string) string {
	name := path.Base(strings.ReplaceAll(fileName, `\`, "/"))
	for range 2 { // "predictions.csv.gz"
		switch ext := path.Ext(name); strings.ToLower(ext) {
		case ".csv", ".tsv", ".txt", ".tab", ".dat", ".csv2", ".gz":
			name = strings.TrimSuffix(name, ext)
		}
	}
	return name
}
