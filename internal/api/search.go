package api

import (
	"net/http"

	"tradeoff/internal/link"
	"tradeoff/internal/search"
	"tradeoff/internal/web"
)

// A foundJSON is something that a search found.
type foundJSON struct {
	Kind   string `json:"kind" doc:"experiment, run, term (of the glossary) or page"`
	Title  string `json:"title"`
	Detail string `json:"detail,omitempty" doc:"of a run its experiment, of a term its formula"`
	URL    string `json:"url" doc:"path of its page"`
}

// A searchJSON is what a search found.
type searchJSON struct {
	Results []foundJSON `json:"results" doc:"by kind, at most 8 of each"`
}

// searchOperations are those that find things by words.
func (s *API) searchOperations() []Operation {
	return []Operation{{
		ID: "search", Group: ofSearch, Method: "GET", Path: "/search",
		Summary: "Find experiments, runs, terms and pages by words",
		about:   "Without words the answer has the latest experiments and runs, and all pages.",
		Query:   []Parameter{text("q", "the words")},
		answers: content{of: searchJSON{}},
		handle:  s.getSearch,
	}}
}

// getSearch answers with what matches the words.
func (s *API) getSearch(w http.ResponseWriter, r *http.Request) error {
	list, err := search.Find(r.Context(), s.explorer, r.URL.Query().Get("q"))
	if err != nil {
		return err
	}
	out := searchJSON{Results: []foundJSON{}}
	for _, f := range list {
		out.Results = append(out.Results, foundJSON{f.Kind, f.Title, f.Detail, link.To(r.Context(), f.Path)})
	}
	return web.WriteJSON(w, http.StatusOK, out)
}
