package ingest

import (
	"bytes"
	"math"
	"regexp"
	"strconv"
	"strings"

	display "tradeoff/internal/format" // the name means a file format here
	"tradeoff/internal/tradeoff"
)

// unguard removes the ' that exports put before a text that a spreadsheet
// would read as a formula.
func unguard(cell []byte) []byte { return display.Unguard(cell) }

// A form is how a number is written, apart from its digits.
type form uint8

const (
	plainForm   form = iota
	percentForm      // "83 %"
)

// cellNumber reads a cell that contains only a number, with optional blanks
// around it, a guard before it and a percent sign after it. ok is false if
// the cell is anything else, or not finite.
func cellNumber(cell []byte, mark byte) (x float64, f form, ok bool) {
	text := bytes.TrimSpace(unguard(bytes.TrimSpace(cell)))
	if i := bytes.IndexRune(text, '−'); i == 0 {
		text = append([]byte{'-'}, text[len("−"):]...)
	}
	if n := len(text); n > 0 && text[n-1] == '%' {
		f = percentForm
		text = bytes.TrimSpace(text[:n-1])
	}
	x, n := parseNumber(text, mark)
	if n == 0 || n != len(text) || math.IsInf(x, 0) {
		if x, ok = unwrapNumber(text); ok && f == plainForm && !math.IsInf(x, 0) {
			return x, f, true
		}
		return 0, f, false
	}
	if f == percentForm {
		x = percent(string(text), mark)
	}
	return x, f, true
}

// percent returns the hundredth of a number, rounded once.
func percent(number string, mark byte) float64 {
	number = strings.Replace(strings.ToLower(number), string(rune(mark)), ".", 1)
	digits, exponent, _ := strings.Cut(number, "e")
	e, _ := strconv.Atoi(exponent) // "" is 0; an exponent that overflows is capped far outside float64
	x, _ := strconv.ParseFloat(digits+"e"+strconv.Itoa(max(e, -1e6)-2), 64)
	return x
}

// notFinite says why a cell cannot be used as a number: it is missing, or
// infinite. Both are false for any other text.
func notFinite(cell []byte, mark byte) (missing, infinite bool) {
	text := bytes.TrimSpace(cell)
	folded := strings.ToLower(string(text))
	if missingLabel(folded) || folded == "none" {
		return true, false
	}
	switch strings.TrimLeft(folded, "+-−") {
	case "inf", "infinity", "∞", "1.#inf":
		return false, true
	}
	x, n := parseNumber(text, mark)
	return false, n > 0 && n == len(text) && math.IsInf(x, 0)
}

// skippable adds the fix that skips rows such as the one that e is about.
func skippable(e *tradeoff.Error) *tradeoff.Error {
	return e.WithFix("Skip rows without a label or score", "skip_missing", "true")
}

// badNumber says what is wrong with a cell that should be a number.
func badNumber(cell []byte, what string, mark byte) *tradeoff.Error {
	text := bytes.TrimSpace(cell)
	other := byte(',')
	if mark == ',' {
		other = '.'
	}
	missing, infinite := notFinite(cell, mark)
	x, n := parseNumber(text, mark)
	switch {
	case missing:
		e := tradeoff.Errorf(tradeoff.Invalid, "the %s is missing", what)
		if len(text) > 0 {
			e.Message += " (" + clipped(text) + ")"
		}
		return skippable(e.WithHint("Fill in the %s, or skip such rows with --skip_missing (parameter skip_missing).", what))
	case infinite && n == len(text) && math.IsInf(x, 0):
		return skippable(tradeoff.Errorf(tradeoff.Invalid, "the %s %s is too large for a 64-bit number", what, clipped(text)).
			WithHint("Write a finite number, or skip such rows with --skip_missing (parameter skip_missing)."))
	case infinite:
		return skippable(tradeoff.Errorf(tradeoff.Invalid, "the %s %s is not finite", what, clipped(text)).
			WithHint("Write a finite number, or skip such rows with --skip_missing (parameter skip_missing)."))
	}
	if thousandsOnly.Match(text) {
		return tradeoff.Errorf(tradeoff.Invalid,
			"the %s %s is ambiguous: the comma may be decimal or a thousands separator", what,
			clipped(text)).
			WithHint("Write numbers with a decimal point and without thousands separators.")
	}
	if thousands.Match(text) {
		return tradeoff.Errorf(tradeoff.Invalid, "the %s %s is not a number: it has thousands separators", what,
			clipped(text)).
			WithHint("Write numbers without thousands separators.")
	}
	if _, _, ok := cellNumber(text, other); ok {
		return tradeoff.Errorf(tradeoff.Invalid, "the %s %s has a decimal %s, the rows before a decimal %s", what,
			clipped(text), markName(other), markName(mark)).
			WithHint("Write all numbers of the file with the same decimal mark and without thousands separators.")
	}
	return tradeoff.Errorf(tradeoff.Invalid, "the %s %s is not a number", what, clipped(text)).
		WithHint("Write a number, or name the column of the %s with --%s (parameter %s).", what, what, what)
}

// thousands matches numbers whose digits are grouped, in the ways of several
// countries, with one kind of separator.
var thousands = regexp.MustCompile(`^[-+]?[0-9]{1,3}(?:` +
	`(?:,[0-9]{3})+(?:\.[0-9]*)?` +
	`|(?:\.[0-9]{3})+,[0-9]*` +
	`|(?:\.[0-9]{3}){2,}` +
	"|(?:['’ \u00a0\u202f][0-9]{3})+(?:[.,][0-9]*)?)$")

func markName(mark byte) string {
	if mark == ',' {
		return "comma"
	}
	return "point"
}
