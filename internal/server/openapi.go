package server

import (
	"net/http"
	"reflect"
	"strconv"
	"strings"
	"unicode"

	"github.com/danielgtaylor/huma/v2"

	"tradeoff/internal/calc"
	"tradeoff/internal/evaluate"
	"tradeoff/internal/link"
	"tradeoff/internal/web"
)

func init() { huma.DefaultArrayNullable = false } // a list is never null, but empty

// document describes the API. Its schemas are those of the Go types that are
// written and read, and its tags are the groups of the operations in the order of
// the table. It is for a server below the base path.
func document(operations []operation, base string) *huma.OpenAPI {
	schemas := newSchemas()
	doc := &huma.OpenAPI{
		OpenAPI: "3.1.0",
		Info: &huma.Info{
			Title: "Tradeoff", Version: "1",
			Description: "What a classifier gives up at each decision threshold. Names are those of docs/metrics.md. " +
				"A number that does not exist is null, and the member “reason” beside it says why. Infinite thresholds are the texts inf and -inf.",
		},
		Servers: []*huma.Server{{URL: base + link.APIPath}},
		Paths:   make(map[string]*huma.PathItem),
		Components: &huma.Components{
			Schemas: schemas,
			Responses: map[string]*huma.Response{"Problem": {
				Description: "What went wrong, where, and how to fix it.",
				Content:     map[string]*huma.MediaType{"application/problem+json": {Schema: schemaOf(schemas, web.Problem{})}},
			}},
		},
	}
	declared := make(map[string]bool)
	for _, o := range operations {
		if !declared[o.group] {
			declared[o.group] = true
			doc.Tags = append(doc.Tags, &huma.Tag{Name: o.group})
		}
		item := doc.Paths[o.path]
		if item == nil {
			item = new(huma.PathItem)
			doc.Paths[o.path] = item
		}
		*operationIn(item, o.method) = o.describe(schemas)
	}
	return doc
}

// operationIn returns where a path describes what a method does.
func operationIn(item *huma.PathItem, method string) **huma.Operation {
	switch method {
	case http.MethodGet:
		return &item.Get
	case http.MethodPost:
		return &item.Post
	case http.MethodPut:
		return &item.Put
	case http.MethodPatch:
		return &item.Patch
	case http.MethodDelete:
		return &item.Delete
	default:
		panic("server: no description of the method " + method)
	}
}

func (o *operation) describe(schemas huma.Registry) *huma.Operation {
	d := &huma.Operation{
		OperationID: o.id, Summary: o.summary, Description: o.about, Tags: []string{o.group},
		Responses: map[string]*huma.Response{"default": {Ref: "#/components/responses/Problem"}},
	}
	for _, name := range pathParameters(o.path) {
		p := pathParameter(name)
		d.Parameters = append(d.Parameters, p.describe("path"))
	}
	for _, p := range o.query {
		d.Parameters = append(d.Parameters, p.describe("query"))
	}
	for _, p := range o.header {
		d.Parameters = append(d.Parameters, p.describe("header"))
	}
	if o.sends != nil {
		d.RequestBody = &huma.RequestBody{Required: true, Description: o.sends.about, Content: o.sends.media(schemas, o.id)}
	}
	answer := &huma.Response{Description: o.answers.about}
	if answer.Description == "" {
		answer.Description = http.StatusText(o.success())
	}
	if o.success() != http.StatusNoContent {
		answer.Content = o.answers.media(schemas, o.id)
	}
	if o.success() == http.StatusCreated {
		answer.Headers = location("where it is")
	}
	d.Responses[strconv.Itoa(o.success())] = answer
	if o.dry != nil {
		d.Responses[strconv.Itoa(http.StatusOK)] = &huma.Response{Description: o.dry.about, Content: o.dry.media(schemas, o.id)}
	}
	if o.method == http.MethodGet && strings.HasPrefix(o.path, runPattern) {
		d.Responses[strconv.Itoa(http.StatusTemporaryRedirect)] = &huma.Response{Description: "another run is in the place of this one", Headers: location("the same of that run")}
	}
	return d
}

func location(about string) map[string]*huma.Param {
	return map[string]*huma.Param{"Location": {Description: about, Schema: &huma.Schema{Type: huma.TypeString}}}
}

// success returns the status of the operation's success.
func (o *operation) success() int {
	if o.status == 0 {
		return http.StatusOK
	}
	return o.status
}

// media describes what a body holds. Of an operation that is sent only some
// members, the schema has a name of its own, after the operation.
func (c *content) media(schemas huma.Registry, id string) map[string]*huma.MediaType {
	if c.form != nil {
		return c.file()
	}
	files := make(map[string]*huma.MediaType)
	if c.kind != "" {
		for kind := range strings.SplitSeq(c.kind, ", ") {
			files[kind] = &huma.MediaType{Schema: &huma.Schema{Type: huma.TypeString, Format: "binary"}}
			if kind == "application/json" {
				files[kind].Schema = &huma.Schema{Type: huma.TypeArray, Items: schemaOf(schemas, map[string]any{})}
			}
		}
	}
	if c.of == nil {
		return files
	}
	schema := schemaOf(schemas, c.of)
	if c.needs != nil {
		own := *schemas.SchemaFromRef(schema.Ref)
		own.Required = c.needs
		name := string(unicode.ToUpper(rune(id[0]))) + id[1:]
		schemas.Map()[name] = &own
		schema = &huma.Schema{Ref: schemaPrefix + name}
	}
	files["application/json"] = &huma.MediaType{Schema: schema}
	return files
}

// file describes an upload: a form, or any other body, which is the file.
func (c *content) file() map[string]*huma.MediaType {
	form := &huma.Schema{Type: huma.TypeObject, Required: []string{"file"}, AdditionalProperties: false, Properties: map[string]*huma.Schema{
		"file": {Type: huma.TypeArray, Items: &huma.Schema{Type: huma.TypeString, Format: "binary"}, Description: "the file, or several"},
	}}
	for _, p := range c.form {
		form.Properties[p.name] = p.describe("").Schema
		form.Properties[p.name].Description = p.about
	}
	return map[string]*huma.MediaType{
		"multipart/form-data": {Schema: form},
		"*/*":                 {Schema: &huma.Schema{Type: huma.TypeString, Format: "binary"}},
	}
}

// describe says what a parameter is and where it stands.
func (p parameter) describe(in string) *huma.Param {
	schema := p.schema
	schema.PrecomputeMessages()
	d := &huma.Param{Name: p.name, In: in, Description: p.about, Required: p.required, Schema: &schema, AllowEmptyValue: in == "query"}
	if p.repeated {
		d.Schema = &huma.Schema{Type: huma.TypeArray, Items: &schema}
	} else if schema.Type == huma.TypeArray {
		d.Explode = new(false) // a,b
	}
	return d
}

// pathParameters returns the names in braces.
func pathParameters(path string) []string {
	var list []string
	for _, part := range strings.Split(path, "{")[1:] {
		name, _, _ := strings.Cut(part, "}")
		list = append(list, name)
	}
	return list
}

// pathParameter returns the parameter of a path that has the given name.
func pathParameter(name string) parameter {
	switch name {
	case "id":
		least := 1.0
		return parameter{name: name, about: "the id", required: true, schema: huma.Schema{Type: huma.TypeInteger, Format: "int64", Minimum: &least}}
	case "chart":
		return oneOf(name, "which chart", "", chartIDs()...).needed()
	case "image":
		least := 0.0
		return parameter{name: name, about: "the number of the image, counted from 0", required: true, schema: huma.Schema{Type: huma.TypeInteger, Minimum: &least}}
	case "hash":
		return text(name, "of the content").needed()
	default:
		panic("server: no description of the path's parameter " + name)
	}
}

// --- schemas ---

const schemaPrefix = "#/components/schemas/"

// newSchemas returns a registry that knows how our own types are written.
func newSchemas() huma.Registry {
	r := huma.NewMapRegistry(schemaPrefix, schemaName)
	for t, as := range map[reflect.Type]reflect.Type{
		reflect.TypeFor[calc.Value]():       reflect.TypeFor[valueSchema](),
		reflect.TypeFor[calc.Number]():      reflect.TypeFor[numberSchema](),
		reflect.TypeFor[calc.Estimate]():    reflect.TypeFor[estimateSchema](),
		reflect.TypeFor[evaluate.Metrics](): reflect.TypeFor[map[string]estimateSchema](),
		reflect.TypeFor[map[string]any]():   reflect.TypeFor[anySchema](),
	} {
		r.RegisterTypeAlias(t, as)
	}
	return r
}

// schemaName is the name of a type without the endings that only tell types of
// this package apart.
func schemaName(t reflect.Type, hint string) string {
	name := huma.DefaultSchemaNamer(t, hint)
	return strings.TrimSuffix(strings.TrimSuffix(name, "JSON"), "Schema")
}

func schemaOf(r huma.Registry, v any) *huma.Schema { return r.Schema(reflect.TypeOf(v), true, "") }

// A valueSchema is how a [calc.Value] is written.
type valueSchema struct{}

func (valueSchema) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{OneOf: []*huma.Schema{{Type: huma.TypeNumber}, {Type: huma.TypeString, Enum: []any{"inf", "-inf"}}, {Type: "null"}}}
}

// A numberSchema is how a [calc.Number] is written.
type numberSchema struct{}

func (numberSchema) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{OneOf: []*huma.Schema{{Type: huma.TypeNumber}, {Type: huma.TypeString, Enum: []any{"inf", "-inf"}}}}
}

// An estimateSchema is how a [calc.Estimate] is written.
type estimateSchema struct {
	Value          calc.Value `json:"value"`
	Low            calc.Value `json:"low" doc:"the lower end of its 95 % interval"`
	High           calc.Value `json:"high" doc:"the upper end"`
	Reason         string     `json:"reason,omitempty" doc:"why there is no value"`
	IntervalReason string     `json:"interval_reason,omitempty" doc:"why there is no interval"`
	Method         string     `json:"method,omitempty" doc:"how the interval was found"`
}

// An anySchema is any object.
type anySchema struct{}

func (anySchema) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{Type: huma.TypeObject, AdditionalProperties: true}
}

// Schema lets a share be null.
func (lossShare) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{Type: huma.TypeArray, Nullable: true, Items: &huma.Schema{Type: huma.TypeNumber}}
}

// getDocument answers with the description of the API.
func (s *Server) getDocument(w http.ResponseWriter, _ *http.Request) error {
	w.Header().Set("Content-Type", "application/json")
	return web.Send(w, http.StatusOK, s.describe())
}
