package server

import (
	"fmt"
	"math"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"tradeoff/internal/explore"
	"tradeoff/internal/format"
	"tradeoff/internal/tradeoff"
)

func TestOnlySharedTestSetsHaveALetter(t *testing.T) {
	for _, c := range []struct {
		name    string
		digests []string
		want    map[string]string
		one     bool
	}{
		{"no run", nil, map[string]string{}, false},
		{"one run", []string{"a"}, map[string]string{}, false},
		{"one set", []string{"a", "a", "a"}, map[string]string{}, true},
		{"no set", []string{"", ""}, map[string]string{}, false},
		{"one set and a run without", []string{"a", "", "a"}, map[string]string{"a": "A"}, false},
		{"two sets and a run alone", []string{"c", "a", "b", "a", "b"}, map[string]string{"a": "A", "b": "B"}, false},
		{"all alone", []string{"a", "b", "c"}, map[string]string{}, false},
	} {
		var entries []explore.LeaderboardEntry
		for _, d := range c.digests {
			entries = append(entries, explore.LeaderboardEntry{Run: tradeoff.Run{TestSetDigest: d}})
		}
		if got := explore.TestSetLetters(entries); fmt.Sprint(got) != fmt.Sprint(c.want) {
			t.Errorf("%s: letters %v, want %v", c.name, got, c.want)
		}
		if got := explore.OneTestSet(entries, explore.LeaderboardEntry.TestSet); got != c.one {
			t.Errorf("%s: one test set is %v", c.name, got)
		}
	}
}

// TestLeaderboardAppliesOnePolicyToAllRuns compares each row with the choice of the policy
// in the API.
func TestLeaderboardAppliesOnePolicyToAllRuns(t *testing.T) {
	if testing.Short() {
		t.Skip("much work, and none of it beside other work")
	}
	s := filled(t, Options{})
	for i, n := range []int{60, 90} {
		answer[uploaded](t, ask(s, "POST", fmt.Sprintf("/api/v1/experiments/1/runs?name=more%d", i), table(n)),
			http.StatusCreated)
	}
	type choice struct {
		Reached bool
		Text    string
		Metrics map[string]struct{ Value *float64 }
	}
	for policy, closest := range map[string]bool{
		"recall>=0.9": false, "precision>=0.8": false, "max_f1": false, "min_cost": false, "recall>=1.5": true,
	} {
		query := url.Values{"policy": {policy}, "sort": {"name"}}
		body := ask(s, "GET", "/experiments/1?"+query.Encode(), "").Body.String()
		checkPage(t, policy, body)
		rows := bodyRows(find(t, body, "aria-label", "Leaderboard"))
		if len(rows) != 3 {
			t.Fatalf("%s: %d rows", policy, len(rows))
		}
		for i, id := range []int{2, 3, 1} { // more0, more1, one
			picked := answer[choice](t, ask(s, "GET",
				fmt.Sprintf("/api/v1/runs/%d/choice?policy=%s", id, url.QueryEscape(policy)), ""), http.StatusOK)
			chosen, err := strconv.ParseFloat(picked.Text, 64)
			if err != nil {
				t.Fatal(err)
			}
			threshold := format.ThresholdInTable(chosen)
			if closest {
				threshold += " the closest"
			}
			if got := rows[i][5]; got != threshold || picked.Reached == closest {
				t.Errorf("%s, run %d is at %q, in the API at %q", policy, id, got, threshold)
			}
			for k, metric := range []string{"precision", "recall", "specificity", "f1", "accuracy"} {
				got, _, _ := strings.Cut(rows[i][6+k], " ")
				shown, err := strconv.ParseFloat(got, 64)
				if want := picked.Metrics[metric].Value; want == nil && !strings.HasPrefix(got, "—") ||
					want != nil && (err != nil || math.Abs(shown-*want) > 0.0050001) {
					t.Errorf("%s, run %d: %s is %q, want %v", policy, id, metric, got, want)
				}
			}
		}
		if !strings.Contains(body, "/runs/2?policy="+url.QueryEscape(policy)) {
			t.Errorf("%s: the row does not lead to the run at the policy", policy)
		}
	}
	if w := ask(s, "GET", "/experiments/1?policy=recall%3E%3Dmuch", ""); w.Code != http.StatusUnprocessableEntity {
		t.Errorf("a policy without a number gives %d", w.Code)
	}
}

// bodyRows returns the texts of the cells below a table's head.
func bodyRows(table *html.Node) (rows [][]string) {
	for n := range table.Descendants() {
		if n.Data != "tbody" {
			continue
		}
		for tr := range n.ChildNodes() {
			var row []string
			for td := range tr.ChildNodes() {
				row = append(row, textOf(td))
			}
			rows = append(rows, row)
		}
	}
	return rows
}
