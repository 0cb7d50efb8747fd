package templates

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// sentence begins s with a capital letter and ends it with a full stop, unless
// it ends already.
func sentence(s string) string {
	s = capitalised(s)
	if s == "" || strings.ContainsAny(s[len(s)-1:], ".?!") {
		return s
	}
	return s + "."
}

// capitalised begins s with a capital letter.
func capitalised(s string) string {
	if first, n := utf8.DecodeRuneInString(s); n > 0 {
		return string(unicode.ToUpper(first)) + s[n:]
	}
	return s
}

func findingCount(n int) string {
	if n == 1 {
		return "1 finding"
	}
	return strconv.Itoa(n) + " findings"
}
