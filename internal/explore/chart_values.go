package explore

import (
	"context"
	"math"
	"slices"

	"tradeoff/internal/calc"
	"tradeoff/internal/catalog"
	"tradeoff/internal/evaluate"
)

// LoadForCharts loads what the charts of v's state need besides the display: it asks for
// the band of the ROC curve, and reads the sweep for the calibration curve.
func (x *Explorer) LoadForCharts(ctx context.Context, v *RunAt) (err error) {
	shown := v.State.Shown()
	if slices.Contains(shown, "roc") && !v.State.NoBand && v.Run.Positives > 0 && v.Run.Positives < v.Run.N {
		v.Band = x.ROCBand(*v)
	}
	v.Sweep, err = v.Part.Sweep(ctx)
	return err
}

// ProbabilityAt returns the threshold t as a probability.
func (v RunAt) ProbabilityAt(t float64) float64 { return v.Run.ScoreKind.ProbabilityAt(t) }

// Probit returns Φ⁻¹ of a rate. It is infinite at 0 and 1, and undefined where the rate
// is.
func Probit(rate calc.Value) calc.Value {
	if !rate.OK {
		return rate
	}
	return calc.Defined(calc.NormalQuantile(rate.V))
}

// Curve returns a chart of the catalog in v's setting. It panics if it is no curve.
func (v RunAt) Curve(c catalog.Chart) Curve {
	return NewCurve(c, v.State.Drawn(), v.Run.ScoreKind, v.Setting())
}

// BinInterval returns Wilson's interval of the share of positives in a bin of the
// calibration curve. It is undefined for weighted rows.
func (v RunAt) BinInterval(b calc.CalibrationBin) (low, high calc.Value) {
	if v.Run.Weighted {
		return calc.Undefined(calc.WeightsNotSupported), calc.Undefined(calc.WeightsNotSupported)
	}
	n := float64(b.Count)
	return calc.Wilson(math.Round(NaNIfUndefined(b.FracPos)*n), n, evaluate.Level)
}
