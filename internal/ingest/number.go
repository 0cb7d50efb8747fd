package ingest

import (
	"encoding/binary"
	"math"
	"math/bits"
	"strconv"
	"strings"
)

// parseNumber reads the decimal number at the start of b, with the given
// decimal mark, and returns how many bytes it took: 0 if there is no number.
// The number is the nearest float64, bit for bit what strconv.ParseFloat
// returns. Numbers too large for a float64 are infinite.
//
// It takes less than strconv does: no hexadecimal, no "inf", no "nan".
func parseNumber(b []byte, mark byte) (float64, int) {
	i, negative := 0, false
	if i < len(b) && (b[i] == '-' || b[i] == '+') {
		negative = b[i] == '-'
		i++
	}

	// The significant digits as one integer, and where the mark stands in it.
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

// leadingZeros returns how many zeros stand before the first significant digit
// of a number.
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

// parseExponent reads a sign and digits and returns how many bytes they took.
// What is beyond every float64 is cut off, so that the sum with the number of
// digits cannot overflow.
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

// eightDigits returns the number that eight digits spell, and whether they
// are digits. It adds neighbours within one word: digits, pairs, fours.
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

// The powers that decimal uses: 10^22 is the last that a float64 holds
// exactly, 5^27 the last below 2^64.
var (
	tens  [23]float64
	fives [28]uint64
)

func init() {
	tens[0], fives[0] = 1, 1
	for i := 1; i < len(tens); i++ {
		tens[i] = tens[i-1] * 10
	}
	for i := 1; i < len(fives); i++ {
		fives[i] = fives[i-1] * 5
	}
}

// decimal returns the float64 nearest to mantissa × 10^exponent, ties to even.
// ok is false if the exponent is out of its reach.
func decimal(mantissa uint64, exponent int) (x float64, ok bool) {
	if mantissa == 0 {
		return 0, true
	}
	if mantissa <= 1<<53 { // exact, so that one operation rounds once (Clinger)
		if exponent >= 0 && exponent < len(tens) {
			return float64(mantissa) * tens[exponent], true
		}
		if exponent < 0 && -exponent < len(tens) {
			return float64(mantissa) / tens[-exponent], true
		}
	}
	if exponent > 0 || -exponent >= len(fives) {
		return 0, false
	}

	// mantissa / 5^k as an integer division that leaves 63 or 64 bits and a
	// remainder: with both shifted to their top bit, m/d is in (1/2, 2), so
	// m·2^63/d is in (2^62, 2^64). Then 2^-k is a matter of the exponent.
	m, d := mantissa, fives[-exponent]
	shiftM, shiftD := bits.LeadingZeros64(m), bits.LeadingZeros64(d)
	m, d = m<<shiftM, d<<shiftD
	q, rest := bits.Div64(m>>1, m<<63, d)
	scale := exponent - 63 - shiftM + shiftD // x = (q + rest/d) · 2^scale

	// Round to 53 bits: up if what is cut off is above one half, or one half
	// and the last kept bit odd.
	cut := 11 - bits.LeadingZeros64(q)
	kept, tail, half := q>>cut, q&(1<<cut-1), uint64(1)<<(cut-1)
	if tail > half || tail == half && (rest != 0 || kept&1 == 1) {
		kept++
	}
	// No float64 near these exponents is subnormal or infinite; kept is at
	// most 2^53, which is exact.
	return float64(kept) * math.Float64frombits(uint64(scale+cut+1023)<<52), true
}

// slowNumber lets strconv read a number that parseNumber has recognised.
func slowNumber(b []byte, mark byte) float64 {
	text := string(b)
	if mark != '.' {
		text = strings.Replace(text, string(rune(mark)), ".", 1)
	}
	x, _ := strconv.ParseFloat(text, 64) // the only possible error is the range: infinite
	return x
}
