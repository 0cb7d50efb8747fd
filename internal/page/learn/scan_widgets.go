package learn

import (
	"fmt"
	"math"

	"tradeoff/internal/calc"
	"tradeoff/internal/chart"
	"tradeoff/internal/explore"
	"tradeoff/internal/format"
	"tradeoff/internal/lesson"
	"tradeoff/internal/page/show"
	"tradeoff/internal/web"
	"tradeoff/web/templates"
)

// widget returns what the current step offers to try out besides the threshold.
func (v lessonView) widget() templates.WidgetView {
	e := v.school.Experiment
	out := templates.WidgetView{ID: string(v.step().Widget), Action: "/learn/scan"}
	switch v.step().Widget {
	case lesson.TradeoffWidget:
		v.tradeoffCurves(&out)
	case lesson.ROCWidget:
		out.X = "the share of " + e.NegativeName + " that is alarmed"
		out.Y = "the share of " + e.PositiveName + " that is found"
		roc := func(_ int, p calc.OperatingPoint) chart.Point {
			return chart.Point{X: explore.NaNIfUndefined(p.FPR()), Y: explore.NaNIfUndefined(p.Recall())}
		}
		out.Curves = []templates.LessonCurveView{{Metric: "recall", Path: v.curve(roc)}}
		out.Dots = []templates.LessonDotView{{
			Metric: "recall", X: show.Percent(v.point.FPR().V), Y: show.Percent(1 - v.point.Recall().V),
		}}
	case lesson.PairWidget:
		v.pickedPair(&out)
	case lesson.EveryoneNegativeWidget:
		beyond := math.Inf(1)
		out.Everyone = v.link(func(s *lesson.State) { s.Threshold = &beyond })
		out.EveryoneSays = "Call everyone " + e.NegativeName
	case lesson.HarmonicWidget:
		out.Precision, out.Recall = format.Number(v.state.P), format.Number(v.state.R)
		out.Harmonic = format.Share(lesson.Harmonic(v.state.P, v.state.R))
		out.Plain = format.Share((v.state.P + v.state.R) / 2)
		out.Asks, out.Open = true, v.state.P != 1 || v.state.R != 0
		q := v.hidden("precision")
		q.Del("recall")
		out.Hidden = web.HiddenFields(q)
	case lesson.PrevalenceWidget:
		v.otherSchool(&out)
	}
	return out
}

// tradeoffCurves adds recall and precision against the threshold.
func (v lessonView) tradeoffCurves(out *templates.WidgetView) {
	out.X, out.Y = "where the line stands", "recall and precision"
	last := float64(max(1, v.last()))
	for _, id := range []string{"recall", "precision"} {
		path := v.curve(func(i int, p calc.OperatingPoint) chart.Point {
			return chart.Point{X: float64(i) / last, Y: explore.NaNIfUndefined(p.Estimate(id, 0.95).Value)}
		})
		out.Curves = append(out.Curves, templates.LessonCurveView{Metric: id, Name: explore.MetricName(id), Path: path})
		if m := v.point.Estimate(id, 0.95); m.OK {
			out.Dots = append(out.Dots, templates.LessonDotView{
				Metric: id, X: show.Percent(float64(v.at) / last), Y: show.Percent(1 - m.V),
			})
		}
	}
}

// pickedPair adds a random positive and a random negative student, and the AUC.
func (v lessonView) pickedPair(out *templates.WidgetView) {
	e := v.school.Experiment
	a, b := v.school.Pair(v.state.Pair)
	out.Pair = [2]templates.PairView{{Positive: true, Score: format.Number(a.Score)}, {Score: format.Number(b.Score)}}
	switch {
	case a.Score > b.Score:
		out.PairSays = "the " + e.PositiveName + " one is higher."
	case a.Score == b.Score:
		out.PairSays = "a tie, which counts one half."
	default:
		out.PairSays = "the " + e.NegativeName + " one is higher."
	}
	out.AUC = format.Share(v.school.Sweep.ROCAUC().V)
	out.NextPair = v.link(func(s *lesson.State) { s.Pair++ })
}

// curve returns the path of a function of the operating points, which are counted
// from the lowest threshold.
func (v lessonView) curve(f func(i int, p calc.OperatingPoint) chart.Point) string {
	var list []chart.Point
	for i := range v.school.Sweep.Len() {
		list = append(list, f(i, v.school.Sweep.Point(v.last()-i)))
	}
	return chart.Path(list, 0, 1, 1000, 1000)
}

// comparedMetrics are compared between the two schools.
var comparedMetrics = []string{"precision", "recall", "specificity", "accuracy"}

// otherSchool adds metrics at another school with another share of positives.
func (v lessonView) otherSchool(out *templates.WidgetView) {
	share := v.school.Rarer()
	if v.state.Elsewhere != nil {
		share = *v.state.Elsewhere
	}
	out.Elsewhere = format.Number(share)
	out.Asks, out.Open = true, v.state.Elsewhere != nil
	out.Hidden = web.HiddenFields(v.hidden("elsewhere"))
	there, _ := v.point.AtPrevalence(share)
	for _, id := range comparedMetrics {
		here, _ := v.rate(v.point.Estimate(id, 0.95).Value)
		other, _ := v.rate(calc.OperatingPoint{Confusion: there}.Estimate(id, 0.95).Value)
		out.Here = append(out.Here, templates.OutcomeView{ID: id, Name: explore.MetricName(id), Count: here})
		out.There = append(out.There, templates.OutcomeView{ID: id, Name: explore.MetricName(id), Count: other})
	}
	if f, reason := v.point.NaturalFrequencies(&share, 0); reason == "" {
		e := v.school.Experiment
		out.Frequencies = fmt.Sprintf("Of %s %s there, %s are %s. We call %s; %s of them are, and we miss %s.",
			format.Count(f.Base), e.UnitPlural, format.Count(f.Positives), e.PositiveName, format.Count(f.TP+f.FP),
			format.Count(f.TP), format.Count(f.FN))
	}
}
