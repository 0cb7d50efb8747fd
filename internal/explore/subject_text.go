package explore

import "tradeoff/internal/format"

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
