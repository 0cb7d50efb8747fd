// Package format writes numbers as people read them. A [Scale] writes the values of a
// metric and their intervals; [Percent], [OneIn], [Count], [Quantity], [Expected], [Score]
// and [Threshold] write what is no metric. [Number] is for addresses, files and answers,
// which keep all digits.
//
// Its twins in the browser, format.js and scale.js of web/static/js/core, give the same text
// for the same number: TestBrowserWritesTheSameTexts holds them together.
package format

import (
	"math"
	"strconv"
	"strings"
	"unicode"
)

// Undefined is shown where there is no number. The reason is shown next to
// it.
const Undefined = "—"

// Fixed writes x with d decimals, halves away from zero, as toFixed does in a
// browser. A zero has no sign.
//
// strconv rounds the exact binary value and ties to even: 1/16 would be 0.062
// in Go and 0.063 in the browser. Only dyadic fractions can tie, so only those
// are nudged.
func Fixed(x float64, d int) string {
	if y := math.Ldexp(x, d+1); y == math.Trunc(y) && math.Abs(y) < 1<<52 {
		if e := strconv.FormatFloat(x, 'f', d+1, 64); e[len(e)-1] == '5' {
			x = math.Nextafter(x, math.Copysign(math.Inf(1), x))
		}
	}
	return unsignedZero(strconv.FormatFloat(x, 'f', d, 64))
}

func unsignedZero(s string) string {
	if strings.HasPrefix(s, "-") && isZero(s[1:]) {
		return s[1:]
	}
	return s
}

// isZero reports whether a decimal without a sign is zero.
func isZero(s string) bool { return strings.Trim(s, "0.") == "" }

// Decimal writes x with d decimals, commas between the thousands and a minus
// sign. From 10^15 on it has an exponent.
func Decimal(x float64, d int) string {
	if math.Abs(x) >= 1e15 {
		return Signed(strconv.FormatFloat(x, 'e', 2, 64))
	}
	return Signed(grouped(Fixed(x, d)))
}

// Signed replaces the hyphen of a negative number by a minus sign.
func Signed(s string) string {
	if strings.HasPrefix(s, "-") {
		return "−" + s[1:]
	}
	return s
}

// Count writes a whole number with commas between the thousands.
func Count(n int) string {
	return Signed(grouped(strconv.Itoa(n)))
}

// Quantity writes a count that weights may have made fractional: whole numbers
// as [Count] does, others with one decimal, or with three significant digits
// below 10.
func Quantity(x float64) string {
	switch a := math.Abs(x); {
	case a >= 1e15:
		return strconv.FormatFloat(x, 'e', 2, 64)
	case x == math.Trunc(x):
		return Signed(grouped(unsignedZero(strconv.FormatFloat(x, 'f', 0, 64))))
	case a >= 9.95:
		return Signed(grouped(Fixed(x, 1)))
	default:
		return visible(x, 2, false, 0)
	}
}

// grouped puts a comma between the thousands of the whole part of a decimal.
func grouped(s string) string {
	sign := ""
	if strings.HasPrefix(s, "-") {
		sign, s = "-", s[1:]
	}
	whole, frac, _ := strings.Cut(s, ".")
	var b strings.Builder
	b.WriteString(sign)
	for i, c := range whole {
		if i > 0 && (len(whole)-i)%3 == 0 {
			b.WriteByte(',')
		}
		b.WriteRune(c)
	}
	if frac != "" {
		b.WriteString("." + frac)
	}
	return b.String()
}

// Bytes writes a size in decimal units: "2.9 MB".
func Bytes(n int64) string {
	const units = "kMGT"
	if n < 1000 {
		return strconv.FormatInt(n, 10) + " B"
	}
	x, u := float64(n)/1000, 0
	for x >= 999.95 && u < len(units)-1 {
		x, u = x/1000, u+1
	}
	return Fixed(x, 1) + " " + string(units[u]) + "B"
}

// Isolate keeps a name that is written from right to left from turning the
// text around it: it puts the name between two invisible marks.
func Isolate(name string) string {
	for _, r := range name {
		if unicode.In(r, unicode.Hebrew, unicode.Arabic, unicode.Syriac, unicode.Thaana, unicode.Nko) ||
			r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069 {
			return "\u2068" + name + "\u2069"
		}
	}
	return name
}

// Shorten cuts a name that has no room for more than n characters.
func Shorten(name string, n int) string {
	runes := []rune(name)
	if len(runes) <= n {
		return name
	}
	short := strings.TrimRight(string(runes[:n-1]), " ") + "…"
	if strings.HasSuffix(name, "\u2069") { // what Isolate opened stays closed
		short += "\u2069"
	}
	return short
}

// Plural returns one for 1 and many for every other number.
func Plural(n int, one, many string) string {
	if n == 1 {
		return one
	}
	return many
}

// Number writes x in the shortest form that reads back as x: for fields, links
// and wherever a number must not change on its way.
func Number(x float64) string {
	switch {
	case math.IsInf(x, 1):
		return "inf"
	case math.IsInf(x, -1):
		return "-inf"
	case x == 0:
		return "0"
	}
	if a := math.Abs(x); a >= 1e-6 && a < 1e21 { // where JavaScript writes no exponent
		return strconv.FormatFloat(x, 'f', -1, 64)
	}
	return jsExponent(strconv.FormatFloat(x, 'e', -1, 64))
}

// jsExponent turns 1e-07 into 1e-7, as JavaScript writes it.
func jsExponent(s string) string {
	m, e, ok := strings.Cut(s, "e")
	if !ok {
		return s
	}
	return m + "e" + e[:1] + strings.TrimLeft(e[1:], "0")
}
