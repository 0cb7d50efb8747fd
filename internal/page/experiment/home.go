package experiment

import (
	"net/http"
	"net/url"

	"tradeoff/internal/calc"
	"tradeoff/internal/chart"
	"tradeoff/internal/explore"
	"tradeoff/internal/format"
	"tradeoff/internal/page/show"
	"tradeoff/internal/source"
	"tradeoff/internal/web"
	"tradeoff/web/templates"
)

// cardsPerPage is how many experiments the home page shows at once.
const cardsPerPage = 24

// homePage lists the experiments, newest first.
func (s *Pages) homePage(w http.ResponseWriter, r *http.Request) error {
	q := r.URL.Query()
	filter := source.ExperimentFilter{Search: q.Get("q"), Sort: q.Get("sort"), Limit: cardsPerPage,
		Cursor: q.Get("cursor")}
	list, next, err := s.explorer.Experiments(r.Context(), filter)
	if err != nil {
		return err
	}
	v := templates.HomeView{Page: web.NewPage(r, "Experiments", "experiments"), Search: filter.Search, Sort: filter.Sort}
	if v.Deleted, err = show.DeletedMessage(r.Context(), q.Get("deleted"), s.explorer.Experiment); err != nil {
		return err
	}
	if len(list) > 1 {
		v.Sorts = homeSorts(filter)
	}
	for _, e := range list {
		card, err := s.experimentCard(r, e)
		if err != nil {
			return err
		}
		v.Cards = append(v.Cards, card)
	}
	if next != "" {
		v.Next = homePath(filter, next)
	}
	return web.Page(w, r, http.StatusOK, templates.Home(v))
}

// homePath returns the address of a page of cards.
func homePath(filter source.ExperimentFilter, cursor string) string {
	q := make(url.Values)
	for name, value := range map[string]string{"q": filter.Search, "sort": filter.Sort, "cursor": cursor} {
		if value != "" {
			q.Set(name, value)
		}
	}
	if len(q) == 0 {
		return "/"
	}
	return "/?" + q.Encode()
}

// homeSorts offers the orders of the cards.
func homeSorts(filter source.ExperimentFilter) []templates.ChipView {
	var list []templates.ChipView
	for _, c := range []struct{ label, sort string }{{"newest", ""}, {"name", "name"}, {"most runs", "-runs"},
		{"best AUC", "-roc_auc"}} {
		to := filter
		to.Sort = c.sort
		list = append(list, templates.ChipView{Label: c.label, Href: homePath(to, ""), Pressed: filter.Sort == c.sort})
	}
	return list
}

func (s *Pages) experimentCard(r *http.Request, e source.ExperimentSummary) (templates.ExperimentCard, error) {
	card := templates.ExperimentCard{
		ID: e.ID, Name: e.Name,
		Runs: format.Count(e.Runs) + " " + format.Plural(e.Runs, "run", "runs"),
	}
	if e.Best == nil {
		return card, nil
	}
	value, note := explore.EstimateText(e.Experiment, e.Best.Metric.ID, e.Best.Metric.Estimate, "")
	card.Best, card.BestRun = explore.ColumnTitle(e.Best.Metric.ID)+" "+value, e.Best.Name
	if e.Best.Metric.Low.OK {
		card.Interval = note
	}
	if e.Best.Metric.ID != "roc_auc" {
		return card, nil // many classes have no one curve
	}
	display, err := s.explorer.RunDisplay(r.Context(), e.Best.ID)
	if err != nil {
		return card, err
	}
	points := show.StopPoints(display.Display, func(p calc.OperatingPoint) chart.Point {
		return chart.Point{X: explore.NaNIfUndefined(p.FPR()), Y: explore.NaNIfUndefined(p.Recall())}
	})
	card.ROC = chart.Path(points, 0, 1, 100, 50)
	return card, nil
}
