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

// compareToBaseline finds how one run differs from the baseline: by paired rows if both
// are on the same test set, and else from their own intervals.
func compareToBaseline(ctx context.Context, base ComparedRun, one *ComparedRun, w calc.Setting) (err error) {
	one.Differences = make(map[string]calc.Estimate)
	for id, estimate := range one.Estimates {
		one.Differences[id] = calc.Difference(estimate, base.Estimates[id])
	}
	if one.Paired, one.UnpairedReason, err = pairedOrWhy(ctx, base.Subject, one.Subject); err != nil {
		return err
	}
	if one.Paired != nil || one.Run.HasImages() || base.Run.HasImages() { // what is counted is not independent
		for id, d := range one.Differences {
			d.Low, d.High, d.Method, d.IntervalReason = calc.Value{}, calc.Value{}, "", calc.NeedsBootstrap
			one.Differences[id] = d
		}
	}
	if one.tested() {
		return testDifferences(ctx, base, one, w)
	}
	return nil
}

// tested reports whether there are tests for the pairs.
func (one ComparedRun) tested() bool { return one.Paired != nil && one.Paired.OneByOne() }

// A pairedAUC is the comparison of two AUCs, as it is cached.
type pairedAUC struct{ calc.DeLongPaired }

// Bytes is about how much memory it takes.
func (pairedAUC) Bytes() int64 { return 200 }

// pairedLosses are the comparisons of losses, as they are cached.
type pairedLosses struct{ logLoss, brier calc.PairedMean }

// Bytes is about how much memory they take.
func (pairedLosses) Bytes() int64 { return 400 }

// testDifferences adds the results of tests of pairs. The threshold metrics need both
// runs to have an operating point.
func testDifferences(ctx context.Context, base ComparedRun, one *ComparedRun, w calc.Setting) error {
	rows := pairedRows(one.Paired, base.Run, one.Run)
	name := fmt.Sprintf("AUC minus that of run %d", base.Run.ID)
	auc, err := derived(ctx, one.Subject, name, func(context.Context) (pairedAUC, error) {
		d, err := calc.CompareDeLong(one.Paired.Labels, one.Paired.B, one.Paired.A, evaluate.Level)
		return pairedAUC{d}, err
	})
	if err != nil {
		return err
	}
	one.DeLong = &auc.DeLongPaired
	if d := one.DeLong.Difference; d.OK {
		one.Differences["roc_auc"] = newEstimate(d, one.DeLong.Low, one.DeLong.High, "DeLong")
	}
	name = fmt.Sprintf("losses minus those of run %d", base.Run.ID)
	losses, err := derived(ctx, one.Subject, name, func(context.Context) (l pairedLosses, err error) {
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
			one.Differences[id] = newEstimate(d, l.Low, l.High, "paired t")
		}
	}
	if base.Undefined != "" || one.Undefined != "" {
		return nil
	}
	one.Joint = one.Paired.At(base.Point.Threshold, one.Point.Threshold).Count().Joint
	o := calc.DefaultResampling()
	o.Level = evaluate.Level
	for i, b := range one.Joint.Swapped().Differences(comparedFunctions(w), o) {
		one.Differences[ComparedMetrics[i]] = newEstimate(b.Estimate, b.Low, b.High, "paired bootstrap")
	}
	return nil
}

// newEstimate returns a value with its interval, or why it has none.
func newEstimate(v, low, high calc.Value, method string) calc.Estimate {
	e := calc.Estimate{Value: v, Low: low, High: high, IntervalReason: low.Reason}
	if low.OK {
		e.Method = method
	}
	return e
}

// pairedRows returns the rows of a run as A and those of the baseline as B.
func pairedRows(p *pairing.Pairs, base, run tradeoff.Run) calc.Paired {
	of := func(run tradeoff.Run, score []float64) calc.Binary {
		return calc.Binary{Kind: run.ScoreKind, Label: p.Labels, Score: score, Weight: p.Weights}
	}
	return calc.Paired{A: of(run, p.B), B: of(base, p.A), Unit: p.Units}
}

// ResampledDifferences are differences to the baseline whose intervals are computed in
// the background.
type ResampledDifferences struct {
	Ticket  *jobs.Ticket[[]calc.Estimate]
	ids     []string
	pending bool // they were not there when UpdateDifferences last looked
}

// resampleDifferences asks for the intervals of differences that no test gives: that of
// average precision, and all of them where rows have weights or whole images are drawn.
func (s SeveralRuns) resampleDifferences(ctx context.Context, base ComparedRun, one *ComparedRun, w calc.Setting) {
	switch {
	case one.Paired == nil:
		return
	case one.tested():
		ids := []string{"average_precision"}
		s.askDifferences(ctx, base, one, ids, "", func(rows calc.Paired) ([]calc.Estimate, error) {
			d, err := evaluate.PrecisionDifference(rows.A.Label, rows.A.Score, rows.B.Score)
			return []calc.Estimate{d}, err
		})
		return
	}
	s.askDifferences(ctx, base, one, RankMetrics, "", func(rows calc.Paired) ([]calc.Estimate, error) {
		return evaluate.PairedDifferences(rows, RankMetrics)
	})
	if base.Undefined != "" || one.Undefined != "" {
		return
	}
	a, b := one.Point.Threshold, base.Point.Threshold
	where := fmt.Sprintf(" at %v and %v, %+v", a, b, w.Costs)
	if w.Prevalence != nil {
		where += fmt.Sprintf(", prevalence %v", *w.Prevalence)
	}
	s.askDifferences(ctx, base, one, ComparedMetrics, where, func(rows calc.Paired) ([]calc.Estimate, error) {
		return evaluate.PairedDifferencesAt(rows, a, b, comparedFunctions(w))
	})
}

// askDifferences asks for the intervals of differences, which compute finds. where is
// what they depend on besides the rows.
func (s SeveralRuns) askDifferences(
	ctx context.Context, base ComparedRun, one *ComparedRun, ids []string, where string,
	compute func(calc.Paired) ([]calc.Estimate, error),
) {
	if !slices.ContainsFunc(ids, func(id string) bool { return one.Differences[id].OK }) {
		return
	}
	first, second := base.Subject, one.Subject
	key := fmt.Sprintf("%s: %d minus %d of %s%s", ids, second.Run.ID, first.Run.ID, second.View.Key(), where)
	work := func(ctx context.Context, _ *jobs.Progress) (list []calc.Estimate, err error) {
		pairs, err := paired(ctx, first, second)
		if err == nil {
			list, err = compute(pairedRows(pairs, first.Run, second.Run))
		}
		s.x.warn(ctx, err, "a difference was not resampled", "run", second.Run.ID, "baseline", first.Run.ID)
		return list, err
	}
	ticket := s.x.Background.Differences.Ask(key, 0, work)
	one.Resampled = append(one.Resampled, ResampledDifferences{Ticket: ticket, ids: ids})
	one.UpdateDifferences()
}

// UpdateDifferences copies the intervals that have been computed so far into
// Differences.
func (one *ComparedRun) UpdateDifferences() {
	for k := range one.Resampled {
		r := &one.Resampled[k]
		now := r.Ticket.State()
		if r.pending = !now.Ready; r.pending || now.Err != nil {
			continue
		}
		for i, id := range r.ids {
			if d := one.Differences[id]; d.OK {
				found := now.Value[i]
				d.Low, d.High, d.Method, d.IntervalReason = found.Low, found.High, found.Method, found.IntervalReason
				one.Differences[id] = d
			}
		}
	}
}

// AnyPending reports whether the interval of a difference is still being computed.
func (one ComparedRun) AnyPending() bool {
	return slices.ContainsFunc(one.Resampled, func(r ResampledDifferences) bool { return r.pending })
}

// DifferencePending reports whether the interval of the difference of one metric is
// still being computed.
func (one ComparedRun) DifferencePending(id string) bool {
	return slices.ContainsFunc(one.Resampled, func(r ResampledDifferences) bool {
		return r.pending && slices.Contains(r.ids, id)
	})
}

// DifferenceFailed reports whether the interval of the difference of one metric could
// not be computed.
func (one ComparedRun) DifferenceFailed(id string) bool {
	return slices.ContainsFunc(one.Resampled, func(r ResampledDifferences) bool {
		return !r.pending && r.Ticket.State().Err != nil && slices.Contains(r.ids, id)
	})
}
