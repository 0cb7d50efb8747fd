package explore

import (
	"slices"
	"strings"

	"tradeoff/internal/calc"
	"tradeoff/internal/catalog"
	"tradeoff/internal/tradeoff"
)

// A Curve computes the points of a chart that the catalog declares as a curve, in a
// setting.
type Curve struct {
	catalog.Chart
	Lines []CurveLine

	kind    calc.Kind
	setting calc.Setting
	x       calc.CurveFunc
}

// A CurveLine is a line of a [Curve]: a declared one, or a metric that the state chose.
type CurveLine struct {
	ID, Name  string
	Style     tradeoff.Style
	Metric    bool
	Reference bool // thin, and without a mark at the operating point
	Restated  bool // it depends on the prevalence

	y calc.CurveFunc
}

// NewCurve returns a chart in a setting of a run with scores of a kind. A chart whose
// lines are metrics has the given ones. It panics if the chart is no curve.
func NewCurve(c catalog.Chart, metrics []string, kind calc.Kind, w calc.Setting) Curve {
	out := Curve{Chart: c, kind: kind, setting: w, x: calc.CurveX(c.ID)}
	for _, l := range c.Curve.Lines {
		out.Lines = append(out.Lines, CurveLine{
			ID: l.ID, Name: l.Name, Style: tradeoff.Style{Hue: l.Hue}, Reference: l.Reference,
			Restated: l.Of.DependsOnPrevalence(), y: calc.CurveLine(c.ID, l.ID),
		})
	}
	if len(out.Lines) > 0 {
		return out
	}
	for _, id := range metrics {
		m, _ := calc.MetricByID(id)
		out.Lines = append(out.Lines, CurveLine{
			ID: id, Name: ShortName(id), Style: tradeoff.StyleOf(id), Metric: true,
			Restated: tradeoff.DependsOnPrevalence(id),
			y:        func(c calc.Confusion, _ calc.Costs, _ float64) calc.Value { return m.At(c) },
		})
	}
	return out
}

// T returns a threshold as the chart has it: as a probability if it wants one.
func (c Curve) T(threshold float64) float64 {
	if c.Curve.Probabilities {
		return c.kind.ProbabilityAt(threshold)
	}
	return threshold
}

// Smooth reports whether lines change between two thresholds, where the counts do not.
func (c Curve) Smooth() bool {
	return slices.ContainsFunc(c.Curve.Lines, func(l catalog.Line) bool { return l.Of.UsesThreshold() })
}

// Logit reports whether thresholds are logits.
func (c Curve) Logit() bool { return c.kind == calc.Logit }

// Undefined returns why the chart is not defined for scores of its kind; "" if it is.
func (c Curve) Undefined() calc.Reason {
	if c.Curve.Probabilities && c.kind == calc.Score {
		return calc.NeedsProbabilities
	}
	return ""
}

// X returns x of an operating point with the counts p and the threshold t, which is as
// [Curve.T] has it.
func (c Curve) X(p calc.Confusion, t float64) calc.Value {
	if c.Curve.ByThreshold() {
		return calc.Defined(t) // infinite at the first point
	}
	return c.deployed(c.x, c.Curve.X.Of.DependsOnPrevalence(), p, t)
}

// Y returns y of line i at such a point.
func (c Curve) Y(i int, p calc.Confusion, t float64) calc.Value {
	return c.deployed(c.Lines[i].y, c.Lines[i].Restated, p, t)
}

// Dashed returns y of the reference line at x, for a run with the counts p: NaN where it
// is undefined, and without a reference line.
func (c Curve) Dashed(p calc.Confusion, x float64) float64 {
	if c.Curve.Dashed.DependsOnPrevalence() {
		p, _ = c.setting.Deployed(p)
	}
	return calc.CurveDashed(c.ID, p, c.setting.Costs, x)
}

// InTestSet returns the chart for the prevalence of the test set.
func (c Curve) InTestSet() Curve {
	c.setting.Prevalence = nil
	return c
}

// Restated reports whether the setting restates the chart for a prevalence.
func (c Curve) Restated() bool { return c.setting.Prevalence != nil && c.Curve.Restated() }

// Words returns the words next to an operating point, whose threshold is written text.
func (c Curve) Words(text, x, y string) string {
	return strings.NewReplacer("{threshold}", text, "{x}", x, "{y}", y).Replace(c.Curve.Words)
}

func (c Curve) deployed(f calc.CurveFunc, restated bool, p calc.Confusion, t float64) calc.Value {
	if restated {
		deployed, reason := c.setting.Deployed(p)
		if reason != "" {
			return calc.Undefined(reason)
		}
		p = deployed
	}
	return f(p, c.setting.Costs, t)
}
