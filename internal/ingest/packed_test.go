package ingest

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"

	"tradeoff/internal/tradeoff"
)

func zipped(text string) []byte {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	io.WriteString(z, text)
	z.Close()
	return b.Bytes()
}

// archived returns a zip archive of names and contents in turn.
func archived(files ...string) []byte {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i := 0; i < len(files); i += 2 {
		w, err := z.Create(files[i])
		if err != nil {
			panic(err)
		}
		io.WriteString(w, files[i+1])
	}
	z.Close()
	return b.Bytes()
}

func zstandard(text string) []byte {
	z, err := zstd.NewWriter(nil)
	if err != nil {
		panic(err)
	}
	return z.EncodeAll([]byte(text), nil)
}

func TestPackedFilesAreRecognisedByContent(t *testing.T) {
	const text = "label,score\n1,0.5\n0,0.25\n"
	for name, data := range map[string][]byte{
		"gzip": zipped(text), "zstd": zstandard(text), "zip": archived("data/x", text),
		"zip with the litter of systems": archived("__MACOSX/._x.csv", "?", ".DS_Store", "?", "folder/", "", "x.csv", text),
		"gzip in zip":                    archived("x.csv.gz", string(zipped(text))),
		"zip in zstd":                    zstandard(string(archived("x.csv", text))),
	} {
		t.Run(name, func(t *testing.T) {
			d := readOne(t, string(data), Options{})
			if d.N != 2 || d.Name != "file" {
				t.Errorf("%d rows, named %q", d.N, d.Name)
			}
		})
	}
	e := refused(t, string(zipped(string(zipped(string(zipped(text)))))), Options{})
	if !strings.Contains(e.Message, "more than 2 times") {
		t.Error(e)
	}
}

func TestFilesOfAnArchiveAreSeparateRuns(t *testing.T) {
	all, err := readText(t, string(archived("README.md", "about", "models/forest.csv", "label,score\n1,0.5\n0,0.25\n",
		"models/both.csv", "label,a_score,b_score\n1,0.5,0.75\n0,0.25,0.5\n")), Options{})
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, d := range all {
		names = append(names, d.Name)
		if !hasFinding(d, "members_left_out") {
			t.Errorf("%s: nothing said of the file that is no table", d.Name)
		}
	}
	if want := []string{"forest", "both: a_score", "both: b_score"}; !slices.Equal(names, want) {
		t.Errorf("runs %q, want %q", names, want)
	}
}

func TestFaultInAnArchiveNamesItsMember(t *testing.T) {
	_, err := readText(t, string(archived("a.csv", "label,score\n1,0.5\n0,0.25\n", "b/c.csv",
		"label,score\n1,0.5\n0,high\n")), Options{Score: []string{"score"}})
	var e *tradeoff.Error
	if !errors.As(err, &e) || e.Place != (tradeoff.Place{File: "file.csv: b/c.csv", Line: 3, Column: "score"}) {
		t.Errorf("got %v", err)
	}
}

func TestMembersThatCannotBeOpenedAreNamed(t *testing.T) {
	for says, header := range map[string]*zip.FileHeader{
		"encrypted":            {Name: "x.csv", Flags: 1},
		"method 12":            {Name: "x.csv", Method: 12},
		"zip data are damaged": {Name: "x.csv", CRC32: 7, CompressedSize64: 3, UncompressedSize64: 3},
		"are cut off":          {Name: "x.csv", CompressedSize64: 3, UncompressedSize64: 9},
	} {
		var b bytes.Buffer
		z := zip.NewWriter(&b)
		w, err := z.CreateRaw(header)
		if err != nil {
			t.Fatal(err)
		}
		io.WriteString(w, "a,b")
		z.Close()
		_, err = readText(t, b.String(), Options{})
		var e *tradeoff.Error
		if !errors.As(err, &e) {
			t.Errorf("got %v, want %q", err, says)
			continue
		}
		if !strings.Contains(e.Message, says) || e.Place.File != "file.csv: x.csv" {
			t.Errorf("got %v, want %q", e, says)
		}
	}
}

func TestArchivesWithoutTablesAreRefusedByName(t *testing.T) {
	for says, data := range map[string][]byte{
		"Excel":               archived("[Content_Types].xml", "", "xl/workbook.xml", ""),
		"OpenDocument":        archived("mimetype", "", "content.xml", ""),
		"PyTorch":             archived("model/data.pkl", ""),
		"contains no file":    archived("folder/", ""),
		"\"a.png\", \"b.md\"": archived("a.png", "", "b.md", ""),
	} {
		if e := refused(t, string(data), Options{}); !strings.Contains(e.Message, says) {
			t.Errorf("%q does not say %s", e.Message, says)
		}
	}
}

func TestGzipIsRecognisedByContent(t *testing.T) {
	text := zipped("label,score\n1,0.5\n0,0.25\n")
	text = append(text, zipped("1,0.75\n")...) // a second member goes on
	d := readOne(t, string(text), Options{})
	if d.N != 3 {
		t.Errorf("%d rows, want 3", d.N)
	}
}
