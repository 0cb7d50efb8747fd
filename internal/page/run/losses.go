package run

import (
	"fmt"
	"math"
	"strings"

	"tradeoff/internal/calc"
	"tradeoff/internal/catalog"
	"tradeoff/internal/chart"
	"tradeoff/internal/explore"
	"tradeoff/internal/format"
	"tradeoff/internal/page/show"
	"tradeoff/internal/tradeoff"
	"tradeoff/internal/web"
	"tradeoff/web/templates"
)

const (
	steepest = 4.0 // highest loss of the drawing of a loss's shape
	hardest  = 0.1 // the share of the rows that the sentence is about
)

func (v lossSection) lossPanel() templates.LossesView {
	e := v.Experiment
	out := templates.LossesView{
		Action:      fmt.Sprintf("/runs/%d", v.Run.ID),
		Reset:       v.with(func(s *tradeoff.State) { s.Losses, s.LossShares = nil, false }),
		AsUsual:     len(v.State.Losses) == 0,
		Probability: "probability of " + show.ShortClassName(e.PositiveName), Unit: e.UnitSingular, Units: e.UnitPlural,
		Clipped: v.clippedNote(),
	}
	plain := v.State
	plain.Losses, plain.LossShares = nil, false
	out.Hidden = web.HiddenFields(plain.Query())
	data := templates.LossData{
		At: v.Addresses().API("/losses", nil), Kind: string(v.Run.ScoreKind), Steepest: steepest, Hardest: hardest,
		Positives: v.Display.PositiveWeight, Negatives: v.Display.NegativeWeight, Steps: explore.ShareSteps,
		Said: v.shareSentence(),
	}
	for _, m := range tradeoff.Losses() {
		out.Losses = append(out.Losses, v.loss(m))
		data.Fields = append(data.Fields, show.LossFields(v.State.Losses, m)...)
	}
	v.lossCharts(&out)
	out.Data = data
	return out
}

// clippedNote says how often the cross entropy is that of the clip.
func (v lossSection) clippedNote() string {
	n := v.LossValues.Clipped
	if n == 0 {
		return ""
	}
	return fmt.Sprintf("For %s %s the model gave the truth less than 2⁻⁵², in most files 0, whose logarithm has no "+
		"end. It counts as 2⁻⁵², a cross-entropy of 36.04, in every loss made of it.",
		format.Count(n), explore.Units(v.Experiment, n))
}

func (v lossSection) loss(m calc.Metric) templates.LossView {
	words := tradeoff.WordsForLoss(m.ID, v.Experiment)
	out := templates.LossView{ID: m.ID, Name: m.Name, Purpose: words.Purpose, Formula: words.Formula}
	bce, dice := v.State.Losses.Weights()
	for _, piece := range []struct{ gap, id, text string }{{"{bce}", "bce", format.Significant(bce, show.LossDigits)},
		{"{dice}", "dice", format.Significant(dice, show.LossDigits)}} {
		if before, after, ok := strings.Cut(out.Formula, piece.gap); ok {
			out.Terms = append(out.Terms, templates.Term{Text: before}, templates.Term{Cell: piece.id, Text: piece.text})
			out.Formula = after
		}
	}
	value := v.LossValues.Values[m.ID]
	out.Value, out.Defined = format.Undefined, value.OK
	if !value.OK {
		out.Reason = "undefined: " + v.Experiment.ReasonText(value.Reason)
		if value.Reason != calc.ZeroDenominator { // which other parameters may fix
			return out
		}
	} else {
		out.Value = format.Significant(value.V, show.LossDigits)
	}
	out.Over = v.over(m.ID)
	for _, x := range v.lossExtras(m.ID, value) {
		text := format.Undefined
		if x.value.OK {
			text = format.Significant(x.value.V, show.LossDigits)
		}
		out.Extras = append(out.Extras, templates.LossExtra{ID: x.id, Label: x.label, Value: text})
	}
	for _, p := range v.State.Losses.Params(m) {
		if p.Name == "all_classes" && v.Run.Positives > 0 && v.Run.Positives < v.Run.N {
			continue // both occur, so it would change nothing
		}
		out.Controls = append(out.Controls, show.LossControl(v.State.Losses, m, p))
	}
	return out
}

// over says what a loss is divided by, or over what it is computed at once.
func (v lossSection) over(id string) string {
	e := v.Experiment
	l, _ := catalog.LossByID(id)
	switch {
	case l.Two.Over != "":
		return e.Fill(l.Two.Over)
	case l.Shape != catalog.PerRow:
		return fmt.Sprintf("of all %s at once", e.UnitPlural)
	case v.Run.Weighted:
		return "sum over the weight of all rows, " + format.Quantity(v.Display.PositiveWeight+v.Display.NegativeWeight)
	}
	return fmt.Sprintf("mean over %s %s", format.Count(v.Run.N), explore.Units(e, v.Run.N))
}

// A lossExtra is the same loss with another denominator.
type lossExtra struct {
	id, label string
	value     calc.Value
}

func (v lossSection) lossExtras(id string, mean calc.Value) []lossExtra {
	l, _ := catalog.LossByID(id)
	if !mean.OK || l.Shape != catalog.PerRow {
		return nil
	}
	e := v.Experiment
	e.PositiveName, e.NegativeName = show.ShortClassName(e.PositiveName), show.ShortClassName(e.NegativeName)
	p, q := v.Display.PositiveWeight, v.Display.NegativeWeight
	sum := mean.V * (p + q)
	out := []lossExtra{{"sum", "sum", calc.Defined(sum)}}
	for _, m := range l.Two.Means {
		weight := 1.0
		if m.Positives != "" {
			weight = explore.LossArg(v.State.Losses, id, m.Positives)
		}
		over := float64(weight*p) + float64(m.Negatives*q)
		out = append(out, lossExtra{m.ID, e.Fill(m.Label), calc.Ratio(sum, over, calc.NoPositives)})
	}
	return out
}

// shareSentence is the sentence about the hardest rows, with gaps.
func (v lossSection) shareSentence() string {
	var parts []string
	for _, l := range explore.RowLosses {
		parts = append(parts, "{"+l.ID+"} of the "+l.Name)
	}
	last := len(parts) - 1
	return fmt.Sprintf("The hardest 10%% of the %s carry %s and %s.", v.Experiment.UnitPlural,
		strings.Join(parts[:last], ", "), parts[last])
}

func (v lossSection) lossCharts(out *templates.LossesView) {
	if r := v.LossValues.Values["log_loss"]; !r.OK {
		out.Undefined = v.Experiment.ReasonText(r.Reason)
		return
	}
	out.XTicks, out.YTicks = show.UnitPlot.XTicks(4), show.UnitPlot.YTicks(4)
	out.LossTicks = show.Plot{Top: steepest}.YTicks(4)
	for _, l := range explore.RowLosses {
		out.Names = append(out.Names, templates.LossName{ID: l.ID, Name: l.Name, Look: tradeoff.StyleOfLoss(l.ID)})
	}
	if c := v.LossValues.Shares; c != nil {
		var gaps []string
		for i, l := range explore.RowLosses {
			path := ""
			if c.Losses[i] != nil {
				points := make([]chart.Point, len(c.Rows))
				for k := range points {
					points[k] = chart.Point{X: c.Rows[k], Y: c.Losses[i][k]}
				}
				path = chart.Path(points, 0, 1, show.PathSide, show.PathSide)
			}
			out.Shares = append(out.Shares, templates.CurveView{Metric: l.ID, Path: path, Look: tradeoff.StyleOfLoss(l.ID)})
			gaps = append(gaps, "{"+l.ID+"}", shareText(c.At(i, hardest)))
		}
		out.Said = strings.NewReplacer(gaps...).Replace(v.shareSentence())
	} else {
		for _, l := range explore.RowLosses {
			out.Shares = append(out.Shares, templates.CurveView{Metric: l.ID, Look: tradeoff.StyleOfLoss(l.ID)})
		}
		out.Ask = v.with(func(s *tradeoff.State) { s.LossShares = true })
	}
	for _, positive := range []bool{true, false} {
		shape := templates.ShapeView{Positive: positive, Class: v.Experiment.NegativeName, Rug: v.rug(positive)}
		if positive {
			shape.Class = v.Experiment.PositiveName
		}
		for i, l := range explore.RowLossFunctions(v.State.Losses) {
			id := explore.RowLosses[i].ID
			shape.Curves = append(shape.Curves, templates.CurveView{
				Metric: id, Path: shapePath(l, positive), Look: tradeoff.StyleOfLoss(id),
			})
		}
		out.Shapes = append(out.Shapes, shape)
	}
}

func shareText(v calc.Value) string {
	if !v.OK {
		return format.Undefined
	}
	return format.Percent(v.V)
}

// shapePath draws the loss of one row against the probability it was given,
// into a square whose height is steepest; what is higher lies above it. The
// points crowd at both ends, where losses are steep.
func shapePath(l calc.RowLoss, positive bool) string {
	const points = 100
	line := make([]chart.Point, points+1)
	for i := range line {
		p := (1 - math.Cos(math.Pi*float64(i)/points)) / 2
		line[i] = chart.Point{X: p, Y: min(l.At(calc.Probability, positive, p)/steepest, 10)}
	}
	return chart.Path(line, 0, 1, show.PathSide, show.PathSide)
}

// rug draws the probabilities of the rows of one class as small ticks, the
// higher the more rows there are.
func (v lossSection) rug(positive bool) string {
	const bins = 200
	var n [bins]float64
	most := 0.0
	for k := 1; k < v.Display.Len(); k++ {
		now, before := v.Display.Point(k), v.Display.Point(k-1)
		rows := now.RowsFP - before.RowsFP
		if positive {
			rows = now.RowsTP - before.RowsTP
		}
		p := now.Threshold
		if v.Run.ScoreKind == calc.Logit {
			p = calc.Sigmoid(p)
		}
		b := min(int(p*bins), bins-1)
		n[b] += float64(rows)
		most = max(most, n[b])
	}
	var b strings.Builder
	for i, rows := range n {
		if rows > 0 {
			fmt.Fprintf(&b, "M%d 1000v-%d", (2*i+1)*show.PathSide/(2*bins), int(math.Round(25+55*math.Sqrt(rows/most))))
		}
	}
	return b.String()
}
