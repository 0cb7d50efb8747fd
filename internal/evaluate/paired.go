package evaluate

import (
	"fmt"

	"tradeoff/internal/calc"
)

// Pairs of rows are drawn one by one: this many in all, in at least so many
// resamples.
const (
	pairedDraws     = 400_000_000
	pairedResamples = 200
)

// PrecisionDifference returns the average precision of one model minus that of
// another on the same rows, with its interval by resampling: over 2,000 resamples,
// fewer for more than 200,000 rows. Beyond two million it has none,
// [calc.NeedsBootstrap].
func PrecisionDifference(label []uint8, one, other []float64) (calc.Estimate, error) {
	o := calc.DefaultResampling()
	o.Level = Level
	if n := len(label); n > 0 {
		o.Resamples = min(o.Resamples, pairedDraws/n)
	}
	if o.Resamples < pairedResamples {
		u := calc.Undefined(calc.NeedsBootstrap)
		return calc.Estimate{Value: u, Low: u, High: u, IntervalReason: calc.NeedsBootstrap}, nil
	}
	b, err := calc.CompareAveragePrecision(label, one, other, o)
	if err != nil {
		return calc.Estimate{}, err
	}
	e := calc.Estimate{Value: b.Estimate, Low: b.Low, High: b.High, IntervalReason: b.Low.Reason}
	if b.Low.OK {
		e.Method = fmt.Sprintf("paired bootstrap, %d resamples", o.Resamples)
	}
	return e, nil
}
