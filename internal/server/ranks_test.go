package server

import (
	"net/http"
	"strings"
	"testing"

	"tradeoff/internal/api"
)

func TestRanksInJSON(t *testing.T) {
	s := twoRuns(t)
	v := answer[api.RanksJSON](t, ask(s, "GET", "/api/v1/compare/ranks?run=1&run=2&x=recall&y=brier", ""), http.StatusOK)
	if !v.SameTestSet || len(v.Runs) != 2 || len(v.Metrics) < 30 {
		t.Fatalf("%d runs, %d metrics, same test set %v", len(v.Runs), len(v.Metrics), v.SameTestSet)
	}
	first := [2]int{}
	for _, m := range v.Metrics {
		a, b := m.Ranks[0], m.Ranks[1]
		if a.Rank == nil || b.Rank == nil {
			t.Errorf("%s has no rank", m.ID)
			continue
		}
		better := *a.Value > *b.Value
		if m.Better == "lower" {
			better = *a.Value < *b.Value
		}
		want := [2]int{1, 2}
		switch {
		case max(*a.Value-*b.Value, *b.Value-*a.Value) < 1e-12:
			want = [2]int{1, 1}
		case !better:
			want = [2]int{2, 1}
		}
		if got := [2]int{*a.Rank, *b.Rank}; got != want {
			t.Errorf("%s: values %v and %v have the ranks %v, want %v", m.ID, *a.Value, *b.Value, got, want)
		}
		for i := range first {
			if want[i] == 1 {
				first[i]++
			}
		}
	}
	if got := [2]int{v.Runs[0].First, v.Runs[1].First}; got != first {
		t.Errorf("first by %v, want %v", got, first)
	}
	// Recall is the same, so that the front is the run with the lower Brier score.
	for _, m := range v.Metrics {
		if m.ID == "brier" {
			want := v.Runs[0].ID
			if *m.Ranks[1].Value < *m.Ranks[0].Value {
				want = v.Runs[1].ID
			}
			if len(v.Front) != 1 || v.Front[0] != want {
				t.Errorf("the front is %v, want %d", v.Front, want)
			}
		}
	}
}

func TestRanksRejectInvalidQueries(t *testing.T) {
	s := twoRuns(t)
	for query, say := range map[string]string{
		"run=1": "1 runs are given", "run=1&run=2&x=luck": "not ranked by",
		"run=1&run=2" + strings.Repeat("&run=1", 9): "11 runs are given",
	} {
		w := ask(s, "GET", "/api/v1/compare/ranks?"+query, "")
		if w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), say) {
			t.Errorf("%s: status %d: %s", query, w.Code, w.Body)
		}
	}
}
