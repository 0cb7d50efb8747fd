package chart

import (
	"math"
	"strconv"
	"strings"

	"tradeoff/internal/axis"
	"tradeoff/internal/format"
)

// ScoreTicks returns the labelled places of an axis of scores, about n at most, with
// scores as percent if asked for. Their values are places from 0 to 1.
func ScoreTicks(w axis.Window, n int, percent bool) []Tick {
	unit := func(text string) string {
		if percent {
			return format.AsPercent(text)
		}
		return text
	}
	var out []Tick
	for _, score := range w.Labels(n) {
		text := format.Number(score)
		if math.Abs(score) >= math.Pow10(mostTickDigits) {
			mantissa, exponent, _ := strings.Cut(strconv.FormatFloat(score, 'e', -1, 64), "e+")
			text = mantissa + "e" + strings.TrimLeft(exponent, "0")
		}
		text = format.Signed(unit(text))
		if score == w.Low && w.Min < w.Low {
			text = "≤ " + text
		}
		out = append(out, Tick{w.At(score), text})
	}
	if out != nil {
		return out
	}
	high := w.Score(1)
	if math.IsInf(high, 1) {
		high = w.High
	}
	for _, t := range Ticks(w.Score(0), high, n) {
		if place := w.At(t.Value); place >= 0 && place <= 1 {
			out = append(out, Tick{place, unit(t.Text)})
		}
	}
	return out
}
