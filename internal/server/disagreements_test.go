package server

import (
	"encoding/csv"
	"encoding/json"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"tradeoff/internal/api"
)

// Two runs on the same cases, in different orders.
const (
	older = "id,label,score,site\na,1,0.9,north\nb,1,0.2,south\nc,1,0.7,north\nd,0,0.8,south\ne,0,0.1,north\nf,0,0.3,\n"
	newer = "id,label,score,age\nf,0,0.6,70\ne,0,0.2,60\nd,0,0.4,50\nc,1,0.3,40\nb,1,0.9,30\na,1,0.8,20\n"
)

// twoRuns returns a server whose runs 1 and 2 are on the same cases.
func twoRuns(t *testing.T) *Server {
	t.Helper()
	s := open(t, Options{})
	path := newExperiment(t, s, `{"name":"Two"}`)
	answer[uploaded](t, ask(s, "POST", path+"/runs?name=older", older), http.StatusCreated)
	answer[uploaded](t, ask(s, "POST", path+"/runs?name=newer", newer), http.StatusCreated)
	return s
}

func flipsOf(t *testing.T, s *Server, query string) api.DisagreementsJSON {
	t.Helper()
	return answer[api.DisagreementsJSON](t, ask(s, "GET", "/api/v1/compare/flips?"+query, ""), http.StatusOK)
}

func TestDisagreementsInJSON(t *testing.T) {
	s := twoRuns(t)
	f := flipsOf(t, s, "run=1&run=2")
	if want := (api.DisagreementCountsJSON{FixedMisses: 1, NewMisses: 1, FixedAlarms: 1, NewAlarms: 1}); f.Counts != want {
		t.Errorf("the counts are %+v, want %+v", f.Counts, want)
	}
	for list, id := range map[string]string{"fixed_misses": "b", "new_misses": "c", "fixed_alarms": "d",
		"new_alarms": "f"} {
		f := flipsOf(t, s, "run=1&run=2&list="+list)
		if f.Total != 1 || len(f.Rows) != 1 || f.Rows[0].Values[0] != id {
			t.Errorf("%s has %d rows, %v; want %s", list, f.Total, f.Rows, id)
		}
	}
	// The columns of both files: id, label, the scores, and one of each file.
	var names []string
	for _, c := range f.Columns {
		names = append(names, c.Name)
	}
	if got := strings.Join(names, "|"); got != "id|label|score of older|score of newer|site|age" {
		t.Errorf("the columns are %s", got)
	}
	if v := f.Rows[0].Values; v[2] != 0.2 || v[3] != 0.9 || v[4] != "south" || v[5] != "30" {
		t.Errorf("row b is %v", v)
	}
	if f.By != "site" || len(f.Slices) != 3 || f.Slices[1].Value != "south" || f.Slices[1].Counts.FixedMisses != 1 ||
		f.Slices[1].Rows != 2 {
		t.Errorf("by %s: %+v", f.By, f.Slices)
	}
	if f := flipsOf(t, s, "run=1&run=2&by=site&value=north"); f.Total != 0 {
		t.Errorf("%d fixed misses in the north, want none", f.Total)
	}
	if f := flipsOf(t, s, "run=1&run=2&list=new_alarms&by=site&blank=1"); f.Total != 1 {
		t.Errorf("%d new alarms without a site, want 1", f.Total)
	}
	// Separate thresholds: the older run predicts no row positive, the newer one all.
	if f := flipsOf(t, s, "run=1&run=2&threshold_a=inf&threshold_b=0"); f.Counts != (api.DisagreementCountsJSON{FixedMisses: 3,
		NewMisses: 0, FixedAlarms: 0, NewAlarms: 3}) {
		t.Errorf("from none to all positive: %+v", f.Counts)
	}
	if f := flipsOf(t, s, "run=1&run=2&policy=recall>=0.9"); float64(f.Runs[0].Threshold) != 0.2 ||
		float64(f.Runs[1].Threshold) != 0.3 {
		t.Errorf("the policy picks %v and %v", f.Runs[0].Threshold, f.Runs[1].Threshold)
	}
}

func TestDisagreementsNeedTheSameTestSet(t *testing.T) {
	s := twoRuns(t)
	answer[uploaded](t, ask(s, "POST", "/api/v1/experiments/1/runs?name=others",
		strings.ReplaceAll(older, "\na,", "\nz,")), http.StatusCreated)
	for query, say := range map[string]string{
		"run=1&run=3": "different test sets", "run=1": "given 1 times", "run=x&run=1": "run is", "": "no run is given",
		"run=1&run=2&list=tp": "list is", "run=1&run=2&threshold_a=high": "threshold",
	} {
		w := ask(s, "GET", "/api/v1/compare/flips?"+query, "")
		if w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), say) {
			t.Errorf("%s: status %d: %s", query, w.Code, w.Body)
		}
	}
	if w := ask(s, "GET", "/compare/flips?run=1&run=3", ""); w.Code != http.StatusUnprocessableEntity ||
		!strings.Contains(w.Body.String(), "different test sets") || !strings.Contains(w.Body.String(), "<select") {
		t.Errorf("the page: status %d", w.Code)
	}
	if w := ask(s, "GET", "/compare/flips?run=1&run=99", ""); w.Code != http.StatusNotFound {
		t.Errorf("a run that is not there: status %d", w.Code)
	}
}

func TestDisagreementsAsCSV(t *testing.T) {
	s := twoRuns(t)
	w := ask(s, "GET", "/compare/flips.csv?run=1&run=2&list=new_misses", "")
	rows, err := csv.NewReader(w.Body).ReadAll()
	if err != nil || len(rows) != 2 || strings.Join(rows[1], "|") != "c|1|0.7|0.3|north|40" {
		t.Errorf("%v, %v", rows, err)
	}
}

// TestDisagreementsOfReferenceRuns checks the counts and the test against independent
// results.
func TestDisagreementsOfReferenceRuns(t *testing.T) {
	dir := os.Getenv("DATA_DIR")
	if dir == "" {
		t.Skip("DATA_DIR is not set")
	}
	var want struct {
		Files  map[string]struct{ Positive string }
		Paired map[string]struct {
			Files     map[string]string
			Threshold float64
			Pairs     map[string]struct {
				OnlyFirstRight  int     `json:"only_first_right"`
				OnlySecondRight int     `json:"only_second_right"`
				ExactP          float64 `json:"mcnemar_exact_p"`
				Chi2P           float64 `json:"mcnemar_chi2_continuity_p"`
			}
		}
	}
	b, err := os.ReadFile(filepath.Join(dir, "expected.json"))
	if err == nil {
		err = json.Unmarshal(b, &want)
	}
	if err != nil {
		t.Fatal(err)
	}
	s := open(t, Options{})
	compared := 0
	for _, set := range want.Paired {
		ids := make(map[string]string)
		for name, file := range set.Files {
			b, err := os.ReadFile(filepath.Join(dir, file))
			if err != nil {
				t.Fatal(err)
			}
			done := answer[uploaded](t, ask(s, "POST",
				"/api/v1/runs?experiment_name=all&name="+url.QueryEscape(name)+"&positive="+
					url.QueryEscape(want.Files[file].Positive), string(b)), http.StatusCreated)
			ids[name] = strconv.FormatInt(done.Runs[0].ID, 10)
		}
		for names, p := range set.Pairs {
			a, b, _ := strings.Cut(names, " - ")
			f := flipsOf(t, s, "run="+ids[a]+"&run="+ids[b]+"&threshold=0.5")
			if f.McNemar.OnlyFirstRight != p.OnlyFirstRight || f.McNemar.OnlySecondRight != p.OnlySecondRight {
				t.Errorf("%s: %+v, want %+v", names, f.McNemar, p)
				continue
			}
			near(t, names+": exact p", f.McNemar.ExactP, p.ExactP, 1e-9)
			near(t, names+": corrected p", f.McNemar.Chi2P, p.Chi2P, 1e-9)
			compared++
		}
	}
	if compared == 0 {
		t.Error("no pair was compared")
	}
}

func TestLeaderboardLinksToDisagreements(t *testing.T) {
	s := twoRuns(t)
	if body := ask(s, "GET", "/experiments/1?policy=max_f1", "").Body.String(); !strings.Contains(body, `href="/compare/flips?policy=max_f1&amp;run=2&amp;run=1"`) && !strings.Contains(body, `href="/compare/flips?policy=max_f1&amp;run=1&amp;run=2"`) {
		t.Error("two runs on one test set, and no flips")
	}
	if body := ask(filled(t, Options{}), "GET", "/experiments/1", "").
		Body.String(); strings.Contains(body, "/compare/flips") {
		t.Error("one run, and flips")
	}
}
