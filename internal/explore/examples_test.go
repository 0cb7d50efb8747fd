package explore

import (
	"math"
	"slices"
	"strings"
	"testing"

	"tradeoff/internal/format"
	"tradeoff/internal/tradeoff"
)

// ids returns the ids of the first rows that a query of examples of run 1 lists, and how
// many it finds in all.
func ids(t *testing.T, x *Explorer, text string) (string, int) {
	t.Helper()
	v, err := x.ExamplesAt(t.Context(), 1, query(t, text))
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	places, total := v.Places(0, ExamplesPerPage)
	e, err := v.At.Examples(t.Context(), v.Class(), places)
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return strings.Join(e.Columns[0].Texts, ""), total
}

func TestExamplesListTheRowsOfACell(t *testing.T) {
	x := newFakeStore().explorer(t)
	for text, want := range map[string]string{
		"":                             "g", // misses at 0.5, by default
		"cell=tp":                      "dba",
		"cell=tp&sort=farthest":        "abd",
		"cell=tp&sort=loss":            "dba",
		"cell=fp":                      "ec",
		"cell=fp&sort=loss":            "ce",
		"cell=tn":                      "fh",
		"cell=tn&sort=farthest":        "hf",
		"cell=fn&threshold=0.7":        "dg",
		"cell=tp&by=site&value=a":      "dba",
		"cell=fp&by=site&value=b":      "e",
		"cell=fp&by=site&value=c":      "",
		"cell=tp&id=b":                 "b",
		"cell=fp&id=b":                 "",
		"cell=fp&id=c&by=site&value=b": "",
	} {
		if got, total := ids(t, x, text); got != want || total != len(want) {
			t.Errorf("%q lists %q of %d rows, want %q", text, got, total, want)
		}
	}
}

func TestExamplesPlacesAreCutIntoPages(t *testing.T) {
	v, err := newFakeStore().explorer(t).ExamplesAt(t.Context(), 1, query(t, "cell=tp"))
	if err != nil {
		t.Fatal(err)
	}
	for skip, want := range map[int][]int{0: {2, 1}, 2: {0}, 4: nil} {
		if places, total := v.Places(skip, 2); !slices.Equal(places, want) || total != 3 {
			t.Errorf("after %d: %v of %d, want %v of 3", skip, places, total, want)
		}
	}
}

func TestExamplesHaveTheLossOfEveryRow(t *testing.T) {
	x := newFakeStore().explorer(t)
	v, err := x.ExamplesAt(t.Context(), 1, query(t, "cell=fp&sort=loss"))
	if err != nil {
		t.Fatal(err)
	}
	places, _ := v.Places(0, 10)
	e, err := v.At.Examples(t.Context(), v.Class(), places)
	if err != nil {
		t.Fatal(err)
	}
	losses := v.Losses(e)
	for i, score := range []float64{0.7, 0.5} { // of c and e, whose label is 0
		if want := -math.Log(1 - score); math.Abs(losses[i]-want) > 1e-12 {
			t.Errorf("loss %d is %v, want %v", i, losses[i], want)
		}
	}
	if want := []string{"id", "label", "score", "cross-entropy"}; !slices.Equal(v.Header(), want) {
		t.Errorf("titles %v, want %v", v.Header(), want)
	}
	texts := v.Cells(e, losses, 1, format.Number, func(x float64) string { return format.Fixed(x, 3) })
	if want := []string{"e", "0", "0.5", "0.693"}; !slices.Equal(texts, want) {
		t.Errorf("cells %v, want %v", texts, want)
	}
}

func TestCellOfFoundAgreesWithCellPlaces(t *testing.T) {
	x := newFakeStore().explorer(t)
	for id, want := range map[string]string{"a": "tp", "g": "fn", "c": "fp", "h": "tn"} {
		v, err := x.ExamplesAt(t.Context(), 1, query(t, "id="+id))
		if err != nil || len(v.Found) != 1 {
			t.Fatalf("%s: %v, %v", id, v.Found, err)
		}
		cell := v.At.CellOfFound(v.Found[0])
		if from, to := v.At.CellPlaces(want); cell != want || v.Found[0].Place < from || v.Found[0].Place >= to {
			t.Errorf("%s is in %s, want %s", id, cell, want)
		}
	}
}

func TestExamplesOfUncalibratedScoresHaveNoLoss(t *testing.T) {
	s := newFakeStore()
	run := s.runs[1]
	run.ScoreKind = "score"
	s.runs[1] = run
	x := s.explorer(t)
	if _, err := x.ExamplesAt(t.Context(), 1, query(t, "sort=loss")); tradeoff.KindOf(err) != tradeoff.Invalid {
		t.Errorf("sorted by loss: %v", err)
	}
	v, err := x.ExamplesAt(t.Context(), 1, query(t, "cell=fn"))
	if err != nil || slices.Contains(v.Header(), "cross-entropy") {
		t.Errorf("%v, %v", v.Header(), err)
	}
}
