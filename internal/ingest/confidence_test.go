package ingest

import (
	"slices"
	"strings"
	"testing"
)

func TestScoreOfPredictedClassIsConverted(t *testing.T) {
	const text = "truth,predicted,confidence\nyes,Yes,0.75\nno,no,0.875\nyes,no,0.625\nno,yes,0.5\n"
	want := []float64{0.75, 0.125, 0.375, 0.5}
	for _, o := range []Options{{}, {Predicted: "predicted"}} {
		d := readOne(t, text, o)
		f := findingOf(t, d, "predicted_class_score")
		if !slices.Equal(d.Binary().Score, want) || f.Serious != (o.Predicted == "") ||
			!slices.Equal(d.Roles.Ignore, []string{"predicted"}) {
			t.Errorf("%q: %v, %+v, %+v", o.Predicted, d.Binary().Score, d.Roles, f)
		}
		if d := readOne(t, text, with(t, Options{}, f.Fixes[0])); !slices.Equal(d.Binary().Score,
			[]float64{0.75, 0.875, 0.625, 0.5}) {
			t.Errorf("after %+v: %v", f.Fixes[0], d.Binary().Score)
		}
	}
	if d := readOne(t, strings.Replace(text, "0.625", "0.375", 1), Options{}); hasFinding(d, "predicted_class_score") ||
		d.Binary().Score[1] != 0.875 {
		t.Errorf("a score below one half is turned: %v", d.Binary().Score)
	}
	if e := refused(t, strings.Replace(text, "no,yes", "no,maybe", 1),
		Options{Predicted: "predicted"}); e.Place.Line != 5 || !strings.Contains(e.Message, "maybe") {
		t.Errorf("got %v", e)
	}
}
