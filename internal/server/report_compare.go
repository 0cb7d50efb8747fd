package server

import (
	"context"
	"encoding/base64"
	"fmt"
	"net/url"
	"slices"

	"github.com/a-h/templ"

	"tradeoff/internal/calc"
	"tradeoff/internal/explore"
	"tradeoff/internal/format"
	"tradeoff/internal/source"
	"tradeoff/internal/tradeoff"
	"tradeoff/web/templates"
)

// comparisonReport writes the report of a comparison, patient as that of a run.
func (s *Server) comparisonReport(ctx context.Context, q url.Values, theme string, patient bool) (*Report, error) {
	c, err := s.comparisonOf(ctx, q, func(ctx context.Context, of explore.Subject) ([]source.RunMetric, error) {
		return s.settledMetrics(ctx, of, patient)
	})
	if err == nil {
		err = c.enough()
	}
	if err != nil {
		return nil, err
	}
	c.state.Meeting = tradeoff.Meeting{}
	for i := range c.runs {
		c.runs[i].name = c.runs[i].Run.Name
	}
	base := c.runs[c.baseline]
	for i := range c.runs {
		one := &c.runs[i]
		for _, coming := range one.coming {
			if _, err := coming.found.Wait(ctx, s.patienceOf(patient)); err != nil {
				return nil, err
			}
		}
		one.takeOver()
	}
	r := newReportFiles("compare", fmt.Sprintf("%d runs", len(c.runs)), theme, "compare")
	r.experiment = c.experiment
	r.frame.As, r.frame.Stops = c.words()+base.inBrackets(), true
	thinned := false
	for i := range c.runs {
		one := &c.runs[i]
		if one.display, err = s.reportDisplay(ctx, one.subject, roomOfSeveral/len(c.runs)); err != nil {
			return nil, err
		}
		thinned = thinned || !one.display.Whole
		r.frame.Answers[one.displayPath(one.display)] = base64.StdEncoding.EncodeToString(one.display.Data)
		decisions, err := s.standingDecisions(ctx, one.Run)
		if err != nil {
			return nil, err
		}
		r.decisions = append(r.decisions, decisions...)
		e := inWordsOf(one.Run, c.experiment)
		r.frame.Runs = append(r.frame.Runs, templates.ReportRunView{Run: one.Run, Facts: runView{subject: one.subject, experiment: e}.facts(), Look: one.look})
		where := r.frame.As
		if one.Nowhere == "" {
			r.point(one.Run.Name, where, one.Point)
		} else {
			r.number(one.Run.Name, "threshold", "Threshold", where, calc.Estimate{Value: calc.Undefined(one.Nowhere)})
		}
		r.costs(one.Run.Name, where, c.setting().Costs)
		for _, id := range slices.Concat(comparedMetrics, rankMetrics) {
			at := r.inUse(where, id, c.setting())
			if slices.Contains(rankMetrics, id) {
				at = everyThreshold + base.inBrackets()
			}
			if estimate, ok := one.estimates[id]; ok {
				r.number(one.Run.Name, id, comparedName(id), at, estimate)
			}
			if d, ok := one.difference[id]; ok {
				r.number(one.Run.Name, id+"_difference", comparedName(id)+", difference to "+base.Run.Name, at, d)
			}
		}
	}
	if thinned {
		r.frame.Thinned = "This file holds only some of the thresholds of runs with many scores, each with its exact counts: there the slider stands at the nearest of them, marked ≈."
	}
	if err := c.bin(ctx); err != nil {
		return nil, err
	}
	r.json.Comparison = new(c.json())
	var v templates.CompareView
	c.show(&v)
	if v.Stand.Lock == nil { // one of them may be locked here too
		v.Stand.Lock = &templates.LockView{Low: "0", High: "1", Value: "0"}
	}
	e, err := s.store.Experiment(ctx, base.Run.ExperimentID)
	if err != nil {
		return nil, err
	}
	v.Experiment.Label = e.Name
	return s.finish(ctx, r, func(frame templates.ReportView) templ.Component { return templates.CompareReport(frame, v) })
}

// words say where the runs stand.
func (c comparison) words() string {
	switch {
	case c.query.Lock != nil:
		return fmt.Sprintf("with %s %s %s", lockName(c.query.Lock.Metric), lockSign(c.query.Lock.Metric), format.Number(c.query.Lock.Value))
	case c.query.Policy != nil:
		return "with each run at its threshold of " + tradeoff.PolicyName(*c.query.Policy)
	}
	return "with each run at its default threshold"
}
