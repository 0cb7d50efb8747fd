package ingest

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"tradeoff/internal/tradeoff"
)

// thousandsOnly matches numbers with commas only where thousands separators
// would be.
var thousandsOnly = regexp.MustCompile(`^[-+]?[1-9][0-9]{0,2}(?:,[0-9]{3})+$`)

// hasHeader reports whether the first record names the columns: if a column
// of numbers begins with something else, or if there is no column of numbers
// at all; never if the record contains a fraction.
func hasHeader(first []string, rows [][]string, mark byte) bool {
	if countsColumns(first, rows) || numbersColumns(first, rows, mark) {
		return true
	}
	if len(first) == 1 && slices.ContainsFunc(rows, func(r []string) bool { return r[0] == first[0] }) {
		return rank(labelNames, first[0]) >= 0 // else a name must not occur among the values
	}
	words := false
	for _, cell := range first {
		x, _, ok := cellNumber([]byte(cell), mark)
		switch {
		case ok && (x != float64(int64(x)) || x < 0):
			return false
		case !ok && strings.TrimSpace(cell) != "":
			words = true
		}
	}
	if !words {
		return false
	}
	numbers := false
	for i, cell := range first {
		if _, _, ok := cellNumber([]byte(cell), mark); !ok && numeric(rows, i, mark) {
			return true
		} else if ok {
			numbers = numbers || numeric(rows, i, mark)
		}
	}
	if !numbers {
		return true
	}
	for _, cell := range first { // classes as names of columns: "label,0,1"
		if rank(labelNames, cell) >= 0 {
			return true
		}
	}
	return false
}

// countsColumns reports whether the first record is a header as pandas writes
// it for a table without names: an empty cell, and then the column numbers.
func countsColumns(first []string, rows [][]string) bool {
	if len(first) < 2 || len(rows) == 0 || first[0] != "" || rows[0][0] != "0" || len(rows) > 1 && rows[1][0] != "1" {
		return false
	}
	for i, cell := range first[1:] {
		if cell != strconv.Itoa(i) {
			return false
		}
	}
	return true
}

// numbersColumns reports whether the first record contains different whole
// numbers that cannot be values of their columns: the column has no other
// number, or only fractions in [0,1].
func numbersColumns(first []string, rows [][]string, mark byte) bool {
	for i, cell := range first {
		if !isDigits(cell) || slices.Contains(first[:i], cell) {
			return false
		}
	}
	for i, cell := range first {
		words, fractions := 0, 0
		for _, r := range rows {
			x, _, ok := cellNumber([]byte(r[i]), mark)
			if !ok && !missingLabel(foldLabel([]byte(r[i]), mark)) {
				words++
			}
			if ok && x >= 0 && x <= 1 {
				fractions++
			}
		}
		if len(rows) > 1 && (words == len(rows) || fractions == len(rows) && cell != "0" && cell != "1") {
			return true
		}
	}
	return false
}

// numeric reports whether column i holds numbers only, missing ones aside.
func numeric(rows [][]string, i int, mark byte) bool {
	n := 0
	for _, r := range rows {
		if missingLabel(foldLabel([]byte(r[i]), mark)) {
			continue
		}
		if _, _, ok := cellNumber([]byte(r[i]), mark); !ok {
			return false
		}
		n++
	}
	return n > 0
}

// headerNames returns the trimmed names of the columns, which must differ.
func headerNames(header []string) ([]string, *tradeoff.Error) {
	names := make([]string, len(header))
	for i, cell := range header {
		names[i] = strings.TrimSpace(string(unguard([]byte(cell))))
	}
	return names, differ(names)
}

// differ refuses columns of the same name.
func differ(names []string) *tradeoff.Error {
	seen := make(map[string]int, len(names))
	for i, name := range names {
		if j, ok := seen[name]; ok {
			return tradeoff.Errorf(tradeoff.Invalid, "columns %d and %d have the same name %q", j+1, i+1, clip(name)).
				WithHint("Give each column a different name.").At(tradeoff.Place{Column: name})
		}
		seen[name] = i
	}
	return nil
}
