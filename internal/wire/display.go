// Package wire thins sweeps to what a browser can hold and draw, and writes
// them in a binary form that it reads in place.
package wire

import (
	"math"
	"slices"
	"sort"

	"tradeoff/internal/calc"
	"tradeoff/internal/format"
)

// Budget is how many stops a page's slider has.
const Budget = 4096

// minBudget leaves room for the stops that are always kept.
const minBudget = 32

// A Display is a sweep thinned to stops: operating points with exact counts,
// from the highest threshold down. The curves drawn through them look like
// those through all operating points; see [NewDisplay].
type Display struct {
	Kind     calc.Kind
	Weighted bool
	Whole    bool // no operating point is left out
	Total    int  // operating points of the sweep

	PositiveWeight, NegativeWeight float64
	Positives, Negatives           uint32 // rows

	// One entry for each stop.
	Threshold []float64 // [0] is +Inf
	Digits    []uint8   // decimals to show it with; see [format.Threshold]
	Index     []uint32  // of the operating point in the sweep
	TP, FP    []uint32  // rows predicted positive
	WTP, WFP  []float64 // weights, nil unless Weighted
	WFN, WTN  []float64

	Histogram Histogram
}

// NewDisplay thins s to at most budget stops, but to no less than 32. A sweep
// that has no more operating points than that is kept whole.
//
// Always kept are both ends, the highest score, the point of the default
// threshold and every optimum of docs/metrics.md 5.9, so whatever is found best
// among the stops is the best of all. The others are chosen so that the curves
// of recall, precision, specificity, F1 and accuracy against the threshold, the
// ROC and the precision–recall curve, drawn at 1000 × 500 pixels, stay within
// half a pixel of the full ones as far as the budget goes. What remains of it
// is spent on the widest gaps between thresholds.
func NewDisplay(s *calc.Sweep, budget int) *Display {
	d := &Display{
		Kind: s.Kind(), Weighted: s.Weighted(), Total: s.Len(),
		PositiveWeight: s.PositiveWeight(), NegativeWeight: s.NegativeWeight(),
		Positives: uint32(s.Positives()), Negatives: uint32(s.Negatives()),
		Histogram: NewHistogram(s),
	}
	budget = max(budget, minBudget)
	if d.Whole = s.Len() <= budget; d.Whole {
		d.Index = make([]uint32, s.Len())
		for k := range d.Index {
			d.Index[k] = uint32(k)
		}
	} else {
		d.Index = thin(s, budget)
	}
	d.fill(s)
	return d
}

// fill copies the operating points that Index names.
func (d *Display) fill(s *calc.Sweep) {
	m := len(d.Index)
	d.Threshold, d.Digits = make([]float64, m), make([]uint8, m)
	d.TP, d.FP = make([]uint32, m), make([]uint32, m)
	if d.Weighted {
		d.WTP, d.WFP, d.WFN, d.WTN = make([]float64, m), make([]float64, m), make([]float64, m), make([]float64, m)
	}
	span := d.Histogram.High - d.Histogram.Low
	for i, k := range d.Index {
		p := s.Point(int(k))
		next := math.Inf(-1)
		if int(k)+1 < s.Len() {
			next = s.Threshold(int(k) + 1)
		}
		d.Threshold[i], d.Digits[i] = p.Threshold, format.ThresholdDigits(p.Threshold, next, span)
		d.TP[i], d.FP[i] = uint32(p.RowsTP), uint32(p.RowsFP)
		if d.Weighted {
			d.WTP[i], d.WFP[i], d.WFN[i], d.WTN[i] = p.TP, p.FP, p.FN, p.TN
		}
	}
}

// Len returns the number of stops.
func (d *Display) Len() int { return len(d.Index) }

// Point returns the operating point of stop i, to the last bit as the sweep has it.
func (d *Display) Point(i int) calc.OperatingPoint {
	p := calc.OperatingPoint{
		Threshold: d.Threshold[i], Weighted: d.Weighted, RowsTP: int(d.TP[i]), RowsFP: int(d.FP[i]),
	}
	if d.Weighted {
		p.Confusion = calc.Confusion{TP: d.WTP[i], FP: d.WFP[i], FN: d.WFN[i], TN: d.WTN[i]}
	} else {
		p.Confusion = calc.Confusion{
			TP: float64(d.TP[i]), FP: float64(d.FP[i]),
			FN: float64(d.Positives - d.TP[i]), TN: float64(d.Negatives - d.FP[i]),
		}
	}
	return p
}

// Sweep returns the sweep of the stops: its rows are those of d, which must
// not be weighted, but scores between two stops are lowered to the lower one.
func (d *Display) Sweep() (*calc.Sweep, error) {
	n := d.Len() - 1
	npos, nneg := make([]uint32, n), make([]uint32, n)
	for i := range n {
		npos[i], nneg[i] = d.TP[i+1]-d.TP[i], d.FP[i+1]-d.FP[i]
	}
	return calc.RestoreSweep(d.Kind, slices.Clone(d.Threshold[1:]), npos, nneg, nil, nil)
}

// Snapped returns rows of the run with each score lowered to that of a stop, as
// [Display.Sweep] has it. Rows below all stops, which have no weight, stay.
func (d *Display) Snapped(b calc.Binary) calc.Binary {
	b.Score = slices.Clone(b.Score)
	for i, x := range b.Score {
		if k := sort.Search(d.Len(), func(k int) bool { return d.Threshold[k] <= x }); k < d.Len() {
			b.Score[i] = d.Threshold[k]
		}
	}
	return b
}
