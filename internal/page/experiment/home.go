package experiment

import (
	"net/http"
	"net/url"
	"time"

	"tradeoff/internal/calc"
	"tradeoff/internal/chart"
	"tradeoff/internal/explore"
	"tradeoff/internal/format"
	"tradeoff/internal/link"
	"tradeoff/internal/page/show"
	"tradeoff/internal/source"
	"tradeoff/internal/web"
	"tradeoff/web/templates"
)

const (
	rowsPerPage = 24 // experiments on a page

	lastChanged = "-changed_at" // the usual order
)

// homePage lists the experiments with their best runs and decisions.
func (s *Pages) homePage(w http.ResponseWriter, r *http.Request) error {
	q := r.URL.Query()
	filter := source.ExperimentFilter{Search: q.Get("q"), Sort: q.Get("sort"), Limit: rowsPerPage,
		Cursor: q.Get("cursor")}
	if filter.Sort == "" {
		filter.Sort = lastChanged
	}
	list, next, err := s.explorer.DecisionLog.Overview(r.Context(), filter)
	if err != nil {
		return err
	}
	v := templates.HomeView{Page: web.NewPage(r, "Experiments", "experiments"), Search: filter.Search, Sort: q.Get("sort")}
	if v.Deleted, err = show.DeletedMessage(r.Context(), q.Get("deleted"), s.explorer.Experiment); err != nil {
		return err
	}
	if isFirstVisit(r, list) {
		return s.firstVisit(w, r, v, list)
	}
	v.Sorts = homeSorts(filter)
	for _, e := range list {
		row, err := s.row(r, e)
		if err != nil {
			return err
		}
		v.Rows = append(v.Rows, row)
	}
	if next != "" {
		v.Next = homePath(filter, next)
	}
	return web.Page(w, r, http.StatusOK, templates.Home(v))
}

// homePath returns the address of a page of experiments.
func homePath(filter source.ExperimentFilter, cursor string) string {
	q := make(url.Values)
	for name, value := range map[string]string{"q": filter.Search, "sort": filter.Sort, "cursor": cursor} {
		if value != "" && value != lastChanged {
			q.Set(name, value)
		}
	}
	if len(q) == 0 {
		return "/"
	}
	return "/?" + q.Encode()
}

// homeSorts offers the orders of the list.
func homeSorts(filter source.ExperimentFilter) []templates.ChipView {
	var list []templates.ChipView
	for _, c := range []struct{ label, sort string }{{"last changed", lastChanged},
		{"name", "name"}, {"most runs", "-runs"},
		{"highest AUC", "-roc_auc"}} {
		to := filter
		to.Sort = c.sort
		list = append(list, templates.ChipView{Label: c.label, Href: homePath(to, ""), Pressed: filter.Sort == c.sort})
	}
	return list
}

// row shows an experiment in the list.
func (s *Pages) row(r *http.Request, e explore.ExperimentOverview) (templates.ExperimentRow, error) {
	row := templates.ExperimentRow{
		Href: link.ExperimentPath(e.ID), Name: e.Name,
		Facts:   format.Count(e.Runs) + " " + format.Plural(e.Runs, "run", "runs"),
		Changed: show.When(e.Changed, time.Now()), ChangedAt: e.Changed.Format(time.RFC3339),
	}
	if d := e.Decision; d != nil {
		row.Decision = templates.Choice{Label: explore.DecisionTitle(*d), Value: link.DecisionPath(d.ID)}
		row.Retest, row.Worse = retestText(e), e.Worse != ""
	}
	if e.Best == nil {
		return row, nil
	}
	row.Facts += " · " + explore.RowCountText(explore.ReadableExperiment(e.Experiment), e.Best.Run)
	value, note := explore.EstimateText(e.Experiment, e.Best.Metric.ID, e.Best.Metric.Estimate, "")
	row.BestRun = templates.Choice{Label: e.Best.Name, Value: link.RunPath(e.Best.ID)}
	row.Best = explore.ColumnTitle(e.Best.Metric.ID) + " " + value
	if e.Best.Metric.Low.OK {
		row.Best += " (" + note + ")"
	}
	if e.Best.Metric.ID != "roc_auc" {
		return row, nil // many classes have no single curve
	}
	display, err := s.explorer.RunDisplay(r.Context(), e.Best.ID)
	if err != nil {
		return row, err
	}
	points := show.StopPoints(display.Display, func(p calc.OperatingPoint) chart.Point {
		return chart.Point{X: explore.NaNIfUndefined(p.FPR()), Y: explore.NaNIfUndefined(p.Recall())}
	})
	row.ROC = chart.Path(points, 0, 1, 100, 50)
	return row, nil
}

// retestText says how the decision of an experiment performs on a later run; "" if there
// is none.
func retestText(e explore.ExperimentOverview) string {
	switch t := e.Retest; {
	case t == nil:
		return ""
	case e.Worse != "":
		return "worse on " + format.Isolate(t.Run.Name) + ": " + e.Worse
	case t.Reason != "":
		return "cannot be tested on " + format.Isolate(t.Run.Name) + ": " + t.Reason
	default:
		return "on " + format.Isolate(t.Run.Name) + ": " + t.Changes(*e.Decision)
	}
}
