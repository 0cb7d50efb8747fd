package reports

import (
	"context"
	"fmt"
	"net/url"
	"slices"

	"github.com/a-h/templ"

	"tradeoff/internal/api/shape"
	"tradeoff/internal/calc"
	"tradeoff/internal/explore"
	"tradeoff/internal/page/compare"
	runpage "tradeoff/internal/page/run"
	"tradeoff/internal/page/show"
	"tradeoff/internal/report"
	"tradeoff/internal/source"
	"tradeoff/internal/tradeoff"
	"tradeoff/web/templates"
)

// comparisonReport writes the report of a comparison. A patient one waits until all
// intervals are computed.
func (s *Pages) comparisonReport(
	ctx context.Context, q url.Values, theme string, patient bool,
) (*report.Report, error) {
	c, err := s.settledComparison(ctx, q, patient)
	if err != nil {
		return nil, err
	}
	base := c.Runs[c.Baseline]
	r := newReportFiles("compare", fmt.Sprintf("%d runs", len(c.Runs)), theme, "compare")
	r.experiment = c.Experiment
	r.frame.As, r.frame.Stops = c.ThresholdsText()+base.RowsSuffix(), true
	thinned := false
	for i := range c.Runs {
		one := &c.Runs[i]
		room := roomOfSeveral / len(c.Runs)
		if one.Display, err = s.reportDisplay(ctx, one.Subject, room, room); err != nil {
			return nil, err
		}
		thinned = thinned || !one.Display.Whole
		r.frame.Answers[one.Addresses().Display(one.Display)] = report.Packed(one.Display.Data)
		decisions, err := s.explorer.DecisionLog.Current(ctx, one.Run)
		if err != nil {
			return nil, err
		}
		r.decisions = append(r.decisions, decisions...)
		at := explore.RunAt{Subject: one.Subject, Experiment: explore.ExperimentOfRun(one.Run, c.Experiment)}
		r.frame.Runs = append(r.frame.Runs, templates.ReportRunView{
			Run: one.Run, Facts: runpage.RunView{RunAt: at}.Facts(), Look: one.Style,
		})
		r.comparedNumbers(c, *one)
	}
	if thinned {
		r.frame.Thinned = "This file has only some of the thresholds of runs with many scores, each with its exact counts. " +
			"The slider stops at the nearest of them, marked ≈."
	}
	if err := c.BinCalibration(ctx); err != nil {
		return nil, err
	}
	r.json.Comparison = new(shape.NewComparisonJSON(c))
	var v templates.CompareView
	compare.View{Comparison: c}.Show(&v)
	if v.Stand.Lock == nil { // people may lock a metric in the report
		v.Stand.Lock = &templates.LockView{Low: "0", High: "1", Value: "0"}
	}
	e, err := s.explorer.Experiment(ctx, base.Run.ExperimentID)
	if err != nil {
		return nil, err
	}
	v.Experiment.Label = e.Name
	return s.finish(ctx, r, func(frame templates.ReportView) templ.Component {
		return templates.CompareReport(frame, v)
	})
}

// settledComparison returns a comparison after waiting for its intervals. Reports
// show the names of models.
func (s *Pages) settledComparison(ctx context.Context, q url.Values, patient bool) (explore.Comparison, error) {
	metrics := func(ctx context.Context, of explore.Subject) ([]source.RunMetric, error) {
		return s.settledMetrics(ctx, of, patient)
	}
	c, err := s.explorer.Several.CompareWith(ctx, q, metrics)
	if err == nil {
		err = c.CheckTwoRuns()
	}
	if err != nil {
		return c, err
	}
	c.State.Meeting = tradeoff.Meeting{}
	for i := range c.Runs {
		one := &c.Runs[i]
		one.Name = one.Run.Name
		for _, coming := range one.Resampled {
			if _, err := coming.Ticket.Wait(ctx, s.patienceOf(patient)); err != nil {
				return c, err
			}
		}
		one.UpdateDifferences()
	}
	return c, nil
}

// comparedNumbers adds the numbers of one run of a comparison.
func (r *reportFiles) comparedNumbers(c explore.Comparison, one explore.ComparedRun) {
	base, name, where := c.Runs[c.Baseline], one.Run.Name, r.frame.As
	if one.Undefined == "" {
		r.point(name, where, one.Point)
	} else {
		r.number(name, "threshold", "Threshold", where, calc.Estimate{Value: calc.Undefined(one.Undefined)})
	}
	r.costs(name, where, c.Setting().Costs)
	for _, id := range slices.Concat(explore.ComparedMetrics, explore.RankMetrics) {
		at := r.inUse(where, id, c.Setting())
		if slices.Contains(explore.RankMetrics, id) {
			at = show.EveryThreshold + base.RowsSuffix()
		}
		if estimate, ok := one.Estimates[id]; ok {
			r.number(name, id, explore.ComparedColumnTitle(id), at, estimate)
		}
		if d, ok := one.Differences[id]; ok {
			r.number(name, id+"_difference", explore.ComparedColumnTitle(id)+", difference to "+base.Run.Name, at, d)
		}
	}
}
