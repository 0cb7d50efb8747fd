package learn

import (
	"fmt"
	"maps"
	"math"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"tradeoff/internal/calc"
	"tradeoff/internal/chart"
	"tradeoff/internal/explore"
	"tradeoff/internal/format"
	"tradeoff/internal/lesson"
	"tradeoff/internal/link"
	"tradeoff/internal/page/show"
	"tradeoff/internal/source"
	"tradeoff/internal/tradeoff"
	"tradeoff/internal/web"
	"tradeoff/web/templates"
)

// labPage shows one loss of the loss lab.
func (s *Pages) labPage(w http.ResponseWriter, r *http.Request) error {
	l, err := lesson.ParseLab(r.URL.Query())
	if err != nil {
		return err
	}
	if r.URL.Query().Get("paint") != "" {
		return web.SeeOther(w, r, LabPath(l)) // without the stroke, which a reload would repeat
	}
	v := labView{l}
	out := v.view(web.NewPage(r, l.Loss.Name+" · The loss lab", "learn"))
	runs, _, err := s.explorer.Runs(r.Context(), source.RunFilter{Limit: 200})
	if err != nil {
		return err
	}
	var ofImages, others []templates.Choice
	for _, run := range runs {
		if !v.fits(run.Run) {
			continue
		}
		choice := templates.Choice{Value: fmt.Sprint(run.ID), Label: run.Name}
		if v.Loss.Sort == lesson.OnMask && run.Task == tradeoff.SegmentationTask {
			ofImages = append(ofImages, choice)
		} else {
			others = append(others, choice)
		}
	}
	out.Runs = slices.Concat(ofImages, others)
	return web.Page(w, r, http.StatusOK, templates.LabPage(out))
}

func LabPath(l lesson.Lab) string { return link.Address("/learn/losses", l.Query()) }

// A labView shows a lab.
type labView struct{ lesson.Lab }

// fits reports whether a run has what the loss needs.
func (v labView) fits(run tradeoff.Run) bool {
	switch {
	case v.Loss.Sort == lesson.OnBoxes:
		return run.Task == tradeoff.DetectionTask
	case run.Task == tradeoff.MultiClassTask || run.ManyClasses():
		return false
	case v.Loss.ID == "lovasz_hinge_loss":
		return run.ScoreKind != calc.Probability
	default:
		return run.ScoreKind != calc.Score
	}
}

func (v labView) view(page templates.Page) templates.LabView {
	q := lesson.LabQuestion(v.Loss)
	out := templates.LabView{
		Page: page, ID: v.Loss.ID, Name: v.Loss.Name, For: v.Loss.For, Reading: v.Loss.Reading,
		Question: templates.QuestionView{ID: v.Loss.ID, Text: q.Text, Why: q.Why, Right: q.Right(), Answer: q.Options[q.Right()].Text},
		RunQuery: web.HiddenFields(v.RunQuery()), Section: "losses", Data: v.data(),
	}
	for _, o := range q.Options {
		out.Question.Options = append(out.Question.Options, o.Text)
	}
	for _, other := range lesson.LabLosses() {
		out.Losses = append(out.Losses, templates.Choice{Label: other.Name, Value: v.at(other)})
	}
	shown := map[string]bool{"loss": true}
	controls := func(ids ...string) (list []templates.LossControl) {
		for _, m := range tradeoff.Losses() {
			for _, p := range v.Losses.Params(m) {
				for _, id := range ids {
					if m.ID == id {
						list = append(list, show.LossControl(v.Losses, m, p))
						shown[tradeoff.LossField(m, p)] = true
					}
				}
			}
		}
		return list
	}
	out.Controls = controls(v.Loss.ID)
	for i, c := range out.Controls {
		if c.Name == "lovasz_softmax_loss.all_classes" {
			out.Controls[i].Idle = v.Object != "none" // both classes occur
		}
	}
	names := []string{"p", "truth", "positives"}
	switch v.Loss.Sort {
	case lesson.OnMask:
		names = []string{"object", "mask", "pixel", "brush", "paint"}
		out.Mask = v.mask()
	case lesson.OnBoxes:
		names = []string{"eta", "normalize", "base", "box", "x1", "x2", "x3", "y1", "y2", "y3", "p1", "p2", "p3"}
		out.Scene = v.scene()
		out.Section = "boxes"
	default:
		out.Example = &templates.LabExampleView{P: format.Number(v.P), Positive: !v.Negative}
		var others []string
		for _, id := range lesson.ExampleLosses {
			if id != v.Loss.ID {
				others = append(others, id)
			}
		}
		out.Uneven = v.uneven(controls(others...))
	}
	for _, name := range names {
		shown[name] = true
	}
	rest := v.Query()
	maps.DeleteFunc(rest, func(name string, _ []string) bool { return shown[name] })
	out.Hidden = web.HiddenFields(rest)
	v.curves(&out)
	return out
}

// at is the address of another loss at the same state.
func (v labView) at(loss lesson.LabLoss) string {
	l := v.Lab
	l.Loss = loss
	return LabPath(l)
}

func (v labView) number(x calc.Value) string {
	if !x.OK {
		return format.Undefined
	}
	return format.Significant(x.V, show.LossDigits)
}

// reason says why a value is not there.
func (v labView) reason(x calc.Value) string {
	if x.OK {
		return ""
	}
	return "undefined: " + labWords.ReasonText(x.Reason)
}

var labWords = tradeoff.Experiment{PositiveName: "positive", NegativeName: "negative", UnitSingular: "example", UnitPlural: "examples"}

// roundTop is the end of an axis that reaches x: 1, 2, 4 or 8 times a power of ten.
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

// quarters are the ticks of an axis from 0 to top.
func quarters(top float64) (out []templates.TickView) {
	for i := range 5 {
		out = append(out, templates.TickView{At: show.Percent(1 - float64(i)/4), Text: format.Significant(top*float64(i)/4, 2)})
	}
	return out
}

// ofNow says what the curves are about.
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
	for i, c := range []struct {
		id, title string
		of, plain func(lesson.LabPoint) float64
	}{
		{"loss", title, func(p lesson.LabPoint) float64 { return explore.NaNIfUndefined(p.Loss) }, func(p lesson.LabPoint) float64 { return p.PlainLoss.V }},
		{"slope", "Strength of its gradient", func(p lesson.LabPoint) float64 { return math.Abs(explore.NaNIfUndefined(p.Slope)) }, func(p lesson.LabPoint) float64 { return math.Abs(p.PlainSlope.V) }},
	} {
		highest := 0.0
		for _, p := range points {
			if p.P >= 0.05 && p.P <= 0.95 {
				highest = max(highest, c.plain(p))
				if y := c.of(p); y > highest {
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
			return chart.Path(line, 0, 1, show.PathSide, show.PathSide)
		}
		out.Charts[i] = templates.LabChartView{
			ID: c.id, Title: c.title, Axis: axis, XTicks: show.UnitPlot.XTicks(4), YTicks: quarters(top),
			Label: c.title + " against the " + axis + ". The numbers at one probability stand below.",
			Curve: draw(c.of), Plain: draw(c.plain), Dot: to.Dot("loss", now.P, c.of(now)), PlainDot: to.Dot("plain", now.P, c.plain(now)),
		}
	}
}

// partNames are the groups of examples, by the outcome that they would be at
// the threshold 0.5.
var partNames = []struct{ outcome, name string }{
	{"fn", "hard positives"}, {"tp", "easy positives"}, {"tn", "easy negatives"}, {"fp", "hard negatives"},
}

func partsOf(p calc.LossParts) [4]float64 {
	return [4]float64{p.HardPositives, p.EasyPositives, p.EasyNegatives, p.HardNegatives}
}

func (v labView) uneven(controls []templates.LossControl) *templates.UnevenView {
	s := v.Imbalanced()
	out := &templates.UnevenView{
		Share: format.Number(v.Share), Slider: format.Number(math.Log10(v.Share)), Controls: controls,
		Facts: fmt.Sprintf("%d positive, %d negative. Easy: the truth was given 0.5 or more.", s.Positives(), s.Negatives()),
	}
	for _, g := range partNames {
		out.Groups = append(out.Groups, templates.OutcomeView{ID: g.outcome, Name: g.name})
	}
	bar := func(id, name string, parts [4]float64) [4]float64 {
		total, x := 0.0, 0.0
		for _, p := range parts {
			total += p
		}
		b := templates.SharesView{ID: id, Name: name}
		for i, p := range parts {
			part := templates.SharePart{Outcome: partNames[i].outcome, X: show.Percent(x), Width: show.Percent(0), Text: format.Undefined}
			if total > 0 {
				parts[i] = p / total
				part.Width, part.Text = show.Percent(parts[i]), format.Percent(parts[i])
				x += parts[i]
			}
			b.Parts = append(b.Parts, part)
		}
		out.Bars = append(out.Bars, b)
		return parts
	}
	bar("rows", "examples", partsOf(s.WeightParts()))
	easy := make(map[string]string)
	for _, id := range lesson.ExampleLosses {
		m, _ := calc.MetricByID(id)
		parts := bar(id, m.Name, partsOf(s.LossParts(v.Example(id))))
		easy[id] = format.Percent(parts[2])
	}
	out.Said = fmt.Sprintf("The easy negatives carry %s of the cross-entropy, %s of the weighted cross-entropy and %s of the focal loss.",
		easy["log_loss"], easy["weighted_log_loss"], easy["focal_loss"])
	return out
}

func pixelLabel(i int, object bool, p float64) string {
	where := "background"
	if object {
		where = "object"
	}
	return fmt.Sprintf("row %d, column %d, %s, p = %s", i/lesson.MaskSide+1, i%lesson.MaskSide+1, where, format.Number(p))
}

func (v labView) mask() *templates.MaskView {
	out := &templates.MaskView{
		Mask: lesson.MaskText(v.Mask), Brush: strconv.Itoa(v.Brush), BrushP: format.Number(lesson.Levels[v.Brush]), Pixel: strconv.Itoa(v.Pixel),
	}
	for _, o := range lesson.Objects() {
		label := o + " object"
		if o == "none" {
			label = "no object"
		}
		out.Objects = append(out.Objects, templates.RadioView{Value: o, Label: label, Checked: o == v.Object})
	}
	truth := lesson.Truth(v.Object)
	for i, level := range v.Mask {
		if i%lesson.MaskSide == 0 {
			out.Rows = append(out.Rows, nil)
		}
		row := &out.Rows[len(out.Rows)-1]
		*row = append(*row, templates.PixelView{
			Index: strconv.Itoa(i), Level: strconv.Itoa(level), Object: truth[i], Current: i == v.Pixel, Label: pixelLabel(i, truth[i], lesson.Levels[level]),
		})
	}
	for _, id := range lesson.MaskLosses {
		m, _ := calc.MetricByID(id)
		small, large := v.WithFalsePixel(id, "small"), v.WithFalsePixel(id, "large")
		row := templates.MaskLossView{ID: id, Name: m.Name, Value: v.number(v.OfMask(id)), Small: v.number(small), Large: v.number(large), Times: timesText(small, large), Current: id == v.Loss.ID}
		for _, other := range lesson.LabLosses() {
			if other.ID == id {
				row.Href = v.at(other)
			}
		}
		if id == v.Loss.ID {
			out.Said = fmt.Sprintf("%s: one more wrong pixel costs %s on the small object and %s on the large one.", m.Name, row.Small, row.Large)
		}
		out.Losses = append(out.Losses, row)
	}
	if !strings.HasPrefix(v.Loss.ID, "lovasz_") {
		return out
	}
	classes := []bool{true}
	if v.Loss.ID == "lovasz_softmax_loss" {
		classes = []bool{true, false}
	}
	areas := v.LovaszAreas(v.Loss.ID)
	for _, object := range classes {
		view := templates.AreaView{ID: "background", Title: "The background's errors", YTicks: quarters(1)}
		if object {
			view.ID, view.Title = "object", "The object's errors"
		}
		for _, a := range areas {
			if a.Object != object {
				continue
			}
			top := areaTop(a.Steps)
			view.YTicks = quarters(top)
			for _, step := range a.Steps {
				view.Steps = append(view.Steps, areaStep(step, top))
			}
			view.Says = fmt.Sprintf("Area %s, from %d errors above 0.", format.Significant(a.Area, show.LossDigits), countErrors(a.Steps))
		}
		out.Areas = append(out.Areas, view)
	}
	return out
}

// timesText is how many times a loss rises as much on the small object.
func timesText(small, large calc.Value) string {
	if !small.OK || !large.OK || large.V == 0 {
		return format.Undefined
	}
	return format.Significant(small.V/large.V, 2) + " ×"
}

func areaTop(steps []calc.LovaszStep) float64 { return roundTop(max(1, steps[0].Error)) }

func areaStep(s calc.LovaszStep, top float64) templates.AreaStep {
	out := templates.AreaStep{
		Outcome: "fp", X: places(s.From), Width: places(s.To - s.From), Y: places(1 - s.Error/top), Height: places(s.Error / top),
	}
	if s.Positive {
		out.Outcome = "fn"
	}
	return out
}

// places writes a share of the side of a drawing.
func places(share float64) string { return format.Fixed(share*show.PathSide, 1) }

// countErrors counts the rows whose error is not 0.
func countErrors(steps []calc.LovaszStep) int {
	n := 0.0
	for _, s := range steps {
		if s.Error > 0 {
			n += s.Rows
		}
	}
	return int(n)
}

func (v labView) scene() *templates.SceneView {
	balanced, base, _ := v.Balanced()
	o := v.Boxes.Loss()
	out := &templates.SceneView{
		Eta: format.Number(o.Eta), Normalize: o.Normalize, Focal: o.Focal != nil, Undefined: string(balanced.Reason),
		Mean: v.number(balanced.Mean), MeanPlain: v.number(base.Mean),
	}
	of := func(list []float64, i int) calc.Value {
		if balanced.Reason != "" {
			return calc.Undefined(balanced.Reason)
		}
		return calc.Defined(list[i])
	}
	total, plain := 0.0, 0.0
	var up, down []string
	for i := range v.Placed {
		b, truth := v.Predicted(i), lesson.TrueBoxes[i]
		weight := of(balanced.Weights, i)
		plain += base.PerSample[i]
		if weight.OK {
			total += balanced.PerSample[i]
			if weight.V > 1+1e-9 {
				up = append(up, strconv.Itoa(i+1))
			} else if weight.V < 1-1e-9 {
				down = append(down, strconv.Itoa(i+1))
			}
		}
		iou := format.Significant(v.Overlap(i), show.LossDigits)
		out.Boxes = append(out.Boxes, templates.SceneBox{
			Number: strconv.Itoa(i + 1), X: format.Number(b.X), Y: format.Number(b.Y), W: format.Number(b.W), H: format.Number(b.H),
			MaxX: format.Number(lesson.SceneW - b.W), MaxY: format.Number(lesson.SceneH - b.H),
			TrueX: format.Number(truth.X), TrueY: format.Number(truth.Y), LabelX: format.Number(b.X + 2), LabelY: format.Number(b.Y + 6),
			P: format.Number(v.Placed[i].P), IoU: iou, Weight: v.number(weight), Plain: format.Significant(base.PerSample[i], show.LossDigits),
			Loss: v.number(of(balanced.PerSample, i)), Gradient: v.number(of(balanced.Grad, i)),
			Up: weight.OK && weight.V > 1, Current: i == v.Box, Says: fmt.Sprintf("box %d, IoU %s, weight %s", i+1, iou, v.number(weight)),
		})
	}
	n := len(v.Placed)
	b := lesson.NegativeBox
	out.Negative = templates.SceneBox{
		X: format.Number(b.X), Y: format.Number(b.Y), W: format.Number(b.W), H: format.Number(b.H), LabelX: format.Number(b.X + 1), LabelY: format.Number(b.Y + 4),
		P: format.Number(lesson.NegativeBoxP), Weight: v.number(of(balanced.Weights, n)), Plain: format.Significant(base.PerSample[n], show.LossDigits),
		Loss: v.number(of(balanced.PerSample, n)), Gradient: v.number(of(balanced.Grad, n)),
	}
	out.Plain, out.Total = format.Significant(plain, show.LossDigits), format.Undefined
	if balanced.Reason != "" {
		out.Said = "No box touches its true one, so that nobody could carry the loss: it is undefined."
		return out
	}
	out.Total = format.Significant(total, show.LossDigits)
	out.Said = turned(up, down) + sameTotal(o.Normalize)
	return out
}

// turned says whose weights are above and below 1.
func turned(up, down []string) string {
	if len(up)+len(down) == 0 {
		return "All weights are 1. "
	}
	list := func(what string, boxes []string) string {
		switch len(boxes) {
		case 0:
			return ""
		case 1:
			return what + ": box " + boxes[0] + ". "
		default:
			return what + ": boxes " + strings.Join(boxes, " and ") + ". "
		}
	}
	return list("Turned up", up) + list("Turned down", down)
}

func sameTotal(normalized bool) string {
	if normalized {
		return "The total stays what it was: only the shares move."
	}
	return "Without the normalisation the total moves as well."
}

func (v labView) data() templates.LabData {
	d := templates.LabData{
		Loss: v.Loss.ID, Name: v.Loss.Name, Sort: string(v.Loss.Sort), Reasons: make(map[string]string), Names: make(map[string]string),
		Examples: lesson.Examples, Separation: lesson.Separation, Levels: lesson.Levels[:], Side: lesson.MaskSide,
		Truths: make(map[string]string), Firsts: make(map[string]string), Pixels: make(map[string]int),
		Mask: lesson.MaskText(v.Mask), Pixel: v.Pixel, Scene: [2]int{lesson.SceneW, lesson.SceneH}, NegativeP: lesson.NegativeBoxP,
	}
	first := lesson.DefaultLab(v.Loss)
	d.P, d.Share = first.P, first.Share
	for reason, text := range labWords.ReasonTexts() {
		d.Reasons[string(reason)] = text
	}
	for _, m := range tradeoff.Losses() {
		d.Fields = append(d.Fields, show.LossFields(v.Losses, m)...)
		d.Names[m.ID] = m.Name
	}
	for _, o := range lesson.Objects() {
		text := make([]byte, 0, lesson.MaskSide*lesson.MaskSide)
		for _, in := range lesson.Truth(o) {
			if in {
				text = append(text, '1')
			} else {
				text = append(text, '0')
			}
		}
		d.Truths[o], d.Firsts[o], d.Pixels[o] = string(text), lesson.MaskText(lesson.FirstMask(o)), lesson.FirstPixel(o)
	}
	for i, at := range first.Placed {
		b := lesson.TrueBoxes[i]
		d.TrueBoxes = append(d.TrueBoxes, [4]float64{b.X, b.Y, b.W, b.H})
		d.Placed = append(d.Placed, [3]float64{float64(at.X), float64(at.Y), at.P})
	}
	return d
}
