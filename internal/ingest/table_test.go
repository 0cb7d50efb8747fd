package ingest

import (
	"archive/zip"
	"bytes"
	"context"
	"fmt"
	"strings"
	"testing"

	"tradeoff/internal/tradeoff"
)

// tablesOf reads the tables of a text and returns the error too.
func tablesOf(text string, o Options) ([]*Table, error) {
	return ReadTables(context.Background(), strings.NewReader(text), "file.csv", o)
}

// shown writes a preview in a line: columns with their roles, then labels.
func shown(p Preview) string {
	var b strings.Builder
	for _, c := range p.Columns {
		fmt.Fprintf(&b, "%s=%s ", c.Name, c.Role)
	}
	return b.String() + "| " + strings.Join(p.Labels, " ")
}

func TestPreviewShowsWhatWasGuessed(t *testing.T) {
	for text, want := range map[string]string{
		"id,label,score,sex\na,yes,0.5,f\nb,no,0.25,m\nc,no,0.75,f\nd, Yes,0.1,m\n": "id=id label=label score=score " +
			"sex=group | yes no",
		// What cannot be read is shown as far as it was understood.
		"id,truth,score\na,pear,0.5\nb,apple,0.25\n":             "id=id truth=label score=score | pear apple",
		"id,label,score\na,1,0.5\nb,0,NA\n":                      "id=id label=label score=score | 1 0",
		"sick,smoker,score\n1,0,0.5\n0,1,0.7\n":                  "sick= smoker= score= | ",
		"label,alpha,beta\n1,7,9\n0,3,9\n":                       "label=label alpha= beta= | 1 0",
		"label,score\n1,0.5\n0,0.2\n2,0.1\n7,0.5\n1,0.25\n0,1\n": "label=label score= | 1 0 2 7",
	} {
		tables, err := tablesOf(text, Options{})
		if len(tables) != 1 {
			t.Fatalf("%q: %d tables, %v", text, len(tables), err)
		}
		p := tables[0].Preview
		if got := shown(p); got != want {
			t.Errorf("%q: the preview is %s, want %s", text, got, want)
		}
		if rows := strings.Count(text, "\n") - 1; len(p.Rows) != min(rows, previewRows) ||
			p.Rows[0][0] != strings.Split(strings.Split(text, "\n")[1], ",")[0] {
			t.Errorf("%q: rows %q", text, p.Rows)
		}
		if (err == nil) != (p.Count > 0) {
			t.Errorf("%q: %v, and %d rows", text, err, p.Count)
		}
	}
	if tables, err := tablesOf("label,score\n1,0.5,7\n0,0.25\n", Options{}); err == nil || len(tables) != 1 ||
		len(tables[0].Preview.Columns) > 0 {
		t.Errorf("a table without a sample: %+v, %v", tables, err)
	}
}

func TestKeptColumnHasNoRole(t *testing.T) {
	const text = "id,label,score,sex,w\na,1,0.5,f,2\nb,0,0.25,m,1\nc,0,0.75,f,1\nd,1,0.1,m,3\n"
	d := readOne(t, text, Options{Keep: []string{"sex", "w", "ID"}})
	if r := d.Roles; r.Weight != "" || r.ID != "" || len(r.Group) > 0 || len(r.Ignore) > 0 || len(d.Columns) != 5 {
		t.Errorf("roles %+v", r)
	}
	for _, c := range d.Columns {
		if c.Role != "" && c.Role != tradeoff.LabelRole && c.Role != tradeoff.ScoreRole {
			t.Errorf("%s is %s", c.Name, c.Role)
		}
	}
	if e := refused(t, text, Options{Keep: []string{"sex"}, Group: []string{"sex"}}); !strings.Contains(e.Message,
		"at once") {
		t.Errorf("got %v", e)
	}
}

func TestProgressCountsRows(t *testing.T) {
	var b strings.Builder
	b.WriteString("label,score\n")
	for i := range 50_000 {
		fmt.Fprintf(&b, "%d,0.%d\n", i%2, i+1)
	}
	o := Options{Progress: new(Progress)}
	readOne(t, b.String(), o)
	if n := o.Progress.Rows(); n != 50_000 {
		t.Errorf("%d rows, want 50,000", n)
	}
}

func TestEachTableOfAnArchiveHasItsPreview(t *testing.T) {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, name := range []string{"a.csv", "b.csv"} {
		w, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(w, "label,%s\n1,0.75\n0,0.5\n", strings.ReplaceAll(name, ".csv", "_score"))
	}
	z.Close()
	tables, err := tablesOf(b.String(), Options{})
	if err != nil || len(tables) != 2 {
		t.Fatalf("%d tables, %v", len(tables), err)
	}
	if got := shown(tables[1].Preview); got != "label=label b_score=score | 1 0" {
		t.Errorf("the second preview is %s", got)
	}
}
