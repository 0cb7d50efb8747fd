package evaluate

import (
	"slices"

	"tradeoff/internal/calc"
)

// Maximum draws of row pairs in total, and minimum resamples. A draw costs
// more if whole sweeps are built from it.
const (
	pairedDraws     = 400_000_000
	sweptDraws      = pairedDraws / 4
	pairedResamples = 200
)

// pairedResampling returns how n rows are resampled with so many draws; false if
// they are too many for it.
func pairedResampling(n, draws int) (o calc.Resampling, ok bool) {
	o = calc.DefaultResampling()
	o.Level = Level
	if n > 0 {
		o.Resamples = min(o.Resamples, draws/n)
	}
	return o, o.Resamples >= pairedResamples
}

// PrecisionDifference returns the average precision of one model minus that of
// another on the same rows, with its interval by resampling: over 2,000 resamples,
// fewer for more than 200,000 rows. Beyond two million it has none,
// [calc.NeedsBootstrap].
func PrecisionDifference(label []uint8, one, other []float64) (calc.Estimate, error) {
	o, ok := pairedResampling(len(label), pairedDraws)
	if !ok {
		return notResampled(), nil
	}
	b, err := calc.CompareAveragePrecision(label, one, other, o)
	return pairedEstimate(b), err
}

// PairedDifferences returns for metrics of whole runs the differences of two
// models, p.A's minus p.B's, with their intervals by resampling: over 2,000
// resamples, fewer for more than 50,000 rows. Beyond half a million there are
// none, [calc.NeedsBootstrap].
func PairedDifferences(p calc.Paired, ids []string) ([]calc.Estimate, error) {
	stats := make([]calc.Statistic, len(ids))
	for i, id := range ids {
		stats[i] = calc.RunStatistic(id)
	}
	return pairedEstimates(len(p.A.Label), sweptDraws, len(ids), func(o calc.Resampling) ([]calc.Bootstrap, error) {
		return p.Differences(stats, o)
	})
}

// PairedDifferencesAt is [PairedDifferences] for metrics of the confusion matrices
// at a threshold of either model, and goes up to two million rows, or any number of
// them in a quarter of a million units.
func PairedDifferencesAt(p calc.Paired, a, b float64,
	metrics []func(calc.Confusion) calc.Value) ([]calc.Estimate, error) {
	n := len(p.A.Label)
	if len(p.Unit) > 0 { // each is eight sums
		n = 8 * (int(slices.Max(p.Unit)) + 1)
	}
	return pairedEstimates(n, pairedDraws, len(metrics), func(o calc.Resampling) ([]calc.Bootstrap, error) {
		return p.DifferencesAt(a, b, metrics, o)
	})
}

func pairedEstimates(rows, draws, n int,
	resample func(calc.Resampling) ([]calc.Bootstrap, error)) ([]calc.Estimate, error) {
	out := make([]calc.Estimate, n)
	o, ok := pairedResampling(rows, draws)
	if !ok {
		for i := range out {
			out[i] = notResampled()
		}
		return out, nil
	}
	list, err := resample(o)
	for i, b := range list {
		out[i] = pairedEstimate(b)
	}
	return out, err
}

func pairedEstimate(b calc.Bootstrap) calc.Estimate {
	return resampled(calc.Estimate{Value: b.Estimate}, b, pairedBootstrap)
}

func notResampled() calc.Estimate { return needsResampling(calc.Undefined(calc.NeedsBootstrap)) }

// needsResampling is a value whose interval would have to be resampled.
func needsResampling(v calc.Value) calc.Estimate {
	u := calc.Undefined(calc.NeedsBootstrap)
	return calc.Estimate{Value: v, Low: u, High: u, IntervalReason: calc.NeedsBootstrap}
}
