package server

import (
	"fmt"
	"math"
	"net/http"
	"strings"

	"tradeoff/internal/calc"
	"tradeoff/internal/catalog"
	"tradeoff/internal/chart"
	"tradeoff/internal/explore"
	"tradeoff/internal/format"
	"tradeoff/internal/tradeoff"
	"tradeoff/internal/web"
	"tradeoff/web/templates"
)

const (
	lossDigits = 3   // that are shown of a loss
	steepest   = 4.0 // highest loss of the drawing of a loss's shape
	hardest    = 0.1 // the share of the rows that the sentence is about
)

// A lossJSON is a loss, or why there is none.
type lossJSON struct {
	Value  calc.Value  `json:"value"`
	Reason calc.Reason `json:"reason,omitempty"`
}

// A lossesJSON is what the API says of a run's losses.
type lossesJSON struct {
	Losses  map[string]lossJSON  `json:"losses"`
	Clipped int                  `json:"clipped" doc:"rows whose cross-entropy is that of the clipped probability"`
	Rows    []float64            `json:"rows,omitempty" doc:"shares of the rows, the hardest first; absent if there are many classes"`
	Shares  map[string]lossShare `json:"shares,omitempty" doc:"of each loss, the shares that those rows carry; null if the loss adds up to 0"`

	ByClass map[string][]calc.Value `json:"by_class,omitempty" doc:"of many classes, in their order: of log_loss, weighted_log_loss and focal_loss the share that the rows of the class carry, of the others the loss of the class"`
}

// A lossShare is a list of numbers, or null.
type lossShare []float64

// getLosses answers with all losses at the given parameters, from the whole sweep.
func (s *Server) getLosses(w http.ResponseWriter, r *http.Request) error {
	of, err := web.At(r, s.explorer.SubjectAt)
	if err != nil {
		return err
	}
	args, err := tradeoff.ParseLossArgs(r.URL.Query())
	if err != nil {
		return err
	}
	metrics, err := s.explorer.Metrics(r.Context(), of)
	if err != nil {
		return err
	}
	stored := make(map[string]calc.Value, len(metrics))
	for _, m := range metrics {
		stored[m.ID] = m.Value
	}
	found, err := of.Losses(r.Context(), args, stored, true)
	if err != nil {
		return err
	}
	out := lossesJSON{Losses: make(map[string]lossJSON), Clipped: found.Clipped, Rows: found.Shares.Rows, Shares: make(map[string]lossShare)}
	for id, v := range found.Values {
		out.Losses[id] = lossJSON{v, v.Reason}
	}
	for i, y := range found.Shares.Losses {
		out.Shares[explore.SharedLosses[i].ID] = y
	}
	return web.WriteJSON(w, http.StatusOK, out)
}

// --- the panel ---

func (v runView) lossPanel() templates.LossesView {
	e := v.Experiment
	out := templates.LossesView{
		Action:      fmt.Sprintf("/runs/%d", v.Run.ID),
		Reset:       v.with(func(s *tradeoff.State) { s.Losses, s.LossShares = nil, false }),
		AsUsual:     len(v.State.Losses) == 0,
		Probability: "probability of " + short(e.PositiveName), Unit: e.UnitSingular, Units: e.UnitPlural,
		Clipped: v.clippedNote(),
	}
	plain := v.State
	plain.Losses, plain.LossShares = nil, false
	out.Hidden = web.HiddenFields(plain.Query())
	data := templates.LossData{
		At: v.API("/losses", nil), Kind: string(v.Run.ScoreKind), Steepest: steepest, Hardest: hardest,
		Positives: v.Display.PositiveWeight, Negatives: v.Display.NegativeWeight, Steps: explore.ShareSteps, Said: v.shareSentence(),
	}
	for _, m := range tradeoff.Losses() {
		out.Losses = append(out.Losses, v.loss(m))
		data.Fields = append(data.Fields, lossFields(v.State.Losses, m)...)
	}
	v.lossCharts(&out)
	out.Data = data
	return out
}

// clippedNote says how often the cross entropy is that of the clip.
func (v runView) clippedNote() string {
	n := v.LossValues.Clipped
	if n == 0 {
		return ""
	}
	return fmt.Sprintf("For %s %s the model gave the truth less than 2⁻⁵², in most files 0, whose logarithm has no end. It counts as 2⁻⁵², a cross-entropy of 36.04, in every loss made of it.",
		format.Count(n), explore.Units(v.Experiment, n))
}

func (v runView) loss(m calc.Metric) templates.LossView {
	words := tradeoff.WordsForLoss(m.ID, v.Experiment)
	out := templates.LossView{ID: m.ID, Name: m.Name, Purpose: words.Purpose, Formula: words.Formula}
	bce, dice := v.State.Losses.Weights()
	for _, piece := range []struct{ gap, id, text string }{{"{bce}", "bce", format.Significant(bce, lossDigits)}, {"{dice}", "dice", format.Significant(dice, lossDigits)}} {
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
		out.Value = format.Significant(value.V, lossDigits)
	}
	out.Over = v.over(m.ID)
	for _, x := range v.lossExtras(m.ID, value) {
		text := format.Undefined
		if x.value.OK {
			text = format.Significant(x.value.V, lossDigits)
		}
		out.Extras = append(out.Extras, templates.LossExtra{ID: x.id, Label: x.label, Value: text})
	}
	for _, p := range v.State.Losses.Params(m) {
		if p.Name == "all_classes" && v.Run.Positives > 0 && v.Run.Positives < v.Run.N {
			continue // both occur, so it would change nothing
		}
		out.Controls = append(out.Controls, lossControl(v.State.Losses, m, p))
	}
	return out
}

// lossControl is how a parameter of the loss m is set.
func lossControl(args tradeoff.LossArgs, m calc.Metric, p calc.Param) templates.LossControl {
	c, x := p.Control, args.Value(m, p)
	view := templates.LossControl{
		Name: tradeoff.LossField(m, p), Label: c.Label, Says: m.Name + ": " + c.Spoken(), Value: format.Number(x),
		Switch: p.Switch, Ticked: x == c.On, Log: c.Log,
		Idle: c.Needs != "" && explore.LossArg(args, m.ID, c.Needs) == 0,
		Low:  format.Number(c.Low), High: format.Number(c.High), Step: format.Number(c.Step),
	}
	at := x
	if c.Log {
		at = math.Log10(x)
	}
	if view.At = format.Number(min(max(at, c.Low), c.High)); view.Switch {
		view.Value = format.Number(c.On)
	}
	return view
}

// lossFields are the parameters of the loss m and their ranges.
func lossFields(args tradeoff.LossArgs, m calc.Metric) (out []templates.LossField) {
	for _, p := range args.Params(m) {
		out = append(out, templates.LossField{
			Name: tradeoff.LossField(m, p), Loss: m.ID, Param: p.Name, Usual: p.Default, Low: p.Low, High: p.High, Open: p.Open,
			Needs: p.Control.Needs,
		})
	}
	return out
}

// over says what a loss is divided by, or over what it is computed at once.
func (v runView) over(id string) string {
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

// short cuts a class name that has to share a line.
func short(name string) string { return format.Shorten(name, roomBesideMark) }

// A lossExtra is the same loss with another denominator.
type lossExtra struct {
	id, label string
	value     calc.Value
}

func (v runView) lossExtras(id string, mean calc.Value) []lossExtra {
	l, _ := catalog.LossByID(id)
	if !mean.OK || l.Shape != catalog.PerRow {
		return nil
	}
	e := v.Experiment
	e.PositiveName, e.NegativeName = short(e.PositiveName), short(e.NegativeName)
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
func (v runView) shareSentence() string {
	var parts []string
	for _, l := range explore.SharedLosses {
		parts = append(parts, "{"+l.ID+"} of the "+l.Name)
	}
	last := len(parts) - 1
	return fmt.Sprintf("The hardest 10 %% of the %s carry %s and %s.", v.Experiment.UnitPlural, strings.Join(parts[:last], ", "), parts[last])
}

func (v runView) lossCharts(out *templates.LossesView) {
	if r := v.LossValues.Values["log_loss"]; !r.OK {
		out.Undefined = v.Experiment.ReasonText(r.Reason)
		return
	}
	out.XTicks, out.YTicks = unitPlot.xTicks(4), unitPlot.yTicks(4)
	out.LossTicks = plot{top: steepest}.yTicks(4)
	for _, l := range explore.SharedLosses {
		out.Names = append(out.Names, templates.LossName{ID: l.ID, Name: l.Name})
	}
	if c := v.LossValues.Shares; c != nil {
		var gaps []string
		for i, l := range explore.SharedLosses {
			path := ""
			if c.Losses[i] != nil {
				points := make([]chart.Point, len(c.Rows))
				for k := range points {
					points[k] = chart.Point{X: c.Rows[k], Y: c.Losses[i][k]}
				}
				path = chart.Path(points, 0, 1, side, side)
			}
			out.Shares = append(out.Shares, templates.CurveView{Metric: l.ID, Path: path})
			gaps = append(gaps, "{"+l.ID+"}", shareText(c.At(i, hardest)))
		}
		out.Said = strings.NewReplacer(gaps...).Replace(v.shareSentence())
	} else {
		for _, l := range explore.SharedLosses {
			out.Shares = append(out.Shares, templates.CurveView{Metric: l.ID})
		}
		out.Ask = v.with(func(s *tradeoff.State) { s.LossShares = true })
	}
	for _, positive := range []bool{true, false} {
		shape := templates.ShapeView{Positive: positive, Class: v.Experiment.NegativeName, Rug: v.rug(positive)}
		if positive {
			shape.Class = v.Experiment.PositiveName
		}
		for i, l := range explore.ExampleLosses(v.State.Losses) {
			shape.Curves = append(shape.Curves, templates.CurveView{Metric: explore.SharedLosses[i].ID, Path: shapePath(l, positive)})
		}
		out.Shapes = append(out.Shapes, shape)
	}
}

func shareText(v calc.Value) string {
	if !v.OK {
		return format.Undefined
	}
	return format.Significant(100*v.V, 2) + " %"
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
	return chart.Path(line, 0, 1, side, side)
}

// rug draws the probabilities of the rows of one class as small ticks, the
// higher the more rows there are.
func (v runView) rug(positive bool) string {
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
			fmt.Fprintf(&b, "M%d 1000v-%d", (2*i+1)*side/(2*bins), int(math.Round(25+55*math.Sqrt(rows/most))))
		}
	}
	return b.String()
}
