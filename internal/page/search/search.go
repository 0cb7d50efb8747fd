// Package search has the search page, to which the field in the header leads.
package search

import (
	"net/http"

	"github.com/go-chi/chi/v5"

	"tradeoff/internal/explore"
	"tradeoff/internal/search"
	"tradeoff/internal/web"
	"tradeoff/web/templates"
)

// Pages is the search page.
type Pages struct{ explorer *explore.Explorer }

// New returns the search page of an explorer.
func New(x *explore.Explorer) *Pages { return &Pages{explorer: x} }

// Routes adds the page to a router.
func (s *Pages) Routes(r chi.Router) { r.Get("/search", web.Handle(s.searchPage)) }

// headings are the headings of the kinds of results.
var headings = map[string]string{
	search.Experiment: "Experiments", search.Run: "Runs", search.Term: "Glossary", search.Page: "Pages",
}

// searchPage lists what matches the words, kind by kind.
func (s *Pages) searchPage(w http.ResponseWriter, r *http.Request) error {
	text := r.URL.Query().Get("q")
	list, err := search.Find(r.Context(), s.explorer, text)
	if err != nil {
		return err
	}
	v := templates.SearchView{Page: web.NewPage(r, "Search", ""), Text: text}
	for _, kind := range search.Kinds {
		group := templates.SearchGroup{Heading: headings[kind]}
		for _, f := range list {
			if f.Kind == kind {
				group.Results = append(group.Results, templates.SearchResult{Title: f.Title, Detail: f.Detail, Href: f.Path})
			}
		}
		if len(group.Results) > 0 {
			v.Groups = append(v.Groups, group)
		}
	}
	return web.Page(w, r, http.StatusOK, templates.SearchPage(v))
}
