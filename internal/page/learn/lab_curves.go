package learn

import (
	"fmt"
	"math"

	"tradeoff/internal/chart"
	"tradeoff/internal/explore"
	"tradeoff/internal/format"
	"tradeoff/internal/lesson"
	"tradeoff/internal/page/show"
	"tradeoff/web/templates"
)

// roundTop returns the end of an axis that contains x: 1, 2, 4 or 8 times a power of
// ten, or 1 if x is not above 0.
func roundTop(x float64) float64 {
	if !(x > 0) {
		return 1
	}
	power := math.Pow(10, math.Floor(math.Log10(x)))
	for _, step := range []float64{1, 2, 4, 8} {
		if x <= step*power*(1+1e-9) {
			return step * power
		}
	}
	return 10 * power
}

// quarters returns the ticks of a y axis from 0 to top.
func quarters(top float64) (out []templates.TickView) {
	for i := range 5 {
		share := float64(i) / 4
		out = append(out, templates.TickView{At: show.Percent(1 - share), Text: format.Significant(top*float64(i)/4, 2)})
	}
	return out
}

// ofNow names the example, the pixel or the box of the curves.
func (v labView) ofNow() string {
	switch v.Loss.Sort {
	case lesson.OnMask:
		where := "background"
		if v.Positive() {
			where = "object"
		}
		return fmt.Sprintf("Row %d, column %d, %s:", v.Pixel/lesson.MaskSide+1, v.Pixel%lesson.MaskSide+1, where)
	case lesson.OnBoxes:
		return fmt.Sprintf("Box %d:", v.Box+1)
	default:
		if v.Negative {
			return "A negative example,"
		}
		return "A positive example,"
	}
}

// curves adds the charts of the loss and of its gradient, and their values at the
// current probability.
func (v labView) curves(out *templates.LabView) {
	now := v.At(v.Now())
	out.Now = templates.LabNowView{
		Of: v.ofNow(), P: format.Number(now.P), Loss: v.number(now.Loss), Slope: v.number(now.Slope),
		PlainLoss: v.number(now.PlainLoss), PlainSlope: v.number(now.PlainSlope), Reason: v.reason(now.Loss),
	}
	title, axis := "Loss of one example", "probability of the positive class"
	switch v.Loss.Sort {
	case lesson.OnMask:
		title, axis = "Loss of the mask", "probability of this pixel alone"
	case lesson.OnBoxes:
		title, axis = "Loss of one box", "probability of this box alone"
	}
	points := v.Curve()
	for i, c := range []labCurve{
		{
			id: "loss", title: title, axis: axis,
			of:    func(p lesson.LabPoint) float64 { return explore.OrNaN(p.Loss) },
			plain: func(p lesson.LabPoint) float64 { return p.PlainLoss.V },
		},
		{
			id: "slope", title: "Strength of its gradient", axis: axis,
			of:    func(p lesson.LabPoint) float64 { return math.Abs(explore.OrNaN(p.Slope)) },
			plain: func(p lesson.LabPoint) float64 { return math.Abs(p.PlainSlope.V) },
		},
	} {
		out.Charts[i] = c.view(points, now)
	}
}

// A labCurve is a function of a probability, and the same function of plain
// cross-entropy.
type labCurve struct {
	id, title, axis string
	of, plain       func(lesson.LabPoint) float64
}

// view returns the chart of a curve, with a dot at the current probability. The top
// of its y axis fits probabilities from 0.05 to 0.95.
func (c labCurve) view(points []lesson.LabPoint, now lesson.LabPoint) templates.LabChartView {
	highest := 0.0
	for _, p := range points {
		if p.P >= 0.05 && p.P <= 0.95 {
			highest = max(highest, c.plain(p))
			if y := c.of(p); y > highest { // not NaN
				highest = y
			}
		}
	}
	top := roundTop(highest)
	to := show.Plot{Right: 1, Top: top}
	draw := func(f func(lesson.LabPoint) float64) string {
		line := make([]chart.Point, len(points))
		for k, p := range points {
			line[k] = chart.Point{X: p.P, Y: min(f(p)/top, 10)}
		}
		return chart.Path(line, 0, 1, show.Side, show.Side)
	}
	return templates.LabChartView{
		ID: c.id, Title: c.title, Axis: c.axis, XTicks: show.UnitPlot.XTicks(4), YTicks: quarters(top),
		Label: c.title + " against the " + c.axis + ". The numbers at one probability stand below.",
		Curve: draw(c.of), Plain: draw(c.plain),
		Dot: to.Dot("loss", now.P, c.of(now)), PlainDot: to.Dot("plain", now.P, c.plain(now)),
	}
}
