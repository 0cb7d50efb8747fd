package ingest

import (
	"context"

	"tradeoff/internal/parquet"
)

// parquetMagics are how Parquet files begin, encrypted ones too.
var parquetMagics = []string{"PAR1", "PARE"}

// A parquetColumns is a Parquet file.
type parquetColumns struct{ *parquet.File }

func newParquetTable(s RandomAccess, l Limits) (*columnarTable, error) {
	f, err := parquet.Open(s, s.Size(), l)
	if err != nil {
		return nil, err
	}
	return newColumnarTable(parquetColumns{f}, l)
}

func (f parquetColumns) columns() []parquet.Column { return f.Columns() }

func (f parquetColumns) newReader() columnarReader { return parquetReader{f.NewReader()} }

type parquetReader struct{ *parquet.Reader }

func (r parquetReader) read(ctx context.Context, group, leaf int, visit func(columnarValues) error) error {
	return r.Read(ctx, group, leaf, func(v *parquet.Values) error { return visit(v) })
}
