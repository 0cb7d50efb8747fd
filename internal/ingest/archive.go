package ingest

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"path"
	"slices"
	"strings"

	"tradeoff/internal/limits"
	"tradeoff/internal/tradeoff"
)

const zipMagic = "PK\x03\x04"

// An archive is a zip file. Its members are read one after the other. Sizes
// in their headers are not trusted: bytes are counted while reading.
type archive struct {
	in      *input
	members []*zip.File // without folders and files that operating systems add
}

// openArchive reads the table of contents.
func (in *input) openArchive(s RandomAccess) (*archive, error) {
	limit := in.options.Limits.Members
	tooMany := limits.Members.Refuse("Pack the files with labels and scores alone", "the archive has more than %d members",
		limit)
	n, err := memberCount(s)
	if err != nil {
		return nil, err
	}
	if n > uint64(limit) {
		return nil, tooMany
	}
	// The count may be wrong: the table of contents must be short, too.
	b := &bounded{s, int64(limit)*contentsSize + 1<<18}
	r, err := zip.NewReader(b, s.Size())
	b.left = math.MaxInt64
	if errors.Is(err, errBounded) || err == nil && len(r.File) > limit {
		return nil, tooMany
	} else if err != nil {
		return nil, in.zipDamage(err)
	}
	a := &archive{in: in}
	for _, f := range r.File {
		name := path.Base(f.Name)
		switch {
		case strings.HasSuffix(f.Name, "/"), strings.HasPrefix(f.Name, "__MACOSX/"), strings.HasPrefix(name, "."),
			name == "Thumbs.db", name == "desktop.ini":
		default:
			a.members = append(a.members, f)
		}
	}
	return a, a.checkKind()
}

// contentsSize is the average size that an entry of the table of contents may
// have.
const contentsSize = 1 << 10

// A bounded reader returns errBounded when more is read from it than once it
// was allowed. Reading within the table of contents does not come near it.
type bounded struct {
	io.ReaderAt
	left int64
}

var errBounded = errors.New("read beyond the limit")

func (b *bounded) ReadAt(p []byte, at int64) (int, error) {
	if b.left -= int64(len(p)); b.left < 0 {
		return 0, errBounded
	}
	return b.ReaderAt.ReadAt(p, at)
}

// memberCount returns how many members the end of a zip file announces.
func memberCount(s RandomAccess) (uint64, error) {
	tail := make([]byte, min(s.Size(), 66<<10))
	if _, err := s.ReadAt(tail, s.Size()-int64(len(tail))); err != nil && err != io.EOF {
		return 0, fmt.Errorf("ingest: temporary file: %w", err)
	}
	n := uint64(0)
	if i := bytes.LastIndex(tail, []byte("PK\x05\x06")); i >= 0 && i+12 <= len(tail) {
		n = uint64(binary.LittleEndian.Uint16(tail[i+10:]))
	}
	if i := bytes.LastIndex(tail, []byte("PK\x06\x06")); i >= 0 && i+40 <= len(tail) { // of large files
		n = max(n, binary.LittleEndian.Uint64(tail[i+32:]))
	}
	return n, nil
}

// checkKind refuses what is packed as zip and is no archive of tables.
func (a *archive) checkKind() error {
	has := func(names ...string) bool {
		return slices.ContainsFunc(a.members, func(f *zip.File) bool {
			return slices.ContainsFunc(names, func(n string) bool { return f.Name == n || strings.HasSuffix(f.Name, "/"+n) })
		})
	}
	switch {
	case has("data.pkl", "constants.pkl"):
		return refuseForeign("a PyTorch file", fromPickle)
	case has("Document.iwa") || has("Index.zip"):
		return refuseForeign("an Apple Numbers, Pages or Keynote file", "In Numbers, export it to CSV or Excel.")
	case has("mimetype") && has("content.xml"):
		return refuseForeign("an OpenDocument file (.ods)",
			"In LibreOffice, save the sheet as CSV or as an Excel workbook (.xlsx).")
	case has("[Content_Types].xml") && has("workbook.bin"):
		return refuseForeign("a binary Excel workbook (.xlsb)", fromExcel)
	case has("[Content_Types].xml") && !a.isWorkbook():
		return refuseForeign("an Office document without a sheet",
			"Send the table as CSV, or as an Excel workbook (.xlsx).")
	case len(a.members) == 0:
		return tradeoff.Errorf(tradeoff.Invalid, "the archive contains no file").
			WithHint("Pack the file with labels and scores.")
	}
	return nil
}

// tables returns the members to read, and the names of those that are left out.
func (a *archive) tables() (tables []*zip.File, others []string) {
	if len(a.members) == 1 {
		return a.members, nil
	}
	for _, f := range a.members {
		name := strings.ToLower(path.Base(f.Name))
		if slices.Contains(tableEndings, path.Ext(name)) && !strings.HasPrefix(name, "readme") {
			tables = append(tables, f)
		} else {
			others = append(others, f.Name)
		}
	}
	return tables, others
}

// open returns the content of a member.
func (a *archive) open(f *zip.File) (io.Reader, error) {
	if f.Flags&1 != 0 {
		return nil, tradeoff.Errorf(tradeoff.Invalid, "the archive is encrypted").WithHint("Unpack it, and send the file.")
	}
	r, err := f.Open()
	if errors.Is(err, zip.ErrAlgorithm) {
		return nil, tradeoff.Errorf(tradeoff.Invalid, "the archive uses compression method %d, which is not supported",
			f.Method).
			WithHint("Use deflate, the usual method.")
	} else if err != nil {
		return nil, a.in.zipDamage(err)
	}
	a.in.opened = append(a.in.opened, func() { r.Close() })
	return &unpacker{in: a.in, r: r, name: "zip"}, nil
}

func (in *input) zipDamage(err error) error { return (&unpacker{in: in, name: "zip"}).failure(err) }
