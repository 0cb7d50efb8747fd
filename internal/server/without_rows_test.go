package server

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"tradeoff/internal/explore"
	"tradeoff/internal/link"
	"tradeoff/internal/source"
	"tradeoff/internal/tradeoff"
)

// rowless is a source whose runs have only a sweep.
type rowless struct{ source.Source }

const stayAway = "the rows of this run stay in the warehouse"

func lacks(what source.What) error { return &source.Missing{What: what, Because: stayAway} }

func (r rowless) Part(ctx context.Context, run tradeoff.Run, view tradeoff.View) (source.Part, error) {
	switch {
	case len(view.Where) > 0:
		return nil, lacks(source.SliceCounts)
	case view.Class != "":
		return nil, lacks(source.ClassCounts)
	}
	part, err := r.Source.Part(ctx, run, view)
	return rowlessPart{part}, err
}

type rowlessPart struct{ source.Part }

func (rowlessPart) Rows() (source.Rows, error)       { return nil, lacks(source.SingleRows) }
func (rowlessPart) Groups() (source.Groups, error)   { return nil, lacks(source.SliceCounts) }
func (rowlessPart) Images() (source.Images, error)   { return nil, lacks(source.ImageCounts) }
func (rowlessPart) Classes() (source.Classes, error) { return nil, lacks(source.ClassCounts) }

// withoutRows lets s read its runs without their rows.
func withoutRows(s *Server) {
	s.explorer = explore.New(s.store, rowless{s.store.Source()}, s.log)
	s.assemble()
}

// sites is a file of two classes with ids and a column to group by.
func sites(seed uint64, header string) string {
	random := rand.New(rand.NewPCG(seed, 1))
	var b strings.Builder
	b.WriteString(header + "\n")
	for i := range 300 {
		y := i % 3 / 2
		score := min(1, max(0, 0.3+0.3*float64(y)+0.2*random.NormFloat64()))
		fmt.Fprintf(&b, "r%d,%d,%.3f,%s", i, y, score, []string{"a", "b", "c"}[i%3*random.IntN(2)])
		if strings.HasSuffix(header, "weight") {
			fmt.Fprintf(&b, ",%d", 1+i%4)
		}
		b.WriteString("\n")
	}
	return b.String()
}

// A run without rows answers as much as its sweep allows, with a reason for the rest.
func TestRunWithoutRowsAnswersAsFarAsPossible(t *testing.T) {
	for _, weighted := range []bool{false, true} {
		s := filled(t, Options{})
		path, header := newExperiment(t, s, `{"name":"Far away"}`), "id,label,score,site"
		if weighted {
			header += ",weight"
		}
		for m := range 2 {
			address := fmt.Sprintf("%s/runs?name=m%d&group=site&id=id", path, m)
			answer[uploaded](t, ask(s, "POST", address, sites(uint64(m), header)), http.StatusCreated)
		}
		withoutRows(s)
		for _, c := range []struct {
			path    string
			refused bool // the operation is only about what is missing
			says    bool // something is missing, with a reason
		}{
			{path: "/"}, {path: "/experiments/2"}, {path: "/experiments/2?policy=max_f1"},
			{path: "/runs/2", says: true}, {path: "/runs/2?policy=max_f1", says: true},
			{path: "/runs/2?policy=recall>=0.9", says: true},
			{path: "/runs/2?charts=roc,pr,tradeoff,histogram,calibration,gain,lift,det,cost,decision", says: true},
			{path: "/runs/2?shares=1&loss_shares=1", says: true}, {path: "/runs/2?meeting=1", says: true},
			{path: "/runs/2?slice=site:a", refused: true, says: true},
			{path: "/runs/2/examples", refused: true, says: true},
			{path: "/runs/2/examples.csv", refused: true, says: true},
			{path: "/runs/2/slices?by=site", refused: true, says: true},
			{path: "/runs/2/slices.csv?by=site", refused: true, says: true},
			{path: "/runs/2/elsewhere"}, {path: "/runs/2/decide"}, {path: "/runs/2/edit"}, {path: "/runs/2/delete"},
			{path: "/runs/2/report?format=html", says: true}, {path: "/runs/2/report?format=csv"},
			{path: "/runs/2/report?format=json", says: true},
			{path: "/compare?run=2&run=3", says: true}, {path: "/compare?run=2&run=3&lock=recall:0.9", says: true},
			{path: "/compare/flips?run=2&run=3", refused: true, says: true},
			{path: "/compare/flips.csv?run=2&run=3", refused: true, says: true},
			{path: "/compare/ranks?run=2&run=3", says: true}, {path: "/compare/report?run=2&run=3&format=html", says: true},
			{path: "/compare/report?run=2&run=3&format=json", says: true}, {path: "/compare/report?run=2&run=3&format=csv"},
			{path: "/api/v1/runs/2", says: true}, {path: "/api/v1/runs/2/sweep"},
			{path: "/api/v1/runs/2/operating-point?threshold=0.4"},
			{path: "/api/v1/runs/2/choice?policy=max_f1"}, {path: "/api/v1/runs/2/roc-band", refused: weighted, says: weighted},
			{path: "/api/v1/runs/2/losses"}, {path: "/api/v1/runs/2/charts/roc.csv"},
			{path: "/api/v1/runs/2/examples", refused: true, says: true},
			{path: "/api/v1/runs/2/slices?by=site", refused: true, says: true},
			{path: "/api/v1/runs/2/export?format=csv", refused: true, says: true},
			{path: "/api/v1/runs/2/export?format=parquet", refused: true, says: true},
			{path: "/api/v1/compare?run=2&run=3", says: true}, {path: "/api/v1/compare/ranks?run=2&run=3"},
			{path: "/api/v1/compare/flips?run=2&run=3", refused: true, says: true},
			{path: "/api/v1/runs?limit=5"},
		} {
			w := ask(s, "GET", c.path, "")
			status := http.StatusOK
			if c.refused {
				status = http.StatusConflict
			}
			said := strings.Contains(w.Body.String(), "not available, because "+stayAway)
			if w.Code != status || c.says && !said {
				t.Errorf("weighted %t: %s: status %d, want %d; has a reason: %t", weighted, c.path, w.Code, status, said)
			}
		}
	}
}

// mustAnswer are pages and operations that are about more than rows.
var mustAnswer = []string{
	"/runs/{id}", "/runs/{id}/report", "/runs/{id}/decide", "/runs/{id}/elsewhere", "/runs/{id}/edit", "/runs/{id}/delete",
	"/experiments/{id}", "/compare/ranks", "/compare/report", link.APIPath + "/runs/{id}",
	link.APIPath + "/runs/{id}/losses",
	link.APIPath + "/runs/{id}/sweep", link.APIPath + "/runs/{id}/operating-point", link.APIPath + "/compare",
	link.APIPath + "/compare/ranks",
}

// For runs of every task without rows, every page and operation answers as it does with
// rows, or that the data are not available.
func TestEveryRouteWorksWithoutRows(t *testing.T) {
	s := ofEveryTask(t, Options{})
	routes := allRoutes(t, s)
	type page struct{ route, path string }
	known := make(map[string]bool)
	var pages []page
	want := make(map[string]int)
	for _, r := range routes {
		if r.method != "GET" {
			continue
		}
		known[strings.TrimSuffix(r.pattern, "/")] = true
		for id := range 5 {
			path := r.path
			if strings.Contains(path, "/runs/1") {
				path = strings.Replace(path, "/runs/1", fmt.Sprintf("/runs/%d", id+1), 1)
			} else if id > 0 {
				break
			}
			pages, want[path] = append(pages, page{strings.TrimSuffix(r.pattern, "/"), path}), ask(s, "GET", path, "").Code
		}
	}
	for _, route := range mustAnswer {
		if !known[route] {
			t.Errorf("there is no route %s", route)
		}
	}
	withoutRows(s)
	for _, p := range pages {
		w := ask(s, "GET", p.path, "")
		answers := slices.Contains(mustAnswer, p.route) && !strings.Contains(p.path, "class=")
		switch body := w.Body.String(); {
		case answers && w.Code != want[p.path]:
			t.Errorf("%s: status %d, and %d with rows: %.300s", p.path, w.Code, want[p.path], body)
		case p.route == "/runs/{id}" && !strings.Contains(body, "because "+stayAway):
			t.Errorf("%s does not show what it lacks", p.path)
		case w.Code == http.StatusConflict && want[p.path] == http.StatusOK:
			if !strings.Contains(body, "not available, because "+stayAway) {
				t.Errorf("%s does not show why it is not available: %s", p.path, body)
			}
			if strings.HasPrefix(p.path, link.APIPath) && !strings.Contains(body, `"kind":"not_available"`) {
				t.Errorf("%s: %s", p.path, body)
			}
		case w.Code != want[p.path]:
			t.Errorf("%s: status %d, and %d with rows: %.300s", p.path, w.Code, want[p.path], body)
		}
	}
}

// The page of disagreements shows why it has none, and still offers other runs.
func TestDisagreementsWithoutRowsOfferOtherRuns(t *testing.T) {
	s := filled(t, Options{})
	answer[uploaded](t, ask(s, "POST", "/api/v1/experiments/1/runs?name=two", few), http.StatusCreated)
	withoutRows(s)
	w := ask(s, "GET", "/compare/flips?run=1&run=2", "")
	body := w.Body.String()
	says, offers := strings.Contains(body, "because "+stayAway), strings.Contains(body, "data-runs-form")
	if w.Code != http.StatusConflict || !says || !offers {
		t.Errorf("status %d: %s", w.Code, body)
	}
}

// Rows are only read through the explorer's source: code that reads them from the store
// would fail, or be wrong, for runs whose rows are not there.
func TestServerReadsNoRowsFromTheStore(t *testing.T) {
	readers := "Columns|ColumnsOf|ClassRows|Rows|RowsWithID|Examples|FindID|GroupValues|Part"
	reads := regexp.MustCompile(`\.store\.(` + readers + `)\(`)
	files, err := filepath.Glob("*.go")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") || name == "predictions.go" { // only about stored files
			continue
		}
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if found := reads.Find(text); found != nil {
			t.Errorf("%s has %s", name, found)
		}
	}
}
