package ingest

import (
	"archive/zip"
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
	"path"
	"slices"
	"strconv"
	"strings"

	"tradeoff/internal/tradeoff"
)

// Read reads a file of labels and scores from r until its end. It returns one
// dataset for each score column; they share the memory of all other columns. An
// archive of several files gives the datasets of each.
//
// A file that cannot be understood, or that is over a limit, gives a
// [*tradeoff.Error] of kind Invalid or TooLarge with its place, fileName being
// part of it, and how to mend it. An error of r itself is wrapped, and that of
// ctx is returned as it is. r is read by the calling goroutine only; when Read
// returns nothing of it is running any more.
func Read(ctx context.Context, r io.Reader, fileName string, o Options) ([]*Dataset, error) {
	o.Limits = o.Limits.OrDefault()
	in := newInput(r, o)
	defer in.close()
	d, err := in.file(ctx, in.packed, fileName, 0)
	var e *tradeoff.Error
	if errors.As(err, &e) {
		place := e.Place
		if place.File = fileName; e.Place.File != "" {
			place.File += ": " + e.Place.File // within an archive
		}
		return nil, e.At(place)
	}
	return d, err
}

// maxLayers is how many packings may lie around a table.
const maxLayers = 2

// file reads one file, which may be packed, or be an archive of several.
func (in *input) file(ctx context.Context, r io.Reader, name string, layers int) ([]*Dataset, error) {
	text := bufio.NewReaderSize(r, headSize)
	head, err := peek(text, 16)
	if err != nil {
		return nil, err
	}
	pack, zipped := packingOf(head), bytes.HasPrefix(head, []byte(zipMagic))
	switch {
	case (pack != nil || zipped) && layers == maxLayers:
		return nil, tradeoff.Errorf(tradeoff.Invalid, "the file is packed more than %d times", maxLayers).
			WithMend("Pack it once.")
	case pack != nil:
		u, err := in.unpack(pack, text)
		if err != nil {
			return nil, err
		}
		return in.file(ctx, u, name, layers+1)
	case zipped:
		return in.archive(ctx, text, name, layers)
	}
	if err := checkForeign(head); err != nil {
		return nil, err
	}
	f, err := in.recognise(text)
	if err != nil {
		return nil, err
	}
	t, err := readTable(ctx, f, in.options)
	if err != nil {
		return nil, err
	}
	return t.datasets(ctx, in.options, baseName(name))
}

// archive reads the tables of a zip archive.
func (in *input) archive(ctx context.Context, r io.Reader, name string, layers int) ([]*Dataset, error) {
	s, err := in.spool(r)
	if err != nil {
		return nil, err
	}
	a, err := in.openArchive(s)
	if err != nil {
		return nil, err
	}
	members, others := a.tables()
	if len(members) == 0 {
		return nil, tradeoff.Errorf(tradeoff.Invalid, "no file of the archive is a table: it holds %s", someNames(others)).
			WithMend("Pack one file with labels and scores, its name ending in .csv for example.")
	}
	var all []*Dataset
	for _, m := range members {
		d, err := in.member(ctx, a, m, name, len(members) > 1, layers)
		var e *tradeoff.Error
		if errors.As(err, &e) {
			place := e.Place
			if place.File = m.Name; e.Place.File != "" {
				place.File += ": " + e.Place.File
			}
			return nil, e.At(place)
		} else if err != nil {
			return nil, err
		}
		all = append(all, d...)
	}
	if len(others) > 0 {
		left := finding("members_left_out", "", "%s of the archive %s no table and left out", someNames(others), plural(len(others), "is", "are"))
		for _, d := range all {
			d.Findings = append(d.Findings, left)
		}
	}
	return all, nil
}

// member reads one file of an archive. If it is one of several it keeps its
// name.
func (in *input) member(ctx context.Context, a *archive, m *zip.File, name string, several bool, layers int) ([]*Dataset, error) {
	r, err := a.open(m)
	if err != nil {
		return nil, err
	}
	if several {
		name = m.Name
	}
	d, err := in.file(ctx, r, name, layers+1)
	if several && len(d) > 1 {
		for _, d := range d {
			d.Name = baseName(name) + ": " + d.Name
		}
	}
	return d, err
}

// someNames quotes names, four at most.
func someNames(names []string) string {
	var quoted []string
	for i, n := range names {
		if i == 4 {
			quoted = append(quoted, "…")
			break
		}
		quoted = append(quoted, strconv.Quote(clip(n)))
	}
	return strings.Join(quoted, ", ")
}

// recognise returns the format of a file by its content.
func (in *input) recognise(r *bufio.Reader) (format, error) {
	text, err := newLineText(r, in.options.Limits)
	if err != nil {
		return nil, err
	}
	return &delimited{lineText: text}, nil
}

// readTable guesses the roles of a table's columns and reads it.
func readTable(ctx context.Context, f format, o Options) (*table, error) {
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
	return join(plan, parts, top.lines)
}

// baseName returns the name of a file without its folders and endings.
func baseName(fileName string) string {
	name := path.Base(strings.ReplaceAll(fileName, `\`, "/"))
	for range 3 { // "predictions.csv2.csv.gz"
		ext := path.Ext(name)
		if lower := strings.ToLower(ext); slices.Contains(tableEndings, lower) || lower == ".csv2" || lower == ".zip" {
			name = strings.TrimSuffix(name, ext)
		}
	}
	return name
}
