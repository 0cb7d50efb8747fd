package server

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
)

type searchAnswer struct {
	Results []struct{ Kind, Title, Detail, URL string }
}

// TestSearchFindsEachKind finds an experiment, a run by its tag and by a parameter, a term
// and a page.
func TestSearchFindsEachKind(t *testing.T) {
	s := filled(t, Options{})
	answer[uploaded](t, ask(s, "POST",
		"/api/v1/experiments/1/runs?name=forest&tag=candidate&param="+url.QueryEscape("trees=300"), few), http.StatusCreated)
	name := answer[struct{ Name string }](t, ask(s, "GET", "/api/v1/experiments/1", ""), http.StatusOK).Name
	for text, want := range map[string]string{
		name:             "experiment " + name,
		"candidate":      "run forest",
		"trees=300":      "run forest",
		"matthews":       "term Matthews correlation, MCC",
		"which metric":   "page Which metric fits my problem?",
		"restore":        "page Trash",
		"no such thing!": "",
	} {
		got := answer[searchAnswer](t, ask(s, "GET", "/api/v1/search?q="+url.QueryEscape(text), ""), http.StatusOK)
		var found []string
		for _, r := range got.Results {
			found = append(found, r.Kind+" "+r.Title)
			if w := ask(s, "GET", strings.SplitN(r.URL, "#", 2)[0], ""); w.Code != http.StatusOK {
				t.Errorf("%q leads to %s, which answers %d", text, r.URL, w.Code)
			}
		}
		if want == "" && len(found) > 0 || want != "" && !slices.Contains(found, want) {
			t.Errorf("%q finds %q, want %q", text, found, want)
		}
		page := ask(s, "GET", "/search?q="+url.QueryEscape(text), "").Body.String()
		_, title, _ := strings.Cut(want, " ")
		if want != "" && !strings.Contains(page, title) || want == "" && !strings.Contains(page, "Nothing matches") {
			t.Errorf("the search page for %q does not show %q", text, title)
		}
	}
}

// TestSearchWithoutWordsListsTheLatest lists runs and every page.
func TestSearchWithoutWordsListsTheLatest(t *testing.T) {
	s := filled(t, Options{})
	for i := range 10 {
		answer[uploaded](t, ask(s, "POST", fmt.Sprintf("/api/v1/experiments/1/runs?name=r%d", i), few), http.StatusCreated)
	}
	got := answer[searchAnswer](t, ask(s, "GET", "/api/v1/search", ""), http.StatusOK)
	kinds := make(map[string]int)
	first := ""
	for _, r := range got.Results {
		if kinds[r.Kind]++; r.Kind == "run" && first == "" {
			first = r.Title
		}
	}
	if kinds["run"] != 8 || first != "r9" || kinds["page"] != 10 || kinds["term"] != 0 {
		t.Errorf("got %v, the first run is %q", kinds, first)
	}
}
