package calc

import (
	"math"

	"tradeoff/internal/catalog"
)

// A CurveFunc computes a coordinate of a chart that the catalog declares as a curve
// from the counts, the costs and the threshold t of an operating point. It is undefined
// where its formula divides by zero.
type CurveFunc func(c Confusion, costs Costs, t float64) Value

// CurveX returns the function for x of a chart. It panics if the chart is no curve.
func CurveX(id string) CurveFunc { return curveFunc(curveOf(id).X.Of, curveX[id]) }

// CurveLine returns the function for y of a declared line of a chart. It panics if there
// is no such line.
func CurveLine(id, line string) CurveFunc {
	for _, l := range curveOf(id).Lines {
		if l.ID == line {
			return curveFunc(l.Of, curveLines[id+" "+line])
		}
	}
	panic("calc: the curve " + id + " has no line " + line)
}

// CurveDashed returns y of the reference line of a chart at x, for a run with the counts
// c: NaN where it is undefined, and without a reference line.
func CurveDashed(id string, c Confusion, costs Costs, x float64) float64 {
	f, ok := curveDashed[id]
	if !ok {
		return math.NaN()
	}
	return f(c, costs, x)
}

func curveOf(id string) *catalog.Curve {
	c, _ := catalog.ChartByID(id)
	if c.Curve == nil {
		panic("calc: no curve " + id)
	}
	return c.Curve
}

// curveFunc returns the values of a formula that f computes.
func curveFunc(e catalog.Expr, f func(Confusion, Costs, float64) float64) CurveFunc {
	why := reasonOf(e)
	return func(c Confusion, costs Costs, t float64) Value { return finite(f(c, costs, t), c, why) }
}
