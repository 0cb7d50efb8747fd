package blob

import (
	"encoding/binary"
	"math"
)

// How falling floats are written; the first byte says which.
const (
	fallingKeys    = 1
	fallingDecimal = 2
)

// AppendFalling appends strictly falling numbers as the distances between
// them, without loss:
//
//	1  keys     the first one's key (8 bytes), packed distances − 1 between keys
//	2  decimal  digits behind the point (1 byte), zigzag integer of the first (uvarint),
//	            packed distances − 1 between integers
//
// It panics if the numbers do not fall, or if one is NaN.
func AppendFalling(dst []byte, values []float64) []byte {
	if len(values) == 0 {
		return dst
	}
	gaps := make([]uint64, len(values)-1)
	if digits, ints, ok := decimals(values); ok {
		dst = append(dst, fallingDecimal, byte(digits))
		dst = binary.AppendUvarint(dst, zigzag(ints[0]))
		for i := range gaps {
			gaps[i] = gap(ints[i] > ints[i+1], uint64(ints[i]-ints[i+1]))
		}
	} else {
		first := Key(values[0])
		dst = append(dst, fallingKeys)
		dst = binary.LittleEndian.AppendUint64(dst, first)
		for i, above := 0, first; i < len(gaps); i++ {
			k := Key(values[i+1])
			gaps[i] = gap(values[i] > values[i+1], above-k)
			above = k
		}
	}
	return AppendPacked(dst, gaps)
}

func gap(falls bool, distance uint64) uint64 {
	if !falls {
		panic("blob: the numbers do not fall")
	}
	return distance - 1
}

// Falling fills out with what [AppendFalling] wrote from as many values.
// Numbers that do not fall are a fault.
func (r *Reader) Falling(out []float64) {
	if len(out) == 0 {
		return
	}
	gaps := make([]uint64, len(out)-1)
	switch form := r.Byte(); {
	case r.err != nil:
		return
	case form == fallingKeys:
		k := r.Uint64()
		r.Packed(gaps)
		out[0] = unkey(k)
		for i, g := range gaps {
			k -= g + 1
			out[i+1] = unkey(k)
		}
	case form == fallingDecimal:
		digits := int(r.Byte())
		if digits > maxDecimals {
			r.Failf("%d digits behind the point", digits)
			return
		}
		n := unzigzag(r.Uvarint())
		r.Packed(gaps)
		out[0] = unscaled(n, digits)
		for i, g := range gaps {
			n -= int64(g + 1)
			out[i+1] = unscaled(n, digits)
		}
	default:
		r.Failf("an unknown form of falling numbers, %d", form)
		return
	}
	for i := 1; i < len(out) && r.err == nil; i++ {
		if !(out[i-1] > out[i]) {
			r.Failf("number %d does not fall", i)
		}
	}
}

// Key maps numbers to integers of the same order: the bits of a number above
// zero rise with it, and those of one below zero fall.
func Key(x float64) uint64 {
	bits := math.Float64bits(x)
	if bits>>63 == 1 {
		return ^bits
	}
	return bits | 1<<63
}

func unkey(k uint64) float64 {
	if k>>63 == 1 {
		return math.Float64frombits(k &^ (1 << 63))
	}
	return math.Float64frombits(^k)
}
