package calc

import (
	"math"

	"tradeoff/internal/catalog"
)

// marginReasons are the reasons of docs/metrics.md 1.3 why a margin is empty.
var marginReasons = map[catalog.Margin]Reason{
	catalog.MarginN: NoSamples,
	catalog.MarginP: NoPositives,
	catalog.MarginQ: NoNegatives,
	catalog.MarginA: NoPredictedPositives,
	catalog.MarginB: NoPredictedNegatives,
}

// pointOf returns the value of a metric of one confusion matrix. The formula,
// generated in formulas_gen.go, is undefined exactly where it divides by
// zero; only then the reason is computed. See [reasonOf].
func pointOf(m catalog.Metric) func(Confusion) Value {
	f := formulas[m.ID]
	if m.Formula.Scaled() {
		of := f
		f = func(c Confusion) float64 { return of(c.scaled()) }
	}
	return valuesOf(m.Formula, f)
}

// valuesOf returns the values of a formula that f computes.
func valuesOf(e catalog.Expr, f func(Confusion) float64) func(Confusion) Value {
	why := reasonOf(e)
	return func(c Confusion) Value { return finite(f(c), c, why) }
}

// finite returns the value x of a formula at c, or why it is not finite.
func finite(x float64, c Confusion, why func(c Confusion, x float64) Reason) Value {
	if !isNotFinite(x) {
		return Value{V: x, OK: true}
	}
	return Undefined(why(c, x))
}

// objectiveOf is [pointOf] for objectives of policies that are not metrics,
// at the given costs.
func objectiveOf(p catalog.Policy, costs Costs) func(Confusion) Value {
	f := objectives[p.ID]
	return valuesOf(p.Formula, func(c Confusion) float64 { return f(c, costs) })
}

// reasonOf returns why a formula is undefined at c, where it is x, not a finite
// number: the first empty margin that it divides by; else it is infinite, or 0/0
// because of the first empty margin of all.
func reasonOf(e catalog.Expr) func(c Confusion, x float64) Reason {
	var ask []Reason
	for _, m := range e.Margins() {
		ask = append(ask, marginReasons[m])
	}
	return func(c Confusion, x float64) Reason {
		if r := c.emptyMargin(ask...); r != "" {
			return r
		}
		if math.IsNaN(x) {
			return c.firstEmptyMargin()
		}
		return Infinite
	}
}
