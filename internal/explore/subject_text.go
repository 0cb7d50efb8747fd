package explore

import (
	"fmt"

	"tradeoff/internal/calc"
	"tradeoff/internal/format"
	"tradeoff/internal/tradeoff"
)

// MaxNameInSentence is how many characters of a name fit into a sentence.
const MaxNameInSentence = 60

// forSentence returns a name as sentences contain it: shortened, and isolated so
// that text from right to left does not turn the sentence around it.
func forSentence(name string) string {
	return format.Isolate(format.Shorten(name, MaxNameInSentence))
}

// RowsText returns which rows of the run the subject consists of, for a sentence or a
// heading: its class and its filter. It is "" for a whole run.
func (of Subject) RowsText() string { return of.View.Words(forSentence, format.Number) }

// RowsSuffix returns " (…)" with which rows of the run the subject consists of, names
// in full; "" for a whole run.
func (of Subject) RowsSuffix() string {
	if of.View.Whole() {
		return ""
	}
	return " (" + of.View.Words(func(s string) string { return s }, format.Number) + ")"
}

// SizeText returns how many rows a run of two classes has and how many of them are
// positive. The rows of a weighted run stand for others, so that their share of positives
// means nothing: of them it returns the sum of the weights and the prevalence by weight.
// c is any confusion matrix of the run.
func SizeText(e tradeoff.Experiment, r tradeoff.Run, c calc.Confusion) string {
	prevalence := ""
	if p := c.Prevalence(); p.OK {
		prevalence = format.Prevalence(p.V)
	}
	if r.Weighted {
		s := fmt.Sprintf("%s%s %s, weighted to %s %s", ImageCountText(r), format.Count(r.N),
			format.Plural(r.N, "row", "rows"), format.Quantity(c.Total()), e.UnitPlural)
		if prevalence != "" {
			s += fmt.Sprintf(" · prevalence of %s %s", e.PositiveName, prevalence)
		}
		return s
	}
	s := fmt.Sprintf("%s%s %s · %s %s", ImageCountText(r), format.Count(r.N), Units(e, r.N), format.Count(r.Positives),
		e.PositiveName)
	if prevalence != "" {
		s += " (" + prevalence + ")"
	}
	return s
}

// RowCountText is [SizeText] for a list of runs: without a prevalence.
func RowCountText(e tradeoff.Experiment, r tradeoff.Run) string {
	switch {
	case r.ManyClasses():
		return fmt.Sprintf("%s %s, %d classes", format.Count(r.N), Units(e, r.N), len(r.Classes))
	case r.Weighted:
		return format.Count(r.N) + " weighted " + format.Plural(r.N, "row", "rows")
	default:
		return fmt.Sprintf("%s %s, %s %s", format.Count(r.N), Units(e, r.N), format.Count(r.Positives), e.PositiveName)
	}
}
