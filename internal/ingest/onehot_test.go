package ingest

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"tradeoff/internal/calc"
	"tradeoff/internal/tradeoff"
)

// hotRows writes rows of a one-hot label and the probabilities of its classes.
func hotRows(labels, scores []string, n int) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s,%s\n", strings.Join(labels, ","), strings.Join(scores, ","))
	for row := range n {
		hot, p := make([]string, len(labels)), make([]string, len(labels))
		for k := range hot {
			hot[k], p[k] = "0", "0.125"
		}
		y := row % len(labels)
		hot[y], p[y] = "1", fmt.Sprint(1-0.125*float64(len(labels)-1))
		fmt.Fprintf(&b, "%s,%s\n", strings.Join(hot, ","), strings.Join(p, ","))
	}
	return b.String()
}

func TestOneHotLabels(t *testing.T) {
	for _, c := range []struct{ labels, scores, classes, name string }{
		{"is_cat is_dog is_owl", "prob_cat prob_dog prob_owl", "cat dog owl", "is"},
		{"is_cat is_dog is_owl", "prob_dog prob_owl prob_cat", "dog owl cat", "is"},
		{"p1_outcome tie_outcome p2_outcome", "p1 tie p2", "p1 tie p2", "outcome"},
		{"y0 y1 y2", "p0 p1 p2", "0 1 2", "y"},
		{"Win Draw Loss", "p(win) p(draw) p(loss)", "Win Draw Loss", "label"},
		{"won drew lost", "home none away", "won drew lost", "label"}, // by order
		{"a b c d", "p_a p_b p_c p_d", "a b c d", "label"},
	} {
		labels, scores := strings.Fields(c.labels), strings.Fields(c.scores)
		text := hotRows(labels, scores, 12)
		for _, o := range []Options{{}, {OneHot: labels}} {
			d := readOne(t, text, o)
			if d.Task != tradeoff.MultiClassTask || d.Kind != calc.Probability ||
				!slices.Equal(d.Classes, strings.Fields(c.classes)) ||
				d.Roles.Label != c.name || !slices.Equal(d.Roles.Score, scores) || len(d.Roles.Ignore) > 0 ||
				len(d.Columns) != 1+len(scores) {
				t.Errorf("%s: %s of classes %q, %+v", c.labels, d.Task, d.Classes, d.Roles)
				continue
			}
			if hasFinding(d, "one_hot_labels") != (o.OneHot == nil) ||
				hasFinding(d, "classes_by_order") != (c.scores == "home none away") {
				t.Errorf("%s: findings %+v", c.labels, d.Findings)
			}
			m := d.MultiClass()
			for row, y := range m.Label {
				want := labels[row%len(labels)]
				if c.scores != "home none away" && !strings.Contains(strings.ToLower(want), strings.ToLower(d.Classes[y])) ||
					len(labels) == 3 && m.Score[row][y] < 0.7 && !strings.HasPrefix(c.scores, "prob_dog") {
					t.Errorf("%s: row %d is of %q with %v", c.labels, row, d.Classes[y], m.Score[row])
				}
			}
		}
	}
}

func TestOneHotLabelsAreCorrected(t *testing.T) {
	text := hotRows(strings.Fields("is_cat is_dog is_owl"), strings.Fields("prob_cat prob_dog prob_owl"), 9)
	f := findingOf(t, readOne(t, text, Options{}), "one_hot_labels")
	d := readOne(t, text, with(t, Options{Score: []string{"prob_dog"}}, f.Fixes[1]))
	if d.Task != tradeoff.BinaryTask || d.Roles.Label != "is_dog" || d.Binary().Score[1] != 0.75 {
		t.Errorf("after %+v: %s, %+v", f.Fixes[1], d.Task, d.Roles)
	}
	// Features of 0 and 1 beside a label are none.
	d = readOne(t, "label,score,red,green,blue\n1,0.75,1,0,0\n0,0.25,0,1,0\n1,0.5,0,0,1\n", Options{})
	if d.Task != tradeoff.BinaryTask || d.Roles.Label != "label" {
		t.Errorf("features are read as %+v", d.Roles)
	}
	// And others of 0 and 1 beside a one-hot label do no harm.
	extra := strings.NewReplacer("\n0,", "\n1,0,", "\n1,", "\n0,1,", "is_cat", "rain,is_cat").Replace(text)
	if d = readOne(t, extra, Options{}); d.Task != tradeoff.MultiClassTask || d.Roles.Label != "is" {
		t.Errorf("with a column of 0 and 1 more: %s, %+v", d.Task, d.Roles)
	}
}

func TestOneHotLabelsAreRefused(t *testing.T) {
	good := hotRows(strings.Fields("is_cat is_dog is_owl"), strings.Fields("prob_cat prob_dog prob_owl"), 9000)
	tail := func(row string) string { return good + row + ",0.5,0.25,0.25\n" }
	hot := []string{"is_cat", "is_dog", "is_owl"}
	for _, c := range []struct {
		text string
		o    Options
		want string
		line int
	}{
		{tail("1,1,0"), Options{}, "more than one of the columns", 9002},
		{tail("0,0,0"), Options{OneHot: hot}, "none of the columns", 9002},
		{tail("0,2,0"), Options{}, "neither 0 nor 1", 9002},
		{tail("0,,1"), Options{}, "missing", 9002},
		{good, Options{OneHot: hot[:2]}, "three at least", 0},
		{good, Options{OneHot: hot, Label: "prob_cat"}, "not both", 0},
		{good, Options{OneHot: hot, Positive: "cat"}, "no positive class", 0},
		{good, Options{OneHot: hot, Ignore: []string{"prob_owl"}}, "no column of scores", 0},
	} {
		if e := refused(t, c.text, c.o); !strings.Contains(e.Message, c.want) || e.Place.Line != c.line || e.Hint == "" {
			t.Errorf("%+v: got %v", c.o, e)
		}
	}
	d := readOne(t, tail("0,,1"), Options{SkipMissing: true})
	if d.N != 9000 || !hasFinding(d, "rows_skipped") {
		t.Errorf("%d rows, %+v", d.N, d.Findings)
	}
}

func TestLabelIsFoundAmongManyColumns(t *testing.T) {
	var head, row [3]strings.Builder
	for k, name := range []string{"ant", "bee", "cow"} {
		for i := range 40 {
			if k == 0 {
				fmt.Fprintf(&head[0], "f_%d,", i)
			}
			fmt.Fprintf(&row[k], "%d,", (k+i)%3)
		}
		fmt.Fprintf(&row[k], "%s,0.25,0.25,0.5\n", name)
	}
	text := head[0].String() + "animal,p_ant,p_bee,p_cow\n" + row[0].String() + row[1].String() + row[2].String()
	if d := readOne(t, text, Options{}); d.Roles.Label != "animal" || len(d.Classes) != 3 {
		t.Errorf("got %+v", d.Roles)
	}
	// Features that are numbered as the values of others are no scores.
	text = strings.NewReplacer("animal,p_ant,p_bee,p_cow", "y,score", "ant,0.25,0.25,0.5", "1,0.75", "bee,0.25,0.25,0.5",
		"0,0.5", "cow,0.25,0.25,0.5", "1,0.5").Replace(text)
	if d := readOne(t, text, Options{}); d.Task != tradeoff.BinaryTask || d.Roles.Label != "y" {
		t.Errorf("features are scores of %d classes: %+v", len(d.Classes), d.Roles)
	}
}

func TestColumnThatCopiesTheLabelIsReported(t *testing.T) {
	text := "label,score,verdict,region\n"
	for i := range 40 {
		text += fmt.Sprintf("%d,%g,%s,%s\n", i%2, float64(i)/64, []string{"clear", "ill"}[i%2], []string{"n", "s", "s"}[i%3])
	}
	f := findingOf(t, readOne(t, text, Options{}), "label_copied")
	if !f.Serious || !strings.Contains(f.Message, `"verdict"`) {
		t.Errorf("got %+v", f)
	}
	if d := readOne(t, text, with(t, Options{}, f.Fixes[0])); hasFinding(d, "label_copied") ||
		!slices.Equal(d.Roles.Ignore, []string{"verdict"}) {
		t.Errorf("after %+v: %+v", f.Fixes[0], d)
	}
	if d := readOne(t, text+"1,0.5,clear,n\n", Options{}); hasFinding(d, "label_copied") {
		t.Error("one row differs, and the column is still said to tell the label")
	}
}
