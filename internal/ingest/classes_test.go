package ingest

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"tradeoff/internal/calc"
	"tradeoff/internal/tradeoff"
)

// classRows writes rows of three classes with probabilities that add up to one,
// the names being those of the columns and the values those of the label.
func classRows(names, values []string, n int) string {
	var b strings.Builder
	fmt.Fprintf(&b, "label,%s\n", strings.Join(names, ","))
	for row := range n {
		y := row % 3
		p := []string{"0.25", "0.25", "0.25"}
		p[y] = "0.5"
		fmt.Fprintf(&b, "%s,%s\n", values[y], strings.Join(p, ","))
	}
	return b.String()
}

func TestScoreColumnsAreFoundByTheNamesOfTheClasses(t *testing.T) {
	for _, c := range []struct{ names, values string }{
		{"setosa versicolor virginica", "setosa versicolor virginica"},
		{"prob_setosa prob_versicolor prob_virginica", "setosa versicolor virginica"},
		{".pred_bobcat .pred_coyote .pred_gray_fox", "bobcat coyote gray_fox"},
		{".pred_VF .pred_F .pred_M", "VF F M"},
		{"p0 p1 p2", "0 1 2"},
		{"prob_1 prob_2 prob_3", "1 2 3"},
		{"P(Low) P(Mid) P(High)", "low mid HIGH"},
		{"score[0] score[1] score[2]", "0 1 2"},
		{"p_-1 p_0 p_1", "-1 0 1"},
		{"w y id", "w y id"}, // names of classes, not of roles
		{"p_1 p_0 p_-1", "1 0 -1"},
		{"p2 p0 p1", "2 0 1"},
		{"proba_class_0 proba_class_1 proba_class_2", "class_0 class_1 class_2"},
	} {
		names, values := strings.Fields(c.names), strings.Fields(c.values)
		d := readOne(t, classRows(names, values, 9), Options{})
		if d.Task != tradeoff.MultiClassTask || d.Kind != calc.Probability || !slices.Equal(d.Roles.Score, names) ||
			!slices.Equal(d.Classes, values) {
			t.Errorf("%s for %s: %s with scores %q of classes %q", c.names, c.values, d.Task, d.Roles.Score, d.Classes)
		}
		if hasFinding(d, "classes_by_order") {
			t.Errorf("%s for %s were matched by order", c.names, c.values)
		}
		m := d.MultiClass()
		if err := m.Validate(); err != nil {
			t.Fatal(err)
		}
		for row, y := range m.Label {
			if y != row%3 || m.Score[row][y] != 0.5 {
				t.Errorf("%s for %s: row %d is class %d with scores %v", c.names, c.values, row, y, m.Score[row])
			}
		}
	}
}

func TestUnnamedScoreColumnsAreMatchedInOrder(t *testing.T) {
	for _, c := range []struct{ names, values, classes string }{
		{"y_score[0] y_score[1] y_score[2]", "ant bee cat", "ant bee cat"},
		{"y_score[0] y_score[1] y_score[2]", "cat ant bee", "ant bee cat"},
		{"score_a score_b score_c", "1 2 3", "1 2 3"},
		{"prob[0] prob[1] prob[2]", "1 2 3", "1 2 3"},
	} {
		// Each class has its highest scores in the column of its place, as a model gives them.
		names, values, classes := strings.Fields(c.names), strings.Fields(c.values), strings.Fields(c.classes)
		text := classRows(names, classes, 9)
		lines := strings.SplitAfter(text, "\n")
		for i := 1; i+3 <= len(lines); i += 3 { // the rows in the order in which the values stand
			block := slices.Clone(lines[i : i+3])
			for k, v := range values {
				lines[i+k] = block[slices.Index(classes, v)]
			}
		}
		d := readOne(t, strings.Join(lines, ""), Options{})
		if !slices.Equal(d.Classes, strings.Fields(c.classes)) || !findingOf(t, d, "classes_by_order").Serious {
			t.Errorf("%s for %s: classes %q, findings %+v", c.names, c.values, d.Classes, d.Findings)
		}
		first := d.MultiClass().Label[0]
		if d.Classes[first] != strings.Fields(c.values)[0] {
			t.Errorf("%s for %s: the first row is %q", c.names, c.values, d.Classes[first])
		}
	}
}

func TestClassThatDoesNotOccurKeepsItsColumn(t *testing.T) {
	for _, text := range []string{
		"label,p0,p1,p2,p3\n0,0.7,0.1,0.1,0.1\n2,0.1,0.1,0.7,0.1\n1,0.1,0.7,0.1,0.1\n",
		"label,p0,p1,p2,p3\n0,0.7,0.1,0.1,0.1\n2,0.1,0.1,0.7,0.1\n2,0.1,0.7,0.1,0.1\n", // two labels, yet four columns
		"label,prob_0,prob_1,prob_2,prob_3\n1,0.7,0.1,0.1,0.1\n1,0.1,0.1,0.7,0.1\n1,0.1,0.7,0.1,0.1\n",
	} {
		if d := readOne(t, text, Options{}); !slices.Equal(d.Classes, []string{"0", "1", "2", "3"}) {
			t.Errorf("%q: classes %q", text, d.Classes)
		}
	}
}

func TestTwoColumnsStayBinary(t *testing.T) {
	for _, text := range []string{
		"label,prob_no,prob_yes\nyes,0.25,0.75\nno,0.75,0.25\nyes,0.5,0.5\n",
		"label,p0,p1\n1,0.25,0.75\n0,0.75,0.25\n1,0.5,0.5\n",
	} {
		d := readOne(t, text, Options{})
		if d.Task != tradeoff.BinaryTask || d.Classes != nil || len(d.Roles.Score) != 1 {
			t.Errorf("%q: %s with scores %q", text, d.Task, d.Roles.Score)
		}
	}
	d := readOne(t, "id,label,region,score\na,1,x,0.9\nb,0,y,0.2\nc,1,z,0.7\nd,0,z,0.1\n", Options{})
	if d.Task != tradeoff.BinaryTask {
		t.Errorf("a group of three values makes the task %s", d.Task)
	}
	all, err := readText(t, "region,label,lr_score,rf_score,gb_score\nx,1,0.9,0.8,0.7\ny,0,0.2,0.1,0.4\nz,1,0.6,0.7,0.8\n",
		Options{})
	if err != nil || len(all) != 3 {
		t.Errorf("three models of two classes next to a group of three: %d runs, %v", len(all), err)
	}
	all, err = readText(t, "label,score_0,score_1,score_2\n1,0.9,0.8,0.7\n0,0.2,0.1,0.4\n1,0.6,0.7,0.8\n", Options{})
	if err != nil || len(all) != 3 {
		t.Errorf("three models of two classes: %d runs, %v", len(all), err)
	}
}

func TestSeveralModelsOfManyClassesAreSeveralRuns(t *testing.T) {
	text := "truth,knn_a,knn_b,knn_c,tree_c,tree_b,tree_a,fold\na,0.5,0.25,0.25,0.125,0.125,0.75,x\nb,0.25,0.5,0.25,0.25,0.25,0.5,x\nc,0.25,0.25,0.5,0.5,0.25,0.25,y\nc,0.25,0.25,0.5,0.5,0.25,0.25,y\n"
	all, err := readText(t, text, Options{})
	if err != nil || len(all) != 2 {
		t.Fatalf("%d runs, %v, want 2", len(all), err)
	}
	knn, tree := all[0], all[1]
	if knn.Name != "knn" || tree.Name != "tree" ||
		!slices.Equal(tree.Roles.Score, []string{"tree_a", "tree_b", "tree_c"}) || tree.MultiClass().Score[0][0] != 0.75 {
		t.Errorf("runs %q and %q, the latter's scores %q, first row %v", knn.Name, tree.Name, tree.Roles.Score,
			tree.MultiClass().Score[0])
	}
	if !slices.Equal(tree.Roles.Group, []string{"fold"}) || !slices.Equal(tree.Classes, knn.Classes) {
		t.Errorf("groups %q, classes %q and %q", tree.Roles.Group, knn.Classes, tree.Classes)
	}
}

func TestPredictedClassWeightAndIDAreNotScores(t *testing.T) {
	d := readOne(t, "id,y_true,p0,p1,p2,y_pred,weight\na,0,0.5,0.25,0.25,0,2\nb,1,0.25,0.5,0.25,1,1\nc,2,0.25,0.25,0.5,2,0.5\n", Options{})
	if r := d.Roles; r.ID != "id" || r.Label != "y_true" || r.Weight != "weight" ||
		!slices.Equal(r.Ignore, []string{"y_pred"}) || len(r.Score) != 3 {
		t.Errorf("roles %+v", d.Roles)
	}
	if w := d.MultiClass().Weight; !slices.Equal(w, []float64{2, 1, 0.5}) {
		t.Errorf("weights %v", w)
	}
}

func TestLogitsAndScoresOfManyClasses(t *testing.T) {
	text := "label,logit_0,logit_1,logit_2\n0,3,-1,-2\n1,-1,4,0\n2,-2,0,1.5\n"
	if d := readOne(t, text, Options{}); d.Kind != calc.Score || !hasFinding(d, "scores_not_probabilities") {
		t.Errorf("kind %s, findings %+v", d.Kind, d.Findings)
	}
	if d := readOne(t, text, Options{Kind: calc.Logit}); d.Kind != calc.Logit || d.MultiClass().Score[1][1] != 4 {
		t.Errorf("kind %s", d.Kind)
	}
	if e := refused(t, text, Options{Kind: calc.Probability}); e.Place.Line != 2 || e.Place.Column != "logit_0" {
		t.Errorf("logits as probabilities: %v", e)
	}
}

func TestProbabilitiesOfARowAddUpToOne(t *testing.T) {
	good := classRows([]string{"p0", "p1", "p2"}, []string{"0", "1", "2"}, 30)
	e := refused(t, good+"1,0.5,0.25,0.2511\n", Options{})
	if e.Place.Line != 32 || !strings.Contains(e.Message, "1.0011") {
		t.Errorf("got %v, want line 32 and 1.0011", e)
	}
	d := readOne(t, good+"1,0.5,0.25,0.2509\n", Options{})
	if !hasFinding(d, "row_sums") || d.MultiClass().Score[30][2] != 0.2509 {
		t.Errorf("findings %+v, last row %v", d.Findings, d.MultiClass().Score[30])
	}
	if d := readOne(t, good, Options{}); hasFinding(d, "row_sums") {
		t.Errorf("exact sums have findings %+v", d.Findings)
	}
	if d := readOne(t, good+"1,0.5,0.5,0.5\n", Options{Kind: calc.Score}); d.Kind != calc.Score {
		t.Errorf("kind %s", d.Kind)
	}
}

func TestManyClassesAreRefusedWithTheirPlace(t *testing.T) {
	good := classRows([]string{"p_a", "p_b", "p_c"}, []string{"a", "b", "c"}, 1200) // beyond the sample
	for _, c := range []struct {
		what, text, column string
		line               int
		o                  Options
	}{
		{"a class without a column", good + "d,0.5,0.25,0.25\n", "label", 1202, Options{}},
		{"no number", good + "a,0.5,many,0.25\n", "p_b", 1202, Options{}},
		{"a missing score", good + "a,0.5,,0.25\n", "p_b", 1202, Options{}},
		{"no columns of classes", "label,score\na,0.1\nb,0.2\nc,0.3\n", "label", 4, Options{}},
		{"a positive class", good, "", 0, Options{Positive: "a"}},
		{"more columns than classes",
			"label,x1,x2,x3,x4\nant,0.25,0.25,0.25,0.25\nbee,0.25,0.25,0.25,0.25\ncat,0.25,0.25,0.25,0.25\n", "label", 2,
			Options{}},
	} {
		e := refused(t, c.text, c.o)
		if e.Place.Line != c.line || e.Place.Column != c.column {
			t.Errorf("%s: %v; want line %d, column %q", c.what, e, c.line, c.column)
		}
	}
}
