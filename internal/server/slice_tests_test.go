package server

import (
	"net/http"
	"testing"

	"tradeoff/internal/calc"
)

type testedSlices struct {
	Slices []struct {
		Value string
		N     int
		Tests map[string]struct {
			P          *float64
			Adjusted   *float64 `json:"p_adjusted"`
			Detectable bool
			Reason     calc.Reason
		}
	}
}

// TestSlicesAreTestedAgainstTheRest compares the tests of slices with Fisher's test of the
// counts of a file: among women 2 of 40 positives are found, among men 38 of 40.
func TestSlicesAreTestedAgainstTheRest(t *testing.T) {
	file := "label,score,sex\n"
	for i := range 40 {
		file += map[bool]string{true: "1,0.9,f\n", false: "1,0.1,f\n"}[i < 2]
		file += map[bool]string{true: "1,0.9,m\n", false: "1,0.1,m\n"}[i < 38]
		file += "0,0.2,f\n0,0.8,m\n"
	}
	file += "1,0.9,x\n0,0.1,x\n"
	s := filled(t, Options{})
	answer[uploaded](t, ask(s, "POST", "/api/v1/experiments/1/runs?group=sex", file), http.StatusCreated)
	got := answer[testedSlices](t, ask(s, "GET", "/api/v1/runs/2/slices?by=sex&sort=value&metrics=recall,f1", ""), http.StatusOK)
	if len(got.Slices) != 3 {
		t.Fatalf("got %d slices, want 3", len(got.Slices))
	}
	family := []calc.Value{calc.FisherExact(2, 40, 39, 41), calc.FisherExact(38, 40, 3, 41)}
	place := map[string]int{"f": 0, "m": 1}
	for _, slice := range got.Slices {
		recall, f1 := slice.Tests["recall"], slice.Tests["f1"]
		if f1.P != nil || f1.Reason != calc.NotTested {
			t.Errorf("%s: F1 is no proportion, but %+v", slice.Value, f1)
		}
		i, tested := place[slice.Value]
		if !tested {
			if recall.P != nil || recall.Reason != calc.TooFewSamples || recall.Detectable {
				t.Errorf("%s has two rows, but %+v", slice.Value, recall)
			}
			continue
		}
		near(t, slice.Value, recall.P, family[i].V, 1e-15)
		near(t, slice.Value+", of two", recall.Adjusted, calc.Holm(family)[i].V, 1e-15)
		if !recall.Detectable {
			t.Errorf("%s stands out, but is not detectable: %+v", slice.Value, recall)
		}
	}
}

// TestWeightedSlicesAreNotTested checks the reason in place of p.
func TestWeightedSlicesAreNotTested(t *testing.T) {
	s := withVisits(t, true)
	got := answer[testedSlices](t, ask(s, "GET", "/api/v1/runs/2/slices?by=site&metrics=recall", ""), http.StatusOK)
	for _, slice := range got.Slices {
		if p := slice.Tests["recall"]; p.P != nil || p.Reason != calc.WeightsNotSupported {
			t.Errorf("%s: p = %+v", slice.Value, p)
		}
	}
}
