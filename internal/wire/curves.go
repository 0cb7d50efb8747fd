package wire

import (
	"math"

	"tradeoff/internal/calc"
)

// The size at which curves are compared, in pixels.
const (
	width  = 1000
	height = 500
)

// The coordinates of an operating point in the charts, each from 0 to 1 and
// NaN where undefined.
const (
	atThreshold = iota // 1 for the highest score and above
	atRecall
	atPrecision
	atSpecificity
	atF1
	atAccuracy
	atFPR
	coordinates
)

type spot [coordinates]float64

// A curve is two coordinates of all operating points, the horizontal one
// monotone.
type curve struct {
	x, y int
	step bool // also drawn as steps: the value holds down to the next lower threshold
}

var curves = [...]curve{
	{atThreshold, atRecall, true},
	{atThreshold, atPrecision, true},
	{atThreshold, atSpecificity, true},
	{atThreshold, atF1, true},
	{atThreshold, atAccuracy, true},
	{atFPR, atRecall, false},
	{atRecall, atPrecision, false},
}

// A canvas maps the operating points of a sweep to coordinates.
type canvas struct {
	sweep     *calc.Sweep
	low, span float64 // halves, so that no range overflows
}

func newCanvas(s *calc.Sweep) canvas {
	low, high := s.Threshold(s.Len()-1)/2, s.Threshold(1)/2
	return canvas{sweep: s, low: low, span: high - low}
}

func (c canvas) spot(k int) spot {
	m := c.sweep.Confusion(k)
	p, q := m.TP+m.FN, m.FP+m.TN
	at := 1.0
	if k > 0 && c.span > 0 {
		at = (c.sweep.Threshold(k)/2 - c.low) / c.span
	}
	return spot{
		atThreshold:   at,
		atRecall:      m.TP / p, // 0/0 is NaN
		atPrecision:   m.TP / (m.TP + m.FP),
		atSpecificity: m.TN / q,
		atF1:          2 * m.TP / (2*m.TP + m.FP + m.FN),
		atAccuracy:    (m.TP + m.TN) / (p + q),
		atFPR:         m.FP / q,
	}
}

// deviation returns the largest distance in pixels, over all curves, of the
// operating point at p from what is drawn between the stops at a and b, of
// which a has the higher threshold.
func deviation(p, a, b *spot) float64 {
	most := 0.0
	for _, c := range curves {
		px, py := p[c.x]*width, p[c.y]*height
		ax, ay := a[c.x]*width, a[c.y]*height
		bx, by := b[c.x]*width, b[c.y]*height
		if d := fromSegment(px, py, ax, ay, bx, by); d > most { // false for NaN
			most = d
		}
		if c.step {
			d := min(fromSegment(px, py, ax, ay, bx, ay), fromSegment(px, py, bx, ay, bx, by))
			if d > most {
				most = d
			}
		}
	}
	return most
}

// fromSegment returns the distance of p from the segment ab.
func fromSegment(px, py, ax, ay, bx, by float64) float64 {
	dx, dy := bx-ax, by-ay
	t := 0.0
	if l := dx*dx + dy*dy; l > 0 {
		t = min(max(((px-ax)*dx+(py-ay)*dy)/l, 0), 1)
	}
	x, y := px-(ax+t*dx), py-(ay+t*dy)
	return math.Sqrt(x*x + y*y)
}
