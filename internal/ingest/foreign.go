package ingest

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"errors"
	"io"
	"regexp"
	"slices"
	"strings"

	"tradeoff/internal/tradeoff"
)

// foreignHead is how many bytes are used to recognise a foreign file.
const foreignHead = 4 << 10

// A foreignFile is a kind of file that is not supported. The error names it
// and the way to convert it.
type foreignFile struct {
	name string // with its article
	hint string
	is   func(head []byte) bool
}

// The hints. Each is a whole sentence, or two.
const (
	fromPython = `In Python: df.to_csv("predictions.csv", index=False), ` +
		`or numpy.savez("predictions.npz", y_true=…, y_score=…).`
	fromPickle = "A pickle can run code, so it is never opened. " + fromPython
	fromPandas = `In pandas: df.to_parquet("predictions.parquet") or df.to_csv("predictions.csv", index=False).`
	fromR      = `In R: write.csv(predictions, "predictions.csv", row.names = FALSE).`
	fromSPSS   = `In SPSS, save the data as CSV. ` +
		`In Python: pandas.read_spss("…").to_csv("predictions.csv", index=False).`
	fromStata  = "In Stata: export delimited using predictions.csv."
	fromSAS    = `In SAS: proc export data=predictions outfile="predictions.csv" dbms=csv; run;`
	fromMATLAB = `In MATLAB: writetable(table(label, score), "predictions.csv").`
	fromSQLite = `Write the table as CSV: ` +
		`sqlite3 -header -csv file.db "SELECT label, score FROM predictions" > predictions.csv.`
	fromDuckDB  = "Write the table as Parquet: COPY predictions TO 'predictions.parquet'."
	fromExcel   = "In Excel, save it as an Excel workbook (.xlsx) or as CSV UTF-8."
	fromWeb     = "Download the file itself: a link to a page, or a page that asks for a login, is saved as HTML."
	fromPacking = "Unpack it and send the file, or pack it with gzip or zip."
	fromProgram = "Send the file of labels and scores that the program writes, for example as CSV."
)

// maskHint says how to send masks. An image file has no scores.
const maskHint = "To send masks, save them as arrays: numpy.savez(\"masks.npz\", prob=…, mask=…), " +
	"both of shape [N,H,W]. Send tables as CSV."

// foreign lists the kinds in the order in which they are tested.
var foreign = []foreignFile{
	// Columns and databases.
	{"an ORC file", fromPandas, both(prefix("ORC"), binaryHead)},
	{"a Feather file of the first version", "Write it with a current version of its library. " + fromPandas,
		both(prefix("FEA1"), binaryHead)},
	{"an Avro file", fromPandas, prefix("Obj\x01")},
	{"a SQLite database", fromSQLite, prefix("SQLite format 3\x00")},
	{"a DuckDB database", fromDuckDB, both(at(8, "DUCK"), binaryHead)},

	// Statistics programs.
	{"an SPSS file", fromSPSS, prefix("$FL2@(#)", "$FL3@(#)", "$FL2\x00")},
	{"an SPSS portable file", fromSPSS, isPortable},
	{"a Stata file", fromStata, either(prefix("<stata_dta>"), isOldStata)},
	{"a SAS data set", fromSAS, prefix(strings.Repeat("\x00", 12) +
		"\xc2\xea\x81\x60\xb3\x14\x11\xcf\xbd\x92\x08\x00")},
	{"a SAS transport file", fromSAS, prefix("HEADER RECORD*******LIBRARY HEADER", "HEADER RECORD*******LIBV8",
		"**COMPRESSED** **COMPRESSED**")},
	{"a MATLAB file", fromMATLAB, either(prefix("MATLAB 5.0 MAT-file", "MATLAB 7.3 MAT-file"), isOldMATLAB)},
	{"R's own data (RDS or RData)", fromR, either(prefix("RDX2\n", "RDX3\n", "RDA2\n", "RDA3\n", "RDB2\n", "RDB3\n"),
		isRDS)},
	{"an HDF5 file", fromPython, either(prefix("\x89HDF\r\n"), at(512, "\x89HDF\r\n"), at(1024, "\x89HDF\r\n"),
		at(2048, "\x89HDF\r\n"))},
	{"a NetCDF file", fromPython, prefix("CDF\x01", "CDF\x02", "CDF\x05")},

	// Python's objects. PyTorch and joblib write pickles.
	{"a PyTorch file", fromPickle, prefix("\x80\x02\x8a\x0al\xfc\x9cF\xf9 j\xa8P\x19")},
	{"a joblib file, which is a Python pickle", fromPickle, either(isJoblib, isZlibPickle)},
	{"a Python pickle", fromPickle, isPickle},

	// Images.
	{"a NIfTI image", maskHint, isNIfTI},
	{"a DICOM image", maskHint, both(at(128, "DICM"), binaryHead)},
	{"an NRRD image", maskHint, prefix("NRRD000")},
	{"a PNG picture", maskHint, prefix("\x89PNG")},
	{"a JPEG picture", maskHint, prefix("\xff\xd8\xff", "\x00\x00\x00\x0cjP  ")},
	{"a GIF picture", maskHint, prefix("GIF87a", "GIF89a")},
	{"a TIFF picture", maskHint, prefix("II*\x00", "MM\x00*", "II+\x00", "MM\x00+")},
	{"a BMP picture", maskHint, both(prefix("BM"), at(6, "\x00\x00\x00\x00"))},
	{"a WebP picture", maskHint, both(prefix("RIFF"), at(8, "WEBP"))},
	{"an SVG picture", maskHint, isSVG},
	{"a HEIF or AVIF picture, or a video", maskHint, both(at(4, "ftyp"), binaryHead)},
	{"an audio or video file", fromProgram, both(prefix("RIFF", "OggS", "ID3", "fLaC"), binaryHead)},
	{"a PDF", maskHint, prefix("%PDF-")},
	{"a PostScript file", maskHint, prefix("%!PS")},

	// Archives and compression.
	{"a 7-Zip archive", fromPacking, prefix("7z\xbc\xaf\x27\x1c")},
	{"a RAR archive", fromPacking, prefix("Rar!\x1a\x07")},
	{"a tar archive", "Unpack it, and send its files or pack them as zip.", both(at(257, "ustar"), binaryHead)},
	{"an empty or split zip archive", "Pack the files again, into one archive.", prefix("PK\x05\x06", "PK\x07\x08")},
	{"an xz file", fromPacking + " If saveRDS wrote it: " + fromR, prefix("\xfd7zXZ\x00")},
	{"an LZMA file", fromPacking, both(prefix("\x5d\x00\x00"), binaryHead)},
	{"an LZ4 file", fromPacking, prefix("\x04\x22\x4d\x18")},
	{"a Snappy file", fromPacking, prefix("\xff\x06\x00\x00sNaPpY")},
	{"a file of compress (.Z)", fromPacking, prefix("\x1f\x9d")},

	// Programs and pages.
	{"a program", fromProgram, either(prefix("\x7fELF", "\xfe\xed\xfa\xce", "\xfe\xed\xfa\xcf", "\xce\xfa\xed\xfe",
		"\xcf\xfa\xed\xfe", "\xca\xfe\xba\xbe", "\x00asm"),
		both(prefix("MZ"), binaryHead))},
	{"a script", fromProgram, prefix("#!/")},
	{"an Excel 2003 XML spreadsheet", fromExcel, both(isXML, contains("urn:schemas-microsoft-com:office:spreadsheet"))},
	{"a web page", fromWeb, isHTML},
	{"an XML file", "Send the table as CSV.", isXML},
	{"a Git LFS pointer, not the file itself", "Run git lfs pull, and send the file that it fetches.",
		prefix("version https://git-lfs.github.com/spec/")},
	{"a Jupyter notebook", "Run it, and send the table that it writes: " + fromPython, isNotebook},

	// Spreadsheets. OLE containers are handled by refuseOLE.
	{"an old Excel worksheet", fromExcel, either(prefix("\x09\x00\x04\x00", "\x09\x02\x06\x00", "\x09\x04\x06\x00",
		"\x09\x08\x08\x00", "\x09\x08\x10\x00"))},
}

// checkForeign refuses known unsupported files. head is the first
// [foreignHead] bytes, or the whole file if it is shorter.
func checkForeign(head []byte) error {
	text := bytes.TrimPrefix(head, []byte("\xef\xbb\xbf"))
	for _, f := range foreign {
		if f.is(text) {
			return refuseForeign(f.name, f.hint)
		}
	}
	return nil
}

func refuseForeign(name, hint string) *tradeoff.Error {
	return tradeoff.Errorf(tradeoff.Invalid, "this is %s, which Tradeoff cannot read", name).WithHint("%s", hint)
}

func prefix(magics ...string) func([]byte) bool {
	return func(head []byte) bool {
		return slices.ContainsFunc(magics, func(m string) bool { return bytes.HasPrefix(head, []byte(m)) })
	}
}

func at(offset int, magic string) func([]byte) bool {
	return func(head []byte) bool { return len(head) > offset && bytes.HasPrefix(head[offset:], []byte(magic)) }
}

func contains(text string) func([]byte) bool {
	return func(head []byte) bool { return bytes.Contains(head, []byte(text)) }
}

// both reports whether all tests hold.
func both(tests ...func([]byte) bool) func([]byte) bool {
	return func(head []byte) bool {
		return !slices.ContainsFunc(tests, func(is func([]byte) bool) bool { return !is(head) })
	}
}

// either reports whether one of the tests holds.
func either(tests ...func([]byte) bool) func([]byte) bool {
	return func(head []byte) bool {
		return slices.ContainsFunc(tests, func(is func([]byte) bool) bool { return is(head) })
	}
}

// binaryHead reports whether a file that begins with a letter is binary.
func binaryHead(head []byte) bool { return controls(head) > 0 }

// controls counts the control characters that texts do not contain. Those
// that separate cells or records in some exports do not count.
func controls(head []byte) (n int) {
	for _, c := range head {
		if c < ' ' && c != '\t' && c != '\n' && c != '\r' && c != '\f' && c != '\v' && c != 0x01 && c != 0x1a &&
			c != 0x1b && c < 0x1c {
			n++
		}
	}
	return n
}

// isPortable recognises SPSS's portable files, which begin with five lines of
// 40 characters that name the format in several alphabets.
func isPortable(head []byte) bool {
	return bytes.Contains(head[:min(len(head), 500)], []byte("SPSS PORT FILE"))
}

// isOldStata recognises Stata's files before version 13: a version, the byte
// order, the file type and an unused byte.
func isOldStata(head []byte) bool {
	return len(head) > 4 && head[0] >= 102 && head[0] <= 115 && (head[1] == 1 || head[1] == 2) && head[2] == 1 &&
		head[3] == 0
}

// isOldMATLAB recognises MATLAB's files of version 4: a header of five numbers
// and the name of a variable.
func isOldMATLAB(head []byte) bool {
	if len(head) < 24 {
		return false
	}
	for _, order := range []binary.ByteOrder{binary.LittleEndian, binary.BigEndian} {
		var h [5]uint32
		for i := range h {
			h[i] = order.Uint32(head[4*i:])
		}
		kind, rows, columns, imaginary, length := h[0], h[1], h[2], h[3], h[4]
		if kind > 1052 || kind%10 > 2 || kind/10%10 > 5 || kind/100%10 != 0 || rows > 1<<28 || columns > 1<<28 ||
			rows == 0 || imaginary > 1 ||
			length < 2 || length > 64 || len(head) < 20+int(length) {
			continue
		}
		name := head[20 : 20+length]
		if name[length-1] == 0 && matlabName.Match(name[:length-1]) {
			return true
		}
	}
	return false
}

var matlabName = regexp.MustCompile(`^[A-Za-z]\w*$`)

// isRDS recognises the uncompressed output of saveRDS: XDR, ASCII or native
// binary, and the version of the format.
func isRDS(head []byte) bool {
	switch {
	case bytes.HasPrefix(head, []byte("X\n\x00\x00\x00")), bytes.HasPrefix(head, []byte("B\n\x02\x00\x00\x00")),
		bytes.HasPrefix(head, []byte("B\n\x03\x00\x00\x00")):
		return true
	}
	return asciiRDS.Match(head)
}

var asciiRDS = regexp.MustCompile(`^A\n[23]\n\d{5,7}\n\d{5,7}\n`)

// isPickle recognises Python's pickles of all protocols. Protocols 0 and 1
// have no magic number, but begin with the usual objects: a list, a
// dictionary, or a class given by module and name.
func isPickle(head []byte) bool {
	return len(head) > 2 && head[0] == 0x80 && head[1] >= 1 && head[1] <= 5 || oldPickle.Match(head)
}

var oldPickle = regexp.MustCompile(`^(?:` +
	`\((?:lp|dp)\d+\n` + // protocol 0
	`|c[A-Za-z_][\w.]*\n[A-Za-z_]\w*\n(?:p\d+\n|q[\x00-\x20]|\()` + // a class, in both
	`|[\]})(][q(][\x00-\x08]` + // protocol 1
	`|\(\]q[\x00-\x08]` +
	`)`)

// isJoblib recognises joblib's pickles by the modules that they name, and its
// old files by their magic.
func isJoblib(head []byte) bool {
	return isPickle(head) && bytes.Contains(head, []byte("joblib")) || bytes.HasPrefix(head, []byte("ZF0x"))
}

// isZlibPickle recognises zlib data with a pickle inside, as joblib writes
// with compress.
func isZlibPickle(head []byte) bool {
	if len(head) < 3 || head[0]&0x0f != 8 || binary.BigEndian.Uint16(head)%31 != 0 {
		return false
	}
	z, err := zlib.NewReader(bytes.NewReader(head))
	if err != nil {
		return false
	}
	text := make([]byte, 16)
	n, err := io.ReadFull(z, text)
	return (err == nil || errors.Is(err, io.ErrUnexpectedEOF)) && isPickle(text[:n])
}

// isNIfTI recognises NIfTI and Analyze headers by their length, stored first
// in either byte order.
func isNIfTI(head []byte) bool {
	if len(head) < 348 {
		return false
	}
	length := []uint32{binary.LittleEndian.Uint32(head), binary.BigEndian.Uint32(head)}
	magic := head[344:348]
	switch {
	case slices.Contains(length, 540):
		return bytes.HasPrefix(head[4:], []byte("n+2\x00")) || bytes.HasPrefix(head[4:], []byte("ni2\x00"))
	case slices.Contains(length, 348): // Analyze has no magic, but an r
		return string(magic) == "n+1\x00" || string(magic) == "ni1\x00" || head[38] == 'r'
	}
	return false
}

// isXML reports whether a text is XML.
func isXML(head []byte) bool {
	return bytes.HasPrefix(bytes.TrimLeft(head, " \t\r\n"), []byte("<?xml"))
}

// isSVG reports whether a text is a picture in XML.
func isSVG(head []byte) bool {
	text := bytes.TrimLeft(head, " \t\r\n")
	return bytes.HasPrefix(text, []byte("<svg")) || isXML(head) && bytes.Contains(head, []byte("<svg"))
}

// isHTML reports whether a text is a web page, or a table of one.
func isHTML(head []byte) bool {
	text := bytes.ToLower(bytes.TrimLeft(head, " \t\r\n"))
	if bytes.HasPrefix(text, []byte("<!--")) || isXML(head) {
		return bytes.Contains(text, []byte("<html"))
	}
	return htmlStart.Match(text)
}

var htmlStart = regexp.MustCompile(`^<(?:!doctype html|html|head|body|title|table|meta|script|div)[\s>]`)

// isNotebook reports whether JSON is a Jupyter notebook.
func isNotebook(head []byte) bool {
	return notebookStart.Match(head) && (bytes.Contains(head, []byte(`"cell_type"`)) || bytes.Contains(head,
		[]byte(`"nbformat`)))
}

var notebookStart = regexp.MustCompile(`^\s*\{\s*"(?:cells|metadata|nbformat|nbformat_minor|worksheets)"\s*:`)

// oleMagic begins OLE containers: Office files until 2003, and encrypted ones
// since.
const oleMagic = "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

// refuseOLE refuses an OLE file by the names of its streams.
func refuseOLE(s RandomAccess) error {
	switch names, err := oleNames(s); {
	case err != nil:
		return err
	case slices.Contains(names, "EncryptedPackage"):
		return refuseForeign("an encrypted Excel workbook",
			"Remove the password in Excel (File > Info > Protect Workbook), and save it again as .xlsx or CSV.")
	case slices.Contains(names, "WordDocument"), slices.Contains(names, "PowerPoint Document"):
		return refuseForeign("an old Office document", "Send the table as CSV.")
	}
	return refuseForeign("an old Excel workbook (Excel 97–2003, .xls)", fromExcel)
}

// oleNames returns the names in the first sectors of the directory of an OLE file.
func oleNames(s RandomAccess) (names []string, err error) {
	const entry, sectors = 128, 4
	var header [512]byte
	if _, err := s.ReadAt(header[:], 0); err != nil {
		return nil, ignoreEOF(err)
	}
	size := int64(1) << min(binary.LittleEndian.Uint16(header[30:]), 12)
	directory := make([]byte, sectors*size)
	n, err := s.ReadAt(directory, (int64(binary.LittleEndian.Uint32(header[48:]))+1)*size)
	for i := 0; i+entry <= n; i += entry {
		length := min(int(binary.LittleEndian.Uint16(directory[i+64:])), 64)
		var name strings.Builder
		for k := 0; k+3 < length; k += 2 { // the last is a zero
			name.WriteByte(directory[i+k])
		}
		names = append(names, name.String())
	}
	return names, ignoreEOF(err)
}

// ignoreEOF returns an error of reading other than the end of the file.
func ignoreEOF(err error) error {
	if err == io.EOF {
		return nil
	}
	return err
}

// fewControls is how many control characters a text may contain by mistake.
const fewControls = 4

// checkText refuses a file whose first bytes are neither text nor any known
// format. A NUL further on is refused with its line.
func checkText(head []byte) error {
	head = head[:min(len(head), foreignHead)]
	n := controls(head)
	if n < fewControls || n*50 < len(head) {
		return nil
	}
	i := 0
	for controls(head[i:i+1]) == 0 {
		i++
	}
	return tradeoff.Errorf(tradeoff.Invalid,
		"this is neither text nor another format that Tradeoff reads: byte %#02x at offset %d", head[i], i).
		WithHint("Send the table as CSV, JSON, Parquet or NumPy's .npz. Is it the right file?")
}
