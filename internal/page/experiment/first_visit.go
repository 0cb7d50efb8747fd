package experiment

import (
	"net/http"
	"strconv"

	"tradeoff/internal/explore"
	"tradeoff/internal/format"
	"tradeoff/internal/link"
	"tradeoff/internal/page/run"
	"tradeoff/internal/sample"
	"tradeoff/internal/source"
	"tradeoff/internal/web"
	"tradeoff/web/templates"
)

// isFirstVisit reports whether a list of experiments has nothing but the sample as it was
// installed: then the home page says what the program is for.
func isFirstVisit(r *http.Request, list []explore.ExperimentOverview) bool {
	switch {
	case r.URL.Query().Has("q") || r.URL.Query().Has("cursor"):
		return false
	case len(list) == 0:
		return true
	}
	return len(list) == 1 && sample.Is(list[0].Experiment) && list[0].Best != nil && list[0].Decision == nil
}

// firstVisit shows what the program does, on the sample if it is there.
func (s *Pages) firstVisit(
	w http.ResponseWriter, r *http.Request, v templates.HomeView, list []explore.ExperimentOverview,
) error {
	first := templates.FirstVisitView{Page: v.Page, Deleted: v.Deleted}
	if len(list) == 0 {
		return web.Page(w, r, http.StatusOK, templates.FirstVisit(first))
	}
	e := list[0]
	live, err := run.Live(r.Context(), s.explorer, e.Best.ID)
	if err != nil {
		return err
	}
	runs, _, err := s.explorer.Runs(r.Context(), source.RunFilter{ExperimentID: e.ID, Limit: 2})
	if err != nil {
		return err
	}
	first.Live, first.Experiment = &live, templates.Choice{Label: e.Name, Value: link.ExperimentPath(e.ID)}
	first.About = "A made-up school of " + format.Count(e.Best.N) + " students, " +
		format.Count(e.Runs) + " " + format.Plural(e.Runs, "model", "models") + " that predict who is diabetic."
	first.Meeting = link.RunPath(e.Best.ID) + "?meeting=1"
	if len(runs) == 2 {
		id := func(i int) string { return strconv.FormatInt(runs[i].ID, 10) }
		first.Compare = "/compare?run=" + id(0) + "&run=" + id(1)
	}
	return web.Page(w, r, http.StatusOK, templates.FirstVisit(first))
}
