package server

import (
	"encoding/csv"
	"fmt"
	"math"
	"math/rand/v2"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"tradeoff/internal/api"
	"tradeoff/internal/explore"
	"tradeoff/internal/page/show"
	"tradeoff/internal/tradeoff"
)

// standingRuns is a server with two runs of the same rows, a third without positives, and
// a fourth with weights.
func standingRuns(t *testing.T) *Server {
	t.Helper()
	s := open(t, Options{})
	path := newExperiment(t, s, `{"name":"Stands"}`)
	label, a, b := scoredRows(rand.New(rand.NewPCG(3, 5)), 80)
	var files [4]strings.Builder
	for i := range files {
		files[i].WriteString([]string{"id,label,score\n", "id,label,score\n", "id,label,score\n",
			"id,label,score,weight\n"}[i])
	}
	squashed := func(x float64) float64 { return 1 / (1 + math.Exp(-x)) }
	for i := range label {
		fmt.Fprintf(&files[0], "r%d,%d,%.3f\n", i, label[i], squashed(a[i]))
		fmt.Fprintf(&files[1], "r%d,%d,%.3f\n", i, label[i], squashed(b[i]))
		fmt.Fprintf(&files[2], "r%d,0,%.3f\n", i, squashed(b[i]))
		fmt.Fprintf(&files[3], "r%d,%d,%.3f,%d\n", i, label[i], squashed(b[i]), 1+i%3)
	}
	for i := range files {
		answer[uploaded](t, ask(s, "POST", fmt.Sprintf("%s/runs?name=run-%d&kind=probability&positive=1", path, i+1),
			files[i].String()), http.StatusCreated)
	}
	return s
}

// The thresholds of several runs are the same on every page and for every spelling of
// the request.
func TestPagesAgreeOnThresholdsOfSeveralRuns(t *testing.T) {
	s := standingRuns(t)
	for _, c := range [][]string{
		{"lock=recall:0.75", "policy=recall%3E%3D0.75"},
		{"lock=threshold:0.6", "threshold=0.6"},
		{"lock=expected_cost:0.3&cost_fn=2", "policy=expected_cost%3C%3D0.3&cost_fn=2"}, {"policy=max_f1"}, {""},
	} {
		want := ""
		for _, stand := range c {
			query := "run=1&run=2&" + stand
			var got [3]string
			for _, run := range answer[comparedAnswer](t, ask(s, "GET", "/api/v1/compare?"+query, ""), http.StatusOK).Runs {
				got[0] += fmt.Sprint(*run.Threshold, " ")
			}
			for _, run := range flipsOf(t, s, query).Runs {
				got[1] += fmt.Sprint(run.Threshold, " ")
			}
			for _, run := range answer[api.RanksJSON](t, ask(s, "GET", "/api/v1/compare/ranks?"+query, ""), http.StatusOK).Runs {
				got[2] += fmt.Sprint(*run.Threshold, " ")
			}
			if want == "" {
				want = got[0]
			}
			for i, page := range []string{"compare", "flips", "ranks"} {
				if got[i] != want {
					t.Errorf("%s has %s at %s, want %s", page, query, got[i], want)
				}
			}
		}
	}
}

func TestLeaderboardShowsThresholdOfItsNumbers(t *testing.T) {
	s := open(t, Options{})
	path := newExperiment(t, s, `{"name":"Rare","prevalence":0.02}`)
	answer[uploaded](t, ask(s, "POST", path+"/runs?name=one", few), http.StatusCreated)
	page := ask(s, "GET", strings.TrimPrefix(path, "/api/v1"), "").Body.String()
	if !strings.Contains(page, "those of the test sets") || !strings.Contains(page, "2%") {
		t.Error("the leaderboard does not show that its numbers are those of the test sets")
	}
}

// A threshold may be infinite, which JSON numbers can't be.
func TestThresholdsCanBeLockedAtInfinity(t *testing.T) {
	s := standingRuns(t)
	for _, path := range []string{"/compare", "/compare/flips", "/compare/ranks", "/api/v1/compare",
		"/api/v1/compare/report"} {
		for _, end := range []string{"inf", "-inf"} {
			if w := ask(s, "GET", path+"?run=1&run=2&lock=threshold:"+end, ""); w.Code != http.StatusOK {
				t.Errorf("%s at %s answers %d: %s", path, end, w.Code, w.Body)
			}
		}
	}
}

// With a prevalence below that of the test set, all numbers that depend on it are adjusted:
// in the comparison, ranks, decisions and the table of a report.
func TestPrevalenceAppliesOnEveryPage(t *testing.T) {
	if testing.Short() {
		t.Skip("much work, and none of it beside other work")
	}
	s := standingRuns(t)
	const where = "cost_fn=5&prevalence=0.05"
	compared := comparedWhole(t, s, "run=1&run=2&lock=precision:0.2&"+where)
	ranks := answer[api.RanksJSON](t, ask(s, "GET", "/api/v1/compare/ranks?run=1&run=2&lock=precision:0.2&"+where, ""), http.StatusOK)
	var used [2]struct {
		Metrics map[string]struct{ Value, Low, High *float64 }
		Cost    *float64 `json:"expected_cost"`
	}
	for i := range used {
		used[i] = answer[struct {
			Metrics map[string]struct{ Value, Low, High *float64 }
			Cost    *float64 `json:"expected_cost"`
		}](t, ask(s, "GET", fmt.Sprintf("/api/v1/runs/%d/in-use?policy=precision%%3E%%3D0.2&%s", i+1, where), ""), http.StatusOK)
		one := compared.Runs[i]
		if p := one.Metrics["precision"].Value; !one.Reached || *p < 0.2 {
			t.Errorf("run %d is locked at a precision of %v", i+1, *p)
		}
		for _, id := range explore.ComparedMetrics[:len(explore.ComparedMetrics)-1] {
			if got, want := one.Metrics[id], used[i].Metrics[id]; *got.Value != *want.Value ||
				want.Low != nil && *got.Low != *want.Low {
				t.Errorf("%s of run %d is %v in the comparison and %v in use", id, i+1, *got.Value, *want.Value)
			}
			for _, m := range ranks.Metrics {
				if m.ID == id && *m.Ranks[i].Value != *used[i].Metrics[id].Value {
					t.Errorf("%s of run %d is %v in the ranks", id, i+1, *m.Ranks[i].Value)
				}
			}
		}
		if got := *one.Metrics["expected_cost"].Value; math.Abs(got-*used[i].Cost) > 1e-12 {
			t.Errorf("the cost of run %d is %v, want %v", i+1, got, *used[i].Cost)
		}
	}
	for id, d := range compared.Runs[1].Differences {
		if m := used[1].Metrics[id].Value; m != nil && math.Abs(*d.Value-(*m-*used[0].Metrics[id].Value)) > 1e-12 {
			t.Errorf("%s differs by %v", id, *d.Value)
		}
	}

	query := "policy=precision%3E%3D0.2&" + where
	table, err := csv.NewReader(strings.NewReader(ask(s, "GET", "/api/v1/runs/1/report?format=csv&"+query,
		"").Body.String())).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	for _, line := range table[1:] {
		id, everywhere := line[2], strings.HasPrefix(line[1], show.EveryThreshold)
		if everywhere && (id == "expected_cost" || id == "net_benefit") {
			t.Errorf("the report has %v", line)
		}
		if m, ok := used[0].Metrics[id]; ok && !everywhere && m.Value != nil && !strings.Contains(line[1], "slice") {
			if x, _ := strconv.ParseFloat(line[4], 64); x != *m.Value {
				t.Errorf("the report has %v, want %v", line, *m.Value)
			}
			found++
		}
	}
	if found < 20 {
		t.Errorf("the report has %d metrics of the threshold", found)
	}
	decided := answer[struct {
		Point struct {
			Metrics map[string]struct{ Value *float64 }
		}
	}](t, ask(s, "POST", "/api/v1/runs/1/decisions?"+query, `{"who":"Ada","why":"positives are rare"}`),
		http.StatusCreated)
	for id, m := range used[0].Metrics {
		if got := decided.Point.Metrics[id].Value; m.Value != nil && *got != *m.Value {
			t.Errorf("%s is decided upon at %v, want %v", id, *got, *m.Value)
		}
	}
	decide := ask(s, "GET", "/runs/1/decide?"+query, "").Body.String()
	precision := *used[0].Metrics["precision"].Value
	if want := fmt.Sprintf("%.2f", precision); !strings.Contains(decide, want) || !strings.Contains(decide, "5%") {
		t.Errorf("the decision does not show that precision is %s", want)
	}
}

func TestUndefinedNumbersHaveReasonsInComparison(t *testing.T) {
	s := standingRuns(t)
	ranks := answer[api.RanksJSON](t, ask(s, "GET", "/api/v1/compare/ranks?run=1&run=3", ""), http.StatusOK)
	seen := map[string]bool{}
	for _, m := range ranks.Metrics {
		seen[m.ID] = true
		if m.ID == "roc_auc" && (m.Ranks[0].Value == nil || m.Ranks[0].Rank != nil || m.Ranks[1].Value != nil) {
			t.Errorf("of one run alone AUC is %+v", m.Ranks)
		}
	}
	if !seen["roc_auc"] || !seen["recall"] || seen["iou_balanced_loss"] {
		t.Errorf("there are ranks of %v", seen)
	}
	page := ask(s, "GET", "/compare/ranks?run=1&run=3", "").Body.String()
	if !strings.Contains(page, "undefined: ") {
		t.Error("the page of ranks has no reason")
	}
	weighted := flipsOf(t, s, "run=4&run=1")
	if weighted.McNemar.ExactP != nil || weighted.McNemar.Chi2P != nil || !strings.Contains(weighted.Untested, "weights") {
		t.Errorf("rows with weights are tested: %+v", weighted.McNemar)
	}
	unpaired := ask(s, "GET", "/compare?run=1&run=3", "").Body.String()
	if !strings.Contains(unpaired, "no interval of the difference, since") {
		t.Error("a difference lacks its interval without a reason")
	}
}

// While model names are hidden, pages have no links to them.
func TestHiddenModelNamesHaveNoLinks(t *testing.T) {
	s := standingRuns(t)
	for _, path := range []string{"/compare", "/compare/flips", "/compare/ranks"} {
		for _, blind := range []bool{false, true} {
			query := "?run=1&run=2&meeting=1"
			if blind {
				query += "&blind=1"
			}
			if links := strings.Contains(ask(s, "GET", path+query, "").Body.String(), `href="/runs/`); links == blind {
				t.Errorf("%s blind %t has links to runs: %t", path, blind, links)
			}
		}
	}
}

func TestRunIsChosenFromOthers(t *testing.T) {
	s := standingRuns(t)
	d := answer[struct{ Among []tradeoff.DecidedRun }](t, ask(s, "POST", "/api/v1/runs/1/decisions?threshold=0.5",
		`{"who":"Ada","why":"x","among":[1,2,2]}`), http.StatusCreated)
	if len(d.Among) != 1 || d.Among[0].ID != 2 {
		t.Errorf("it is chosen among %+v", d.Among)
	}
}
