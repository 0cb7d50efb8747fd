package ingest

import (
	"bytes"
	"context"

	"tradeoff/internal/arrow"
	"tradeoff/internal/parquet"
)

// isArrow reports whether a file begins as Arrow's do, Feather's second version among
// them, or its streams.
func isArrow(head []byte) bool {
	return bytes.HasPrefix(head, []byte(arrow.Magic)) || bytes.HasPrefix(head, []byte(arrow.StreamMagic))
}

// An arrowColumns is an Arrow file or stream.
type arrowColumns struct{ *arrow.File }

func newArrowTable(s RandomAccess, l Limits) (*columnarTable, error) {
	f, err := arrow.Open(s, s.Size(), l)
	if err != nil {
		return nil, err
	}
	t, err := newColumnarTable(arrowColumns{f}, l)
	if err == nil && !f.Ended() {
		open := finding("stream_open", "Close the writer, and send the stream again.",
			"the Arrow stream has no end mark: rows may be missing at its end")
		open.Serious = true
		t.notes = append(t.notes, open)
	}
	return t, err
}

func (f arrowColumns) columns() []parquet.Column {
	var list []parquet.Column
	for _, c := range f.Columns() {
		list = append(list, parquet.Column(c))
	}
	return list
}

func (f arrowColumns) newReader() columnarReader { return arrowReader{f.NewReader()} }

type arrowReader struct{ *arrow.Reader }

func (r arrowReader) read(ctx context.Context, group, leaf int, visit func(columnarValues) error) error {
	return r.Read(ctx, group, leaf, func(v *arrow.Values) error { return visit(v) })
}
