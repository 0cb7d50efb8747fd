package axis

import "math"

// A Window is the stretch of an axis that is in view, whose places run from 0 to 1 too.
type Window struct {
	Axis
	From, To float64 // places of the axis, From < To
}

// narrowest is the least share of an axis that a window shows.
const narrowest = 1e-6

// All returns the window with the whole axis.
func (a Axis) All() Window { return Window{a, 0, 1} }

// Between returns the window from score low to score high, which may be infinite. A
// window that is too narrow to show anything is widened.
func (a Axis) Between(low, high float64) Window {
	w := Window{a, a.At(low), a.At(high)}
	if w.To-w.From < narrowest {
		middle := min(max((w.From+w.To)/2, narrowest/2), 1-narrowest/2)
		w.From, w.To = middle-narrowest/2, middle+narrowest/2
	}
	return w
}

// Whole reports whether w shows the whole axis.
func (w Window) Whole() bool { return w.From <= 0 && w.To >= 1 }

// At returns the place of threshold t: below 0 and above 1 outside of the window.
func (w Window) At(t float64) float64 { return (w.Axis.At(t) - w.From) / (w.To - w.From) }

// Score returns the threshold at a place.
func (w Window) Score(place float64) float64 { return w.Axis.Score(between(w.From, w.To, place)) }

// End returns the place where the highest score ends, which may be out of view.
func (w Window) End() float64 { return (top - w.From) / (w.To - w.From) }

// Zoomed returns the window that shows times as much of the axis, with the same score at
// a place.
func (w Window) Zoomed(times, place float64) Window {
	width := min(max((w.To-w.From)*times, narrowest), 1)
	from := between(w.From, w.To, place) - float64(width*place)
	from = min(max(from, 0), 1-width)
	return Window{w.Axis, from, from + width}
}

// Ends returns the scores at the ends of the window with as few digits as keep its
// width to a thousandth. The end of the axis is +Inf.
func (w Window) Ends() (low, high float64) {
	low, high = w.Axis.Low, math.Inf(1)
	tolerance := (w.To - w.From) / 1000
	if w.From > 0 {
		low = w.Axis.short(w.From, tolerance)
	}
	if w.To < 1 {
		high = w.Axis.short(w.To, tolerance)
	}
	return low, high
}
