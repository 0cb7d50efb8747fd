package server

import (
	"fmt"
	"math"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"tradeoff/internal/calc"
	"tradeoff/internal/tradeoff"
)

// shapes are files of runs of every kind, with the parameters of their uploads.
func shapes() map[string][2]string {
	logit := strings.NewReplacer("0.", "", "id,label,score", "id,label,score").Replace(table(90))
	var tied, weighted strings.Builder
	tied.WriteString("label,score\n")
	weighted.WriteString("label,score,weight\n")
	for i, line := range strings.Split(strings.TrimSpace(table(150)), "\n")[1:] {
		f := strings.Split(line, ",")
		fmt.Fprintf(&tied, "%s,%.3s\n", f[1], f[2])
		fmt.Fprintf(&weighted, "%s,%s,%v\n", f[1], f[2], []float64{0.25, 1, 3}[i%3])
	}
	return map[string][2]string{
		"probability": {"", table(120)},
		"logit":       {"&kind=logit", logit},
		"tied":        {"", tied.String()},
		"weighted":    {"", weighted.String()},
		"one class":   {"&positive=1&negative_name=no", "label,score\n1,0.2\n1,0.9\n1,0.4\n"},
		"three rows":  {"", "label,score\n1,0.9\n0,0.5\n1,0.1\n"},
		"constant":    {"", "label,score\n1,0.5\n0,0.5\n1,0.5\n0,0.5\n"},
	}
}

// TestEveryPolicyPicksTheBestPointOfTheSweep searches the best point of each policy in the
// sweep of the API.
func TestEveryPolicyPicksTheBestPointOfTheSweep(t *testing.T) {
	if testing.Short() {
		t.Skip("much work, and none of it beside other work")
	}
	s := open(t, Options{})
	path := newExperiment(t, s, `{"name":"First"}`)
	for name, shape := range shapes() {
		run := answer[uploaded](t, ask(s, "POST", path+"/runs?name="+url.QueryEscape(name)+shape[0], shape[1]),
			http.StatusCreated).Runs[0].ID
		sweep := answer[struct {
			Points []struct {
				Threshold calc.Number
				calc.Confusion
			}
		}](t, ask(s, "GET", fmt.Sprintf("/api/v1/runs/%d/sweep?offset=0&limit=1000", run), ""), http.StatusOK)
		for _, prevalence := range []float64{0, 0.07} {
			used := func(c calc.Confusion) (calc.Confusion, bool) {
				if prevalence == 0 {
					return c, true
				}
				c, reason := c.AtPrevalence(prevalence)
				return c, reason == ""
			}
			// pick returns the first of the points to which no other is better.
			pick := func(value func(calc.Confusion) calc.Value, better func(a, b float64) bool) (index int, best calc.Value) {
				for k, p := range sweep.Points {
					c, ok := used(p.Confusion)
					if !ok {
						continue
					}
					if v := value(c); v.OK && (!best.OK || better(v.V, best.V)) {
						index, best = k, v
					}
				}
				return index, best
			}
			higher := func(a, b float64) bool { return a > b+1e-12 }
			lower := func(a, b float64) bool { return a < b-1e-12 }
			costs := calc.Costs{FP: 2, FN: 5}
			mcc, _ := calc.MetricByID("mcc")
			for text, find := range map[string]func() (int, calc.Value){
				"max_f1": func() (int, calc.Value) { return pick(calc.Confusion.F1, higher) },
				"max_f2": func() (int, calc.Value) {
					return pick(func(c calc.Confusion) calc.Value { return c.FBeta(2) }, higher)
				},
				"max_youden_j": func() (int, calc.Value) { return pick(calc.Confusion.YoudenJ, higher) },
				"max_mcc":      func() (int, calc.Value) { return pick(mcc.At, higher) },
				"min_cost":     func() (int, calc.Value) { return pick(costs.Expected, lower) },
			} {
				k, want := find()
				query := []string{"policy", text, "cost_fp", "2", "cost_fn", "5"}
				if prevalence > 0 {
					query = append(query, "prevalence", fmt.Sprint(prevalence))
				}
				got := choose(t, s, run, query...)
				if (got.Value != nil) != want.OK {
					t.Errorf("%s: %s gives %+v, want %+v", name, text, got, want)
				} else if want.OK {
					exact := sweep.Points[k].Threshold
					next := math.Inf(-1)
					if k+1 < len(sweep.Points) {
						next = float64(sweep.Points[k+1].Threshold)
					}
					if math.Abs(*got.Value-want.V) > 1e-9 || got.Threshold > exact || float64(got.Threshold) <= next ||
						!strings.Contains(got.Said, "Ties go to the higher threshold.") {
						t.Errorf("%s: %s picks %+v, want %v at %v", name, text, got, want.V, exact)
					}
				}
			}
		}
	}
}

func TestUnreachablePolicyShowsTheClosestValue(t *testing.T) {
	s := filled(t, Options{})
	for policy, want := range map[string]string{
		"precision>=1.1":   "No threshold reaches precision 1.10. The highest is 1.00, at 0.9.",
		"recall>=1.5":      "No threshold reaches recall 1.50. The highest is 1.00, at 0.3.",
		"specificity>=2":   "No threshold reaches specificity 2.00. The highest is 1.00, at ∞.",
		"alert_rate<=-0.1": "No threshold keeps an alert rate at or below -0.10. The lowest is 0.00, at ∞.",
	} {
		got := choose(t, s, 1, "policy", policy)
		if got.Reached || got.Said != want {
			t.Errorf("%s: %v, %q, want %q", policy, got.Reached, got.Said, want)
		}
	}
}

// TestEveryControlOfAChoiceIsALinkOrAForm uses the page without JavaScript: it follows
// every link and sends every form of the operating bar and of the deployment section, and
// checks that the page changes.
func TestEveryControlOfAChoiceIsALinkOrAForm(t *testing.T) {
	s := filled(t, Options{})
	at := "/runs/1?threshold=0.61&cost_fn=3&prevalence=0.3&metrics=mcc,npv&charts=roc,cost"
	first := ask(s, "GET", at, "").Body.String()
	tree, err := html.Parse(strings.NewReader(first))
	if err != nil {
		t.Fatal(err)
	}
	attr := func(n *html.Node, name string) string {
		for _, a := range n.Attr {
			if a.Key == name {
				return a.Val
			}
		}
		return ""
	}
	hasAttr := func(n *html.Node, name string) bool {
		return slices.ContainsFunc(n.Attr, func(a html.Attribute) bool { return a.Key == name })
	}
	has := func(n *html.Node, name string) bool {
		for ; n != nil; n = n.Parent {
			if hasAttr(n, name) {
				return true
			}
		}
		return false
	}
	said := func(page string) string { return between(page, "data-operating-bar", "data-charts") }
	check := func(what, path string) {
		w := ask(s, "GET", path, "")
		page := w.Body.String()
		if w.Code != http.StatusOK {
			t.Errorf("%s leads to %s, which answers %d", what, path, w.Code)
		} else if said(page) == said(first) &&
			between(page, "data-what-if", "</section>") == between(first, "data-what-if", "</section>") {
			t.Errorf("%s leads to %s, which shows the same", what, path)
		}
		u, _ := url.Parse(path)
		if q := u.Query(); strings.HasPrefix(path, "/runs/1?") &&
			(q.Get("metrics") != "mcc,npv" || !strings.Contains(q.Get("charts"), "roc")) {
			t.Errorf("%s forgets metrics or charts: %s", what, path)
		}
	}
	links, forms := 0, 0
	for n := range tree.Descendants() {
		if !has(n, "data-operating-bar") && !has(n, "data-what-if") {
			continue
		}
		switch n.Data {
		case "a":
			path, _, _ := strings.Cut(attr(n, "href"), "#")
			here := attr(n, "data-tab") == "overview" || attr(n, "data-axis") == "linear" // the usual ones
			if strings.HasPrefix(path, "/runs/1?") && !here {
				links++
				check("a link", path)
			}
		case "form":
			fields := url.Values{}
			var open []string
			for f := range n.Descendants() {
				if f.Data != "input" || attr(f, "name") == "" {
					continue
				}
				switch attr(f, "type") {
				case "hidden":
					fields.Add(attr(f, "name"), attr(f, "value"))
				case "checkbox":
					if hasAttr(f, "checked") && attr(f, "value") != "recall" {
						fields.Add(attr(f, "name"), attr(f, "value"))
					}
				default:
					fields.Set(attr(f, "name"), attr(f, "value"))
					open = append(open, attr(f, "name"))
				}
			}
			action := attr(n, "action")
			if action == "" {
				action = "/runs/1"
			}
			if fields.Has("pin") {
				forms++
				check("the form of pinned metrics", action+"?"+fields.Encode())
			}
			for _, name := range open {
				forms++
				old := fields.Get(name)
				fields.Set(name, "0,47") // a decimal comma
				check("the field "+name, action+"?"+fields.Encode())
				fields.Set(name, old)
			}
		}
	}
	if links < 6+4+5 || forms != 1+1+5+3+3 {
		t.Errorf("%d links and %d fields were tried", links, forms)
	}
}

// between returns the part of a page from one text to another.
func between(page, from, to string) string {
	_, rest, _ := strings.Cut(page, from)
	part, _, _ := strings.Cut(rest, to)
	return part
}

func TestEmptyPrevalenceIsThatOfTheTestSet(t *testing.T) {
	s := filled(t, Options{})
	if w := ask(s, "PATCH", "/api/v1/experiments/1", `{"prevalence":0.02}`); w.Code != http.StatusOK {
		t.Fatal(w.Body)
	}
	for query, want := range map[string]string{
		"": `name="prevalence" value="0.02"`, "prevalence=": `name="prevalence" value=""`,
		"prevalence=test_set": `name="prevalence" value=""`, "prevalence=0,3": `name="prevalence" value="0.3"`,
	} {
		if page := ask(s, "GET", "/runs/1?"+query, "").Body.String(); !strings.Contains(page, want) {
			t.Errorf("%q: the page has no %s", query, want)
		}
	}
	here, there := choose(t, s, 1, "policy", "min_cost", "prevalence", "test_set"), choose(t, s, 1, "policy", "min_cost")
	if *here.Value == *there.Value {
		t.Errorf("both cost %v", *here.Value)
	}
	state, err := tradeoff.ParseState(url.Values{"prevalence": {""}})
	if err != nil || state.Query().Encode() != "prevalence=test_set" {
		t.Errorf("an empty share comes back as %q, %v", state.Query().Encode(), err)
	}
}
