package explore

import (
	"math"

	"tradeoff/internal/calc"
	"tradeoff/internal/format"
	"tradeoff/internal/tradeoff"
	"tradeoff/internal/wire"
)

// A ClassBars is one class of a histogram.
type ClassBars struct {
	ID, Name, Hue string
	Bins          []float64 // weight
	all           float64
}

// ClassBars returns both classes of a histogram, the positive one first. Their
// hues are those of recall and specificity, which are what lies right of the
// threshold of the one, and left of it of the other.
func (v RunAt) ClassBars(h wire.Histogram) []ClassBars {
	e, d := v.Experiment, v.Display
	return []ClassBars{
		{"positive", e.PositiveName, "recall", h.Positives, d.PositiveWeight},
		{"negative", e.NegativeName, "specificity", h.Negatives, d.NegativeWeight},
	}
}

// Height is that of a bar that holds the weight n of a class.
func (c ClassBars) Height(n float64, scale tradeoff.HistogramScale) float64 {
	switch {
	case scale == tradeoff.LogScale:
		return math.Log10(1 + n)
	case scale == tradeoff.ShareScale && c.all > 0:
		return n / c.all
	case scale == tradeoff.ShareScale:
		return 0
	}
	return n
}

// writeHistogram writes one line for each bin.
func (v RunAt) writeHistogram(out CSVWriter) {
	out.Line([]string{"from", "to", "positives", "negatives", "share_of_positives", "share_of_negatives"})
	h := v.Display.Histogram.Merged(v.State.HistogramCut())
	for b := range h.Positives {
		out.Line([]string{
			format.Number(h.Edge(b)), format.Number(h.Edge(b + 1)), format.Number(h.Positives[b]), format.Number(h.Negatives[b]),
			CSVCell(calc.Ratio(h.Positives[b], v.Display.PositiveWeight, calc.NoPositives)), CSVCell(calc.Ratio(h.Negatives[b], v.Display.NegativeWeight, calc.NoNegatives)),
		})
	}
}
