package explore

import (
	"math"

	"tradeoff/internal/calc"
	"tradeoff/internal/format"
	"tradeoff/internal/tradeoff"
	"tradeoff/internal/wire"
)

// A ClassHistogram is the histogram of the scores of one class.
type ClassHistogram struct {
	ID, Name, Hue string
	Bins          []float64 // weight in each bin
	total         float64   // weight of the class
}

// ClassHistograms returns both classes of a histogram, the positive one first. Their
// hues are those of recall and specificity: recall is the share of positives to the
// right of the threshold, specificity that of negatives to its left.
func (v RunAt) ClassHistograms(h wire.Histogram) []ClassHistogram {
	e, d := v.Experiment, v.Display
	return []ClassHistogram{
		{"positive", e.PositiveName, "recall", h.Positives, d.PositiveWeight},
		{"negative", e.NegativeName, "specificity", h.Negatives, d.NegativeWeight},
	}
}

// Height returns how high a bar is that holds the weight n of a class: n, its
// logarithm, or its share of the class, 0 for a class without rows.
func (c ClassHistogram) Height(n float64, scale tradeoff.HistogramScale) float64 {
	switch {
	case scale == tradeoff.LogScale:
		return math.Log10(1 + n)
	case scale == tradeoff.ShareScale && c.total > 0:
		return n / c.total
	case scale == tradeoff.ShareScale:
		return 0
	}
	return n
}

// writeHistogram writes one line for each bin.
func writeHistogram(v RunAt, out CSVWriter) {
	out.Line([]string{"from", "to", "positives", "negatives", "share_of_positives", "share_of_negatives"})
	h := v.Display.Histogram.Merged(v.State.HistogramCut())
	for b := range h.Positives {
		positives := calc.Ratio(h.Positives[b], v.Display.PositiveWeight, calc.NoPositives)
		negatives := calc.Ratio(h.Negatives[b], v.Display.NegativeWeight, calc.NoNegatives)
		out.Line([]string{
			format.Number(h.Edge(b)), format.Number(h.Edge(b + 1)),
			format.Number(h.Positives[b]), format.Number(h.Negatives[b]), CSVCell(positives), CSVCell(negatives),
		})
	}
}
