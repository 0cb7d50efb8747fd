package compare

import (
	"fmt"
	"net/http"
	"slices"

	"tradeoff/internal/calc"
	"tradeoff/internal/evaluate"
	"tradeoff/internal/explore"
	"tradeoff/internal/format"
	"tradeoff/internal/link"
	"tradeoff/internal/page/show"
	"tradeoff/internal/source"
	"tradeoff/internal/tradeoff"
	"tradeoff/internal/web"
	"tradeoff/web/templates"
)

// A View renders a comparison.
type View struct{ explore.Comparison }

// with returns the address of the page with another query and another state.
func (c View) with(change func(*tradeoff.CompareQuery, *tradeoff.State)) string {
	query, state := c.Query, c.State
	change(&query, &state)
	q := state.Query()
	query.Add(q)
	return link.Address(link.ComparePath, q)
}

// hidden returns the hidden fields of forms: the query and the state without the
// dropped parameters.
func (c View) hidden(drop ...string) []templates.Choice {
	q := c.State.Query()
	c.Query.Add(q)
	for _, name := range drop {
		q.Del(name)
	}
	return web.HiddenFields(q)
}

// comparePage shows a comparison of several runs. Without two runs it shows only the
// choice of runs.
func (s *Pages) comparePage(w http.ResponseWriter, r *http.Request) error {
	found, err := s.explorer.Several.Compare(r.Context(), r.URL.Query())
	if err != nil {
		return err
	}
	c := View{found}
	page := web.NewPage(r, "Compare runs", "compare")
	page.Meeting = c.State.Meeting.On && len(c.Runs) > 1
	v := templates.CompareView{Page: page, Few: len(c.Runs) < 2}
	if v.Choosable, v.Experiment, err = s.choosable(r, found); err != nil {
		return err
	}
	if !v.Few {
		if err := c.BinCalibration(r.Context()); err != nil {
			return err
		}
		base := c.Runs[c.Baseline].Subject
		v.Chooser, err = show.PartChooser(r.Context(), base, c.State.Meeting, link.ComparePath, c.hidden())
		if err != nil {
			return err
		}
		c.Show(&v)
	}
	return web.Page(w, r, http.StatusOK, templates.ComparePage(v))
}

// choosable lists the runs that can be compared: those of the experiment of the
// compared runs, or of all experiments. It also returns a link to that experiment.
func (s *Pages) choosable(r *http.Request, c explore.Comparison) (
	list []templates.CompareChoice, of templates.Choice, err error,
) {
	filter := source.RunFilter{Limit: choosableRuns}
	of = templates.Choice{Label: "Experiments", Value: "/"}
	if text := r.URL.Query().Get("experiment"); text != "" && len(c.Runs) == 0 {
		if filter.ExperimentID, err = web.ParseID(text); err != nil {
			return nil, of, tradeoff.Errorf(tradeoff.Invalid, "experiment is %.40q", text).
				WithHint("Give the id of an experiment.")
		}
	} else if len(c.Runs) > 0 {
		filter.ExperimentID = c.Runs[c.Baseline].Run.ExperimentID
	}
	if filter.ExperimentID != 0 {
		e, err := s.explorer.Experiment(r.Context(), filter.ExperimentID)
		if err != nil {
			return nil, of, err
		}
		of = templates.Choice{Label: e.Name, Value: fmt.Sprintf("/experiments/%d", e.ID)}
	}
	runs, _, err := s.explorer.PlainRuns(r.Context(), filter)
	if err != nil {
		return nil, of, err
	}
	for _, one := range c.Runs { // runs of other experiments
		if !slices.ContainsFunc(runs, func(run tradeoff.Run) bool { return run.ID == one.Run.ID }) {
			runs = append(runs, one.Run)
		}
	}
	groups := make(map[int64]string)
	for _, run := range runs {
		if explore.AllClasses(run, c.State.View.Class) {
			continue
		}
		if _, ok := groups[run.ExperimentID]; !ok {
			e, err := s.explorer.Experiment(r.Context(), run.ExperimentID)
			if err != nil {
				return nil, of, err
			}
			groups[run.ExperimentID] = e.Name
		}
		list = append(list, templates.CompareChoice{
			ID: run.ID, Name: run.Name, Group: groups[run.ExperimentID],
			Facts: format.Count(run.N) + " rows", Ticked: slices.Contains(c.Query.Runs, run.ID),
		})
	}
	return list, of, nil
}

// Show adds the comparison to v. There must be at least two runs.
func (c View) Show(v *templates.CompareView) {
	v.Meeting = show.MeetingView(c.State.Meeting, func(m tradeoff.Meeting) string {
		return c.with(func(_ *tradeoff.CompareQuery, s *tradeoff.State) { s.Meeting = m })
	})
	here := c.with(func(_ *tradeoff.CompareQuery, s *tradeoff.State) { s.Meeting = tradeoff.Meeting{} })
	allRows := c.with(func(_ *tradeoff.CompareQuery, s *tradeoff.State) { s.View.Where = nil })
	v.Part = show.SharedPartView(c.Runs[c.Baseline].Subject, allRows)
	v.Ranks = show.RunsAddress(link.RanksPath, c.State.Standing(), c.Query.Stand, c.Query.Runs)
	v.Report, v.Downloads = show.ReportAddress(here, "html"), show.ReportLinks(here)
	v.Stand = positionChoice{
		path: link.ComparePath, at: c.Query.Stand, displays: c.Displays(), setting: c.Setting(),
		with: func(at tradeoff.Stand) string {
			return c.with(func(q *tradeoff.CompareQuery, _ *tradeoff.State) { q.Stand = at })
		},
	}.view("all runs at")
	v.Warnings = c.warnings()
	v.Columns = []templates.CompareColumn{{ID: explore.ThresholdMetric, Name: "Threshold"}}
	for _, id := range slices.Concat(explore.ComparedMetrics, explore.RankMetrics) {
		v.Columns = append(v.Columns, templates.CompareColumn{ID: id, Name: explore.ComparedColumnTitle(id)})
	}
	verdicts, tests := c.Verdicts(), 0
	for _, t := range slices.Concat(verdicts...) {
		if t.P.OK {
			tests++
		}
	}
	for i := range c.Runs {
		v.Runs = append(v.Runs, c.runView(i, verdicts[i], tests))
	}
	v.Note = c.note()
	v.Pending, v.Lacking = slices.ContainsFunc(c.Runs, explore.ComparedRun.AnyPending), c.lacking()
	c.charts(v)
	v.Hidden = c.hidden("metric")
	v.Metric = templates.Choices{Name: "metric"}
	for _, m := range calc.ConfusionMetrics() {
		if tradeoff.IsCurve(m.ID) {
			v.Metric.Add(m.ID, explore.MetricName(m.ID), m.ID == c.metric())
		}
	}
	v.Data = c.data()
}

// note explains the table of runs.
func (c View) note() string {
	w := c.Setting()
	note := "Small: 95% intervals, and the difference to the baseline with its own. " +
		"AUC, AP, cross-entropy and Brier score do not depend on the threshold. " + explore.CostText(w.Costs)
	if p := w.Prevalence; p != nil {
		note += fmt.Sprintf(" Precision, F1, accuracy, alert rate and expected cost are those where %s are %s; "+
			"tests count the rows of the test sets.", format.GivenPercent(*p), c.Experiment.PositiveName)
	}
	return note
}

// warnings are what makes the comparison weaker than it seems.
func (c View) warnings() (list []string) {
	base := c.Runs[c.Baseline].Run
	some := func(test func(tradeoff.Run) bool) bool {
		return slices.ContainsFunc(c.Runs, func(one explore.ComparedRun) bool { return test(one.Run) })
	}
	if c.Query.Optimistic() {
		list = append(list, tradeoff.OptimistMany)
	}
	if some(tradeoff.Run.HasImages) {
		list = append(list, "What is counted are pixels, and those of one image are alike: "+
			"intervals are those that come from resampling whole images. The page of a run has its own.")
	}
	if some(func(run tradeoff.Run) bool { return run.ScoreKind != base.ScoreKind }) && c.Query.Threshold() != nil {
		list = append(list, "The scores of these runs are of different kinds: "+
			"the same threshold means something else in each.")
	}
	if some(func(run tradeoff.Run) bool { return run.ExperimentID != base.ExperimentID }) {
		list = append(list, "These runs are of different experiments: costs and names are those of the baseline’s.")
	}
	return list
}

// metric returns the id of the metric of the trade-off chart.
func (c View) metric() string {
	if c.Query.Metric != "" {
		return c.Query.Metric
	}
	return "f1"
}

// data returns the data that the page's script starts from.
func (c View) data() templates.CompareData {
	w := c.Setting()
	low, high := scoreEnds(c.Displays())
	d := templates.CompareData{
		Baseline: c.Baseline, Costs: templates.CostData{FP: w.Costs.FP, FN: w.Costs.FN}, Prev: w.Prevalence,
		Metrics: explore.ComparedMetrics, Metric: c.metric(), Restated: []string{}, Low: low, High: high,
		Quantile: calc.NormalQuantile(1 - (1-evaluate.Level)/2), Reasons: show.ReasonTexts(c.Experiment),
	}
	if l := c.Query.Lock; l != nil {
		d.Lock, d.Value = l.Metric, calc.Number(l.Value)
	}
	if w.Prevalence != nil {
		for _, id := range append(slices.Clone(explore.ComparedMetrics), c.metric()) {
			if tradeoff.DependsOnPrevalence(id) {
				d.Restated = append(d.Restated, id)
			}
		}
	}
	names := c.shortNames()
	for i, one := range c.Runs {
		d.Runs = append(d.Runs, templates.CompareRunData{
			ID: fmt.Sprintf("run-%d", i), Name: names[i], Display: one.Addresses().Display(one.Display),
			Low: one.Display.Histogram.Low, High: one.Display.Histogram.High, Alike: one.Run.HasImages(),
		})
	}
	return d
}
