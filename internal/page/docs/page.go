package docs

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"tradeoff/internal/api"
	"tradeoff/internal/format"
	"tradeoff/internal/link"
	"tradeoff/internal/web"
	"tradeoff/web/templates"
)

// apiPage shows the reference of the API, which is made from its OpenAPI document.
func (s *Pages) apiPage(w http.ResponseWriter, r *http.Request) error {
	operations, doc := s.api.Operations(), s.api.Document()
	v := templates.APIView{Page: web.NewPage(r, "API", "api"), About: doc.Info.Description, Base: link.APIPath}
	for _, tag := range doc.Tags {
		g := templates.APIGroup{Name: tag.Name}
		for _, o := range operations {
			if o.Group == tag.Name {
				described := *api.OperationIn(doc.Paths[o.Path], o.Method)
				g.Operations = append(g.Operations, apiOperation(o.Method, o.Path, described))
			}
		}
		v.Groups = append(v.Groups, g)
	}
	schemas := doc.Components.Schemas.Map()
	for _, name := range slices.Sorted(maps.Keys(schemas)) {
		v.Schemas = append(v.Schemas, templates.APISchema{Name: name, Members: apiMembers(schemas[name])})
	}
	return web.Page(w, r, http.StatusOK, templates.APIPage(v))
}

// apiOperation renders an operation.
func apiOperation(method, path string, o *huma.Operation) templates.APIOperation {
	out := templates.APIOperation{
		ID: o.OperationID, Method: method, Path: path, Summary: o.Summary, About: o.Description,
	}
	for _, p := range o.Parameters {
		out.Parameters = append(out.Parameters, templates.APIMember{
			Name: p.Name, In: p.In, Type: apiType(p.Schema), Needed: p.Required,
			About: withDefault(p.Description, p.Schema),
		})
	}
	if o.RequestBody != nil {
		out.Sends = apiContents("", o.RequestBody.Content)
	}
	for _, status := range slices.Sorted(maps.Keys(o.Responses)) {
		if answer := o.Responses[status]; answer.Ref == "" { // failures are the same everywhere
			list := apiContents(status, answer.Content)
			if len(list) == 0 {
				list = []templates.APIContent{{Status: status}}
			}
			list[0].About = answer.Description
			if list[0].Type.Ref != "" {
				list[0].About = ""
			}
			out.Answers = append(out.Answers, list...)
		}
	}
	return out
}

// apiContents renders the body of a request or an answer, by media type.
func apiContents(status string, contents map[string]*huma.MediaType) []templates.APIContent {
	var list []templates.APIContent
	for _, kind := range slices.Sorted(maps.Keys(contents)) {
		list = append(list, templates.APIContent{Status: status, Kind: kind, Type: apiType(contents[kind].Schema)})
	}
	return list
}

// apiMembers renders the members of an object, the required ones first.
func apiMembers(s *huma.Schema) []templates.APIMember {
	names := slices.Clone(s.Required)
	for _, name := range slices.Sorted(maps.Keys(s.Properties)) {
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	var list []templates.APIMember
	for _, name := range names {
		p := s.Properties[name]
		m := templates.APIMember{Name: name, Type: apiType(p), About: withDefault(p.Description, p)}
		if !slices.Contains(s.Required, name) {
			m.In = "optional"
		}
		list = append(list, m)
	}
	return list
}

// apiType describes the type of a schema in words.
func apiType(s *huma.Schema) templates.APIType {
	var t templates.APIType
	switch {
	case s.Ref != "":
		t.Ref = strings.TrimPrefix(s.Ref, api.SchemaPrefix)
	case len(s.OneOf) > 0:
		var parts []string
		for _, one := range s.OneOf {
			parts = append(parts, apiType(one).Text)
		}
		t.Text = strings.Join(parts, " or ")
	case len(s.Enum) > 0:
		var parts []string
		for _, one := range s.Enum {
			parts = append(parts, fmt.Sprint(one))
		}
		t.Text = strings.Join(parts, ", ")
	case s.Type == huma.TypeArray:
		t = apiType(s.Items)
		t.Text = strings.TrimSpace("list of " + t.Text)
	case s.Type == huma.TypeObject && s.Properties != nil:
		t.Text = "form with " + strings.Join(slices.Sorted(maps.Keys(s.Properties)), ", ")
	case s.Type == huma.TypeObject:
		if values, ok := s.AdditionalProperties.(*huma.Schema); ok {
			t = apiType(values)
			t.Text = strings.TrimSpace("object whose members are each " + t.Text)
			break
		}
		t.Text = "object"
	case s.Format == "binary":
		t.Text = "file"
	case s.Type == huma.TypeString:
		t.Text = "text"
		if s.Format == "date-time" {
			t.Text = "time"
		}
	case s.Type == huma.TypeInteger:
		t.Text = "whole number"
	case s.Type == "":
		t.Text = "any value"
	default:
		t.Text = s.Type
	}
	t.Text += bounds(s)
	if s.Nullable {
		t.Text += " or null"
	}
	return t
}

// bounds describes the range of a number; "" if it has none.
func bounds(s *huma.Schema) string {
	text := ""
	for _, b := range []struct {
		word string
		x    *float64
	}{{" from ", s.Minimum}, {" above ", s.ExclusiveMinimum}, {" to ", s.Maximum}, {" below ", s.ExclusiveMaximum}} {
		if b.x != nil && *b.x < noBound {
			text += b.word + format.Number(*b.x)
		}
	}
	return text
}

// noBound is a number from which bounds only exclude overflow.
const noBound = 1e9

// withDefault returns the description of a value with its default.
func withDefault(about string, s *huma.Schema) string {
	if s.Default == nil {
		return about
	}
	return fmt.Sprintf("%s; %v by default", about, s.Default)
}
