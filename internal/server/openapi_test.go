package server

import (
	"bytes"
	"fmt"
	"maps"
	"mime"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/go-chi/chi/v5"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"tradeoff/internal/api"
	"tradeoff/internal/catalog"
	"tradeoff/internal/link"
	"tradeoff/internal/tradeoff"
	"tradeoff/internal/web"
)

// A described is the document of the API, by which the answers that tests get
// are judged.
type described struct {
	document map[string]any
	compiler *jsonschema.Compiler
	schemas  map[string]*jsonschema.Schema // by their place in the document
	seen     map[string]bool               // operations, with the statuses that were judged
	mu       sync.Mutex
}

var theDocument = sync.OnceValue(func() *described {
	text := web.EncodeJSON(api.Describe(new(api.API).Operations(), ""))
	parsed, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		panic(err)
	}
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	if err := c.AddResource("openapi.json", parsed); err != nil {
		panic(err)
	}
	return &described{document: parsed.(map[string]any), compiler: c, schemas: make(map[string]*jsonschema.Schema), seen: make(map[string]bool)}
})

// at returns what stands at a place in the document, following references.
func (d *described) at(place ...string) (map[string]any, []string) {
	now := d.document
	for i, name := range place {
		next, ok := now[name].(map[string]any)
		if !ok {
			return nil, nil
		}
		if ref, ok := next["$ref"].(string); ok && strings.HasPrefix(ref, "#/components/responses/") {
			return d.at(append(strings.Split(ref[2:], "/"), place[i+1:]...)...)
		}
		now = next
	}
	return now, place
}

// schema returns the schema at a place.
func (d *described) schema(place []string) *jsonschema.Schema {
	pointer := "openapi.json#"
	for _, name := range place {
		pointer += "/" + strings.NewReplacer("~", "~0", "/", "~1", "{", "%7B", "}", "%7D").Replace(name)
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.schemas[pointer] == nil {
		s, err := d.compiler.Compile(pointer)
		if err != nil {
			panic(err)
		}
		d.schemas[pointer] = s
	}
	return d.schemas[pointer]
}

// judge panics unless the answer to a request to the API is one that the
// document describes. All requests of the tests of this package go through it.
func judge(s *Server, r *http.Request, w *httptest.ResponseRecorder) {
	route := chi.NewRouteContext()
	method := r.Method
	if method == http.MethodHead {
		return
	}
	if !strings.HasPrefix(r.URL.Path, link.APIPath) || !s.router.Match(route, method, r.URL.Path) {
		return
	}
	path := strings.TrimPrefix(route.RoutePattern(), link.APIPath)
	d := theDocument()
	wrong := func(format string, args ...any) {
		panic(fmt.Sprintf("%s %s answers %d: %s: %.500s", method, r.URL.RequestURI(), w.Code, fmt.Sprintf(format, args...), w.Body))
	}
	operation, _ := d.at("paths", path, strings.ToLower(method))
	if operation == nil {
		wrong("the document has no such operation")
	}
	status := strconv.Itoa(w.Code)
	answer, place := d.at("paths", path, strings.ToLower(method), "responses", status)
	if answer == nil {
		if w.Code < 400 {
			wrong("the document has no such status")
		}
		status = "default"
		answer, place = d.at("paths", path, strings.ToLower(method), "responses", status)
	}
	d.mu.Lock()
	d.seen[fmt.Sprint(operation["operationId"], " ", status)] = true
	d.mu.Unlock()
	headers, _ := d.at(append(place, "headers")...)
	for name := range headers {
		if w.Header().Get(name) == "" {
			wrong("it lacks the header %s", name)
		}
	}
	contents, _ := answer["content"].(map[string]any)
	kind, _, _ := mime.ParseMediaType(w.Header().Get("Content-Type"))
	switch {
	case contents == nil && w.Body.Len() == 0:
		return
	case contents[kind] == nil:
		wrong("the document has no such content as %q", kind)
	case !strings.HasSuffix(kind, "json") || w.Header().Get("Content-Encoding") != "":
		return
	}
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(w.Body.Bytes()))
	if err != nil {
		wrong("%v", err)
	}
	if err := d.schema(append(place, "content", kind, "schema")).Validate(value); err != nil {
		wrong("%v", err)
	}
}

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

// TestEveryOperationAnswersAsTheDocumentSays asks for every operation once
// well and once badly; judge compares the answers with their schemas.
func TestEveryOperationAnswersAsTheDocumentSays(t *testing.T) {
	if testing.Short() {
		t.Skip("much work, and none of it beside other work")
	}
	d := theDocument()
	d.mu.Lock()
	clear(d.seen)
	d.mu.Unlock()
	body, kind := form("name", "two", "file:two.csv", few)
	reading := ofEveryTask(t, Options{}) // for what changes nothing
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

// TestJudgeFindsWhatTheDocumentDoesNotSay makes sure that the tests would fail.
func TestJudgeFindsWhatTheDocumentDoesNotSay(t *testing.T) {
	s := ofEveryTask(t, Options{})
	for _, c := range []struct {
		what, path, body, kind string
		status                 int
	}{
		{"a member too many", "/api/v1/runs/1/sweep", `{"total":1,"points":[],"more":1}`, "application/json", 200},
		{"a member too few", "/api/v1/runs/1/sweep", `{"points":[]}`, "application/json", 200},
		{"a wrong type", "/api/v1/runs/1/sweep", `{"total":"1","points":[]}`, "application/json", 200},
		{"NaN as a text", "/api/v1/runs/1/sweep", `{"total":1,"points":[{"index":0,"threshold":"nan","tp":1,"fp":1,"fn":1,"tn":1}]}`, "application/json", 200},
		{"a status", "/api/v1/runs/1/sweep", `{"total":1,"points":[]}`, "application/json", 202},
		{"a media type", "/api/v1/runs/1/sweep", `threshold`, "text/csv", 200},
		{"a problem without its members", "/api/v1/runs/1/sweep", `{"title":"no"}`, "application/problem+json", 404},
	} {
		w := httptest.NewRecorder()
		w.Header().Set("Content-Type", c.kind)
		w.WriteHeader(c.status)
		w.WriteString(c.body)
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s was not found", c.what)
				}
			}()
			judge(s, newRequest("GET", c.path, ""), w)
		}()
	}
}

// TestDocumentNamesItsParts checks what people see in tools that read it.
func TestDocumentNamesItsParts(t *testing.T) {
	seen := make(map[string]bool)
	for _, o := range new(api.API).Operations() {
		if o.ID == "" || o.Summary == "" || o.Group == "" || seen[o.ID] {
			t.Errorf("%s %s has no id of its own, no summary or no group", o.Method, o.Path)
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
// missing from the document's tags or from the page that is made from them.
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

var curlLine = regexp.MustCompile(`(?m)^curl .*?localhost:8080(/api/v1[^ '?]*)(?:\?([^ ']*))?(.*)$`)

// TestExamplesOfTheREADMEAreOperations looks whether what the README shows can
// be asked for.
func TestExamplesOfTheREADMEAreOperations(t *testing.T) {
	text, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
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

// TestOperationsTakeTheParametersOfTheirTables finds every parameter of a table of
// the package tradeoff in the document, but for those that only pages have.
func TestOperationsTakeTheParametersOfTheirTables(t *testing.T) {
	onlyOfPages := map[string][]string{"compareRuns": {"metric"}, "getComparisonReport": {"metric"}}
	for id, table := range map[string][]tradeoff.Parameter{
		"compareRuns": tradeoff.CompareParameters(), "getComparisonReport": tradeoff.CompareParameters(),
		"getFlips": tradeoff.FlipParameters(), "getRanks": tradeoff.RankParameters(), "getSlices": tradeoff.SliceParameters(),
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
				t.Errorf("%s does not take %s", id, p.Name)
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
