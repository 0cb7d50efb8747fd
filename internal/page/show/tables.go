package show

import (
	"tradeoff/internal/format"
	"tradeoff/internal/tradeoff"
)

// LongestCell is how many characters of a cell a page shows. Downloads have all of it.
const LongestCell = 160

// IsLong reports whether a text needs a wide column.
func IsLong(s string) bool { return len(s) > 40 }

// AllNumbers reports whether every text that is not empty is a number. It is false if all
// are empty.
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

// RowsPerBatch is how many rows of a download are in memory at a time.
const RowsPerBatch = 1 << 17

// GuardCells changes every cell so that spreadsheets do not read it as a formula, and
// returns the cells.
func GuardCells(cells []string) []string {
	for i, s := range cells {
		cells[i] = format.Guard(s)
	}
	return cells
}

// CrossSign separates two values that are crossed: "40+ × site a".
const CrossSign = " × "
