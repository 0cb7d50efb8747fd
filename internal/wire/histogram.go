package wire

import "tradeoff/internal/calc"

// HistogramBins is the number of bars of a histogram.
const HistogramBins = 60

// A Histogram counts the two classes over equal parts of the scores' range,
// from Low to High. Bin b holds the scores in [edge b, edge b+1), the last
// also its upper end: the same rule by which a threshold divides them.
type Histogram struct {
	Low, High float64   // the lowest and the highest score; equal if there is but one
	Positives []float64 // weight per bin
	Negatives []float64
}

// NewHistogram returns the histogram of s with [HistogramBins] bins, a single
// bin if all scores are equal, and none if there are no scores.
func NewHistogram(s *calc.Sweep) Histogram {
	last := s.Len() - 1
	if last == 0 {
		return Histogram{}
	}
	h := Histogram{Low: s.Threshold(last), High: s.Threshold(1)}
	bins := HistogramBins
	if h.Low == h.High {
		bins = 1
	}
	h.Positives, h.Negatives = make([]float64, bins), make([]float64, bins)
	above := s.Point(0) // what lies above the bin at hand
	for b := bins - 1; b >= 0; b-- {
		at := s.Point(last)
		if b > 0 {
			at = s.At(h.Edge(b))
		}
		h.Positives[b] = max(at.TP-above.TP, 0)
		h.Negatives[b] = max(at.FP-above.FP, 0)
		above = at
	}
	return h
}

// Edge returns the lower end of bin b, and the upper end of the one before.
func (h Histogram) Edge(b int) float64 { // computed so that no range overflows
	f := float64(b) / float64(len(h.Positives))
	return float64(h.Low*(1-f)) + float64(h.High*f)
}

// Merged returns the histogram with fewer bins, if their number divides that of
// h, and else h itself.
func (h Histogram) Merged(bins int) Histogram {
	if bins < 1 || len(h.Positives) <= bins || len(h.Positives)%bins != 0 {
		return h
	}
	out := Histogram{Low: h.Low, High: h.High, Positives: make([]float64, bins), Negatives: make([]float64, bins)}
	each := len(h.Positives) / bins
	for b := range h.Positives {
		out.Positives[b/each] += h.Positives[b]
		out.Negatives[b/each] += h.Negatives[b]
	}
	return out
}
