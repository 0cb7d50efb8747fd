package server

import (
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

	"tradeoff/internal/api/shape"
	"tradeoff/internal/calc"
	"tradeoff/internal/explore"
	"tradeoff/internal/tradeoff"
)

// visits is a file of rows with two columns to cut by, weighted or not, and the same file
// with only the rows that keep selects.
func visits(n int, weighted bool, keep func(site string, age int) bool) (all, some string) {
	r := rand.New(rand.NewPCG(5, 6))
	var a, b strings.Builder
	for i := range n + 1 {
		line := "id,label,score,weight,site,age\n"
		site, age := "", 0
		if i > 0 {
			y := r.IntN(2)
			score := float64(r.IntN(90)+y*r.IntN(12)) / 100
			weight := 1.0
			if w := r.IntN(3); weighted {
				weight = float64(w) / 2
			}
			site, age = []string{"x:1", "y & z", "=sum(A1)", ""}[r.IntN(4)], 20+r.IntN(50)
			line = fmt.Sprintf("r%d,%d,%g,%g,%s,%d\n", i, y, score, weight, site, age)
		}
		a.WriteString(line)
		if i == 0 || keep(site, age) {
			b.WriteString(line)
		}
	}
	return a.String(), b.String()
}

// TestViewEqualsRunOfItsRows compares all API responses for a view of a run with those for
// a run that was uploaded with only these rows.
func TestViewEqualsRunOfItsRows(t *testing.T) {
	if testing.Short() {
		t.Skip("much work, and none of it beside other work")
	}
	for _, weighted := range []bool{false, true} {
		for _, c := range []struct {
			slice []string
			keep  func(site string, age int) bool
		}{
			{[]string{"site:x:1"}, func(site string, _ int) bool { return site == "x:1" }},
			{[]string{"site:"}, func(site string, _ int) bool { return site == "" }},
			{[]string{"site:y & z", "age>=30", "age<50"}, func(site string, age int) bool {
				return site == "y & z" && age >= 30 && age < 50
			}},
		} {
			all, some := visits(700, weighted, c.keep)
			s := filled(t, Options{})
			for _, file := range []string{all, some} {
				answer[uploaded](t, ask(s, "POST", "/api/v1/experiments/1/runs?group=site&group=age&kind=probability&weight=weight", file), http.StatusCreated)
			}
			whole, part := "/api/v1/runs/2", "/api/v1/runs/3"
			query := url.Values{"slice": c.slice}
			for _, path := range []string{
				"", "?threshold=0.37", "/operating-point?threshold=0.4", "/operating-point?threshold=inf", "/sweep?points=32",
				"/sweep?offset=3&limit=7",
				"/choice?policy=max_f1", "/choice?policy=recall%3E%3D0.8&cost_fn=5&prevalence=0.1", "/losses", "/losses?focal_loss.gamma=3",
				"/examples?cell=fp&limit=9", "/examples?cell=fn&sort=loss&offset=3", "/examples?cell=tp&by=site&value=x%3A1",
				"/examples?cell=tn&id=r3",
				"/slices?by=age", "/slices?by=age&quantiles=3&sort=-recall", "/slices?by=age&cuts=30,40.5",
				"/slices?by=site&and=age&and_quantiles=2", "/slices?by=age&each=1&limit=3",
				"/charts/roc.csv", "/charts/calibration.csv?bins=quantile", "/charts/cost.csv?cost_fp=3",
			} {
				separator := "?"
				if strings.Contains(path, "?") {
					separator = "&"
				}
				got := ask(s, "GET", whole+path+separator+query.Encode(), "")
				want := ask(s, "GET", part+path, "")
				if got.Code != http.StatusOK || want.Code != http.StatusOK {
					t.Fatalf("%s: %d and %d: %s", path, got.Code, want.Code, got.Body)
				}
				if a, b := comparable(t, got.Body.Bytes()), comparable(t, want.Body.Bytes()); !reflect.DeepEqual(a, b) {
					t.Errorf("%v of %s, weighted %t:\n got %.600s\nwant %.600s", c.slice, path, weighted, a, b)
				}
			}
			of := answer[struct {
				Display string
				Part    shape.PartJSON
			}](t, ask(s, "GET", whole+"?"+query.Encode(), ""), http.StatusOK)
			run := answer[struct{ Display string }](t, ask(s, "GET", part, ""), http.StatusOK)
			got, want := ask(s, "GET", of.Display, ""), ask(s, "GET", run.Display, "")
			if got.Code != http.StatusOK || got.Body.String() != want.Body.String() ||
				!strings.Contains(got.Header().Get("Cache-Control"), "immutable") {
				t.Errorf("the display of %v is another one", c.slice)
			}
			if slices.Sort(c.slice); of.Part.Of != 700 && !weighted ||
				!slices.Equal(slices.Sorted(slices.Values(of.Part.Slice)), c.slice) {
				t.Errorf("the part is %+v", of.Part)
			}
			other := strings.Replace(of.Display, url.Values{"slice": c.slice[:1]}.Encode(), "slice=age%3C25", 1)
			if w := ask(s, "GET", other, ""); w.Code != http.StatusNotFound {
				t.Errorf("the display of a part is found at %s", other)
			}
		}
	}
}

// comparable returns a response without the members in which two runs must differ: ids,
// and row numbers in the file. Sums of weights are rounded to twelve digits.
func comparable(t *testing.T, body []byte) any {
	t.Helper()
	var v any
	if json.Unmarshal(body, &v) != nil {
		return string(body)
	}
	var clean func(v any) any
	clean = func(v any) any {
		switch v := v.(type) {
		case map[string]any:
			for _, name := range []string{"id", "test_set_digest", "source", "created_at", "url", "display", "findings", "part",
				"row", "transfer_query"} {
				delete(v, name)
			}
			for name := range v {
				v[name] = clean(v[name])
			}
		case []any:
			for i := range v {
				v[i] = clean(v[i])
			}
		case float64:
			return fmt.Sprintf("%.12g", v)
		}
		return v
	}
	return clean(v)
}

// TestPagesOfAViewKeepIt follows every link and form of the pages of a view.
func TestPagesOfAViewKeepIt(t *testing.T) {
	if testing.Short() {
		t.Skip("much work, and none of it beside other work")
	}
	all, _ := visits(300, false, func(string, int) bool { return true })
	s := filled(t, Options{})
	answer[uploaded](t, ask(s, "POST", "/api/v1/experiments/1/runs?group=site&group=age", all), http.StatusCreated)
	view := url.Values{"slice": {"age<45", "site:y & z"}}.Encode()
	for _, path := range []string{"/runs/2?charts=roc,calibration,cost&", "/runs/2?policy=max_f1&shares=1&",
		"/runs/2/slices?by=age&", "/runs/2/examples?cell=tp&by=site&value=y+%26+z&"} {
		w := ask(s, "GET", path+view, "")
		if w.Code != http.StatusOK {
			t.Fatalf("%s: %d: %s", path, w.Code, w.Body)
		}
		page := w.Body.String()
		if want := "is below 45"; !strings.Contains(page, want) || !strings.Contains(page, " of 300 rows") {
			t.Errorf("%s does not show which part it shows", path)
		}
		tree, err := html.Parse(strings.NewReader(page))
		if err != nil {
			t.Fatal(err)
		}
		links, forms := 0, 0
		for n := range tree.Descendants() {
			attribute := func(name string) string {
				for _, a := range n.Attr {
					if a.Key == name {
						return a.Val
					}
				}
				return ""
			}
			switch {
			case n.Data == "a" && (strings.HasPrefix(attribute("href"), "/runs/2") ||
				strings.HasPrefix(attribute("href"), "/api/v1/runs/2")):
				u, err := url.Parse(attribute("href"))
				if err != nil {
					t.Fatal(err)
				}
				whole := slices.ContainsFunc(n.Attr, func(a html.Attribute) bool { return a.Key == "data-whole" })
				if slices.ContainsFunc(n.Attr, func(a html.Attribute) bool { return a.Key == "data-remove" }) {
					continue // it takes one of the conditions away
				}
				if strings.HasSuffix(u.Path, "/edit") || strings.HasSuffix(u.Path, "/delete") {
					continue
				}
				links++
				if kept := strings.Contains(u.Query().Encode(), url.QueryEscape("site:y & z")); kept == whole {
					t.Errorf("%s: the link to %s", path, u)
				}
				if w := ask(s, "GET", strings.TrimSuffix(u.String(), "#"+u.Fragment), ""); w.Code != http.StatusOK {
					t.Errorf("%s: the link to %s answers %d: %s", path, u, w.Code, w.Body)
				}
			case n.Data == "form" && strings.HasPrefix(attribute("action"), "/runs/2"):
				forms++
				kept := 0
				for field := range n.Descendants() {
					if field.Data == "input" && slices.Contains(field.Attr, html.Attribute{Key: "name", Val: "slice"}) &&
						slices.Contains(field.Attr, html.Attribute{Key: "type", Val: "hidden"}) {
						kept++
					}
				}
				if kept != 2 {
					t.Errorf("%s: the form to %s keeps %d conditions", path, attribute("action"), kept)
				}
			}
		}
		if links < 5 || forms == 0 {
			t.Errorf("%s has %d links and %d forms", path, links, forms)
		}
	}
}

func TestEmptyAndUnknownViews(t *testing.T) {
	s := withSites(t, "")
	for query, status := range map[string]int{
		"slice=site:z": http.StatusNotFound, "slice=none:x": http.StatusNotFound, "slice=score:1": http.StatusNotFound,
		"class=cat":  http.StatusNotFound,
		"slice=site": http.StatusUnprocessableEntity, "slice=site<x": http.StatusUnprocessableEntity,
	} {
		for _, path := range []string{"/runs/2", "/api/v1/runs/2", "/api/v1/runs/2/sweep", "/runs/2/examples",
			"/runs/2/slices"} {
			if w := ask(s, "GET", path+"?"+query, "", "Accept", "application/json"); w.Code != status {
				t.Errorf("%s?%s: status %d: %s", path, query, w.Code, w.Body)
			}
		}
	}
}

func TestIntervalsOfAViewFollow(t *testing.T) {
	all, _ := visits(300, false, func(string, int) bool { return true })
	s := filled(t, Options{})
	answer[uploaded](t, ask(s, "POST", "/api/v1/experiments/1/runs?group=site&group=age", all), http.StatusCreated)
	view := tradeoff.View{}.And(tradeoff.Condition{Column: "age", Op: tradeoff.Below, Number: 40})
	lacking := func() (n int) {
		run, err := s.store.Run(t.Context(), 2)
		if err != nil {
			t.Fatal(err)
		}
		of, err := s.explorer.Subject(t.Context(), run, view)
		if err != nil {
			t.Fatal(err)
		}
		list, err := s.explorer.Metrics(t.Context(), of)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range list {
			if m.OK && m.IntervalReason == calc.NeedsBootstrap {
				n++
			}
		}
		return n
	}
	if lacking() == 0 {
		t.Fatal("no interval is lacking before resampling")
	}
	ticket, pending := s.explorer.Background.Intervals.Find(explore.IntervalKey{Run: 2, Part: view.Key()})
	if !pending {
		t.Fatal("the part does not wait for its intervals")
	}
	resampling(t, s)
	<-ticket.Done()
	if n := lacking(); n > 0 {
		t.Errorf("%d intervals are still lacking", n)
	}
}
