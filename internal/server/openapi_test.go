package server

import (
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/go-chi/chi/v5"

	"tradeoff/internal/api"
	"tradeoff/internal/catalog"
	"tradeoff/internal/link"
	"tradeoff/internal/tradeoff"
)

func TestDocumentAndRouterHaveTheSameOperations(t *testing.T) {
	s := open(t, Options{})
	routes := make(map[string]bool)
	err := chi.Walk(s.router, func(method, pattern string, _ http.Handler, _ ...func(http.Handler) http.Handler) error {
		if path, ok := strings.CutPrefix(pattern, link.APIPath); ok {
			routes[method+" "+path] = true
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	described := make(map[string]bool)
	served := answer[struct {
		OpenAPI string
		Paths   map[string]map[string]any
	}](t, ask(s, "GET", "/api/v1/openapi.json", ""), http.StatusOK)
	for path, methods := range served.Paths {
		for method := range methods {
			described[strings.ToUpper(method)+" "+path] = true
		}
	}
	for operation := range routes {
		if !described[operation] {
			t.Errorf("the document lacks %s", operation)
		}
	}
	for operation := range described {
		if !routes[operation] {
			t.Errorf("there is no route for %s", operation)
		}
	}
	if len(routes) < 15 || served.OpenAPI != "3.1.0" {
		t.Errorf("only %d routes, or OpenAPI %s", len(routes), served.OpenAPI)
	}
}

// TestResponsesMatchTheDocument sends a valid and an invalid request to every operation;
// judge compares the responses with their schemas.
func TestResponsesMatchTheDocument(t *testing.T) {
	if testing.Short() {
		t.Skip("much work, and none of it beside other work")
	}
	d := theDocument()
	d.mu.Lock()
	clear(d.seen)
	d.mu.Unlock()
	body, kind := form("name", "two", "file:two.csv", few)
	reading := ofEveryTask(t, Options{}) // for requests that change nothing
	for _, r := range allRoutes(t, reading) {
		if !strings.HasPrefix(r.pattern, link.APIPath) {
			continue
		}
		s := reading
		if r.method != "GET" {
			s = ofEveryTask(t, Options{})
		}
		path, query, _ := strings.Cut(r.path, "?")
		if thing, ok := strings.CutPrefix(path, link.APIPath+"/trash/"); ok {
			ask(s, "DELETE", link.APIPath+"/"+thing, "")
		}
		ask(s, r.method, path+"?nonsense=1&"+query, "{")
		ask(s, r.method, strings.Replace(r.path, "/1", "/0", 1), "{")
		if r.method == "POST" || r.method == "PATCH" {
			ask(s, r.method, r.path, body, "Content-Type", kind)
		}
		ask(s, r.method, r.path, `{"name":"other"}`)
		if strings.HasSuffix(r.pattern, "/decisions") && r.method == "POST" {
			ask(s, r.method, r.path, `{"who":"Ada","why":"it is safe"}`)
		}
		if strings.HasSuffix(r.pattern, "/runs") && r.method == "POST" {
			ask(s, r.method, path+"?dry_run=1", body, "Content-Type", kind)
		}
	}
	s := open(t, Options{})
	for _, o := range s.api.Operations() {
		statuses := []string{strconv.Itoa(o.Success()), "default"}
		if o.Dry != nil {
			statuses = append(statuses, "200")
		}
		for _, status := range statuses {
			if !d.seen[o.ID+" "+status] {
				t.Errorf("%s was not judged with the status %s", o.ID, status)
			}
		}
	}
	t.Logf("%d operations, %d kinds of answer", len(s.api.Operations()), len(d.seen))
}

// TestDocumentHasNamesAndSummaries checks the texts that tools show.
func TestDocumentHasNamesAndSummaries(t *testing.T) {
	seen := make(map[string]bool)
	for _, o := range new(api.API).Operations() {
		if o.ID == "" || o.Summary == "" || o.Group == "" || seen[o.ID] {
			t.Errorf("%s %s has no unique id, no summary or no group", o.Method, o.Path)
		}
		seen[o.ID] = true
		for _, p := range append(slices.Clone(o.Query), o.Header...) {
			if p.About == "" {
				t.Errorf("%s: the parameter %s is not described", o.ID, p.Name)
			}
		}
	}
	schemas := api.NewSchemas()
	for _, o := range new(api.API).Operations() {
		o.Describe(schemas)
	}
	for _, name := range slices.Sorted(maps.Keys(schemas.Map())) {
		if strings.HasSuffix(name, "JSON") || strings.HasSuffix(name, "Struct") || strings.ToUpper(name[:1]) != name[:1] {
			t.Errorf("a schema is called %s", name)
		}
	}
}

// TestReferencePageListsEveryOperation makes sure that no group of operations is
// missing from the document's tags or from the page that is generated from them.
func TestReferencePageListsEveryOperation(t *testing.T) {
	s := open(t, Options{})
	served := answer[struct {
		Tags  []struct{ Name string }
		Paths map[string]map[string]struct {
			OperationID string
			Tags        []string
		}
	}](t, ask(s, "GET", "/api/v1/openapi.json", ""), http.StatusOK)
	declared := make(map[string]bool)
	for _, tag := range served.Tags {
		if declared[tag.Name] {
			t.Errorf("the tag %q is declared twice", tag.Name)
		}
		declared[tag.Name] = true
	}
	page := ask(s, "GET", "/api", "").Body.String()
	operations := 0
	for path, methods := range served.Paths {
		for method, o := range methods {
			operations++
			for _, tag := range o.Tags {
				if !declared[tag] {
					t.Errorf("%s has the tag %q, which the document does not declare", o.OperationID, tag)
				}
			}
			if !strings.Contains(page, ` id="`+o.OperationID+`"`) || !strings.Contains(page, ` href="#`+o.OperationID+`"`) {
				t.Errorf("the page lacks %s (%s %s) or a link to it", o.OperationID, method, path)
			}
		}
	}
	if operations != len(s.api.Operations()) {
		t.Errorf("the document has %d operations, want %d", operations, len(s.api.Operations()))
	}
	for tag := range declared {
		if !strings.Contains(page, "<h3>"+tag+"</h3>") {
			t.Errorf("the page has no heading %q", tag)
		}
	}
}

var curlLine = regexp.MustCompile(`(?m)^curl .*?localhost:8080(/api/v1[^ '?\n]*)(?:\?([^ '\n]*))?(.*)$`)

// TestExamplesInTheDocsAreOperations checks that the requests in the documentation exist.
func TestExamplesInTheDocsAreOperations(t *testing.T) {
	var text []byte
	for _, file := range []string{"../../README.md", "../../docs/api.md"} {
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		text = append(text, b...)
	}
	s := open(t, Options{})
	lines := curlLine.FindAllStringSubmatch(string(text), -1)
	for _, line := range lines {
		method := "GET"
		if _, given, ok := strings.Cut(line[0], "-X "); ok {
			method, _, _ = strings.Cut(given, " ")
		} else if strings.Contains(line[3], " -d ") || strings.Contains(line[3], " -F ") {
			method = "POST"
		}
		route := chi.NewRouteContext()
		if !s.router.Match(route, method, line[1]) {
			t.Errorf("there is no %s %s: %s", method, line[1], line[0])
			continue
		}
		query, err := url.ParseQuery(strings.ReplaceAll(line[2], ">", "%3E"))
		if err != nil {
			t.Errorf("%v: %s", err, line[0])
		}
		for _, o := range s.api.Operations() {
			if o.Method == method && o.Path == strings.TrimPrefix(route.RoutePattern(), link.APIPath) {
				if err := o.CheckQuery(query); err != nil {
					t.Errorf("%v: %s", err, line[0])
				}
			}
		}
	}
	if len(lines) < 10 {
		t.Errorf("only %d examples were found", len(lines))
	}
}

func TestDocumentListsTheMetricsOfTheCatalog(t *testing.T) {
	want := map[string][]any{}
	for _, m := range catalog.Metrics {
		want["metrics"] = append(want["metrics"], m.ID)
		if m.Span != catalog.Unbounded {
			want["curves"] = append(want["curves"], m.ID)
		}
	}
	found := map[string]int{}
	paths, _ := theDocument().at("paths")
	for path := range paths {
		get, _ := theDocument().at("paths", path, "get")
		list, _ := get["parameters"].([]any)
		for _, one := range list {
			p := one.(map[string]any)
			name := fmt.Sprint(p["name"])
			if want[name] == nil {
				continue
			}
			found[name]++
			items, _ := p["schema"].(map[string]any)["items"].(map[string]any)
			if got, _ := items["enum"].([]any); !slices.Equal(got, want[name]) || p["explode"] != false {
				t.Errorf("%s of %s can be %v, want %v", name, path, got, want[name])
			}
		}
	}
	if found["metrics"] == 0 || found["curves"] == 0 {
		t.Errorf("found %v", found)
	}
}

// TestOperationsHaveTheParametersOfTheirTables finds every parameter of a table of package
// tradeoff in the document, except those that only pages have.
func TestOperationsHaveTheParametersOfTheirTables(t *testing.T) {
	onlyOfPages := map[string][]string{"compareRuns": {"metric"}, "getComparisonReport": {"metric"}}
	for id, table := range map[string][]tradeoff.Parameter{
		"compareRuns": tradeoff.CompareParameters(), "getComparisonReport": tradeoff.CompareParameters(),
		"getDisagreements": tradeoff.DisagreementParameters(), "getRanks": tradeoff.RankParameters(),
		"getSlices":   tradeoff.SliceParameters(),
		"getExamples": append(tradeoff.ExampleParameters(), tradeoff.ClassExampleParameters()...),
	} {
		list := open(t, Options{}).api.Operations()
		o := list[slices.IndexFunc(list, func(o api.Operation) bool { return o.ID == id })]
		for _, p := range table {
			if p.Name == "page" || slices.Contains(onlyOfPages[id], p.Name) {
				continue
			}
			at := slices.IndexFunc(o.Query, func(q api.Parameter) bool { return q.Name == p.Name })
			if at < 0 {
				t.Errorf("%s does not have %s", id, p.Name)
				continue
			}
			for _, word := range p.Choices {
				if err := o.Query[at].CheckWord(word); err != nil {
					t.Errorf("%s: %v", id, err)
				}
			}
			if o.Query[at].Repeated != p.Many {
				t.Errorf("%s: %s may be given several times: %v", id, p.Name, o.Query[at].Repeated)
			}
		}
		for i, p := range o.Query {
			if slices.ContainsFunc(o.Query[:i], func(q api.Parameter) bool { return q.Name == p.Name }) {
				t.Errorf("%s has %s twice", id, p.Name)
			}
		}
	}
}
