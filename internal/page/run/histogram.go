package run

import (
	"strconv"

	"tradeoff/internal/axis"
	"tradeoff/internal/chart"
	"tradeoff/internal/explore"
	"tradeoff/internal/format"
	"tradeoff/internal/page/show"
	"tradeoff/internal/tradeoff"
	"tradeoff/web/templates"
)

// place returns the place of t in view, from 0 to 1.
func (v operatingSection) place(t float64) float64 { return min(max(v.Axis.At(t), 0), 1) }

// scoreTicks is about how many labels the axis below the histogram has.
const scoreTicks = 8

// histogram draws the histogram with the slider over it.
func (v operatingSection) histogram() templates.HistogramView {
	e := v.Experiment
	at := v.place(v.Point.Threshold)
	out := templates.HistogramView{
		Value: format.Number(at), ValueText: v.spoken(), Threshold: v.Text,
		Fixed: v.fixed(), Plateau: v.plateau(),
		At: show.Percent(at), LeftWidth: show.Percent(at + 0.01), RightWidth: show.Percent(1.01 - at),
		Positive: show.ShortClassName(e.PositiveName), Negative: show.ShortClassName(e.NegativeName),
		NegativeWord: at >= 0.16, PositiveWord: at <= 0.84, RightHalf: at >= 0.5,
		Above: format.Count(v.Run.Positives) + " " + e.PositiveName,
		Below: format.Count(v.Run.N-v.Run.Positives) + " " + e.NegativeName,
	}
	switch place := v.Axis.At(v.Point.Threshold); {
	case place < 0:
		out.Beyond = templates.LeftSide
	case place > 1:
		out.Beyond = templates.RightSide
	}
	for _, t := range chart.ScoreTicks(v.Axis, scoreTicks, v.InPercent()) {
		tick := templates.AxisTickView{At: show.Percent(t.Value), Text: t.Text, Anchor: anchor(t.Value)}
		out.Ticks = append(out.Ticks, tick)
	}
	v.bars(&out)
	out.Zoom, out.Axes = v.zooms(), v.axisKinds()
	return out
}

// zoomStep is how much a button zooms.
const zoomStep = 2

// zooms returns the addresses of the page with more or less of the axis in view, about
// the threshold if that is in view.
func (v operatingSection) zooms() templates.ZoomView {
	about := v.Axis.At(v.Point.Threshold)
	if about < 0 || about > 1 {
		about = 0.5
	}
	to := func(w axis.Window) string {
		return v.with(func(s *tradeoff.State) {
			if s.Axis.Zoom = nil; !w.Whole() {
				low, high := w.Ends()
				s.Axis.Zoom = &tradeoff.Zoom{Low: low, High: high}
			}
		})
	}
	return templates.ZoomView{
		In: to(v.Axis.Zoomed(1.0/zoomStep, about)), Out: to(v.Axis.Zoomed(zoomStep, about)), All: to(v.Axis.All()),
		Whole: v.Axis.Whole(),
	}
}

// axisKinds returns the kinds of axes to choose from: none where all scores are equal.
func (v operatingSection) axisKinds() []templates.ChipView {
	if v.Axis.Min == v.Axis.Max {
		return nil
	}
	var out []templates.ChipView
	for _, kind := range axis.KindsFor(v.Display.Kind) {
		chip := templates.ChipView{ID: string(kind), Label: kind.Name(), Pressed: kind == v.Axis.Kind}
		chip.Href = v.with(func(s *tradeoff.State) {
			if s.Axis = (tradeoff.ScoreAxis{Kind: kind}); kind == explore.UsualAxis(v.Display) {
				s.Axis.Kind = ""
			}
		})
		out = append(out, chip)
	}
	return out
}

// anchor returns which part of a label is at a place of the axis.
func anchor(place float64) string {
	switch {
	case place < 0.03:
		return "start"
	case place > 0.97:
		return "end"
	}
	return "middle"
}

const (
	// headroom is the part of the histogram above its bars, where words are, and
	// headroomOwn that with a line more about the scale of the positives.
	headroom    = 0.12
	headroomOwn = 0.24

	// vanishing is the height of the highest bar of one class, as a share of both, below
	// which the classes get their own scales.
	vanishing = 1.0 / 8
)

// bars draws positives above the axis and negatives below. An area counts rows: on an
// axis of ranks bars differ in width. The browser does the same in ui/bardrawing.js.
func (v operatingSection) bars(out *templates.HistogramView) {
	up, down := 0.0, 0.0
	for _, b := range v.Histogram {
		up, down = max(up, b.Positives/(b.Right-b.Left)), max(down, b.Negatives/(b.Right-b.Left))
	}
	middle, top := 0.5, headroom
	if up+down > 0 {
		middle = up / (up + down)
		if out.OwnScales = up > 0 && down > 0 && min(middle, 1-middle) < vanishing; out.OwnScales {
			middle, top = 0.5, headroomOwn
		}
	}
	middle = top + (1-top)*min(max(middle, 0.08), 0.92)
	out.Middle = show.Percent(middle)
	out.Up = v.barsOf(middle, middle-top, up, func(b explore.Bar) float64 { return b.Positives })
	out.Down = v.barsOf(middle, middle-1, down, func(b explore.Bar) float64 { return b.Negatives })
}

// barsOf draws the bars of one class from the axis at middle. The one with most rows for
// its width has the height room, which is negative downwards.
func (v operatingSection) barsOf(middle, room, most float64, rows func(explore.Bar) float64) templates.BarsView {
	place := func(share float64) string { return strconv.FormatFloat(float64(share*1000), 'f', 1, 64) }
	foot := place(middle)
	var outline, feet []byte
	for _, b := range v.Histogram {
		n, width := rows(b), b.Right-b.Left
		if n == 0 {
			continue
		}
		left, right := place(b.Left+float64(width*barGap)), place(b.Right-float64(width*barGap))
		top := place(middle - float64(room*(n/width/most)))
		outline = append(outline, "M"+left+" "+foot+"V"+top+"H"+right+"V"+foot+"Z"...)
		feet = append(feet, "M"+left+" "+foot+"H"+right...)
	}
	return templates.BarsView{Outline: string(outline), Feet: string(feet)}
}

// barGap is the share of a bar's width that stays free at either side.
const barGap = 0.06

// axisData is what scripts know of the axis.
func (v operatingSection) axisData() templates.AxisData {
	return templates.AxisData{Axis: v.Axis.Axis, From: v.Axis.From, To: v.Axis.To,
		Usual: string(explore.UsualAxis(v.Display)), Percent: explore.Rare(v.Display),
		Bars: v.Addresses().API("/histogram", nil)}
}
