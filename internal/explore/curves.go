package explore

import (
	"context"
	"math"
	"slices"

	"tradeoff/internal/calc"
	"tradeoff/internal/evaluate"
	"tradeoff/internal/tradeoff"
)

// BinInterval is Wilson's interval of the share of positives of a bin. There is
// none for weighted rows.
func (v RunAt) BinInterval(b calc.CalibrationBin) (low, high calc.Value) {
	if v.Run.Weighted {
		return calc.Undefined(calc.WeightsNotSupported), calc.Undefined(calc.WeightsNotSupported)
	}
	n := float64(b.Count)
	return calc.Wilson(math.Round(OrNaN(b.FracPos)*n), n, evaluate.Level)
}

// UsedAt returns c where the classifier is to be used.
func (v RunAt) UsedAt(c calc.Confusion) (calc.Confusion, calc.Reason) {
	if p := v.Setting().Prevalence; p != nil {
		return c.AtPrevalence(*p)
	}
	return c, ""
}

// CostOf is the expected cost of a case where the classifier is to be used.
func (v RunAt) CostOf(c calc.Confusion) calc.Value {
	w := v.Setting()
	return w.In(w.Costs.Expected)(c)
}

// NetBenefit is the net benefit per case of c at the threshold probability t,
// TP/W - FP/W · t/(1-t). Undefined at t = 1 and for an empty c.
func NetBenefit(c calc.Confusion, t float64) calc.Value {
	w := c.Total()
	if w == 0 {
		return calc.Undefined(calc.NoSamples)
	}
	if t >= 1 {
		return calc.Undefined(calc.ZeroDenominator)
	}
	return calc.Defined(c.TP/w - float64(c.FP/w*(t/(1-t))))
}

// Benefits returns the net benefit where the classifier is to be used: of the
// model, which calls c, and of treating all.
func (v RunAt) Benefits(c calc.Confusion, t float64) (model, all calc.Value) {
	c, reason := v.UsedAt(c)
	if reason != "" {
		return calc.Undefined(reason), calc.Undefined(reason)
	}
	return NetBenefit(c, t), NetBenefit(calc.Confusion{TP: c.Positives(), FP: c.Negatives()}, t)
}

// Probit is Φ⁻¹ of a rate, infinite at 0 and 1.
func Probit(rate calc.Value) calc.Value {
	if !rate.OK {
		return rate
	}
	return calc.Defined(calc.NormalQuantile(rate.V))
}

// MetricInUse is the confusion metric id of c where the classifier is to be used.
func (v RunAt) MetricInUse(id string, c calc.Confusion) calc.Value {
	if tradeoff.DependsOnPrevalence(id) {
		used, reason := v.UsedAt(c)
		if reason != "" {
			return calc.Undefined(reason)
		}
		c = used
	}
	m, _ := calc.MetricByID(id)
	return m.At(c)
}

// ForCharts loads what the charts of v's state need besides the display.
func (x *Explorer) ForCharts(ctx context.Context, v *RunAt) (err error) {
	shown := v.State.Shown()
	if slices.Contains(shown, "roc") && !v.State.NoBand && v.Run.Positives > 0 && v.Run.Positives < v.Run.N {
		v.Band = x.ROCBand(*v)
	}
	if slices.Contains(shown, "calibration") {
		v.Sweep, err = v.Part.Sweep(ctx)
	}
	return err
}

// OrNaN returns the number, or NaN to interrupt a curve where there is none.
func OrNaN(v calc.Value) float64 {
	if !v.OK {
		return math.NaN()
	}
	return v.V
}

// ProbabilityAt returns the probability that the threshold t is, from 0 to 1.
func (v RunAt) ProbabilityAt(t float64) float64 {
	if v.Run.ScoreKind == calc.Logit {
		return calc.Sigmoid(t)
	}
	return min(max(t, 0), 1)
}

func NotNaN(x float64) *float64 {
	if math.IsNaN(x) {
		return nil
	}
	return &x
}

// InUse returns the confusion matrix where the classifier is to be used.
func (v RunAt) InUse() (calc.Confusion, calc.Reason) {
	return v.UsedAt(v.Point.Confusion)
}
