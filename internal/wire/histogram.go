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
			at = s.At(h.edge(b, bins))
		}
		h.Positives[b] = max(at.TP-above.TP, 0)
		h.Negatives[b] = max(at.FP-above.FP, 0)
		above = at
	}
	return h
}

// edge returns the lower end of bin b, computed so that no range overflows.
func (h Histogram) edge(b, bins int) float64 {
	f := float64(b) / float64(bins)
	return float64(h.Low*(1-f)) + float64(h.High*f)
}
