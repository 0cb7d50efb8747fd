package run

import (
	"fmt"
	"math"

	"tradeoff/internal/calc"
	"tradeoff/internal/chart"
	"tradeoff/internal/explore"
	"tradeoff/internal/page/show"
	"tradeoff/web/templates"
)

// decisionStep is the widest part of a decision curve that is drawn straight.
const decisionStep = 0.01

// decisionCurve returns the net benefit of the display's stops from probability
// 1 down to 0: constant cells from each threshold down to the next lower one,
// where what a false alarm weighs still changes.
func (v chartSection) decisionCurve() []chart.Point {
	var out []chart.Point
	for k := range v.Display.Len() {
		p := v.Display.Point(k)
		c, reason := v.UsedAt(p.Confusion)
		if reason != "" {
			return nil
		}
		from, to := v.ProbabilityAt(p.Threshold), 0.0
		if k+1 < v.Display.Len() {
			to = v.ProbabilityAt(v.Display.Threshold[k+1])
		}
		n := int(math.Ceil((from - to) / decisionStep))
		for i := range n + 1 {
			t := from
			if n > 0 {
				t = from - (from-to)*float64(i)/float64(n)
			}
			if b := explore.NetBenefit(c, t); b.OK {
				out = append(out, chart.Point{X: t, Y: b.V})
			}
		}
	}
	return out
}

// treatAll returns the net benefit of treating all where the share pi is positive.
func treatAll(pi float64) []chart.Point {
	var out []chart.Point
	for t := 0.0; t < 0.995; t += decisionStep {
		out = append(out, chart.Point{X: t, Y: pi - (1-pi)*t/(1-t)})
	}
	return out
}

func (v chartSection) drawDecision() templates.ChartView {
	c := templates.ChartView{
		XName: "threshold probability", Clipped: true,
		Label:      "Decision curve: net benefit against the threshold probability, beside treating all and treating none.",
		ChanceName: "treat none", Note: "Thin: treat all.",
	}
	if v.Run.ScoreKind == calc.Score {
		c.Undefined = v.Experiment.ReasonText(calc.NeedsProbabilities)
		return c
	}
	used, _ := v.UsedAt(v.Point.Confusion)
	pi := used.Prevalence() // of an empty table if a class is missing
	top := 1.1 * pi.V
	if top == 0 {
		top = 0.1
	}
	area := show.Plot{Left: 0, Right: 1, Bottom: -0.3 * top, Top: top}
	c.XTicks, c.YTicks = area.XTicks(4), area.YTicks(5)
	c.Chance = area.Path([]chart.Point{{X: 0}, {X: 1}})
	if pi.OK {
		c.Curves = append(c.Curves, templates.CurveView{Metric: "all", Path: area.Path(treatAll(pi.V))})
	}
	c.Curves = append(c.Curves, templates.CurveView{Metric: "decision", Path: area.Path(v.decisionCurve())})
	t := v.ProbabilityAt(v.Point.Threshold)
	model, all := v.Benefits(v.Point.Confusion, t)
	c.MarkerX = show.Percent(t)
	c.Dots = []templates.DotView{area.Dot("decision", t, explore.OrNaN(model))}
	c.Readout = fmt.Sprintf("At %s: net benefit %s", v.Text, v.amount(model))
	if model.OK {
		c.Readout += fmt.Sprintf(" per case, treating all %s, treating none 0", v.amount(all))
	}
	c.Option = chart.Decision(area.Bottom, area.Top)
	c.Facts = struct {
		Logit bool `json:"logit"`
	}{v.Run.ScoreKind == calc.Logit}
	return c
}
