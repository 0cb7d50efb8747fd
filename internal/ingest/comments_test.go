package ingest

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"tradeoff/internal/tradeoff"
)

// columnNames returns the names of a dataset's columns.
func columnNames(d *Dataset) (names []string) {
	for _, c := range d.Columns {
		names = append(names, c.Name)
	}
	return names
}

func TestCommentsAreSkippedAndNamed(t *testing.T) {
	for _, c := range []struct {
		name, text string
		n          int
		says       string
	}{
		{"above the header", "# model 3\n# fold 2\nlabel,score\n1,0.5\n0,0.25\n", 2,
			"2 lines begin with # and are skipped as comments (lines 1, 2)"},
		{"between rows", "label,score\n1,0.5\n# fold 2\n0,0.25\n#0,0.75\n", 2,
			"2 lines begin with # and are skipped as comments (lines 3, 5)"},
		{"below the header", "label,score\n# fold 1\n1,0.5\n0,0.25\n", 2,
			"1 line begins with # and is skipped as a comment (line 2)"},
		{"among texts", "id,label,score\na,1,0.5\n# fold 2\nb,0,0.25\n", 2, "(line 3)"},
		{"with quotes", "label,score\n# \"fold\" 2\n1,0.5\n0,0.25\n", 2, "(line 2)"},
		{"the header of savetxt", "# label score\n1 0.5\n0 0.25\n", 2,
			"the names of the columns are those of the comment in line 1"},
		{"savetxt with commas", "# label,score\n1.0,0.5\n0.0,0.25\n", 2, "the comment in line 1"},
		{"savetxt with both", "# label score\n1.0,0.5\n0.0,0.25\n", 2, "the comment in line 1"},
		{"the last of several", "# run 7, 3 May\n#label\tscore\n1\t0.5\n0\t0.25\n", 2,
			"in line 2; 1 line begins with # and is skipped as a comment (line 1)"},
		{"repeated by cat", "# label score\n1 0.5\n# label score\n0 0.25\n", 2, "(line 3)"},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := readOne(t, c.text, Options{})
			if f := findingOf(t, d, "comments_skipped"); d.N != c.n || !strings.Contains(f.Message, c.says) {
				t.Errorf("%d rows, %q", d.N, f.Message)
			}
			if d.Roles.Label != "label" || !slices.Contains(columnNames(d), "score") {
				t.Errorf("roles %+v, columns %q", d.Roles, columnNames(d))
			}
		})
	}
}

func TestRowsThatBeginWithAHashAreRows(t *testing.T) {
	for name, text := range map[string]string{
		"texts":     "text,label,score\n#love it,1,0.5\nno,0,0.25\n# so good,1,0.75\n",
		"all ids":   "id,label,score\n#1,1,0.5\n#2,0,0.25\n#3,1,0.75\n",
		"no header": "#1,1,0.5\n#2,0,0.25\n#3,1,0.75\n",
		"quoted":    "label,score,text\n1,0.5,\"#a\"\n0,0.25,#b\n1,0.75,\"\n# c\"\n",
	} {
		if d := readOne(t, text, Options{}); d.N != 3 || hasFinding(d, "comments_skipped") {
			t.Errorf("%s: %d rows, findings %+v", name, d.N, d.Findings)
		}
	}
	d := readOne(t, "#,label,score\n1,1,0.5\n2,0,0.25\n", Options{Keep: []string{"#"}})
	if d.N != 2 || !slices.Contains(columnNames(d), "#") {
		t.Errorf("a column named #: %d rows, columns %q", d.N, columnNames(d))
	}
}

func TestAmbiguousHashIsAsked(t *testing.T) {
	e := refused(t, "#a,1,0.5\nb,0,0.25\nc,1,0.75\n", Options{})
	if e.Place.Line != 1 || !strings.Contains(e.Message, "a comment or a row") {
		t.Errorf("place %v, message %q", e.Place, e.Message)
	}
	// A text that begins with # and is cut by its comma is no comment.
	if e = refused(t, "text,label,score\na,1,0.5\n#so, so,1,0.5\n", Options{}); e.Place.Line != 3 {
		t.Errorf("place %v, message %q", e.Place, e.Message)
	}
	if e = refused(t, "label,score\n1,0.5\n# 5\" disk\n0,0.5\n", Options{}); e.Place.Line != 3 ||
		!strings.Contains(e.Message, "quote") {
		t.Errorf("place %v, message %q", e.Place, e.Message)
	}
}

// Comments far from the top are found in every block, with their lines.
func TestCommentsInLaterBlocks(t *testing.T) {
	var b strings.Builder
	b.WriteString("id,label,score\n")
	var want []int
	for i := range 60_000 {
		if i%20_000 == 10_000 {
			fmt.Fprintf(&b, "# part %d\n", i)
			want = append(want, strings.Count(b.String(), "\n"))
		}
		fmt.Fprintf(&b, "c%07d,%d,0.%06d\n", i, i%2, i)
	}
	d := readOne(t, b.String(), Options{})
	f := findingOf(t, d, "comments_skipped")
	if d.N != 60_000 || !strings.Contains(f.Message, fmt.Sprintf("(lines %d, %d, %d)", want[0], want[1], want[2])) {
		t.Errorf("%d rows, %q, want lines %v", d.N, f.Message, want)
	}
	e := refused(t, b.String()+"c,x,y\n", Options{})
	if line := strings.Count(b.String(), "\n") + 1; e.Place.Line != line {
		t.Errorf("a wrong row is in line %d, want %d", e.Place.Line, line)
	}
}

func TestRepeatedHeaderIsRefusedWithItsLine(t *testing.T) {
	far := "id,label,score\n" + strings.Repeat("a,1,0.5\nb,0,0.25\n", 50_000)
	for name, c := range map[string]struct {
		text string
		line int
	}{
		"early":             {"id,label,score\na,1,0.5\nid,label,score\nb,0,0.25\n", 3},
		"late":              {far + "id,label,score\nb,0,0.25\n", 100_002},
		"with blanks":       {"id,label,score\na,1,0.5\nid, label,score \nb,0,0.25\n", 3},
		"late, with blanks": {far + "id, label,score \nb,0,0.25\n", 100_002},
		"a single column":   {"label\n0\n1\nlabel\n0\n", 4},
		"with lists":        {"label,probs\n0,\"[0.9, 0.1]\"\nlabel,probs\n1,\"[0.2, 0.8]\"\n", 3},
		"late, with lists": {"label,probs\n" + strings.Repeat("0,\"[0.9, 0.1]\"\n1,\"[0.2, 0.8]\"\n", 2000) +
			"label,probs\n", 4002},
		"behind the comment": {"# x\nlabel,score\n0,0.5\n# y\nlabel,score\n1,0.5\n", 5},
	} {
		e := refused(t, c.text, Options{KeepDuplicates: true, Score: nil})
		if e.Place.Line != c.line || !strings.Contains(e.Message, "header is repeated") || e.Kind != tradeoff.Invalid {
			t.Errorf("%s: place %v, message %q, want line %d", name, e.Place, e.Message, c.line)
		}
	}
}

func TestNumbersInBracketsAreNumbers(t *testing.T) {
	for _, cell := range []string{
		"[0.83]", "[[0.83]]", "\"(0.83,)\"", "tensor(0.83)", "tensor([0.83])", "\"tensor(0.83, device='cuda:0')\"",
		"\"tensor([[0.83]], dtype=torch.float64)\"",
		"\"tensor(0.83, grad_fn=<SigmoidBackward0>)\"", "np.float32(0.83)", "np.float64(0.83)", "array([0.83])",
		"\"array([0.83], dtype=float32)\"",
		"\"tf.Tensor([0.83], shape=(1,), dtype=float32)\"", "\"<tf.Tensor: shape=(), dtype=float32, numpy=0.83>\"",
		"\"Array(0.83, dtype=float32)\"",
		"Decimal('0.83')", "[np.float32(0.83)]", "[ 0.83 ]",
	} {
		for _, text := range []string{
			"label,score\n1," + cell + "\n0,[0.25]\n",
			"label;score\n1;" + cell + "\n0;[0.25]\n",
		} {
			d := readOne(t, text, Options{})
			if b := d.Binary(); !slices.Equal(b.Score, []float64{0.83, 0.25}) {
				t.Errorf("%q: scores %v", text, b.Score)
			}
		}
	}
	e := refused(t, "label,score\n1,[0.5]\n0,\"[0.25, 0.5]\"\n", Options{})
	if e.Place.Line != 3 || e.Place.Column != "score" {
		t.Errorf("place %v, message %q", e.Place, e.Message)
	}
}

func TestListsInCellsAreColumns(t *testing.T) {
	for _, c := range [][2]string{
		{"[0.75, 0.25]", "[0.5, 0.5]"}, {"[0.75 0.25]", "[0.5  0.5 ]"}, {"[0.75\n 0.25]", "[0.5 0.5]"},
		{"tensor([0.75, 0.25])", "tensor([0.5000, 0.5000])"},
		{"array([0.75, 0.25], dtype=float32)", "array([0.5, 0.5])"}, {"(0.75, 0.25)", "(0.5, 0.5)"},
		{"[[0.75, 0.25]]", "[[0.5, 0.5]]"},
		{"[np.float64(0.75), np.float64(0.25)]", "[np.float64(0.5), np.float64(0.5)]"},
		{"[tensor(0.75), tensor(0.25)]", "[tensor(0.5), tensor(0.5)]"},
	} {
		for _, delim := range []string{",", ";"} {
			text := fmt.Sprintf("y_true%sprobs%[1]sage\n0%[1]s%[2]q%[1]s40\n1%[1]s%[3]q%[1]s50\n", delim, c[0], c[1])
			text = strings.ReplaceAll(text, `\n`, "\n")
			d := readOne(t, text, Options{Score: []string{"probs[1]"}})
			if b := d.Binary(); !slices.Equal(b.Score, []float64{0.25, 0.5}) || !slices.Equal(b.Label, []uint8{0, 1}) {
				t.Errorf("%q: labels %v, scores %v", text, b.Label, b.Score)
			}
		}
	}
	text := "y_true,probs\n" + strings.Repeat("0,\"[0.75, 0.25]\"\n1,\"[0.5, 0.5]\"\n", 1000)
	for _, c := range []struct {
		row, says string
	}{
		{"1,\"[0.5, 0.25, 0.25]\"\n", "list of 2 numbers"}, {"1,0.5\n", "list of 2 numbers"}, {"1,\"[0.5, x]\"\n",
			"list of 2 numbers"},
		{"1,\"[0.5, nan]\"\n", "missing"}, {"1,\n", "missing"}, {"1\n", "1 cell"}, {"1,\"[0.5, 0.5]\",3\n", "3 cells"},
	} {
		e := refused(t, text+c.row, Options{Score: []string{"probs[1]"}})
		if e.Place.Line != 2002 || !strings.Contains(e.Message, c.says) {
			t.Errorf("%q: place %v, message %q", c.row, e.Place, e.Message)
		}
	}
}

func TestThousandsAreNeverDecimals(t *testing.T) {
	for _, c := range []struct{ text, says string }{
		{"label,score\n0,\"854.25\"\n1,\"1,028.25\"\n", "thousands"},
		{"label,score\n0,\"854\"\n1,\"1,028\"\n", "thousands"},
		{"label;score\n0;854\n1;1,028\n", "thousands"},
		{"label\tscore\n0\t854.25\n1\t1,028.25\n", "thousands"},
		{"label;score\n0;854,25\n1;1.028,25\n", "thousands"},
		{"label;score\n0;854.25\n1;1'028.25\n", "thousands"},
		{"label;score\n0;854,25\n1;1 028,25\n", "thousands"},
	} {
		e := refused(t, c.text, Options{})
		if e.Place.Line != 3 || e.Place.Column != "score" || !strings.Contains(e.Message, c.says) {
			t.Errorf("%q: place %v, message %q", c.text, e.Place, e.Message)
		}
	}
	// A comma that is decimal elsewhere is one here too.
	d := readOne(t, "label;score\n0;0,5\n1;1,250\n", Options{Kind: "score"})
	if b := d.Binary(); b.Score[1] != 1.25 {
		t.Errorf("scores %v", b.Score)
	}
}

func TestHeadersOfOrange(t *testing.T) {
	for name, text := range map[string]string{
		"three lines": "who\tage\toutcome\tp\nstring\tcontinuous\tno " +
			"yes\tcontinuous\nmeta\t\tclass\tmeta\na\t1\tyes\t0.75\nb\t2\tno\t0.25\n",
		"short":            "who\tage\toutcome\tp\ns\tc\td\tc\nm\t\tclass\tm\na\t1\tyes\t0.75\nb\t2\tno\t0.25\n",
		"one line":         "mS#who\tC#age\tcD#outcome\tmC#p\na\t1\tyes\t0.75\nb\t2\tno\t0.25\n",
		"with other label": "label\tage\toutcome\tp\ns\tc\td\tc\nm\t\tclass\tm\na\t1\tyes\t0.75\nb\t2\tno\t0.25\n",
	} {
		d := readOne(t, text, Options{Score: []string{"p"}})
		if b := d.Binary(); d.Roles.Label != "outcome" || !slices.Equal(b.Label, []uint8{1, 0}) ||
			!slices.Equal(b.Score, []float64{0.75, 0.25}) {
			t.Errorf("%s: roles %+v, labels %v, scores %v", name, d.Roles, b.Label, b.Score)
		}
	}
	e := refused(t, "who\toutcome\tp\ns\td\tc\nm\tclass\tm\na\tyes\t0.75\nb\tno\tx\n", Options{Score: []string{"p"}})
	if e.Place.Line != 5 {
		t.Errorf("place %v, message %q", e.Place, e.Message)
	}
}
