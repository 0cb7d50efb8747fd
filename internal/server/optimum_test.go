package server

import (
	"context"
	"fmt"
	"math"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"tradeoff/internal/calc"
	"tradeoff/internal/format"
)

type choiceAnswer struct {
	Policy    string
	Value     *float64
	Reached   bool
	Text      string
	Said      string
	Threshold calc.Number
	Optimum   *struct {
		Pending            bool
		Low, High          *calc.Number
		Reason             string
		Defined, Resamples int
		Level              float64
		Said               string
	}
}

func choose(t testing.TB, s *Server, run int64, query ...string) choiceAnswer {
	t.Helper()
	q := url.Values{}
	for i := 0; i < len(query); i += 2 {
		q.Set(query[i], query[i+1])
	}
	return answer[choiceAnswer](t, ask(s, "GET", fmt.Sprintf("/api/v1/runs/%d/choice?%s", run, q.Encode()), ""),
		http.StatusOK)
}

// background runs the background work of s until the test ends.
func background(t testing.TB, s *Server) {
	s.explorer.Background.Optima.Begin()
	t.Cleanup(func() {
		if err := s.explorer.Background.Optima.Close(context.Background()); err != nil {
			t.Error(err)
		}
	})
}

// settled repeats the request until the interval of the optimum is there.
func settled(t testing.TB, s *Server, run int64, query ...string) choiceAnswer {
	t.Helper()
	for end := time.Now().Add(time.Minute); time.Now().Before(end); time.Sleep(2 * time.Millisecond) {
		if c := choose(t, s, run, query...); c.Optimum == nil || !c.Optimum.Pending {
			return c
		}
	}
	t.Fatalf("%v is pending for ever", query)
	return choiceAnswer{}
}

func TestOptimumInOtherSamplesIsComputedInBackground(t *testing.T) {
	s := filled(t, Options{})
	if c := choose(t, s, 1, "policy", "max_f1"); !c.Optimum.Pending || c.Optimum.Low != nil ||
		!strings.Contains(c.Optimum.Said, "being computed") {
		t.Errorf("at first: %+v", c.Optimum)
	}
	page := ask(s, "GET", "/runs/1?policy=max_f1", "").Body.String()
	if !strings.Contains(page, "Reload for the interval of the best threshold.") ||
		strings.Contains(page, `<rect class="band"`) || !strings.Contains(page, ">computing interval…<") {
		t.Error("the page does not show that it is being computed")
	}
	if n := s.explorer.Background.Optima.Counts().Waiting; n != 1 {
		t.Errorf("%d questions wait, want 1", n)
	}
	background(t, s)
	sweep, err := s.store.Sweep(t.Context(), 1)
	if err != nil {
		t.Fatal(err)
	}
	w := calc.Setting{Costs: calc.UnitCosts}
	for _, text := range []string{"max_f1", "max_f2", "max_youden_j", "max_mcc", "closest_topleft", "min_cost"} {
		c := settled(t, s, 1, "policy", text)
		p, _ := calc.ParsePolicy(text)
		want := p.Interval(sweep, w, calc.DefaultResampling())
		o := c.Optimum
		if o.Low == nil || float64(*o.Low) != want.Low.V || float64(*o.High) != want.High.V || o.Defined != want.Defined ||
			o.Resamples != 2000 || o.Level != 0.95 {
			t.Errorf("%s: %+v, want %+v", text, o, want)
		}
		page := ask(s, "GET", "/runs/1?policy="+text, "").Body.String()
		caption := format.ThresholdRange(min(want.Low.V, float64(c.Threshold)), max(want.High.V, float64(c.Threshold)),
			sweep.Threshold(1)-sweep.Threshold(sweep.Len()-1), false) + ": best threshold in 95% of resamples"
		if !strings.Contains(page, ">"+caption+"<") || strings.Count(page, `<rect class="band"`) != 1 ||
			strings.Contains(page, "Reload for the interval of the best threshold.") {
			t.Errorf("%s: the page does not show %q", text, caption)
		}
	}
	for _, text := range []string{"recall>=0.9", "precision>=0.9", "specificity>=0.9", "alert_rate<=0.1"} {
		if c := choose(t, s, 1, "policy", text); c.Optimum != nil {
			t.Errorf("%s has an optimum: %+v", text, c.Optimum)
		}
		page := ask(s, "GET", "/runs/1?policy="+url.QueryEscape(text), "").Body.String()
		if strings.Contains(page, `<rect class="band"`) {
			t.Errorf("%s has a band of best thresholds", text)
		}
	}
}

func TestOptimumIsCachedByItsInputs(t *testing.T) {
	s := filled(t, Options{})
	background(t, s)
	kept := func() int { return s.explorer.Background.Optima.Counts().Kept }
	for _, c := range []struct {
		query []string
		more  int
	}{
		{[]string{"policy", "max_youden_j"}, 1},
		{[]string{"policy", "max_youden_j", "cost_fn", "7"}, 0},
		{[]string{"policy", "max_youden_j", "prevalence", "0.1"}, 0},
		{[]string{"policy", "closest_topleft"}, 1},
		{[]string{"policy", "closest_topleft", "prevalence", "0.1"}, 0},
		{[]string{"policy", "max_f1"}, 1},
		{[]string{"policy", "max_f1", "cost_fp", "3"}, 0},
		{[]string{"policy", "max_f1", "prevalence", "0.1"}, 1},
		{[]string{"policy", "min_cost"}, 1},
		{[]string{"policy", "min_cost", "cost_fn", "3"}, 1},
		{[]string{"policy", "min_cost", "cost_fn", "3", "prevalence", "0.1"}, 1},
	} {
		before := kept()
		settled(t, s, 1, c.query...)
		if got := kept() - before; got != c.more {
			t.Errorf("%v is %d new questions, want %d", c.query, got, c.more)
		}
	}
}

func TestOptimumOfWeightedRunsAndWithoutOptimum(t *testing.T) {
	s := filled(t, Options{})
	background(t, s)
	var weighted strings.Builder
	weighted.WriteString("label,score,weight\n")
	for i, line := range strings.Split(strings.TrimSpace(table(200)), "\n")[1:] {
		fields := strings.Split(line, ",")
		fmt.Fprintf(&weighted, "%s,%s,%v\n", fields[1], fields[2], []float64{0.5, 1, 4}[i%3])
	}
	upload := func(file, query string) int64 {
		return answer[uploaded](t, ask(s, "POST", "/api/v1/experiments/1/runs?"+query, file), http.StatusCreated).Runs[0].ID
	}
	run := upload(weighted.String(), "name=weighted")
	c := settled(t, s, run, "policy", "max_f1")
	if o := c.Optimum; o.Low == nil || !(*o.Low < *o.High) || o.Defined != 2000 ||
		math.Abs(float64(*o.Low-c.Threshold)) > 0.5 {
		t.Errorf("weighted: %+v around %v", o, c.Threshold)
	}
	one := upload("label,score\n1,0.2\n1,0.9\n1,0.4\n", "name=ones&positive=1&negative_name=no")
	if c := settled(t, s, one, "policy", "max_youden_j"); c.Value != nil || c.Optimum != nil ||
		!strings.Contains(c.Said, "no answer here") {
		t.Errorf("one class: %+v", c)
	}
	if c := settled(t, s, one, "policy", "max_f1"); c.Optimum == nil || c.Optimum.Low == nil ||
		*c.Optimum.Low != *c.Optimum.High && c.Optimum.Defined != 2000 {
		t.Errorf("one class: F1 has %+v", c.Optimum)
	}
	three := upload("label,score\n1,0.9\n0,0.5\n0,0.1\n", "name=three")
	if c := settled(t, s, three, "policy", "max_youden_j"); c.Optimum.Low != nil || c.Optimum.Reason != "no_positives" ||
		!strings.Contains(c.Optimum.Said, "unknown") {
		t.Errorf("three rows: %+v", c.Optimum)
	}
}
