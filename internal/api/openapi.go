package api

import (
	"encoding/json"
	"net/http"
	"reflect"
	"regexp"
	"strconv"
	"strings"
	"unicode"

	"github.com/danielgtaylor/huma/v2"

	"tradeoff/internal/calc"
	"tradeoff/internal/evaluate"
	"tradeoff/internal/link"
	"tradeoff/internal/tradeoff"
	"tradeoff/internal/web"
)

func init() { huma.DefaultArrayNullable = false } // a list is never null, but empty

// Describe returns the OpenAPI document of the operations. Its schemas are those of the Go types that are
// written and read, and its tags are the groups of the operations in the order of
// the table. It is for a server below the base path.
func Describe(operations []Operation, base string) *huma.OpenAPI {
	schemas := NewSchemas()
	doc := &huma.OpenAPI{
		OpenAPI: "3.1.0",
		Info: &huma.Info{
			Title: "Tradeoff", Version: "1",
			Description: "What a classifier gives up at each decision threshold. " +
				"docs/metrics.md explains the names of the metrics. " +
				"An undefined number is null, and the member “reason” beside it says why. " +
				"Infinite thresholds are the texts inf and -inf.",
		},
		Servers: []*huma.Server{{URL: base + link.APIPath}},
		Paths:   make(map[string]*huma.PathItem),
		Components: &huma.Components{
			Schemas: schemas,
			Responses: map[string]*huma.Response{"Problem": {
				Description: "What went wrong, where, and how to fix it.",
				Content: map[string]*huma.MediaType{
					"application/problem+json": {Schema: schemaOf(schemas, web.Problem{})},
				},
			}},
		},
	}
	declared := make(map[string]bool)
	for _, o := range operations {
		if !declared[o.Group] {
			declared[o.Group] = true
			doc.Tags = append(doc.Tags, &huma.Tag{Name: o.Group})
		}
		item := doc.Paths[o.Path]
		if item == nil {
			item = new(huma.PathItem)
			doc.Paths[o.Path] = item
		}
		*OperationIn(item, o.Method) = o.Describe(schemas)
	}
	return doc
}

// OperationIn returns the field of a path item that describes a method.
func OperationIn(item *huma.PathItem, method string) **huma.Operation {
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
		panic("api: no description of the method " + method)
	}
}

// Describe returns the OpenAPI description of the operation. It adds the schemas
// of its bodies to schemas.
func (o *Operation) Describe(schemas huma.Registry) *huma.Operation {
	d := &huma.Operation{
		OperationID: o.ID, Summary: o.Summary, Description: o.about, Tags: []string{o.Group},
		Responses: map[string]*huma.Response{"default": {Ref: "#/components/responses/Problem"}},
	}
	for _, name := range pathParameters(o.Path) {
		p := pathParameter(name)
		d.Parameters = append(d.Parameters, p.describe("path"))
	}
	for _, p := range o.Query {
		d.Parameters = append(d.Parameters, p.describe("query"))
	}
	for _, p := range o.Header {
		d.Parameters = append(d.Parameters, p.describe("header"))
	}
	if o.sends != nil {
		d.RequestBody = &huma.RequestBody{
			Required: true, Description: o.sends.about, Content: o.sends.media(schemas, o.ID),
		}
	}
	answer := &huma.Response{Description: o.answers.about}
	if answer.Description == "" {
		answer.Description = http.StatusText(o.Success())
	}
	if o.Success() != http.StatusNoContent {
		answer.Content = o.answers.media(schemas, o.ID)
	}
	if o.Success() == http.StatusCreated {
		answer.Headers = location("the address of what was created")
	}
	if o.versioned {
		answer.Headers = map[string]*huma.Param{"ETag": {
			Description: "the version, for If-Match", Schema: &huma.Schema{Type: huma.TypeString},
		}}
	}
	d.Responses[strconv.Itoa(o.Success())] = answer
	if o.Dry != nil {
		d.Responses[strconv.Itoa(http.StatusOK)] = &huma.Response{
			Description: o.Dry.about, Content: o.Dry.media(schemas, o.ID),
		}
	}
	if o.Method == http.MethodGet && strings.HasPrefix(o.Path, link.RunPattern) {
		d.Responses[strconv.Itoa(http.StatusTemporaryRedirect)] = &huma.Response{
			Description: "a newer run replaces this one", Headers: location("the same address for the newer run"),
		}
	}
	return d
}

// location describes the header Location.
func location(about string) map[string]*huma.Param {
	return map[string]*huma.Param{"Location": {Description: about, Schema: &huma.Schema{Type: huma.TypeString}}}
}

// Success returns the HTTP status of the operation's success.
func (o *Operation) Success() int {
	if o.status == 0 {
		return http.StatusOK
	}
	return o.status
}

// media describes the content of a body by media type. If a request needs only
// some members of a type, the schema is a copy with the name of the operation.
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
		schema = &huma.Schema{Ref: SchemaPrefix + name}
	}
	files["application/json"] = &huma.MediaType{Schema: schema}
	return files
}

// file describes an upload: a form, or any other body, which is the file.
func (c *content) file() map[string]*huma.MediaType {
	bytes := &huma.Schema{Type: huma.TypeString, Format: "binary"}
	form := &huma.Schema{
		Type: huma.TypeObject, Required: []string{"file"}, AdditionalProperties: false,
		Properties: map[string]*huma.Schema{
			"file": {Type: huma.TypeArray, Items: bytes, Description: "one file or several"},
		},
	}
	for _, p := range c.form {
		form.Properties[p.Name] = p.describe("").Schema
		form.Properties[p.Name].Description = p.About
	}
	return map[string]*huma.MediaType{
		"multipart/form-data": {Schema: form},
		"*/*":                 {Schema: bytes},
	}
}

// describe returns the OpenAPI description of a parameter. in is where it is given:
// "path", "query", "header", or "" for a form.
func (p Parameter) describe(in string) *huma.Param {
	schema := p.schema
	schema.PrecomputeMessages()
	d := &huma.Param{
		Name: p.Name, In: in, Description: p.About, Required: p.required, Schema: &schema,
		AllowEmptyValue: in == "query",
	}
	if p.prefix {
		// In this style the members of an object are parameters, and the object's name is not sent.
		d.Style, d.Explode = "form", new(true)
		d.Schema = &huma.Schema{
			Type: huma.TypeObject, AdditionalProperties: &schema,
			Extensions: map[string]any{
				"propertyNames": map[string]any{"pattern": "^" + regexp.QuoteMeta(p.beforeKey())},
			},
		}
	} else if p.Repeated {
		d.Schema = &huma.Schema{Type: huma.TypeArray, Items: &schema}
	} else if schema.Type == huma.TypeArray {
		d.Explode = new(false) // a,b
	}
	return d
}

// pathParameters returns the names in braces in a path.
func pathParameters(path string) []string {
	var list []string
	for _, part := range strings.Split(path, "{")[1:] {
		name, _, _ := strings.Cut(part, "}")
		list = append(list, name)
	}
	return list
}

// pathParameter returns the path parameter with the given name. It panics if no
// path has one.
func pathParameter(name string) Parameter {
	switch name {
	case "id":
		return Parameter{Name: name, About: "the id", required: true, schema: huma.Schema{
			Type: huma.TypeInteger, Format: "int64", Minimum: new(1.0),
		}}
	case "chart":
		return oneOf(name, "the id of the chart", "", chartIDs()...).needed()
	case "image":
		return Parameter{Name: name, About: "the number of the image, counted from 0", required: true, schema: huma.Schema{
			Type: huma.TypeInteger, Minimum: new(0.0),
		}}
	case "hash":
		return text(name, "the hash of the content").needed()
	default:
		panic("api: no description of the path parameter " + name)
	}
}

// SchemaPrefix is the beginning of references to schemas in the document.
const SchemaPrefix = "#/components/schemas/"

// NewSchemas returns an empty registry that knows the JSON form of our own types.
func NewSchemas() huma.Registry {
	r := huma.NewMapRegistry(SchemaPrefix, schemaName)
	for t, as := range map[reflect.Type]reflect.Type{
		reflect.TypeFor[calc.Value]():       reflect.TypeFor[valueSchema](),
		reflect.TypeFor[calc.Number]():      reflect.TypeFor[numberSchema](),
		reflect.TypeFor[calc.Estimate]():    reflect.TypeFor[estimateSchema](),
		reflect.TypeFor[evaluate.Metrics](): reflect.TypeFor[map[string]estimateSchema](),
		reflect.TypeFor[map[string]any]():   reflect.TypeFor[anySchema](),
		reflect.TypeFor[tradeoff.Params]():  reflect.TypeFor[paramsSchema](),
		reflect.TypeFor[json.RawMessage]():  reflect.TypeFor[anySchema](),
	} {
		r.RegisterTypeAlias(t, as)
	}
	return r
}

// schemaName is the name of a Go type without the suffixes JSON and Schema.
func schemaName(t reflect.Type, hint string) string {
	name := huma.DefaultSchemaNamer(t, hint)
	return strings.TrimSuffix(strings.TrimSuffix(name, "JSON"), "Schema")
}

func schemaOf(r huma.Registry, v any) *huma.Schema { return r.Schema(reflect.TypeOf(v), true, "") }

// A valueSchema describes the JSON form of a [calc.Value].
type valueSchema struct{}

func (valueSchema) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{OneOf: []*huma.Schema{
		{Type: huma.TypeNumber}, {Type: huma.TypeString, Enum: []any{"inf", "-inf"}}, {Type: "null"},
	}}
}

// A numberSchema describes the JSON form of a [calc.Number].
type numberSchema struct{}

func (numberSchema) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{OneOf: []*huma.Schema{
		{Type: huma.TypeNumber}, {Type: huma.TypeString, Enum: []any{"inf", "-inf"}},
	}}
}

// An estimateSchema describes the JSON form of a [calc.Estimate].
type estimateSchema struct {
	Value          calc.Value `json:"value"`
	Low            calc.Value `json:"low" doc:"the lower end of its 95% interval"`
	High           calc.Value `json:"high" doc:"the upper end"`
	Reason         string     `json:"reason,omitempty" doc:"why there is no value"`
	IntervalReason string     `json:"interval_reason,omitempty" doc:"why there is no interval"`
	Method         string     `json:"method,omitempty" doc:"how the interval was computed"`
}

// A paramsSchema describes [tradeoff.Params].
type paramsSchema struct{}

func (paramsSchema) Schema(huma.Registry) *huma.Schema {
	most := tradeoff.MaxParams
	return &huma.Schema{Type: huma.TypeObject, MaxProperties: &most, AdditionalProperties: &huma.Schema{
		OneOf: []*huma.Schema{{Type: huma.TypeNumber}, {Type: huma.TypeString}, {Type: huma.TypeBoolean}},
	}}
}

// An anySchema describes any object.
type anySchema struct{}

func (anySchema) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{Type: huma.TypeObject, AdditionalProperties: true}
}

// Schema allows null.
func (lossShare) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{Type: huma.TypeArray, Nullable: true, Items: &huma.Schema{Type: huma.TypeNumber}}
}

// getDocument answers with the description of the API.
func (s *API) getDocument(w http.ResponseWriter, _ *http.Request) error {
	w.Header().Set("Content-Type", "application/json")
	return web.Send(w, http.StatusOK, s.describe())
}
