package server

import (
	"bytes"
	"fmt"
	"mime"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/go-chi/chi/v5"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"tradeoff/internal/api"
	"tradeoff/internal/link"
	"tradeoff/internal/web"
)

// A described is the OpenAPI document, against which all responses in tests are checked.
type described struct {
	document map[string]any
	compiler *jsonschema.Compiler
	schemas  map[string]*jsonschema.Schema // by their place in the document
	seen     map[string]bool               // operations, with the statuses that were judged
	mu       sync.Mutex
}

// at returns the value at a place in the document, following references.
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

// judge panics unless the document describes the response to an API request. All requests
// of the tests of this package pass it.
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
		panic(fmt.Sprintf("%s %s answers %d: %s: %.500s", method, r.URL.RequestURI(), w.Code,
			fmt.Sprintf(format, args...), w.Body))
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

// TestJudgeFindsMismatches makes sure that the other tests can fail.
func TestJudgeFindsMismatches(t *testing.T) {
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
	return &described{document: parsed.(map[string]any), compiler: c, schemas: make(map[string]*jsonschema.Schema),
		seen: make(map[string]bool)}
})
