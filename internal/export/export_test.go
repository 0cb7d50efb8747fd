package export

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"tradeoff/internal/calc"
	"tradeoff/internal/column"
	"tradeoff/internal/evaluate"
	"tradeoff/internal/ingest"
	"tradeoff/internal/tradeoff"
)

func evaluated(t *testing.T, name string, file []byte, o ingest.Options) *evaluate.Run {
	t.Helper()
	o.TempDir = t.TempDir()
	var b evaluate.Batch
	b.Read(context.Background(), bytes.NewReader(file), name, o)
	runs, err := b.Runs()
	if err != nil || len(runs) != 1 {
		t.Fatalf("%s: %d runs, %v\n%.300s", name, len(runs), err, file)
	}
	return runs[0]
}

// awkward is a file whose texts are all that makes trouble in files.
func awkward() string {
	texts := []string{
		"plain", "with,comma", `with "quotes"`, "two\nlines", "=1+1", "'=1", "-x", "@you", "ünïcode 漢字 \U0001f600",
		" blanks ", "", "-2", "+1e5", "NaN", "null", "0012", "<b>&amp;", "tab\there", "\u2028",
	}
	var b strings.Builder
	w := csv.NewWriter(&b)
	w.Write([]string{"id", "label", "score", "weight", "note, of sorts", "=odd"})
	for i := range 2 * len(texts) {
		w.Write([]string{
			fmt.Sprint("r", i), fmt.Sprint(i % 2), fmt.Sprint(float64(i*i%7)/7 + 1e-17*float64(i)), fmt.Sprint(1 + float64(i)/3),
			texts[i%len(texts)], texts[(i+5)%len(texts)],
		})
	}
	w.Flush()
	return b.String()
}

func TestExportedFilesReadInAgainGiveTheSame(t *testing.T) {
	for name, c := range map[string]struct {
		file string
		o    ingest.Options
	}{
		"awkward texts": {awkward(), ingest.Options{}},
		"logits": {"label,score\n1,3.25\n0,-1e-300\n1,2\n0,-7.1234567890123456\n",
			ingest.Options{Kind: calc.Logit}},
		"a score in [0,1]":    {"label,score\n1,0.5\n0,0.25\n1,1\n0,0\n", ingest.Options{Kind: calc.Score}},
		"decimal commas":      {"id;label;score\na;1;0,9\nb;0;0,1\nc;1;0,3333333333333333\n", ingest.Options{}},
		"words for the label": {"id,y,p\na,sick,0.9\nb,healthy,0.1\nc,sick,0.4\n", ingest.Options{Positive: "sick"}},
	} {
		run := evaluated(t, "in.csv", []byte(c.file), c.o)
		for _, f := range Formats {
			var b bytes.Buffer
			if err := Write(&b, f, run.Dataset.Columns, nil); err != nil {
				t.Fatalf("%s: %v", f, err)
			}
			again := evaluated(t, "out."+string(f), b.Bytes(), ingest.Options{
				Kind: c.o.Kind, Label: run.Dataset.Roles.Label, Score: run.Dataset.Roles.Score, ID: run.Dataset.Roles.ID,
				Weight: run.Dataset.Roles.Weight,
			})
			if !reflect.DeepEqual(again.Sweep, run.Sweep) || !reflect.DeepEqual(again.Metrics, run.Metrics) ||
				again.TestSetDigest != run.TestSetDigest {
				t.Errorf("%s, %s: other numbers, or another test set", name, f)
			}
			if got, want := texts(again.Dataset.Columns), texts(run.Dataset.Columns); !reflect.DeepEqual(got, want) {
				t.Errorf("%s, %s: got\n%q, want\n%q", name, f, got, want)
			}
			if note := KindNote(run.Dataset.Kind, run.Dataset.Columns); (note != "") != (c.o.Kind != "") {
				t.Errorf("%s: the note is %q", name, note)
			}
		}
	}
}

// texts returns names and values of all columns of texts.
func texts(columns []column.Column) [][]string {
	var out [][]string
	for _, c := range columns {
		line := []string{c.Name, string(c.Role)}
		if c.Type() == column.Text {
			for _, s := range c.Texts.All() {
				line = append(line, string(s))
			}
		}
		out = append(out, line)
	}
	return out
}

func TestManyClassesAreExportedByName(t *testing.T) {
	columns := []column.Column{
		{Name: "truth", Role: tradeoff.LabelRole, Classes: []uint16{2, 0, 1}},
		{Name: "image", Role: tradeoff.ImageRole, Classes: []uint16{7, 7, 8}},
		{Name: "a", Role: tradeoff.ScoreRole, Floats: []float64{0.25, 1, 0}},
	}
	classes := []string{"=cat", "dog", "owl"}
	want := map[Format]string{
		CSV:  "truth,image,a\nowl,7,0.25\n'=cat,7,1\ndog,8,0\n",
		JSON: "[\n{\"truth\":\"owl\",\"image\":7,\"a\":0.25},\n{\"truth\":\"=cat\",\"image\":7,\"a\":1},\n{\"truth\":\"dog\",\"image\":8,\"a\":0}\n]\n",
	}
	for f, text := range want {
		var b bytes.Buffer
		if err := Write(&b, f, columns, classes); err != nil || b.String() != text {
			t.Errorf("%s: %v, got\n%s, want\n%s", f, err, b.String(), text)
		}
		if f == JSON && !json.Valid(b.Bytes()) {
			t.Error("it is no JSON")
		}
	}
	var b bytes.Buffer
	if err := Write(&b, Parquet, columns, classes); err != nil || !bytes.HasPrefix(b.Bytes(), []byte("PAR1")) {
		t.Errorf("parquet: %v, %q", err, b.Bytes())
	}
}

func TestNoCellOfACSVIsAFormula(t *testing.T) {
	run := evaluated(t, "in.csv", []byte(awkward()), ingest.Options{})
	var b bytes.Buffer
	if err := Write(&b, CSV, run.Dataset.Columns, nil); err != nil {
		t.Fatal(err)
	}
	lines, err := csv.NewReader(&b).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range lines {
		for _, cell := range line {
			if cell != "" && strings.ContainsRune("=+-@\t\r", rune(cell[0])) && cell != "-2" && cell != "+1e5" {
				t.Errorf("a spreadsheet takes %q for a formula", cell)
			}
		}
	}
}

type full struct{ room int }

var errFull = errors.New("the disk is full")

func (f *full) Write(p []byte) (int, error) {
	if f.room -= len(p); f.room < 0 {
		return 0, errFull
	}
	return len(p), nil
}

func TestErrorsOfTheWriterComeThrough(t *testing.T) {
	run := evaluated(t, "in.csv", []byte(awkward()), ingest.Options{})
	for _, f := range Formats {
		if err := Write(&full{room: 100}, f, run.Dataset.Columns, nil); !errors.Is(err, errFull) {
			t.Errorf("%s: got %v", f, err)
		}
	}
	if _, err := Parse("xlsx"); tradeoff.KindOf(err) != tradeoff.Invalid {
		t.Errorf("got %v", err)
	}
}
