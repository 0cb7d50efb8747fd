package ingest

import (
	"regexp"
	"slices"
	"strings"

	"tradeoff/internal/tradeoff"
)

// orangeTypes are the types that Orange writes in the second line, and
// orangeFlags the flags in the third.
var (
	orangeTypes = []string{"", "c", "continuous", "d", "discrete", "s", "string", "t", "time"}
	orangeFlags = []string{"", "class", "c", "meta", "m", "ignore", "i", "weight", "w"}
)

// isOrange reports whether the two records after the header are Orange's:
// types, or a list of a column's values, and flags.
func isOrange(records [][]string) bool {
	if len(records) < 4 || len(records[1]) != len(records[0]) || len(records[2]) != len(records[0]) {
		return false
	}
	types, flags := 0, 0
	for i := range records[0] {
		kind, flag := strings.ToLower(strings.TrimSpace(records[1][i])), orangeFlag(records[2][i])
		switch {
		case kind == "" || strings.Contains(kind, " "):
		case slices.Contains(orangeTypes, kind):
			types++
		default:
			return false
		}
		if !slices.Contains(orangeFlags, flag) {
			return false
		}
		if flag != "" {
			flags++
		}
	}
	return types > 0 && (flags > 0 || 2*types > len(records[0]))
}

// orangeFlag returns the flag of a column without its attributes.
func orangeFlag(cell string) string {
	for _, word := range strings.Fields(strings.ToLower(cell)) {
		if !strings.Contains(word, "=") {
			return word
		}
	}
	return ""
}

// orangeRoles sets the roles given by Orange's flags.
func (s *sample) orangeRoles(flags []string) {
	for i, cell := range flags {
		switch orangeFlag(cell) {
		case "class", "c":
			s.setRole(i, tradeoff.LabelRole)
		case "weight", "w":
			s.setRole(i, tradeoff.WeightRole)
		}
	}
}

// orangeNames removes types and flags from the names in Orange's one-line
// headers, such as "mS#name" and "cD#outcome", if all names have them, or
// some do and no other name contains a #.
func (s *sample) orangeNames(first []string) []string {
	marked := 0
	for _, name := range first {
		switch {
		case orangePrefix.MatchString(name):
			marked++
		case strings.Contains(name, "#"):
			return first
		}
	}
	if marked == 0 {
		return first
	}
	names := slices.Clone(first)
	for i, name := range first {
		m := orangePrefix.FindStringSubmatch(name)
		if m == nil {
			continue
		}
		names[i] = m[2]
		switch {
		case strings.HasPrefix(m[1], "c"):
			s.setRole(i, tradeoff.LabelRole)
		case strings.HasPrefix(m[1], "w"):
			s.setRole(i, tradeoff.WeightRole)
		}
	}
	return names
}

var orangePrefix = regexp.MustCompile(`^([cmiw]?[CDST]|[cmiw])#(.+)$`)
