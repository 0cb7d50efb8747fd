package calc

import "tradeoff/internal/catalog"

// CurvePoint returns the function from a table to its point on a chart that the
// catalog declares as a curve. A coordinate is undefined where its formula divides
// by zero. It panics if there is no such curve.
func CurvePoint(id string) func(Confusion) (x, y Value) {
	c, _ := catalog.ChartByID(id)
	if c.Curve == nil {
		panic("calc: no curve " + id)
	}
	x, y := valuesOf(c.Curve.X, curveX[id]), valuesOf(c.Curve.Y, curveY[id])
	return func(c Confusion) (Value, Value) { return x(c), y(c) }
}

// CurveLine returns y at both ends of the reference line of such a chart.
func CurveLine(id string, c Confusion) (begin, end float64) { return lineBegin[id](c), lineEnd[id](c) }
