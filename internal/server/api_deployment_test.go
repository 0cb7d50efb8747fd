package server

import (
	"math"
	"net/http"
	"testing"
)

func TestNumbersInDeployment(t *testing.T) {
	s := filled(t, Options{}) // at 0.5 TP 3, FN 1, FP 2, TN 2
	type answered struct {
		Threshold, Prevalence, CostFP, CostFN float64
		Cost                                  *float64 `json:"expected_cost"`
		Frequencies                           *struct{ Base, Positives, Negatives, TP, FP, FN, TN int }
		Reason                                string
		Metrics                               map[string]struct{ Value, Low *float64 }
	}
	get := func(query string) answered {
		t.Helper()
		return answer[answered](t, ask(s, "GET", "/api/v1/runs/1/in-use"+query, ""), http.StatusOK)
	}
	near := func(what string, got *float64, want float64) {
		t.Helper()
		if got == nil || math.Abs(*got-want) > 1e-12 {
			t.Errorf("%s is %v, want %v", what, got, want)
		}
	}
	plain := get("")
	near("cost", plain.Cost, 3.0/8)
	if f := plain.Frequencies; plain.Prevalence != 0.5 || f == nil || f.Base != 100 || f.Positives != 50 ||
		f.TP != 38 || f.FN != 12 || f.FP != 25 || f.TN != 25 || plain.Metrics["recall"].Low == nil {
		t.Errorf("in the test set: %+v", plain)
	}
	rare := get("?prevalence=0.02&cost_fn=10&threshold=0.5")
	near("cost", rare.Cost, 0.02*0.25*10+0.98*0.5)
	near("precision", rare.Metrics["precision"].Value, 0.015/(0.015+0.49))
	near("recall", rare.Metrics["recall"].Value, 0.75)
	if f := rare.Frequencies; rare.Prevalence != 0.02 || f == nil || f.Base != 1000 || f.Negatives != 980 ||
		f.TP != 15 || f.FP != 490 || f.FN != 5 || f.TN != 490 {
		t.Errorf("in whole cases: %+v", f)
	}
	if chosen := get("?policy=recall%3E=1"); chosen.Threshold != 0.3 {
		t.Errorf("the policy picks %v", chosen.Threshold)
	}
	answer[uploaded](t, ask(s, "POST", "/api/v1/experiments/1/runs", "label,score\n1,0.9\n1,0.2\n"), http.StatusCreated)
	if one := answer[answered](t, ask(s, "GET", "/api/v1/runs/2/in-use?prevalence=0.1", ""),
		http.StatusOK); one.Cost != nil || one.Frequencies != nil || one.Reason != "no_negatives" {
		t.Errorf("without negatives: %+v", one)
	}
}
