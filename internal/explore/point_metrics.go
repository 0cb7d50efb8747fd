package explore

import (
	"context"
	"fmt"

	"tradeoff/internal/calc"
	"tradeoff/internal/evaluate"
	"tradeoff/internal/source"
)

// pointMetrics are all metrics of an operating point, as they are cached.
type pointMetrics struct{ evaluate.Metrics }

// Bytes is about how much memory they take.
func (m pointMetrics) Bytes() int64 { return 200 * int64(len(m.Metrics)) }

// MetricsAt returns the metrics ids of an operating point of the subject, in their order,
// with intervals. Those that depend on the prevalence are restated for it, unless it is
// nil. Weighted rows are resampled; without rows they have no intervals.
func (of Subject) MetricsAt(
	ctx context.Context, p calc.OperatingPoint, ids []string, prevalence *float64,
) ([]calc.Estimate, error) {
	if !p.Weighted {
		return evaluate.Estimates(p, ids, prevalence), nil
	}
	all, err := of.PointAt(ctx, p, prevalence)
	if err != nil {
		return nil, err
	}
	byID := make(map[string]calc.Estimate, len(all.Metrics))
	for _, m := range all.Metrics {
		byID[m.ID] = m.Estimate
	}
	out := make([]calc.Estimate, len(ids))
	for i, id := range ids {
		out[i] = byID[id]
	}
	return out, nil
}

// PointAt returns an operating point of the subject with all of its metrics, as
// [Subject.MetricsAt] computes them.
func (of Subject) PointAt(ctx context.Context, p calc.OperatingPoint, prevalence *float64) (evaluate.Point, error) {
	if !p.Weighted {
		return evaluate.NewPoint(p, prevalence), nil
	}
	rows, err := of.Part.Rows()
	if err != nil {
		if missing, _ := source.Why(err); missing != nil {
			return evaluate.NewPoint(p, prevalence), nil // without the intervals that need the rows
		}
		return evaluate.Point{}, err
	}
	key := fmt.Sprintf("metrics of %d and %d rows", p.RowsTP, p.RowsFP)
	if prevalence != nil {
		key += fmt.Sprintf(", prevalence %v", *prevalence)
	}
	kept, err := derived(ctx, of, key, func(ctx context.Context) (pointMetrics, error) {
		all, err := rows.Weights(ctx)
		if err != nil {
			return pointMetrics{}, err
		}
		w := calc.PointWeights{TP: all[1][:p.RowsTP], FN: all[1][p.RowsTP:], FP: all[0][:p.RowsFP], TN: all[0][p.RowsFP:]}
		var found evaluate.Point
		err = of.Part.InTurn(ctx, func(*calc.Sweep) error {
			found = evaluate.NewWeightedPoint(p, w, prevalence)
			return nil
		})
		return pointMetrics{found.Metrics}, err
	})
	return evaluate.Point{Threshold: calc.Number(p.Threshold), Confusion: p.Confusion, Metrics: kept.Metrics}, err
}
