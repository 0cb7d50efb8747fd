package tradeoff

import (
	"errors"
	"fmt"
	"math"
	"net/url"
	"strings"
	"testing"

	"tradeoff/internal/calc"
)

func TestParseThresholdReadsPointsAndCommas(t *testing.T) {
	for in, want := range map[string]float64{
		"0.5": 0.5, " 0,5 ": 0.5, "-3": -3, "−3": -3, "inf": math.Inf(1), "∞": math.Inf(1), "-inf": math.Inf(-1),
		"1e-3": 1e-3,
	} {
		got, err := ParseThreshold(in)
		if err != nil || got != want {
			t.Errorf("ParseThreshold(%q) = %v, %v, want %v", in, got, err, want)
		}
	}
	for _, in := range []string{"", "half", "nan", "0x1p-2", "1_0", "1e999", "0.5.1", "1,000,000"} {
		if _, err := ParseThreshold(in); KindOf(err) != Invalid {
			t.Errorf("ParseThreshold(%q) gives %v, want an error of kind invalid", in, err)
		}
	}
}

func TestStateWithoutThresholdIsTheDefault(t *testing.T) {
	s, err := ParseState(url.Values{})
	if err != nil || s.Threshold != nil {
		t.Errorf("got %v, %v, want no threshold", s, err)
	}
}

func TestStateRoundTripsThroughURL(t *testing.T) {
	for _, query := range []string{
		"", "threshold=0.25", "threshold=inf", "policy=max_f1", "policy=recall%3E%3D0.9", "metrics=mcc%2Cnpv", "cost_fn=5&cost_fp=0.5&policy=min_cost&prevalence=0.02",
	} {
		q, _ := url.ParseQuery(query)
		s, err := ParseState(q)
		if err != nil {
			t.Fatalf("%s: %v", query, err)
		}
		if got := s.Query().Encode(); got != query {
			t.Errorf("%q came back as %q", query, got)
		}
	}
	for _, query := range []string{"policy=best", "metrics=roc_auc", "metrics=best", "cost_fp=-1", "prevalence=2",
		"prevalence=nan", "threshold=x", "recall%3E%3D0.9=x&policy=recall%3E%3Dx"} {
		q, _ := url.ParseQuery(query)
		if _, err := ParseState(q); KindOf(err) != Invalid {
			t.Errorf("%q gives %v, want an error of kind invalid", query, err)
		}
	}
}

func TestThresholdOverridesPolicyAndStateOverridesExperiment(t *testing.T) {
	s, err := ParseState(url.Values{"threshold": {"0,3"}, "policy": {"max_f1"}, "cost_fn": {"7"}})
	if err != nil || s.Policy != nil || *s.Threshold != 0.3 {
		t.Errorf("got %+v, %v", s, err)
	}
	prevalence := 0.02
	w := s.Setting(Experiment{CostFP: 2, CostFN: 3, Prevalence: &prevalence})
	if w.Costs.FP != 2 || w.Costs.FN != 7 || *w.Prevalence != 0.02 {
		t.Errorf("got %+v", w)
	}
}

func TestErrorHasPlaceAndHint(t *testing.T) {
	err := Errorf(Invalid, "the score %q is not a number", "x").WithHint("Fix the cell.").
		At(Place{File: "a.csv", Line: 3, Column: "score"})
	want := `a.csv, line 3, column "score": the score "x" is not a number. Fix the cell.`
	if got := err.Error(); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got := KindOf(fmt.Errorf("reading: %w", err)); got != Invalid {
		t.Errorf("kind of a wrapped error is %q, want invalid", got)
	}
	if got := KindOf(errors.New("disk on fire")); got != Internal {
		t.Errorf("kind of a foreign error is %q, want internal", got)
	}
}

func TestQuestionsUseTheNamesOfTheExperiment(t *testing.T) {
	e := Experiment{PositiveName: "{units}", NegativeName: "healthy", UnitSingular: "student", UnitPlural: "students"}
	w, ok := WordsFor("precision")
	if !ok {
		t.Fatal("precision has no words")
	}
	want := "Of those predicted {units}, how many are?"
	if got := w.Question(e); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestEveryMetricOfAThresholdHasWords(t *testing.T) {
	e := Experiment{PositiveName: "p", NegativeName: "n", UnitSingular: "u", UnitPlural: "us"}
	for _, m := range calc.ConfusionMetrics() {
		w, ok := WordsFor(m.ID)
		if q := w.Question(e); !ok || w.Name == "" || w.Formula == "" || q == "" || strings.ContainsAny(q, "{}") {
			t.Errorf("%s has the words %+v, %q", m.ID, w, q)
		}
	}
}

func TestEveryReasonHasWords(t *testing.T) {
	e := Experiment{PositiveName: "p", NegativeName: "n", UnitSingular: "u", UnitPlural: "us"}
	for r, text := range e.ReasonTexts() {
		if text == "" || strings.ContainsAny(text, "{}") {
			t.Errorf("reason %q reads %q", r, text)
		}
	}
	if got := e.ReasonText(calc.Reason("brand_new")); got != "brand new" {
		t.Errorf("an unknown reason reads %q", got)
	}
}
