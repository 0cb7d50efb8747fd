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
	text := encodeJSON(document((&Server{}).operations()))
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
	if !strings.HasPrefix(r.URL.Path, apiPath) || !s.router.Match(route, method, r.URL.Path) {
		return
	}
	path := strings.TrimPrefix(route.RoutePattern(), apiPath)
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
	if location, _ := d.at(append(place, "headers", "Location")...); location != nil && w.Header().Get("Location") == "" {
		wrong("it lacks the header Location")
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
		if path, ok := strings.CutPrefix(pattern, apiPath); ok {
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
		if !strings.HasPrefix(r.pattern, apiPath) {
			continue
		}
		s := reading
		if r.method != "GET" {
			s = ofEveryTask(t, Options{})
		}
		path, query, _ := strings.Cut(r.path, "?")
		ask(s, r.method, path+"?nonsense=1&"+query, "{")
		ask(s, r.method, strings.Replace(r.path, "/1", "/0", 1), "{")
		if r.method == "POST" || r.method == "PATCH" {
			ask(s, r.method, r.path, body, "Content-Type", kind)
		}
		ask(s, r.method, r.path, `{"name":"other"}`)
		if strings.HasSuffix(r.pattern, "/runs") && r.method == "POST" {
			ask(s, r.method, path+"?dry_run=1", body, "Content-Type", kind)
		}
	}
	s := open(t, Options{})
	for _, o := range s.operations() {
		statuses := []string{strconv.Itoa(o.success()), "default"}
		if o.dry != nil {
			statuses = append(statuses, "200")
		}
		for _, status := range statuses {
			if !d.seen[o.id+" "+status] {
				t.Errorf("%s was not judged with the status %s", o.id, status)
			}
		}
	}
	t.Logf("%d operations, %d kinds of answer", len(s.operations()), len(d.seen))
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
	for _, o := range (&Server{}).operations() {
		if o.id == "" || o.summary == "" || o.group == "" || seen[o.id] {
			t.Errorf("%s %s has no id of its own, no summary or no group", o.method, o.path)
		}
		seen[o.id] = true
		for _, p := range append(slices.Clone(o.query), o.header...) {
			if p.about == "" {
				t.Errorf("%s: the parameter %s is not described", o.id, p.name)
			}
		}
	}
	schemas := newSchemas()
	for _, o := range (&Server{}).operations() {
		o.describe(schemas)
	}
	for _, name := range slices.Sorted(maps.Keys(schemas.Map())) {
		if strings.HasSuffix(name, "JSON") || strings.HasSuffix(name, "Struct") || strings.ToUpper(name[:1]) != name[:1] {
			t.Errorf("a schema is called %s", name)
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
		for _, o := range s.operations() {
			if o.method == method && o.path == strings.TrimPrefix(route.RoutePattern(), apiPath) {
				if err := o.checkQuery(query); err != nil {
					t.Errorf("%v: %s", err, line[0])
				}
			}
		}
	}
	if len(lines) < 10 {
		t.Errorf("only %d examples were found", len(lines))
	}
}
