package server

import (
	"context"
	"fmt"
	"slices"

	"tradeoff/internal/calc"
	"tradeoff/internal/evaluate"
	"tradeoff/internal/explore"
	"tradeoff/internal/jobs"
	"tradeoff/internal/pairing"
	"tradeoff/internal/tradeoff"
)

// setApart finds what sets one run apart from the baseline: by pairs of rows where
// both have the same test set, and from their own intervals elsewhere.
func setApart(ctx context.Context, base comparedRun, one *comparedRun, w calc.Setting) (err error) {
	one.difference = make(map[string]calc.Estimate)
	for id, estimate := range one.estimates {
		one.difference[id] = calc.Difference(estimate, base.estimates[id])
	}
	if one.paired, one.unpaired, err = explore.PairedOrWhy(ctx, base.Subject, one.Subject); err != nil {
		return err
	}
	if one.paired != nil || one.Run.HasImages() || base.Run.HasImages() { // what is counted is not independent
		for id, d := range one.difference {
			d.Low, d.High, d.Method, d.IntervalReason = calc.Value{}, calc.Value{}, "", calc.NeedsBootstrap
			one.difference[id] = d
		}
	}
	if one.tested() {
		return testApart(ctx, base, one, w)
	}
	return nil
}

// tested reports whether there are tests for the pairs.
func (one comparedRun) tested() bool { return one.paired != nil && one.paired.OneByOne() }

// --- rows that are drawn one by one ---

// A pairedAUC is the comparison of two AUCs, as it is kept.
type pairedAUC struct{ calc.DeLongPaired }

// Bytes is about how much memory it takes.
func (pairedAUC) Bytes() int64 { return 200 }

// pairedLosses are the comparisons of losses, as they are kept.
type pairedLosses struct{ logLoss, brier calc.PairedMean }

// Bytes is about how much memory they take.
func (pairedLosses) Bytes() int64 { return 400 }

// testApart finds what tests of pairs say.
func testApart(ctx context.Context, base comparedRun, one *comparedRun, w calc.Setting) error {
	rows := pairedRows(one.paired, base.Run, one.Run)
	auc, err := explore.Derived(ctx, one.Subject, fmt.Sprintf("AUC beside run %d", base.Run.ID), func(context.Context) (pairedAUC, error) {
		d, err := calc.CompareDeLong(one.paired.Labels, one.paired.B, one.paired.A, evaluate.Level)
		return pairedAUC{d}, err
	})
	if err != nil {
		return err
	}
	one.delong = &auc.DeLongPaired
	if d := one.delong.Difference; d.OK {
		one.difference["roc_auc"] = estimateOf(d, one.delong.Low, one.delong.High, "DeLong")
	}
	losses, err := explore.Derived(ctx, one.Subject, fmt.Sprintf("losses beside run %d", base.Run.ID), func(context.Context) (l pairedLosses, err error) {
		if l.logLoss, err = calc.CompareLogLoss(rows.A, rows.B, evaluate.Level); err != nil {
			return l, err
		}
		l.brier, err = calc.CompareBrier(rows.A, rows.B, evaluate.Level)
		return l, err
	})
	if err != nil {
		return err
	}
	for id, l := range map[string]calc.PairedMean{"log_loss": losses.logLoss, "brier": losses.brier} {
		if d := l.Difference; d.OK {
			one.difference[id] = estimateOf(d, l.Low, l.High, "paired t")
		}
	}
	if base.Nowhere != "" || one.Nowhere != "" {
		return nil
	}
	one.joint = one.paired.At(base.Point.Threshold, one.Point.Threshold).Count().Joint
	o := calc.DefaultResampling()
	o.Level = evaluate.Level
	for i, b := range one.joint.Swapped().Differences(metricsOfPoint(w), o) {
		one.difference[comparedMetrics[i]] = estimateOf(b.Estimate, b.Low, b.High, "paired bootstrap")
	}
	return nil
}

// estimateOf returns a value with its interval, or why it has none.
func estimateOf(v, low, high calc.Value, method string) calc.Estimate {
	e := calc.Estimate{Value: v, Low: low, High: high, IntervalReason: low.Reason}
	if low.OK {
		e.Method = method
	}
	return e
}

// pairedRows returns the rows of a run and of the baseline, in this order.
func pairedRows(p *pairing.Pairs, base, run tradeoff.Run) calc.Paired {
	of := func(run tradeoff.Run, score []float64) calc.Binary {
		return calc.Binary{Kind: run.ScoreKind, Label: p.Labels, Score: score, Weight: p.Weights}
	}
	return calc.Paired{A: of(run, p.B), B: of(base, p.A), Unit: p.Units}
}

// --- what is resampled beside the request ---

// resampleApart asks for the intervals of differences that no test gives: that of
// average precision, and all of them where rows have weights or are drawn in whole
// images.
func (s *Server) resampleApart(ctx context.Context, base comparedRun, one *comparedRun, w calc.Setting) {
	switch {
	case one.paired == nil:
		return
	case one.tested():
		s.askApart(ctx, base, one, []string{"average_precision"}, "", func(rows calc.Paired) ([]calc.Estimate, error) {
			d, err := evaluate.PrecisionDifference(rows.A.Label, rows.A.Score, rows.B.Score)
			return []calc.Estimate{d}, err
		})
		return
	}
	s.askApart(ctx, base, one, rankMetrics, "", func(rows calc.Paired) ([]calc.Estimate, error) {
		return evaluate.PairedDifferences(rows, rankMetrics)
	})
	if base.Nowhere != "" || one.Nowhere != "" {
		return
	}
	a, b := one.Point.Threshold, base.Point.Threshold
	where := fmt.Sprintf(" at %v and %v, %+v", a, b, w.Costs)
	if w.Prevalence != nil {
		where += fmt.Sprintf(", prevalence %v", *w.Prevalence)
	}
	s.askApart(ctx, base, one, comparedMetrics, where, func(rows calc.Paired) ([]calc.Estimate, error) {
		return evaluate.PairedDifferencesAt(rows, a, b, metricsOfPoint(w))
	})
}

// comingDifferences are differences to the baseline whose intervals are found
// beside the request.
type comingDifferences struct {
	ids     []string
	found   *jobs.Ticket[[]calc.Estimate]
	pending bool // they were not there when they were last asked for
}

// askApart asks for the intervals of differences. where is what they depend on but
// for the rows.
func (s *Server) askApart(
	ctx context.Context, base comparedRun, one *comparedRun, ids []string, where string,
	find func(calc.Paired) ([]calc.Estimate, error),
) {
	if !slices.ContainsFunc(ids, func(id string) bool { return one.difference[id].OK }) {
		return
	}
	first, second := base.Subject, one.Subject
	key := fmt.Sprintf("%s: %d minus %d of %s%s", ids, second.Run.ID, first.Run.ID, second.View.Key(), where)
	work := func(ctx context.Context, _ *jobs.Progress) (list []calc.Estimate, err error) {
		pairs, err := explore.Paired(ctx, first, second)
		if err == nil {
			list, err = find(pairedRows(pairs, first.Run, second.Run))
		}
		s.explorer.Warn(ctx, err, "a difference was not resampled", "run", second.Run.ID, "baseline", first.Run.ID)
		return list, err
	}
	one.coming = append(one.coming, comingDifferences{ids: ids, found: s.explorer.Background.Differences.Ask(key, 0, work)})
	one.takeOver()
}

// takeOver takes over the intervals that have been found.
func (one *comparedRun) takeOver() {
	for k := range one.coming {
		c := &one.coming[k]
		now := c.found.State()
		if c.pending = !now.Ready; c.pending || now.Err != nil {
			continue
		}
		for i, id := range c.ids {
			if d := one.difference[id]; d.OK {
				found := now.Value[i]
				d.Low, d.High, d.Method, d.IntervalReason = found.Low, found.High, found.Method, found.IntervalReason
				one.difference[id] = d
			}
		}
	}
}

// waits reports whether intervals are still to come.
func (one comparedRun) waits() bool {
	return slices.ContainsFunc(one.coming, func(c comingDifferences) bool { return c.pending })
}

// pending reports whether the interval of one difference is still to come, and
// failed whether it could not be found.
func (one comparedRun) pending(id string) bool {
	return slices.ContainsFunc(one.coming, func(c comingDifferences) bool { return c.pending && slices.Contains(c.ids, id) })
}

func (one comparedRun) failed(id string) bool {
	return slices.ContainsFunc(one.coming, func(c comingDifferences) bool {
		return !c.pending && c.found.State().Err != nil && slices.Contains(c.ids, id)
	})
}
