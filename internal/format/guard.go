package format

import (
	"math"
	"strconv"
	"strings"
)

// Guard returns a text as a cell of a CSV file: with a ' before it if a
// spreadsheet would read it as a formula, or if [Unguard] would remove one.
// Numbers are not formulas.
func Guard(cell string) string {
	if !looksLikeFormula(cell) {
		return cell
	}
	if x, err := strconv.ParseFloat(cell, 64); err == nil && !math.IsInf(x, 0) {
		return cell
	}
	return "'" + cell
}

// Unguard takes off the one ' that [Guard] has put before a text.
func Unguard(cell []byte) []byte {
	if len(cell) > 1 && cell[0] == '\'' && looksLikeFormula(cell[1:]) {
		return cell[1:]
	}
	return cell
}

// looksLikeFormula reports whether a text begins as a formula does,
// optionally after guards.
func looksLikeFormula[T string | []byte](s T) bool {
	i := 0
	for i < len(s) && s[i] == '\'' {
		i++
	}
	return i < len(s) && strings.IndexByte("=+-@\t\r", s[i]) >= 0
}
