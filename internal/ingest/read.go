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
	"strings"

	"tradeoff/internal/tradeoff"
)

// Read reads a file of labels and scores from r until its end. It returns one
// dataset for each score column; they share the memory of all other columns.
// An archive of several files gives the datasets of each.
//
// A file that cannot be understood, or exceeds a limit, gives a
// [*tradeoff.Error] of kind Invalid or TooLarge with its place, which
// includes fileName, and a hint. Errors of r are wrapped, and those of ctx
// returned unchanged. r is read by the calling goroutine only, unless it
// implements [RandomAccess]; when Read returns all its goroutines have ended.
func Read(ctx context.Context, r io.Reader, fileName string, o Options) ([]*Dataset, error) {
	tables, err := ReadTables(ctx, r, fileName, o)
	if err != nil {
		return nil, err
	}
	var all []*Dataset
	for _, t := range tables {
		d, err := t.Datasets(ctx)
		if err != nil {
			return nil, err
		}
		all = append(all, d...)
	}
	return all, nil
}

// ReadTables reads a file as [Read] does, except for what concerns several
// tables. With an error it returns the tables read so far; the last of them
// may be the one with the error.
func ReadTables(ctx context.Context, r io.Reader, fileName string, o Options) ([]*Table, error) {
	o.Limits = o.Limits.OrDefault()
	in := newInput(r, o)
	defer in.close()
	err := in.file(ctx, in.packed, fileName, 0)
	for _, t := range in.tables {
		t.file = memberName(fileName, t.file)
	}
	return in.tables, inFile(err, fileName)
}

// inFile adds the file name to the place of an error.
func inFile(err error, name string) error {
	var e *tradeoff.Error
	if !errors.As(err, &e) {
		return err
	}
	place := e.Place
	place.File = memberName(name, place.File)
	return e.At(place)
}

// memberName returns the name of a file within an archive; "" is the archive
// itself.
func memberName(name, member string) string {
	if member == "" {
		return name
	}
	return name + ": " + member
}

// maxLayers is how many times a table may be compressed or packed.
const maxLayers = 2

// file reads one file, which may be compressed, or be an archive of several,
// into in.tables.
func (in *input) file(ctx context.Context, r io.Reader, name string, layers int) error {
	text := bufio.NewReaderSize(r, headSize)
	head, err := peek(text, foreignHead)
	if err != nil {
		return err
	}
	pack, zipped := packingOf(head), bytes.HasPrefix(head, []byte(zipMagic))
	switch {
	case (pack != nil || zipped) && layers == maxLayers:
		return tradeoff.Errorf(tradeoff.Invalid, "the file is packed more than %d times", maxLayers).
			WithHint("Pack it once.")
	case pack != nil:
		u, err := in.unpack(pack, text)
		if err != nil {
			return err
		}
		return in.file(ctx, u, name, layers+1)
	case zipped:
		return in.archive(ctx, text, name, layers)
	}
	if bytes.HasPrefix(head, []byte(oleMagic)) {
		s, err := in.randomAccess(text, layers)
		if err != nil {
			return err
		}
		return refuseOLE(s)
	}
	if err := checkForeign(head); err != nil {
		return err
	}
	f, err := in.recognise(text, head, layers)
	if err != nil {
		return err
	}
	return in.table(ctx, f, name)
}

// table reads one table.
func (in *input) table(ctx context.Context, f format, name string) error {
	t := &Table{name: baseName(name), options: in.options}
	if images, ok := f.(*imageTable); ok {
		t.images, t.options = images, images.options
	}
	t.sheet, _ = f.(*sheet)
	if t.guess, in.guess = in.guess, nil; t.guess != nil && t.guess.textEncoding != western {
		t.notes = append(t.notes, t.guess.finding())
	}
	in.tables = append(in.tables, t)
	if in.topOnly {
		t.format = f
		return nil
	}
	return t.read(ctx, f)
}

// archive reads the tables of a zip archive.
func (in *input) archive(ctx context.Context, r io.Reader, name string, layers int) error {
	s, err := in.randomAccess(r, layers)
	if err != nil {
		return err
	}
	a, err := in.openArchive(s)
	if err != nil {
		return err
	}
	if a.isArrays() {
		arrays, err := a.openArrays()
		if err != nil {
			return err
		}
		f, err := in.arrayFormat(arrays)
		if err != nil {
			return err
		}
		return in.table(ctx, f, name)
	}
	if a.isWorkbook() {
		f, err := in.workbook(a)
		if err != nil {
			return err
		}
		return in.table(ctx, f, name)
	}
	members, others := a.tables()
	if len(members) == 0 && slices.ContainsFunc(others, isPicture) {
		return tradeoff.Errorf(tradeoff.Invalid, "the archive contains pictures and no table: %s", quoted(others, fewNames)).
			WithHint(maskHint)
	}
	if len(members) == 0 {
		return tradeoff.Errorf(tradeoff.Invalid, "no file of the archive is a table: it contains %s",
			quoted(others, fewNames)).
			WithHint("Pack one file with labels and scores, for example a .csv file.")
	}
	first := len(in.tables)
	for _, m := range members {
		if err := in.member(ctx, a, m, name, len(members) > 1, layers); err != nil {
			return inFile(err, m.Name)
		}
	}
	if len(others) > 0 {
		left := finding("members_left_out", "", "%s of the archive %s not a table and left out", quoted(others, fewNames),
			plural(len(others), "is", "are"))
		for _, t := range in.tables[first:] {
			t.notes = append(t.notes, left)
		}
	}
	return nil
}

// isPicture reports whether a file is a picture by its name.
func isPicture(name string) bool {
	return slices.Contains([]string{".png", ".jpg", ".jpeg", ".tif", ".tiff", ".bmp", ".gif", ".webp", ".nii", ".dcm"},
		strings.ToLower(path.Ext(name)))
}

// member reads one file of an archive. Its name is kept if there are several.
func (in *input) member(ctx context.Context, a *archive, m *zip.File, name string, several bool, layers int) error {
	r, err := a.open(m)
	if err != nil {
		return err
	}
	if several {
		name = m.Name
	}
	first := len(in.tables)
	err = in.file(ctx, r, name, layers+1)
	for _, t := range in.tables[first:] {
		t.file = memberName(m.Name, t.file)
		t.several = t.several || several
	}
	return err
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
