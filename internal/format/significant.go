package format

import (
	"math"
	"strconv"
	"strings"
)

// Significant writes x with n significant digits, whole numbers in full and
// what is below a millionth or beyond 10^15 with an exponent. Digits from the eleventh on
// play no part, so that sums that were added in another order read the same.
func Significant(x float64, n int) string {
	if x == 0 {
		return "0"
	}
	rounded := strconv.FormatFloat(x, 'e', 9, 64)
	_, e, ok := strings.Cut(rounded, "e")
	if !ok {
		return Signed(rounded) // infinite
	}
	exponent, err := strconv.Atoi(e)
	if err != nil {
		panic("format: " + err.Error())
	}
	if x, err = strconv.ParseFloat(rounded, 64); err != nil {
		return Signed(Number(math.Copysign(math.Inf(1), x)))
	}
	if exponent < -6 || exponent > 14 {
		return Signed(jsExponent(strconv.FormatFloat(x, 'e', n-1, 64)))
	}
	return Signed(grouped(Fixed(x, max(0, n-1-exponent))))
}
