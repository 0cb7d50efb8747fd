package show

import (
	"tradeoff/internal/format"
	"tradeoff/internal/tradeoff"
)

// longestCell is how much of a cell a page shows; the download has all of it.
const LongestCell = 160

// isLong reports whether a text wants a wide column.
func IsLong(s string) bool { return len(s) > 40 }

// allNumbers reports whether every text that is not empty is a number.
func AllNumbers(texts []string) bool {
	some := false
	for _, s := range texts {
		if s == "" {
			continue
		}
		if _, err := tradeoff.ParseThreshold(s); err != nil {
			return false
		}
		some = true
	}
	return some
}

// examplesPerBatch is how many rows of a download are in memory at a time.
const RowsPerBatch = 1 << 17

// guarded guards every cell against spreadsheets that take it for a formula.
func Guarded(cells []string) []string {
	for i, s := range cells {
		cells[i] = format.Guard(s)
	}
	return cells
}

// times stands between two values that are crossed.
const Times = " × "
