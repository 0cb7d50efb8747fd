package format

import (
	"strconv"
	"strings"
)

// AsPercent returns the text of a number as percent with the same digits: "7.85%" for
// "0.0785". A text that is no plain or exponential decimal, such as "∞", stays as it is.
func AsPercent(text string) string {
	mantissa, exponent, _ := strings.Cut(text, "e")
	whole, fraction, _ := strings.Cut(mantissa, ".")
	sign := ""
	for _, minus := range []string{"-", "−"} {
		if rest, ok := strings.CutPrefix(whole, minus); ok {
			sign, whole = minus, rest
		}
	}
	shift, _ := strconv.Atoi(exponent)
	digits, point := whole+fraction, len(whole)+shift+2
	if whole == "" || strings.Trim(digits, "0123456789") != "" {
		return text
	}
	if point < 1 {
		digits, point = strings.Repeat("0", 1-point)+digits, 1
	}
	if point > len(digits) {
		digits += strings.Repeat("0", point-len(digits))
	}
	whole, fraction = strings.TrimLeft(digits[:point-1], "0")+digits[point-1:point], digits[point:]
	if fraction != "" {
		whole += "." + fraction
	}
	return sign + whole + "%"
}
