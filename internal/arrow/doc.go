// Package arrow reads tables from Apache Arrow's files and streams: the IPC format,
// which version 2 of Feather is too.
//
// The package has its own reader, since files are untrusted: the library
// arrow-go allocates what the file claims to contain, so that one changed
// byte can end the process without memory. Here every offset is checked
// before it is followed, and nothing is allocated beyond what the file's
// bytes justify and the limits allow. The tests compare with the library.
//
// # What is read
//
// Columns of whole numbers, floating-point numbers of all widths, booleans,
// decimals, strings (with 32-bit or 64-bit offsets, and views), dates, times,
// timestamps and nulls; dictionaries of these, as pandas writes categoricals;
// and lists in which every row has as many values, of which each element is a
// column ("p[0]", "p[1]"). Buffers may be compressed with LZ4 or Zstandard.
// Other columns have no values here, but a reason.
//
// Whole numbers, floating-point numbers and decimals are numbers; they and
// all others are texts, too. A missing value is NaN as a number and nil as a
// text.
//
// # Layout
//
//	file    "ARROW1" | 2 bytes | messages | footer | its length | "ARROW1"
//	stream  the schema | messages | end mark
//
// A message is a flatbuffer (flatbuffer.go) and a body. The first has the
// schema (schema.go), the others a dictionary or a batch of rows: how many
// there are, and where the buffers of each column are in the body. A stream
// is read from its beginning (stream.go); a file has a footer with the schema
// and the positions of the messages (file.go). A column of a batch is an
// array (array.go), whose buffers body.go reads.
package arrow
