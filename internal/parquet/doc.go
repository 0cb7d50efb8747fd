// Package parquet reads and writes tables as Parquet files.
//
// It writes with the library parquet-go. It reads by itself, since files come
// from anybody: the library makes room for what a file claims to hold, so that
// thirty bytes end the process beyond all recovery, and its assembly trusts the
// lengths that it is given. Here nothing is allocated that the file's bytes do
// not bear out or that the limits forbid. The library is the tests' oracle.
//
// # What is read
//
// Flat columns, also those within groups ("point.x"), and lists in which every
// row has as many values; of these each element is a column ("p[0]", "p[1]").
// Data pages of both versions; the encodings plain, dictionary, run length and
// bit packed, all deltas and byte stream split; uncompressed, Snappy, gzip,
// Brotli, Zstandard and raw LZ4. Other columns have no values here, and say why.
//
// Whole numbers, floating-point numbers of all widths and decimals are numbers;
// they and booleans, dates, times, UUIDs and strings are texts, too. A missing
// value is NaN as a number and no text.
//
// # Layout
//
//	"PAR1" | pages of the columns, row group by row group | footer | its length | "PAR1"
//
// The footer (footer.go) is in Thrift's compact encoding (thrift.go). It has the
// schema (schema.go) and where the pages of each column lie. A page (page.go) is
// a header, levels that say which values are missing, and values (decode.go).
package parquet
