package server

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"tradeoff/internal/web"
)

// antsBeesCats is a file of three classes: an ant is predicted bee, and two cats ant.
const antsBeesCats = "id,label,p_ant,p_bee,p_cat,site\n" +
	"a,ant,0.5,0.25,0.25,x\nb,ant,0.25,0.625,0.125,y\nc,bee,0.125,0.75,0.125,x\nd,bee,0.25,0.5,0.25,y\n" +
	"e,cat,0.25,0.25,0.5,x\nf,cat,0.5,0.125,0.375,y\ng,cat,0.75,0.125,0.125,x\n"

// withKinds returns a server whose run 2, of experiment 2, has three classes.
func withKinds(t testing.TB, query string) *Server {
	t.Helper()
	s := filled(t, Options{})
	path := newExperiment(t, s, `{"name":"Kinds"}`)
	answer[uploaded](t, ask(s, "POST", path+"/runs?group=site&name=kinds&"+query, antsBeesCats), http.StatusCreated)
	return s
}

type classRunAnswer struct {
	Task      string
	Positives *int
	Classes   []string
	Metrics   map[string]struct{ Value, Low *float64 }
	ByClass   struct {
		Classes   []string
		Confusion [][]float64
		PerClass  []struct {
			Class   string
			Support float64
			Recall  struct{ Value, Low *float64 }
		} `json:"per_class"`
	} `json:"by_class"`
}

func TestMultiClassRunInJSON(t *testing.T) {
	s := withKinds(t, "")
	got := answer[classRunAnswer](t, ask(s, "GET", "/api/v1/runs/2", ""), http.StatusOK)
	if got.Task != "multiclass" || got.Positives != nil || !slices.Equal(got.Classes, []string{"ant", "bee", "cat"}) ||
		*got.Metrics["accuracy"].Value != 4.0/7 {
		t.Errorf("got %+v", got)
	}
	if want := [][]float64{{1, 1, 0}, {0, 2, 0}, {2, 0, 1}}; !reflect.DeepEqual(got.ByClass.Confusion, want) {
		t.Errorf("the matrix is %v, want %v", got.ByClass.Confusion, want)
	}
	if cat := got.ByClass.PerClass[2]; cat.Class != "cat" || cat.Support != 3 || *cat.Recall.Value != 1.0/3 ||
		cat.Recall.Low == nil {
		t.Errorf("cats are %+v", cat)
	}
	type matrix struct {
		Classes []string
		Matrix  [][]*float64
	}
	for by, want := range map[string]float64{"": 2, "true": 2.0 / 3, "pred": 2.0 / 3, "all": 2.0 / 7} {
		got := answer[matrix](t, ask(s, "GET", "/api/v1/runs/2/confusion?normalize="+by, ""), http.StatusOK)
		if *got.Matrix[2][0] != want || len(got.Classes) != 3 {
			t.Errorf("normalized by %q: %v, want %v", by, *got.Matrix[2][0], want)
		}
	}
	if two := answer[matrix](t, ask(s, "GET", "/api/v1/runs/1/confusion", ""), http.StatusOK); len(two.Classes) != 2 ||
		*two.Matrix[1][1]+*two.Matrix[1][0] != 4 {
		t.Errorf("of two classes: %+v", two)
	}
	if one := answer[matrix](t, ask(s, "GET", "/api/v1/runs/2/confusion?class=cat&threshold=0.375", ""), http.StatusOK); !slices.Equal(one.Classes, []string{"other", "cat"}) || *one.Matrix[1][1] != 2 {
		t.Errorf("of cats against others: %+v", one)
	}
	for _, bad := range []string{"?threshold=0.5", "?slice=site:x", "/confusion?threshold=0.5", "/examples?cell=fn",
		"/examples?threshold=0.5", "/losses?weighted_log_loss.pos_weight=2", "/losses?focal_loss.balance=2"} {
		answer[web.Problem](t, ask(s, "GET", "/api/v1/runs/2"+bad, ""), http.StatusUnprocessableEntity)
	}
	answer[web.Problem](t, ask(s, "GET", "/api/v1/runs/1/losses?focal_loss.balance=1", ""), http.StatusUnprocessableEntity)
	for _, missing := range []string{"/sweep", "/operating-point", "/slices", "/choice?policy=max_f1", "/charts/roc.csv",
		"/examples?actual=dog", "?class=dog"} {
		answer[web.Problem](t, ask(s, "GET", "/api/v1/runs/2"+missing, ""), http.StatusNotFound)
	}
}

func TestOneVsRestViewEqualsBinaryRun(t *testing.T) {
	s := withKinds(t, "")
	cats := "id,label,score,site\na,0,0.25,x\nb,0,0.125,y\nc,0,0.125,x\nd,0,0.25,y\ne,1,0.5,x\nf,1,0.375,y\ng,1,0.125,x\n"
	answer[uploaded](t, ask(s, "POST", "/api/v1/experiments/1/runs?group=site", cats), http.StatusCreated)
	for _, below := range []string{"/operating-point?threshold=0.25", "/sweep?points=100", "/losses", "/slices?by=site",
		"/charts/roc.csv"} {
		of, whole := "?", below
		if strings.Contains(below, "?") {
			of = "&"
		}
		got := ask(s, "GET", "/api/v1/runs/2"+whole+of+"class=cat", "")
		want := ask(s, "GET", "/api/v1/runs/3"+whole, "")
		if got.Code != http.StatusOK || got.Body.String() != want.Body.String() {
			t.Errorf("%s: %d %s\nwant %d %s", below, got.Code, got.Body, want.Code, want.Body)
		}
	}
	rows := answer[examplesAnswer](t, ask(s, "GET", "/api/v1/runs/2/examples?class=cat&cell=fn&threshold=0.5", ""), http.StatusOK)
	if rows.Total != 2 || rows.Rows[0].Values[0] != "f" || *rows.Rows[0].CrossEntropy < 0.98 ||
		*rows.Rows[0].CrossEntropy > 0.981 {
		t.Errorf("missed cats are %+v", rows)
	}
	for _, path := range []string{"/runs/2?class=cat", "/runs/2/slices?class=cat", "/runs/2/examples?class=cat&cell=tp",
		"/runs/2/examples.csv?class=cat", "/runs/2?class=cat&slice=site:x"} {
		w := ask(s, "GET", path, "")
		if w.Code != http.StatusOK {
			t.Errorf("%s: %d %.200s", path, w.Code, w.Body)
		}
		if strings.HasPrefix(w.Header().Get("Content-Type"), "text/html") {
			checkPage(t, path, w.Body.String())
		}
	}
}

func TestRowsOfMultiClassCell(t *testing.T) {
	s := withKinds(t, "")
	for _, c := range []struct{ query, ids string }{
		{"", "c g b a d e f"}, {"actual=cat", "g e f"}, {"actual=cat&called=ant", "g f"},
		{"actual=cat&called=ant&sort=unsurest", "f g"},
		{"actual=cat&called=ant&sort=loss", "g f"}, {"called=ant&sort=file", "a f g"},
		{"actual=cat&actual=ant&called=ant", "g a f"}, {"actual=bee&called=cat", ""},
		{"id=e", "e"}, {"id=e&called=ant", ""}, {"sort=file&offset=2&limit=2", "c d"}, {"offset=99", ""},
	} {
		got := answer[examplesAnswer](t, ask(s, "GET", "/api/v1/runs/2/examples?"+c.query, ""), http.StatusOK)
		var ids []string
		for _, r := range got.Rows {
			ids = append(ids, r.Values[0].(string))
		}
		if strings.Join(ids, " ") != c.ids {
			t.Errorf("%s: got %v, want %s", c.query, ids, c.ids)
		}
	}
	w := ask(s, "GET", "/runs/2/examples.csv?actual=cat&called=ant", "")
	lines, err := csv.NewReader(w.Body).ReadAll()
	if err != nil || len(lines) != 3 || strings.Join(lines[0], " ") != "id label site called probability of the call cross-entropy p_ant p_bee p_cat" ||
		strings.Join(lines[1], " ") != "g cat x ant 0.75 2.0794415416798357 0.75 0.125 0.125" {
		t.Errorf("%v, %v", lines, err)
	}
}

// find returns the first element with the attribute and value.
func find(t testing.TB, body, attribute, value string) *html.Node {
	t.Helper()
	root, err := html.Parse(strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	for n := range root.Descendants() {
		for _, a := range n.Attr {
			if a.Key == attribute && a.Val == value {
				return n
			}
		}
	}
	t.Fatalf("there is no element with %s=%q", attribute, value)
	return nil
}

func textOf(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data)
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

func TestMultiClassPageShowsItsMatrix(t *testing.T) {
	s := withKinds(t, "")
	cells := func(query string) (list []string) {
		w := ask(s, "GET", "/runs/2?"+query, "")
		if w.Code != http.StatusOK {
			t.Fatalf("%s: %d %s", query, w.Code, w.Body)
		}
		checkPage(t, query, w.Body.String())
		for n := range find(t, w.Body.String(), "id", "matrix").Descendants() {
			for _, a := range n.Attr {
				if a.Key == "data-level" {
					list = append(list, textOf(n))
				}
			}
		}
		return list
	}
	for query, want := range map[string]string{
		"": "1 1 0 0 2 0 2 0 1", "normalize=true": "50 50 0 0 100 0 67 0 33", "normalize=pred": "33 33 0 0 67 0 67 0 100",
		"normalize=all": "14 14 0 0 29 0 29 0 14",
		"order=support": "1 2 0 0 1 1 0 0 2", "order=recall": "1 2 0 0 1 1 0 0 2",
		"groups=2": "4 1 0 2", "groups=2&open=ant": "1 0 1 2 1 0 0 0 2", "groups=1": "7", "groups=3": "1 1 0 0 2 0 2 0 1",
	} {
		if got := strings.Join(cells(query), " "); got != want {
			t.Errorf("%s: cells are %s, want %s", query, got, want)
		}
	}
	for _, bad := range []string{"normalize=x", "order=x", "groups=x", "sort=x", "slice=site:x", "dice_loss.smooth=-1"} {
		if w := ask(s, "GET", "/runs/2?"+bad, ""); w.Code != http.StatusUnprocessableEntity {
			t.Errorf("%s: status %d", bad, w.Code)
		}
	}
}

func TestTableOfClassesIsSorted(t *testing.T) {
	s := withKinds(t, "")
	for query, want := range map[string]string{"": "ant bee cat", "sort=-support": "cat ant bee",
		"sort=support": "ant bee cat", "sort=-recall": "bee ant cat", "sort=-class": "cat bee ant"} {
		var got []string
		for n := range find(t, ask(s, "GET", "/runs/2?"+query, "").Body.String(), "id", "classes").Descendants() {
			for _, a := range n.Attr {
				if a.Key == "data-class" {
					got = append(got, a.Val)
				}
			}
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s: classes are %v, want %s", query, got, want)
		}
	}
}

func TestMultiClassLossesUseTheirParameters(t *testing.T) {
	s := withKinds(t, "")
	losses := func(query string) map[string]struct{ Value *float64 } {
		return answer[struct {
			Losses map[string]struct{ Value *float64 }
		}](t, ask(s, "GET", "/api/v1/runs/2/losses?"+query, ""), http.StatusOK).Losses
	}
	usual := losses("")
	metrics := answer[classRunAnswer](t, ask(s, "GET", "/api/v1/runs/2", ""), http.StatusOK).Metrics
	if len(usual) != 6 {
		t.Errorf("%d losses", len(usual))
	}
	for id, l := range usual {
		if *l.Value != *metrics[id].Value {
			t.Errorf("%s is %v among the losses and %v among the metrics", id, *l.Value, *metrics[id].Value)
		}
	}
	for query, id := range map[string]string{
		"focal_loss.gamma=0": "focal_loss", "focal_loss.balance=1": "focal_loss",
		"weighted_log_loss.balance=0": "weighted_log_loss",
		"dice_loss.smooth=5":          "dice_loss", "jaccard_loss.smooth=5": "jaccard_loss",
	} {
		for other, l := range losses(query) {
			if (*l.Value != *usual[other].Value) != (other == id) {
				t.Errorf("%s: %s is %v, it was %v", query, other, *l.Value, *usual[other].Value)
			}
		}
		page := ask(s, "GET", "/runs/2?"+query, "").Body.String()
		name, value, _ := strings.Cut(query, "=")
		if got := find(t, page, "name", name); !slices.ContainsFunc(got.Attr, func(a html.Attribute) bool {
			return a.Key == "value" && a.Val == value
		}) {
			t.Errorf("%s: the page's field is %v", query, got.Attr)
		}
	}
	if a, b := losses("focal_loss.gamma=0")["focal_loss"], usual["log_loss"]; *a.Value != *b.Value {
		t.Errorf("the focal loss with γ = 0 is %v, cross-entropy %v", *a.Value, *b.Value)
	}
}

func TestUncalibratedMultiClassScores(t *testing.T) {
	s := withKinds(t, "kind=score")
	got := answer[classRunAnswer](t, ask(s, "GET", "/api/v1/runs/2", ""), http.StatusOK)
	if *got.Metrics["accuracy"].Value != 4.0/7 || got.Metrics["log_loss"].Value != nil ||
		got.Metrics["macro_roc_auc_ovr"].Value != nil {
		t.Errorf("got %+v", got.Metrics)
	}
	for _, path := range []string{"/runs/2", "/runs/2?class=ant", "/runs/2/examples", "/runs/2/examples.csv",
		"/experiments/2"} {
		w := ask(s, "GET", path, "")
		if w.Code != http.StatusOK {
			t.Errorf("%s: %d %.300s", path, w.Code, w.Body)
		}
	}
	if w := ask(s, "GET", "/runs/2/examples?sort=loss", ""); w.Code != http.StatusUnprocessableEntity {
		t.Errorf("sorted by a loss that there is not: status %d", w.Code)
	}
}

func TestMultiClassExperiment(t *testing.T) {
	s := withKinds(t, "")
	w := ask(s, "POST", "/api/v1/experiments/2/runs", few)
	if got := answer[web.Problem](t, w, http.StatusConflict); !strings.Contains(got.Detail, "binary") || got.Hint == "" {
		t.Errorf("a run of two classes beside those of many: %+v", got)
	}
	page := ask(s, "GET", "/experiments/2", "").Body.String()
	for _, want := range []string{"Macro F1", "3 classes", "ECE"} {
		if !strings.Contains(page, want) {
			t.Errorf("no %q on the leaderboard", want)
		}
	}
	home := ask(s, "GET", "/", "").Body.String()
	if !strings.Contains(home, "Macro F1 0.") {
		t.Error("the card of the experiment has no macro F1")
	}
}

// TestClassNamesAreShownAsText gives hostile names to classes and checks every page of
// the run.
func TestClassNamesAreShownAsText(t *testing.T) {
	if testing.Short() {
		t.Skip("much work, and none of it beside other work")
	}
	r := rand.New(rand.NewPCG(1, 2))
	// the escape for spreadsheets would be removed
	names := slices.DeleteFunc(slices.Clone(hostileNames), func(n string) bool { return n[0] == '=' })
	quoted := make([]string, len(names))
	for i, n := range names {
		quoted[i] = `"` + strings.ReplaceAll(n, `"`, `""`) + `"`
	}
	var b strings.Builder
	fmt.Fprintf(&b, "label,%s\n", strings.Join(quoted, ","))
	for row := range 4 * len(names) {
		p := make([]string, len(names))
		called := row % len(names)
		if row >= 3*len(names) {
			called = r.IntN(len(names))
		}
		for c := range p {
			p[c] = "0.03125"
		}
		p[called] = fmt.Sprint(1 - 0.03125*float64(len(names)-1))
		fmt.Fprintf(&b, "%s,%s\n", quoted[row%len(names)], strings.Join(p, ","))
	}
	s := open(t, Options{})
	path := newExperiment(t, s, `{"name":"Hostile"}`)
	up := answer[uploaded](t, ask(s, "POST", path+"/runs", b.String()), http.StatusCreated)
	run := fmt.Sprintf("/runs/%d", up.Runs[0].ID)
	classes := answer[classRunAnswer](t, ask(s, "GET", "/api/v1"+run, ""), http.StatusOK).Classes
	paths := []string{run, run + "?groups=4&order=confusion", run + "/examples"}
	for _, c := range classes {
		q := url.Values{"class": {c}}.Encode()
		paths = append(paths, run+"?"+q, run+"/examples?"+url.Values{"actual": {c}, "called": {c}}.Encode(),
			run+"/examples?"+q)
	}
	for _, p := range paths {
		w := ask(s, "GET", p, "")
		if w.Code != http.StatusOK {
			t.Errorf("%s: %d %.200s", p, w.Code, w.Body)
			continue
		}
		checkPage(t, p, w.Body.String())
	}
	if b, _ := json.Marshal(classes); len(classes) != len(names) {
		t.Errorf("classes are %s", b)
	}
}
