// Package scalar reads single values of binary tables (Parquet, Arrow, NumPy) and
// writes them as text, so that a value has the same text in every format.
package scalar

import (
	"math"
	"math/big"
	"strings"
	"time"
)

// Half returns the value of a floating-point number of 16 bits.
func Half(bits uint16) float64 {
	sign, exponent, fraction := 1-2*float64(bits>>15), int(bits>>10&31), float64(bits&1023)
	switch exponent {
	case 0:
		return sign * math.Ldexp(fraction, -24)
	case 31:
		if fraction != 0 {
			return math.NaN()
		}
		return math.Inf(int(sign))
	}
	return sign * math.Ldexp(1024+fraction, exponent-25)
}

// BigInt returns a number in two's complement, the highest byte first.
func BigInt(b []byte) *big.Int {
	x := new(big.Int).SetBytes(b)
	if len(b) > 0 && b[0]&0x80 != 0 {
		x.Sub(x, new(big.Int).Lsh(big.NewInt(1), uint(8*len(b))))
	}
	return x
}

// AppendDecimal appends a whole number, given by its digits, divided by 10 to the
// power of scale. A negative scale multiplies.
func AppendDecimal(dst []byte, digits string, scale int) []byte {
	if strings.HasPrefix(digits, "-") {
		dst, digits = append(dst, '-'), digits[1:]
	}
	if scale <= 0 {
		if digits != "0" {
			digits += strings.Repeat("0", -scale)
		}
		return append(dst, digits...)
	}
	if missing := scale + 1 - len(digits); missing > 0 {
		digits = strings.Repeat("0", missing) + digits
	}
	dst = append(dst, digits[:len(digits)-scale]...)
	dst = append(dst, '.')
	return append(dst, digits[len(digits)-scale:]...)
}

// AppendTimestamp appends a time as ISO 8601 has it; local times have no zone.
func AppendTimestamp(dst []byte, t time.Time, local bool) []byte {
	if local {
		return t.AppendFormat(dst, "2006-01-02T15:04:05.999999999")
	}
	return t.AppendFormat(dst, time.RFC3339Nano)
}
