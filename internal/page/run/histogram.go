package run

import (
	"fmt"
	"math"

	"tradeoff/internal/chart"
	"tradeoff/internal/format"
	"tradeoff/internal/page/show"
	"tradeoff/web/templates"
)

// ends returns the slider's ends: the lowest score, and a little beyond the
// highest, where no row is predicted positive.
func (v RunView) ends() (low, high float64) {
	h := v.Display.Histogram
	low, high = h.Low, h.High
	switch span := high - low; {
	case span == 0:
		pad := max(math.Abs(low)*0.05, 0.05)
		return low - pad, high + pad
	case math.IsInf(span, 0):
		return low, high
	default:
		return low, high + 0.02*span
	}
}

// at returns the place of t between the slider's ends, from 0 to 1.
func (v RunView) at(t float64) float64 {
	low, high := v.ends()
	return min(max((t-low)/(high-low), 0), 1)
}

// histogram draws the histogram with the slider over it.
func (v operatingSection) histogram() templates.HistogramView {
	e := v.Experiment
	low, high := v.ends()
	at := v.at(v.Point.Threshold)
	negatives := v.Run.N - v.Run.Positives
	out := templates.HistogramView{
		Low: format.Number(low), High: format.Number(high),
		Value:     format.Number(min(max(v.Point.Threshold, low), high)),
		ValueText: v.spoken(),
		AsGood:    v.asGood(), OtherSamples: v.otherSamples(),
		At: show.Percent(at), LeftWidth: show.Percent(at + 0.01), RightWidth: show.Percent(1.01 - at),
		Positive: format.Shorten(e.PositiveName, show.MaxNameAtMark), Negative: format.Shorten(e.NegativeName,
			show.MaxNameAtMark),
		NegativeWord: at >= 0.16, PositiveWord: at <= 0.84, RightHalf: at >= 0.5,
		Above: fmt.Sprintf("%s %s, above the line", format.Count(v.Run.Positives), e.PositiveName),
		Below: fmt.Sprintf("%s %s, below", format.Count(negatives), e.NegativeName),
	}
	for _, t := range v.scoreTicks() {
		out.Ticks = append(out.Ticks, templates.TickView{At: show.Percent(t.Value), Text: t.Text})
	}
	v.bars(&out)
	return out
}

// scoreTicks are the labels of the axis of thresholds, with their places.
func (v operatingSection) scoreTicks() (out []chart.Tick) {
	low, high := v.ends()
	for _, t := range chart.Ticks(low, high, 6) {
		if p := v.at(t.Value); p > 0.01 && p < 0.99 {
			out = append(out, chart.Tick{Value: p, Text: t.Text})
		}
	}
	return out
}

// headroom is the part of the histogram above its bars, where the words beside
// the mark stand.
const headroom = 0.1

// bars draws the histogram: positives above the axis, negatives below. Both
// classes share one scale unless one would vanish beside the other.
func (v operatingSection) bars(out *templates.HistogramView) {
	h := v.Display.Histogram
	most := func(bins []float64) float64 {
		m := 0.0
		for _, b := range bins {
			m = max(m, b)
		}
		return m
	}
	up, down := most(h.Positives), most(h.Negatives)
	middle := 0.5
	if up+down > 0 {
		if r := up / (up + down); r >= 1.0/8 && r <= 7.0/8 {
			middle = r
		} else if up > 0 && down > 0 {
			out.Scales = "each class has its own scale"
		} else {
			middle = 0.04 + 0.92*r // one class only
		}
	}
	middle = headroom + (1-headroom)*min(max(middle, 0.08), 0.92)
	out.Middle = show.Percent(middle)
	bar := func(b int, positive bool, n, most, room float64) {
		if n == 0 {
			return
		}
		width := h.High - h.Low
		left, right := v.at(h.Low+width*float64(b)/float64(len(h.Positives))),
			v.at(h.Low+width*float64(b+1)/float64(len(h.Positives)))
		if width == 0 {
			left, right = 0.48, 0.52
		}
		gap := (right - left) * 0.06
		height := max(n/most*room, 0.012)
		y := middle
		if positive {
			y -= height
		}
		out.Bars = append(out.Bars, templates.BarView{
			Positive: positive, X: show.Percent(left + gap), W: show.Percent(right - left - 2*gap), Y: show.Percent(y),
			H: show.Percent(height),
		})
	}
	for b := range h.Positives {
		bar(b, true, h.Positives[b], up, middle-headroom)
		bar(b, false, h.Negatives[b], down, 1-middle-0.02)
	}
}
