package ingest

import (
	"bufio"
	"bytes"
	"slices"

	"tradeoff/internal/npy"
)

// lineFormats are the texts with one row a line that are neither JSON nor delimited.
// Each looks at the first bytes of a text, and returns what makes the format of its
// lines, or nil if the text is another.
var lineFormats = []func(head []byte) func(*lineText) format{
	recogniseARFF,
	recogniseWeka,
}

// tableEndings are the file endings that count as tables in an archive of
// several files.
var tableEndings = []string{".csv", ".tsv", ".tab", ".txt", ".dat", ".json", ".jsonl", ".ndjson", ".arff", ".npy",
	".npz", ".parquet", ".feather", ".arrow", ".arrows", ".ipc", ".xlsx", ".xlsm", ".gz", ".zst", ".bz2"}

// recognise returns the format of a file by its content, which begins with head.
// Files that are packed as zip, workbooks among them, are recognised in
// [input.archive].
func (in *input) recognise(r *bufio.Reader, head []byte, layers int) (format, error) {
	begins := func(magic string) bool { return bytes.HasPrefix(head, []byte(magic)) }
	isArray, isParquet := begins(npy.Magic), slices.ContainsFunc(parquetMagics, begins)
	if !isArray && !isParquet && !isArrow(head) {
		return in.recogniseText(r)
	}
	s, err := in.randomAccess(r, layers)
	if err != nil {
		return nil, err
	}
	switch {
	case isParquet:
		return newParquetTable(s, in.options.Limits)
	case isArray:
		a, err := openArray(s, "")
		if err != nil {
			return nil, err
		}
		return in.arrayFormat([]*namedArray{a})
	default:
		return newArrowTable(s, in.options.Limits)
	}
}

// recogniseText returns the format of a text. What no other format recognises is
// delimited.
func (in *input) recogniseText(r *bufio.Reader) (format, error) {
	l := in.options.Limits
	r, err := in.textReader(r)
	if err != nil {
		return nil, err
	}
	head, err := peek(r, headSize)
	if err != nil {
		return nil, err
	}
	if err := checkText(head); err != nil {
		return nil, err
	}
	if looksLikeJSON(head) {
		r = bufio.NewReaderSize(r, l.Line+headSize)
		if head, err = peek(r, l.Line+headSize); err != nil {
			return nil, err
		}
		if !isJSONLines(head, &l) {
			return in.openJSON(r, head)
		}
		text, err := newLineText(r, l, false)
		if err != nil {
			return nil, err
		}
		return &jsonLines{lineText: text}, nil
	}
	for _, recognise := range lineFormats {
		if formatOf := recognise(head); formatOf != nil {
			text, err := newLineText(r, l, false)
			if err != nil {
				return nil, err
			}
			return formatOf(text), nil
		}
	}
	text, err := newLineText(r, l, true)
	if err != nil {
		return nil, err
	}
	return &delimited{lineText: text}, nil
}
