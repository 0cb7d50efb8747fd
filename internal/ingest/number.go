package ingest

import (
	"encoding/binary"
	"math"
	"math/bits"
	"strconv"
	"strings"
)

// parseNumber reads the decimal number at the start of b, with the given
// decimal mark, and returns the number of bytes it used: 0 if there is no
// number. The result is the nearest float64, bit for bit that of
// strconv.ParseFloat. Numbers too large for a float64 are infinite.
//
// It accepts less than strconv: no hexadecimal, no "inf", no "nan".
func parseNumber(b []byte, mark byte) (float64, int) {
	i, negative := 0, false
	if i < len(b) && (b[i] == '-' || b[i] == '+') {
		negative = b[i] == '-'
		i++
	}

	// The significant digits as one integer, and the position of the mark in
	// it.
	var mantissa uint64
	start := i
	for i < len(b) && b[i]-'0' <= 9 {
		mantissa = mantissa*10 + uint64(b[i]-'0')
		i++
	}
	digits, fraction := i-start, 0
	if i < len(b) && b[i] == mark {
		i++
		start = i
		for len(b)-i >= 8 {
			eight, ok := eightDigits(b[i : i+8])
			if !ok {
				break
			}
			mantissa = mantissa*1e8 + eight
			i += 8
		}
		for i < len(b) && b[i]-'0' <= 9 {
			mantissa = mantissa*10 + uint64(b[i]-'0')
			i++
		}
		fraction = i - start
		digits += fraction
	}
	if digits == 0 {
		return 0, 0
	}

	exponent := -fraction
	if i < len(b) && b[i]|0x20 == 'e' {
		e, n := parseExponent(b[i+1:])
		if n == 0 {
			return 0, 0
		}
		exponent += e
		i += 1 + n
	}

	if digits > maxDigits {
		digits -= leadingZeros(b[:i], mark)
	}
	if digits <= maxDigits { // else mantissa has overflowed
		if x, ok := decimal(mantissa, exponent); ok {
			if negative {
				x = -x
			}
			return x, i
		}
	}
	return slowNumber(b[:i], mark), i
}

// maxDigits is how many decimal digits always fit into 64 bits.
const maxDigits = 19

// leadingZeros returns the number of zeros before the first significant
// digit.
func leadingZeros(number []byte, mark byte) (n int) {
	for _, c := range number {
		switch c {
		case '0':
			n++
		case '-', '+', mark:
		default:
			return n
		}
	}
	return n
}

// parseExponent reads a sign and digits and returns the number of bytes used.
// Values beyond every float64 are capped, so that adding the number of digits
// cannot overflow.
func parseExponent(b []byte) (e, n int) {
	negative := false
	if n < len(b) && (b[n] == '-' || b[n] == '+') {
		negative = b[n] == '-'
		n++
	}
	start := n
	for n < len(b) && b[n]-'0' <= 9 {
		if e < 1e6 {
			e = e*10 + int(b[n]-'0')
		}
		n++
	}
	if n == start {
		return 0, 0
	}
	if negative {
		e = -e
	}
	return e, n
}

// eightDigits returns the number of eight digits, and whether they are
// digits. It adds neighbours within one word: digits, pairs, fours.
func eightDigits(b []byte) (uint64, bool) {
	v := binary.LittleEndian.Uint64(b)
	// A digit is 0x30 to 0x39: its high half is 3, and stays 3 when 6 is added.
	if v&0xf0f0f0f0f0f0f0f0 != 0x3030303030303030 ||
		(v+0x0606060606060606)&0xf0f0f0f0f0f0f0f0 != 0x3030303030303030 {
		return 0, false
	}
	v = (v & 0x0f0f0f0f0f0f0f0f) * (10<<8 + 1) >> 8
	v = (v & 0x00ff00ff00ff00ff) * (100<<16 + 1) >> 16
	v = (v & 0x0000ffff0000ffff) * (10000<<32 + 1) >> 32
	return v, true
}

// tens are the powers of ten that a float64 holds exactly.
var tens [23]float64

// fives are the powers of five below 2^64, shifted to their top bit, and their
// reciprocals: 2^127/shifted, cut off to 64 bits. Those of 5^0 are not used.
var fives [28]struct {
	shifted, reciprocal uint64
	shift               int
}

func init() {
	tens[0] = 1
	for i := 1; i < len(tens); i++ {
		tens[i] = tens[i-1] * 10
	}
	five := uint64(1)
	for i := 1; i < len(fives); i++ {
		five *= 5
		f := &fives[i]
		f.shift = bits.LeadingZeros64(five)
		f.shifted = five << f.shift
		f.reciprocal, _ = bits.Div64(1<<63, 0, f.shifted)
	}
}

// decimal returns the float64 nearest to mantissa × 10^exponent, ties to
// even. ok is false if the exponent is out of range.
func decimal(mantissa uint64, exponent int) (x float64, ok bool) {
	switch {
	case mantissa == 0:
		return 0, true
	case exponent >= 0: // both factors exact, so that the product rounds once (Clinger)
		if mantissa <= 1<<53 && exponent < len(tens) {
			return float64(mantissa) * tens[exponent], true
		}
		return float64(mantissa), exponent == 0
	case -exponent >= len(fives):
		return 0, false
	}

	// q = m·2^63/d without its fraction, where m and d are mantissa and 5^k
	// shifted to their top bit, has 63 or 64 bits, and x = q·2^scale. The
	// product with the reciprocal is q or one less.
	five := &fives[-exponent]
	shift := bits.LeadingZeros64(mantissa)
	m := mantissa << shift
	scale := exponent - 63 - shift + five.shift
	q, low := bits.Mul64(m, five.reciprocal)
	fraction := true // q is not the whole quotient

	// Round to 53 bits: up if what is cut off is above one half, or is one half
	// and the last bit kept is odd. Next to one half the true quotient is needed.
	cut := 11 - bits.LeadingZeros64(q)
	tail, half := q&(1<<cut-1), uint64(1)<<(cut-1)
	if tail == half-1 || tail == half && low == 0 {
		var rest uint64
		q, rest = bits.Div64(m>>1, m<<63, five.shifted)
		fraction = rest != 0
		tail = q & (1<<cut - 1)
	}
	kept := q >> cut
	if tail > half || tail == half && (fraction || kept&1 == 1) {
		kept++
	}
	// x = kept·2^(scale+cut) is neither subnormal nor infinite. The top bit of
	// kept is not stored and adds one to the exponent, two if kept is 2^53.
	return math.Float64frombits(uint64(scale+cut+52+1023-1)<<52 + kept), true
}

// slowNumber passes a number that parseNumber has recognised to strconv.
func slowNumber(b []byte, mark byte) float64 {
	text := string(b)
	if mark != '.' {
		text = strings.Replace(text, string(rune(mark)), ".", 1)
	}
	x, _ := strconv.ParseFloat(text, 64) // the only possible error is the range: infinite
	return x
}
