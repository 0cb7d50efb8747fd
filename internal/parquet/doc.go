// Package parquet reads and writes tables as Parquet files.
//
// It writes with the library parquet-go. It has its own reader, since files
// are untrusted: the library allocates what a file claims to contain, so that
// thirty bytes can end the process, and its assembly code trusts given
// lengths. Here nothing is allocated beyond what the file's bytes justify and
// the limits allow. The tests compare with the library.
//
// # What is read
//
// Flat columns, also those within groups ("point.x"), and lists in which
// every row has as many values; of these each element is a column ("p[0]",
// "p[1]"). Data pages of both versions; the encodings plain, dictionary, run
// length and bit packed, all deltas and byte stream split; uncompressed,
// Snappy, gzip, Brotli, Zstandard and raw LZ4. Other columns have no values
// here, but a reason.
//
// Whole numbers, floating-point numbers of all widths and decimals are
// numbers; they and booleans, dates, times, UUIDs and strings are texts, too.
// A missing value is NaN as a number and nil as a text.
//
// # Layout
//
//	"PAR1" | pages of the columns, row group by row group | footer | its length | "PAR1"
//
// The footer (footer.go) is in Thrift's compact encoding (thrift.go). It has
// the schema (schema.go) and the positions of the pages of each column. A
// page (page.go) is a header, levels that say which values are missing, and
// values (decode.go).
package parquet
