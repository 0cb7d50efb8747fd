package explore

import "tradeoff/internal/format"

// Words says which rows of the run these are.
func (of Subject) Words() string {
	return of.View.Words(func(s string) string { return format.Isolate(format.Shorten(s, RoomInSentence)) }, format.Number)
}

// InBrackets says which rows of the run these are behind other words; nothing of a
// whole run.
func (of Subject) InBrackets() string {
	if of.View.Whole() {
		return ""
	}
	return " (" + of.View.Words(func(s string) string { return s }, format.Number) + ")"
}

// RoomInSentence is how many characters of a name a sentence takes.
const RoomInSentence = 60
