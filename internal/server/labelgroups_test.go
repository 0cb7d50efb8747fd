package server

import (
	"fmt"
	"math"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strings"
	"testing"

	"tradeoff/internal/calc"
	"tradeoff/internal/evaluate"
	"tradeoff/internal/explore"
	"tradeoff/internal/page/experiment"
	"tradeoff/internal/store"
	"tradeoff/internal/tradeoff"
	"tradeoff/internal/web"
)

// severalLabels is a file of 24 rows with the labels news, sport and rare, each with
// a score; rare is never predicted at 0.5.
func severalLabels(t testing.TB) string {
	t.Helper()
	text, err := os.ReadFile("../evaluate/testdata/several-labels.csv")
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// grouped is a response with the group of each run.
type grouped struct {
	Runs []struct {
		ID         int64
		Name       string
		LabelGroup *tradeoff.LabelGroup `json:"label_group"`
	}
}

func (g grouped) String() string {
	var list []string
	for _, r := range g.Runs {
		group := "none"
		if r.LabelGroup != nil {
			group = fmt.Sprint(r.LabelGroup.ID, " ", r.LabelGroup.Name)
		}
		list = append(list, r.Name+" in "+group)
	}
	return strings.Join(list, ", ")
}

// averages is the response for a label group.
type averages struct {
	ID, ExperimentID int64
	Name             string
	Labels           []struct {
		RunID  int64 `json:"run_id"`
		Name   string
		Reason string
		At     *struct{ Threshold, TP, FP, FN, TN float64 }
	}
	Macro, Micro map[string]quantity
}

func TestUploadsOfSeveralLabelsAreSeparateGroups(t *testing.T) {
	s := open(t, Options{})
	path := newExperiment(t, s, `{"name":"Topics"}`) + "/runs"
	body, kind := form("file:v1.csv", severalLabels(t), "file:few.csv", few)
	for _, c := range []struct {
		query, body string
		headers     []string
		want        string
	}{
		{"?file_name=topics.csv", severalLabels(t), nil, "news in 1 topics, sport in 1 topics, rare in 1 topics"},
		{"?file_name=topics.csv", severalLabels(t), nil, "news in 2 topics, sport in 2 topics, rare in 2 topics"},
		{"?file_name=topics.csv&name=big", severalLabels(t), nil, "big: news in 3 big, big: sport in 3 big, big: rare in 3 big"},
		{"", body, []string{"Content-Type", kind}, "news in 4 v1, sport in 4 v1, rare in 4 v1, few in none"},
		{"?file_name=topics.csv&label=news&score=p_news", severalLabels(t), nil, "topics in none"},
	} {
		dryQuery := "?dry_run=1&" + strings.TrimPrefix(c.query, "?")
		dry := answer[struct{ Files []grouped }](t, ask(s, "POST", path+dryQuery, c.body, c.headers...), http.StatusOK)
		got := answer[grouped](t, ask(s, "POST", path+c.query, c.body, c.headers...), http.StatusCreated)
		if got.String() != c.want {
			t.Errorf("%s: got %s, want %s", c.query, got, c.want)
		}
		var planned grouped
		for _, f := range dry.Files {
			planned.Runs = append(planned.Runs, f.Runs...)
		}
		for i := range got.Runs {
			if g := got.Runs[i].LabelGroup; g != nil {
				g.ID = 0
			}
		}
		if planned.String() != got.String() {
			t.Errorf("%s: a dry run plans %s, the upload made %s", c.query, planned, got)
		}
	}
	list := answer[grouped](t, ask(s, "GET", path+"?sort=created_at&limit=6", ""), http.StatusOK)
	want := "rare in 1 topics, sport in 1 topics, news in 1 topics, rare in 2 topics, sport in 2 topics, news in 2 topics"
	if list.String() != want {
		t.Errorf("the list has %s, want %s", list, want)
	}
	w := ask(s, "POST", "/api/v1/runs?file_name=topics.csv", severalLabels(t))
	if up := answer[struct{ Experiment struct{ Name string } }](t, w, http.StatusCreated); up.Experiment.Name != "topics" {
		t.Errorf("the new experiment is named %q, want it named after the file", up.Experiment.Name)
	}
}

func TestDraftShowsItsLabelGroup(t *testing.T) {
	s := open(t, Options{})
	path := draftOf(t, s, "file:topics.csv", severalLabels(t))
	body := ask(s, "GET", path, "").Body.String()
	checkPage(t, path, body)
	if !strings.Contains(textOf(find(t, body, "data-label-group", "")), "3 labels in the group topics, a run for each:") {
		t.Errorf("the draft does not show its group: %s", body)
	}
	look(t, s, path).post(t, s, path, "do", "save", "f0.name", "big")
	list := answer[grouped](t, ask(s, "GET", "/api/v1/runs?sort=name", ""), http.StatusOK)
	if want := "big: news in 1 big, big: rare in 1 big, big: sport in 1 big"; list.String() != want {
		t.Errorf("saving the draft made %s, want %s", list, want)
	}
}

func TestReplacingOrSwappingALabelKeepsItsGroup(t *testing.T) {
	s := open(t, Options{})
	up := answer[grouped](t, ask(s, "POST", "/api/v1/runs?file_name=topics.csv", severalLabels(t)), http.StatusCreated)
	query := fmt.Sprintf("/api/v1/runs?replace=%d&label=sport&score=p_sport", up.Runs[1].ID)
	replaced := answer[grouped](t, ask(s, "POST", query, severalLabels(t)), http.StatusCreated)
	if replaced.String() != "sport in 1 topics" {
		t.Errorf("a replaced label is %s", replaced)
	}
	w := ask(s, "POST", fmt.Sprintf("/api/v1/runs?replace=%d", up.Runs[0].ID), severalLabels(t))
	if w.Code != http.StatusUnprocessableEntity {
		t.Errorf("three labels in the place of one answer %d", w.Code)
	}
	exchange := fmt.Sprintf("/api/v1/runs/%d/flip", up.Runs[0].ID)
	exchanged := answer[grouped](t, ask(s, "POST", exchange, ""), http.StatusCreated)
	if exchanged.String() != "news in 1 topics" {
		t.Errorf("a label whose classes were exchanged is %s", exchanged)
	}
	var names []string
	for _, l := range answer[averages](t, ask(s, "GET", "/api/v1/label-groups/1", ""), http.StatusOK).Labels {
		names = append(names, l.Name)
	}
	if !slices.Equal(names, []string{"rare", "sport", "news"}) {
		t.Errorf("the group has the labels %q", names)
	}
}

func TestAveragesOverLabelsInTheAPI(t *testing.T) {
	s := open(t, Options{})
	for range 2 { // the averages of the first upload only
		answer[grouped](t, ask(s, "POST", "/api/v1/runs?file_name=topics.csv", severalLabels(t)), http.StatusCreated)
	}
	type pair struct{ macro, micro float64 }
	check := func(query string, want map[string]pair) (got averages) {
		t.Helper()
		got = answer[averages](t, ask(s, "GET", "/api/v1/label-groups/1"+query, ""), http.StatusOK)
		if got.Name != "topics" || len(got.Labels) != 3 || got.Labels[1].Name != "sport" || got.Labels[1].RunID != 2 {
			t.Errorf("%s: got %+v", query, got)
		}
		for id, w := range want {
			macro, micro := got.Macro[id].Value, got.Micro[id].Value
			if macro == nil || micro == nil || math.Abs(*macro-w.macro) > 1e-12 || math.Abs(*micro-w.micro) > 1e-12 {
				t.Errorf("%s: %s is %+v and %+v, want %v", query, id, got.Macro[id], got.Micro[id], w)
			}
		}
		return got
	}
	// Of scikit-learn 1.9.1, as in the test of internal/evaluate.
	got := check("", map[string]pair{
		"roc_auc":           {0.8964726631393297, 0.9149305555555555},
		"average_precision": {0.8594082098003666, 0.8444600948657054},
		"log_loss":          {0.3774869210336162, 0.3774869210336162},
		"brier":             {0.12139722222222223, 0.12139722222222221},
		"precision":         {0.8571428571428572, 0.7777777777777778},
		"recall":            {0.4444444444444444, 0.5833333333333334},
		"f1":                {0.4965517241379311, 0.6666666666666666},
	})
	if n := got.Macro["precision"].Defined; n != 2 {
		t.Errorf("macro precision is over %d labels, want 2", n)
	}
	// At 0.2 the confusion matrices are, counted by hand: news 15 and 8, sport 6 and 6,
	// rare 3 and 3 predicted positives that are and are not positive; none is missed.
	got = check("?threshold=0.2", map[string]pair{
		"precision":   {(15.0/23 + 6.0/12 + 3.0/6) / 3, 24.0 / 41},
		"recall":      {1, 1},
		"specificity": {(1.0/9 + 12.0/18 + 18.0/21) / 3, 31.0 / 48},
	})
	if at := got.Labels[2].At; at == nil || at.Threshold != 0.2 || at.TP != 3 || at.FP != 3 || at.FN != 0 || at.TN != 18 {
		t.Errorf("at 0.2 the label rare has %+v", at)
	}
	check("?policy="+url.QueryEscape("recall>=1"), map[string]pair{"recall": {1, 1}})
	answer[web.Problem](t, ask(s, "GET", "/api/v1/label-groups/9", ""), http.StatusNotFound)
}

func TestUndefinedAverageOverLabelsHasAReason(t *testing.T) {
	s := open(t, Options{})
	answer[grouped](t, ask(s, "POST", "/api/v1/runs?kind=score", severalLabels(t)), http.StatusCreated)
	got := answer[averages](t, ask(s, "GET", "/api/v1/label-groups/1?threshold=2", ""), http.StatusOK)
	if q := got.Micro["roc_auc"]; q.Value != nil || q.Reason != "needs_probabilities" ||
		got.Macro["roc_auc"].Value == nil {
		t.Errorf("uncalibrated scores give the micro AUC %+v", q)
	}
	if q := got.Macro["precision"]; q.Value != nil || q.Reason != "no_predicted_positives" || q.Defined != 0 {
		t.Errorf("labels that are never predicted have the macro precision %+v", q)
	}
}

func TestPendingMicroAverageIsMarked(t *testing.T) {
	g := explore.LabelGroup{Runs: make([]store.RunSummary, 2), Pending: true}
	one := evaluate.LabelRun{Point: calc.OperatingPoint{Confusion: calc.Confusion{TP: 1, TN: 1}}}
	g.Means = evaluate.MeansOfLabels([]evaluate.LabelRun{one}, nil)
	micro := experiment.LabelGroupView(g, tradeoff.Experiment{}, explore.TwoClassBoard, 2).Means[1].Cells
	if auc := micro[0]; auc.Text != "" || !strings.Contains(auc.Reason, "reload") {
		t.Errorf("the micro AUC is %+v", auc)
	}
	if recall := micro[6]; recall.Text != "1.00" || recall.Reason != "" {
		t.Errorf("the micro recall, which needs no scores, is %+v", recall)
	}
}

func TestExperimentPageGroupsTheLabelsOfAFile(t *testing.T) {
	s := open(t, Options{})
	path := newExperiment(t, s, `{"name":"Topics"}`) + "/runs"
	answer[grouped](t, ask(s, "POST", path+"?file_name=topics.csv&tag=base", severalLabels(t)), http.StatusCreated)
	answer[grouped](t, ask(s, "POST", path+"?name=alone", few), http.StatusCreated)
	answer[grouped](t, ask(s, "POST", path+"?file_name=topics.csv", severalLabels(t)), http.StatusCreated)
	rows := func(query string) (rows [][]string) {
		t.Helper()
		body := ask(s, "GET", "/experiments/1"+query, "").Body.String()
		checkPage(t, query, body)
		return bodyRows(find(t, body, "aria-label", "Leaderboard"))
	}
	names := func(rows [][]string) string {
		var list []string
		for _, r := range rows {
			list = append(list, strings.Fields(r[0])[0])
		}
		return strings.Join(list, " ")
	}
	got := rows("")
	// By AUC, sport 1, rare 0.95, news 0.74; the macro average is 0.896 and alone has 0.75.
	const group = "topics sport rare news Macro Micro"
	if want := group + " " + group + " alone"; names(got) != want {
		t.Errorf("the rows are %s, want %s", names(got), want)
	}
	if got[0][0] != "topics 3 labels" {
		t.Errorf("the heading is %q", got[0])
	}
	macro := []string{"Macro average The mean over all labels, each counting the same.", "0.90", "0.86", "0.38", "0.12",
		"—undefined: each label has its own threshold", "0.86 over 2 of 3", "0.44", "0.85", "0.50", "0.81"}
	micro := []string{"Micro average All pairs of a row and a label pooled.", "0.91", "0.84", "0.38", "0.12",
		"—undefined: each label has its own threshold", "0.78", "0.58", "0.92", "0.67", "0.81"}
	if !slices.Equal(got[4], macro) || !slices.Equal(got[5], micro) {
		t.Errorf("the averages are\n%q\n%q, want\n%q\n%q", got[4], got[5], macro, micro)
	}
	const ascending = "topics news rare sport Macro Micro"
	for _, query := range []string{"?sort=roc_auc", "?sort=name"} {
		if want := "alone " + ascending + " " + ascending; names(rows(query)) != want {
			t.Errorf("%s: the rows are %s, want %s", query, names(rows(query)), want)
		}
	}
	if at := rows("?policy=" + url.QueryEscape("recall>=1"))[4]; at[7] != "1.00" {
		t.Errorf("at full recall the macro average is %q", at)
	}

	// A tag may select some of the labels: the averages are still those of all.
	answer[struct{}](t, ask(s, "PATCH", "/api/v1/runs/1", `{"tags":["base","best"]}`), http.StatusOK)
	got = rows("?tag=best")
	if names(got) != "topics news Macro Micro" || got[0][0] != "topics 1 of 3 labels" || !slices.Equal(got[2], macro) {
		t.Errorf("with a tag the rows are %q", got)
	}
	// A single label is a run like any other.
	for _, id := range []int{1, 2} {
		ask(s, "DELETE", fmt.Sprintf("/api/v1/runs/%d", id), "")
	}
	if want := "rare"; names(rows("?tag=base")) != want {
		t.Errorf("one label that is left is %s", names(rows("?tag=base")))
	}
}
