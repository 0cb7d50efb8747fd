package calc

// Costs says what each outcome costs, in any unit; a benefit is negative.
type Costs struct{ FP, FN, TP, TN float64 }

// UnitCosts counts errors: one for either.
var UnitCosts = Costs{FP: 1, FN: 1}

// Expected returns the cost per row at c,
//
//	(FP·c_fp + FN·c_fn + TP·c_tp + TN·c_tn) / N.
//
// Undefined if c is empty. See docs/metrics.md 7.2.
func (k Costs) Expected(c Confusion) Value {
	n := c.Total()
	if n == 0 {
		return Undefined(NoSamples)
	}
	total := float64(k.FP*c.FP) + float64(k.FN*c.FN) + float64(k.TP*c.TP) + float64(k.TN*c.TN)
	return Defined(total / n)
}
