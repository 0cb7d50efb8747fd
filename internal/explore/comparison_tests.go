package explore

import (
	"context"
	"fmt"
	"slices"

	"tradeoff/internal/calc"
	"tradeoff/internal/evaluate"
	"tradeoff/internal/jobs"
	"tradeoff/internal/pairing"
	"tradeoff/internal/tradeoff"
)

// setApart finds what sets one run apart from the baseline: by pairs of rows where
// both have the same test set, and from their own intervals elsewhere.
func setApart(ctx context.Context, base ComparedRun, one *ComparedRun, w calc.Setting) (err error) {
	one.Difference = make(map[string]calc.Estimate)
	for id, estimate := range one.Estimates {
		one.Difference[id] = calc.Difference(estimate, base.Estimates[id])
	}
	if one.Paired, one.Unpaired, err = PairedOrWhy(ctx, base.Subject, one.Subject); err != nil {
		return err
	}
	if one.Paired != nil || one.Run.HasImages() || base.Run.HasImages() { // what is counted is not independent
		for id, d := range one.Difference {
			d.Low, d.High, d.Method, d.IntervalReason = calc.Value{}, calc.Value{}, "", calc.NeedsBootstrap
			one.Difference[id] = d
		}
	}
	if one.tested() {
		return testApart(ctx, base, one, w)
	}
	return nil
}

// tested reports whether there are tests for the pairs.
func (one ComparedRun) tested() bool { return one.Paired != nil && one.Paired.OneByOne() }

// A pairedAUC is the comparison of two AUCs, as it is kept.
type pairedAUC struct{ calc.DeLongPaired }

// Bytes is about how much memory it takes.
func (pairedAUC) Bytes() int64 { return 200 }

// pairedLosses are the comparisons of losses, as they are kept.
type pairedLosses struct{ logLoss, brier calc.PairedMean }

// Bytes is about how much memory they take.
func (pairedLosses) Bytes() int64 { return 400 }

// testApart finds what tests of pairs say.
func testApart(ctx context.Context, base ComparedRun, one *ComparedRun, w calc.Setting) error {
	rows := pairedRows(one.Paired, base.Run, one.Run)
	auc, err := Derived(ctx, one.Subject, fmt.Sprintf("AUC beside run %d", base.Run.ID), func(context.Context) (pairedAUC, error) {
		d, err := calc.CompareDeLong(one.Paired.Labels, one.Paired.B, one.Paired.A, evaluate.Level)
		return pairedAUC{d}, err
	})
	if err != nil {
		return err
	}
	one.Delong = &auc.DeLongPaired
	if d := one.Delong.Difference; d.OK {
		one.Difference["roc_auc"] = estimateOf(d, one.Delong.Low, one.Delong.High, "DeLong")
	}
	losses, err := Derived(ctx, one.Subject, fmt.Sprintf("losses beside run %d", base.Run.ID), func(context.Context) (l pairedLosses, err error) {
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
			one.Difference[id] = estimateOf(d, l.Low, l.High, "paired t")
		}
	}
	if base.Nowhere != "" || one.Nowhere != "" {
		return nil
	}
	one.Joint = one.Paired.At(base.Point.Threshold, one.Point.Threshold).Count().Joint
	o := calc.DefaultResampling()
	o.Level = evaluate.Level
	for i, b := range one.Joint.Swapped().Differences(metricsOfPoint(w), o) {
		one.Difference[ComparedMetrics[i]] = estimateOf(b.Estimate, b.Low, b.High, "paired bootstrap")
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

// resampleApart asks for the intervals of differences that no test gives: that of
// average precision, and all of them where rows have weights or are drawn in whole
// images.
func (x *Explorer) resampleApart(ctx context.Context, base ComparedRun, one *ComparedRun, w calc.Setting) {
	switch {
	case one.Paired == nil:
		return
	case one.tested():
		x.askApart(ctx, base, one, []string{"average_precision"}, "", func(rows calc.Paired) ([]calc.Estimate, error) {
			d, err := evaluate.PrecisionDifference(rows.A.Label, rows.A.Score, rows.B.Score)
			return []calc.Estimate{d}, err
		})
		return
	}
	x.askApart(ctx, base, one, RankMetrics, "", func(rows calc.Paired) ([]calc.Estimate, error) {
		return evaluate.PairedDifferences(rows, RankMetrics)
	})
	if base.Nowhere != "" || one.Nowhere != "" {
		return
	}
	a, b := one.Point.Threshold, base.Point.Threshold
	where := fmt.Sprintf(" at %v and %v, %+v", a, b, w.Costs)
	if w.Prevalence != nil {
		where += fmt.Sprintf(", prevalence %v", *w.Prevalence)
	}
	x.askApart(ctx, base, one, ComparedMetrics, where, func(rows calc.Paired) ([]calc.Estimate, error) {
		return evaluate.PairedDifferencesAt(rows, a, b, metricsOfPoint(w))
	})
}

// comingDifferences are differences to the baseline whose intervals are found
// beside the request.
type comingDifferences struct {
	ids     []string
	Found   *jobs.Ticket[[]calc.Estimate]
	pending bool // they were not there when they were last asked for
}

// askApart asks for the intervals of differences. where is what they depend on but
// for the rows.
func (x *Explorer) askApart(
	ctx context.Context, base ComparedRun, one *ComparedRun, ids []string, where string,
	find func(calc.Paired) ([]calc.Estimate, error),
) {
	if !slices.ContainsFunc(ids, func(id string) bool { return one.Difference[id].OK }) {
		return
	}
	first, second := base.Subject, one.Subject
	key := fmt.Sprintf("%s: %d minus %d of %s%s", ids, second.Run.ID, first.Run.ID, second.View.Key(), where)
	work := func(ctx context.Context, _ *jobs.Progress) (list []calc.Estimate, err error) {
		pairs, err := Paired(ctx, first, second)
		if err == nil {
			list, err = find(pairedRows(pairs, first.Run, second.Run))
		}
		x.warn(ctx, err, "a difference was not resampled", "run", second.Run.ID, "baseline", first.Run.ID)
		return list, err
	}
	one.Coming = append(one.Coming, comingDifferences{ids: ids, Found: x.Background.Differences.Ask(key, 0, work)})
	one.TakeOver()
}

// TakeOver takes over the intervals that have been found.
func (one *ComparedRun) TakeOver() {
	for k := range one.Coming {
		c := &one.Coming[k]
		now := c.Found.State()
		if c.pending = !now.Ready; c.pending || now.Err != nil {
			continue
		}
		for i, id := range c.ids {
			if d := one.Difference[id]; d.OK {
				found := now.Value[i]
				d.Low, d.High, d.Method, d.IntervalReason = found.Low, found.High, found.Method, found.IntervalReason
				one.Difference[id] = d
			}
		}
	}
}

// Waits reports whether intervals are still to come.
func (one ComparedRun) Waits() bool {
	return slices.ContainsFunc(one.Coming, func(c comingDifferences) bool { return c.pending })
}

// Pending reports whether the interval of one difference is still to come, and
// failed whether it could not be found.
func (one ComparedRun) Pending(id string) bool {
	return slices.ContainsFunc(one.Coming, func(c comingDifferences) bool { return c.pending && slices.Contains(c.ids, id) })
}

func (one ComparedRun) Failed(id string) bool {
	return slices.ContainsFunc(one.Coming, func(c comingDifferences) bool {
		return !c.pending && c.Found.State().Err != nil && slices.Contains(c.ids, id)
	})
}
