package ingest

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"tradeoff/internal/calc"
	"tradeoff/internal/tradeoff"
)

// paired reads two texts that belong together.
func paired(labels, scores string, ofLabels, ofScores Options) ([]*Dataset, error) {
	t, _, err := ReadJoined(context.Background(), File{"labels.csv", strings.NewReader(labels), ofLabels},
		File{"pred.csv", strings.NewReader(scores), ofScores})
	if err != nil {
		return nil, err
	}
	return t.Datasets(context.Background())
}

func TestTwoFilesAreOneTable(t *testing.T) {
	for _, c := range []struct {
		name, labels, scores string
		paired               string
		label                []uint8
		score                []float64
		roles                tradeoff.Roles
	}{
		{"one number a line", "1\n0\n0\n1\n", "0.9\n0.2\n0.4\n0.7\n", "paired_by_row",
			[]uint8{1, 0, 0, 1}, []float64{0.9, 0.2, 0.4, 0.7},
			tradeoff.Roles{Label: "column 1 (labels)", Score: []string{"column 1"}}},
		{"as pandas saves arrays", "label\n1\n0\n0\n", ",0\n0,0.9\n1,0.2\n2,0.4\n", "paired_by_row",
			[]uint8{1, 0, 0}, []float64{0.9, 0.2, 0.4},
			tradeoff.Roles{Label: "label", Score: []string{"0"}, Ignore: []string{""}}},
		{"both with an index", ",y\n0,1\n1,0\n2,0\n", ",p\n0,0.9\n1,0.2\n2,0.4\n", "paired_by_row",
			[]uint8{1, 0, 0}, []float64{0.9, 0.2, 0.4},
			tradeoff.Roles{Label: "y", Score: []string{"p"}, Ignore: []string{"", " (labels)"}}},
		{"submission and solution", "id,target,Usage\nc,0,Public\na,1,Private\nb,0,Public\n",
			"id,target\na,0.9\nb,0.2\nc,0.4\n", "paired_by_id",
			[]uint8{1, 0, 0}, []float64{0.9, 0.2, 0.4},
			tradeoff.Roles{ID: "id", Label: "target (labels)", Score: []string{"target"}}},
		// one is no id by its name, so the order counts
		{"ids of other names", "PassengerId;Survived\n3;0\n1;1\n2;0\n", "id,prob\n1,0.9\n2,0.2\n3,0.4\n", "paired_by_row",
			[]uint8{0, 1, 0}, []float64{0.9, 0.2, 0.4}, tradeoff.Roles{ID: "id", Label: "Survived", Score: []string{"prob"}}},
		{"a shuffled index", ",y\n52,0\n17,1\n33,0\n", ",p\n17,0.9\n33,0.2\n52,0.4\n", "paired_by_id",
			[]uint8{1, 0, 0}, []float64{0.9, 0.2, 0.4}, tradeoff.Roles{ID: "", Label: "y", Score: []string{"p"}}},
		{"text labels", "outcome\nsick\nhealthy\nhealthy\n", "score\n0.9\n0.2\n0.4\n", "paired_by_row",
			[]uint8{1, 0, 0}, []float64{0.9, 0.2, 0.4}, tradeoff.Roles{Label: "outcome", Score: []string{"score"}}},
		{"two probabilities", "id,y\n1,yes\n2,no\n", "id,prob_no,prob_yes\n2,0.75,0.25\n1,0.25,0.75\n", "paired_by_id",
			[]uint8{0, 1}, []float64{0.25, 0.75},
			tradeoff.Roles{ID: "id", Label: "y", Score: []string{"prob_yes"}, Ignore: []string{"prob_no"}}},
		{"weights beside the labels", "y,w,age\n1,2,31\n0,50,64\n", "p\n0.9\n0.2\n", "paired_by_row",
			[]uint8{1, 0}, []float64{0.9, 0.2}, tradeoff.Roles{Label: "y", Score: []string{"p"}, Weight: "w"}},
		{"ids beside the labels only", "id,y\na,1\nb,0\n", "p\n0.9\n0.2\n", "paired_by_row",
			[]uint8{1, 0}, []float64{0.9, 0.2}, tradeoff.Roles{ID: "id", Label: "y", Score: []string{"p"}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			all, err := paired(c.labels, c.scores, Options{}, Options{})
			if err != nil {
				t.Fatal(err)
			}
			d := all[0]
			b := d.Binary()
			if len(all) != 1 || !slices.Equal(b.Label, c.label) || !slices.Equal(b.Score, c.score) || d.Name != "pred" ||
				d.Kind != calc.Probability {
				t.Errorf("%d runs %q: %s %v %v", len(all), d.Name, d.Kind, b.Label, b.Score)
			}
			if !hasFinding(d, c.paired) {
				t.Errorf("findings are %+v", d.Findings)
			}
			r := d.Roles
			if c.name == "a shuffled index" {
				if c := d.Columns[0]; c.Role != tradeoff.IDRole {
					t.Errorf("the index is %q", c.Role)
				}
			}
			if r.ID != c.roles.ID || r.Label != c.roles.Label || r.Weight != c.roles.Weight ||
				!slices.Equal(r.Score, c.roles.Score) || !slices.Equal(r.Ignore, c.roles.Ignore) {
				t.Errorf("got  %+v\nwant %+v", r, c.roles)
			}
		})
	}
}

func TestTwoFilesOfManyClasses(t *testing.T) {
	all, err := paired("digit\n2\n0\n1\n2\n1\n0\n",
		"p0,p1,p2\n0.1,0.2,0.7\n0.8,0.1,0.1\n0.2,0.6,0.2\n0.1,0.1,0.8\n0.1,0.8,0.1\n0.7,0.2,0.1\n", Options{}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	d := all[0]
	if d.Task != tradeoff.MultiClassTask || !slices.Equal(d.Classes, []string{"0", "1", "2"}) {
		t.Fatalf("%s with %q", d.Task, d.Classes)
	}
	if m := d.MultiClass(); !slices.Equal(m.Label, []int{2, 0, 1, 2, 1, 0}) || m.Score[2][1] != 0.6 {
		t.Errorf("%v %v", m.Label, m.Score)
	}
}

func TestTwoFilesThatDoNotFitAreRefusedWithExamples(t *testing.T) {
	for _, c := range []struct {
		name, labels, scores string
		file                 string
		line                 int
		says                 []string
	}{
		{"more scores", "1\n0\n", "0.5\n0.2\n0.1\n", "pred.csv", 0, []string{"3 rows of scores", "2 of labels", "header"}},
		{"fewer scores", "y\n1\n0\n1\n", "p\n0.5\n0.2\n", "pred.csv", 0, []string{"2 rows of scores", "3 of labels"}},
		{"ids without a partner", "id,y\na,1\nb,0\nd,1\ne,0\nf,1\n", "id,p\na,0.5\nb,0.2\nc,0.1\n", "pred.csv", 0,
			[]string{
				`1 of 3 ids of "pred.csv" have no label in "labels.csv": "c"`,
				`3 of 5 ids of "labels.csv" have no score in "pred.csv": "d", "e", "f"`,
			}},
		{"no id in common", "id,y\na,1\nb,0\n", "id,p\nc,0.5\nd,0.2\n", "pred.csv", 0, []string{"2 of 2 ids"}},
		{"a label twice", "id,y\na,1\nb,0\na,1\n", "id,p\na,0.5\nb,0.2\n", "labels.csv", 4,
			[]string{"is repeated here", "line 2"}},
		{"a score twice", "id,y\na,1\nb,0\n", "id,p\na,0.5\nb,0.2\na,0.1\n", "pred.csv", 4,
			[]string{"is repeated here", "line 2"}},
		{"a label missing", "id,y\na,1\nb,\n", "id,p\nb,0.5\na,0.2\n", "labels.csv", 3, []string{"label is missing"}},
		{"a score missing", "id,y\na,1\nb,0\n", "id,p\nb,0.5\na,NA\n", "pred.csv", 3, []string{"score is missing"}},
		{"which is positive", "y\npear\napple\n", "p\n0.5\n0.2\n", "", 0, []string{"positive class"}},
		{"a ragged label", "id,y\na,1\nb\n", "id,p\nb,0.5\na,0.2\n", "labels.csv", 3, []string{"1 cell"}},
		{"a negative weight", "y,w\n1,2\n0,-1\n", "p\n0.5\n0.2\n", "", 3, []string{"negative"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := paired(c.labels, c.scores, Options{}, Options{})
			var e *tradeoff.Error
			if !errors.As(err, &e) {
				t.Fatalf("got %v", err)
			}
			if c.file != "" && e.Place.File != c.file || e.Place.Line != c.line || e.Hint == "" {
				t.Errorf("place %v, hint %q, want %s, line %d", e.Place, e.Hint, c.file, c.line)
			}
			for _, w := range c.says {
				if !strings.Contains(e.Message+e.Hint, w) {
					t.Errorf("%q does not say %q", e.Message, w)
				}
			}
		})
	}
}

func TestUnmatchedRowsAreSkippedOnRequest(t *testing.T) {
	all, err := paired("id,y\ne,\nd,1\nb,0\na,1\nx,0\n", "id,p\na,0.5\nb,NA\nc,0.1\nd,0.25\ne,0.75\n", Options{},
		Options{SkipMissing: true})
	if err != nil {
		t.Fatal(err)
	}
	d := all[0]
	if b := d.Binary(); !slices.Equal(b.Label, []uint8{1, 1}) || !slices.Equal(b.Score, []float64{0.5, 0.25}) {
		t.Errorf("%v %v", b.Label, b.Score)
	}
	if f := findingOf(t, d, "rows_unmatched"); !strings.Contains(f.Message, `"c"`) || !strings.Contains(f.Message, `"x"`) {
		t.Errorf("the finding is %q", f.Message)
	}
	if f := findingOf(t, d, "rows_skipped"); !strings.Contains(f.Message, "3 of 5 rows") ||
		!strings.Contains(f.Message, `1 without "p" (line 3)`) {
		t.Errorf("the finding is %q", f.Message)
	}
}

func TestOptionsNameColumnsOfEitherFile(t *testing.T) {
	labels, scores := "key,target,other,grp\n2,1,0,x\n1,0,1,y\n3,1,1,x\n",
		"key,target,alt\n1,0.25,0.5\n2,0.75,0.125\n3,0.5,0.25\n"
	same := Options{ID: "key", Label: "other", Score: []string{"alt"}, Ignore: []string{"grp"}}
	all, err := paired(labels, scores, same, same)
	if err != nil {
		t.Fatal(err)
	}
	b := all[0].Binary()
	if !slices.Equal(b.Label, []uint8{1, 0, 1}) || !slices.Equal(b.Score, []float64{0.5, 0.125, 0.25}) ||
		!slices.Contains(all[0].Roles.Ignore, "grp") {
		t.Errorf("%v %v %+v", b.Label, b.Score, all[0].Roles)
	}
	all, err = paired(labels, scores, Options{ID: "key", Positive: "0"}, Options{Kind: calc.Score})
	if err != nil {
		t.Fatal(err)
	}
	b = all[0].Binary()
	if !slices.Equal(b.Label, []uint8{1, 0, 0}) || all[0].Kind != calc.Score || len(all) != 2 {
		t.Errorf("%d runs of %s: %v", len(all), all[0].Kind, b.Label)
	}
	if _, err := paired(labels, scores, Options{Weight: "nope"}, Options{}); err == nil ||
		!strings.Contains(err.Error(), "nope") {
		t.Errorf("a column that neither file has: %v", err)
	}
}

func TestPreviewsAreThoseOfTheTwoFiles(t *testing.T) {
	table, ofLabels, err := ReadJoined(t.Context(), File{"l.csv", strings.NewReader("id,target\nb,0\na,1\n"), Options{}},
		File{"p.csv", strings.NewReader("id,target\na,0.5\nb,0.25\n"), Options{}})
	if err != nil {
		t.Fatal(err)
	}
	if got := shown(ofLabels); got != "id=id target=label | 0 1" {
		t.Errorf("the labels are shown as %s", got)
	}
	if got := shown(table.Preview); got != "id=id target=score | " {
		t.Errorf("the scores are shown as %s", got)
	}
	table, ofLabels, err = ReadJoined(t.Context(),
		File{"l.csv", strings.NewReader("id,target\nb,pear\na,apple\n"), Options{}},
		File{"p.csv", strings.NewReader("id,p\na,0.5\nb,0.25\n"), Options{}})
	if err == nil || shown(table.Preview) != "id=id p=score | " || shown(ofLabels) != "id=id target=label | pear apple" {
		t.Errorf("%v: %s and %s", err, shown(table.Preview), shown(ofLabels))
	}
}

// TestJoinedFilesInAnyOrder compares files of several blocks in another order
// with the same rows in one file.
func TestJoinedFilesInAnyOrder(t *testing.T) {
	const n = 70_000
	rng := rand.New(rand.NewPCG(1, 2))
	var one, scores strings.Builder
	one.WriteString("id,label,score,sex\n")
	scores.WriteString("id,score\n")
	rows := make([]string, n)
	for i := range n {
		y, p, sex := rng.IntN(2), fmt.Sprintf("%.5f", rng.Float64()), "fm"[rng.IntN(2)]
		fmt.Fprintf(&one, "case %d,%d,%s,%c\n", i, y, p, sex)
		fmt.Fprintf(&scores, "case %d,%s\n", i, p)
		rows[i] = fmt.Sprintf("%c,case %d,%d", sex, i, y)
	}
	rng.Shuffle(n, func(i, j int) { rows[i], rows[j] = rows[j], rows[i] })
	want := readOne(t, one.String(), Options{})
	all, err := paired("sex,id,truth\n"+strings.Join(rows, "\n")+"\n", scores.String(), Options{}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	a, b := all[0].Binary(), want.Binary()
	if !slices.Equal(a.Label, b.Label) || !slices.Equal(a.Score, b.Score) ||
		!slices.Equal(all[0].Roles.Group, want.Roles.Group) {
		t.Errorf("the joined table differs; groups %q", all[0].Roles.Group)
	}
}

func TestContentOfFiles(t *testing.T) {
	for text, want := range map[string]string{
		"1\n0\n":                                   "labels",
		"0.5\n0.25\n":                              "scores",
		"-3.5\n2\n":                                "scores",
		"label\n1\n0\n":                            "labels",
		"id,target\na,0\nb,1\n":                    "labels",
		"id,target,age\na,0,31\nb,1,40\n":          "labels",
		"id,target\na,0.5\nb,0.25\n":               "scores",
		",0\n0,0.5\n1,0.25\n":                      "scores",
		"p0,p1,p2\n0.1,0.2,0.7\n0.3,0.3,0.4\n":     "scores",
		"label,score\n1,0.5\n0,0.25\n":             "labels scores",
		"species\nsetosa\nvirginica\nversicolor\n": "labels",
		"a,b\nx,y\nz,w\n":                          "",
	} {
		labels, scores, err := ContentOf(t.Context(), File{"x.csv", strings.NewReader(text), Options{}})
		var got []string
		if labels {
			got = append(got, "labels")
		}
		if scores {
			got = append(got, "scores")
		}
		if err != nil || strings.Join(got, " ") != want {
			t.Errorf("%q has %q, %v, want %q", text, got, err, want)
		}
	}
}

// TestNamesOfTwoFilesAreThoseOfTheirColumns names columns as they are printed, and
// some that are not there: no other column is taken instead.
func TestNamesOfTwoFilesAreThoseOfTheirColumns(t *testing.T) {
	const labels, scores = "y,z\n1,0\n0,1\n0,0\n1,1\n", "y,p_a,p_b\n7,0.1,0.9\n8,0.8,0.2\n9,0.6,0.4\n6,0.3,0.7\n"
	for _, c := range []struct {
		label, score string
		refusal      string // "" if they are read
		file         string
		labels       []uint8
	}{
		{"y", "p_b", "", "", []uint8{1, 0, 0, 1}},
		{"y (labels)", "p_b", "", "", []uint8{1, 0, 0, 1}},
		{"z", "p_b", "", "", []uint8{0, 1, 0, 1}},
		{"truth", "p_b", `there is no column "truth" for the label in the file of the labels`, "labels.csv", nil},
		{"p_a", "p_b", `there is no column "p_a" for the label in the file of the labels`, "labels.csv", nil},
		{"y", "z", `the column "z" for the score is in the file of the labels`, "pred.csv", nil},
		{"y", "p_c", `there is no column "p_c" for the score`, "pred.csv", nil},
	} {
		o := Options{Label: c.label, Score: []string{c.score}}
		all, err := paired(labels, scores, o, o)
		if c.refusal == "" {
			if err != nil || len(all) != 1 || !slices.Equal(all[0].Binary().Label, c.labels) ||
				!slices.Equal(all[0].Roles.Score, []string{c.score}) {
				t.Errorf("%s and %s: %v", c.label, c.score, err)
			}
			continue
		}
		var e *tradeoff.Error
		if !errors.As(err, &e) || !strings.Contains(e.Message, c.refusal) || e.Place.File != c.file || e.Hint == "" {
			t.Errorf("%s and %s: got %v, want %q in %s", c.label, c.score, err, c.refusal, c.file)
		}
	}
}

func TestAFileMayLackANamedColumn(t *testing.T) {
	for _, c := range []struct {
		o    Options
		want bool
	}{{Options{}, false}, {Options{Score: []string{"p"}}, false}, {Options{Score: []string{"q"}}, true},
		{Options{Label: "y", Weight: "w"}, true}, {Options{Ignore: []string{"z"}}, true}} {
		if got := LacksNamedColumns(t.Context(),
			File{"a.csv", strings.NewReader("y,p\n1,0.5\n0,0.4\n"), c.o}); got != c.want {
			t.Errorf("%+v: %t, want %t", c.o, got, c.want)
		}
	}
}
