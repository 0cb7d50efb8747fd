package blob

import (
	"encoding/binary"
	"math"
)

// How floats are written; the first byte says which.
const (
	floatsDictionary = 1 // few distinct values: the values, and one byte each
	floatsDecimal    = 2 // decimal fractions: their digits, bit-packed
	floatsPlanes     = 3 // anything: eight sections, one for each byte of the values
)

const maxDictionary = 256

// AppendFloats appends numbers without loss:
//
//	1  dictionary  count − 1 (1 byte), the values (8 bytes each), a section of indices
//	2  decimal     digits behind the point (1 byte), packed zigzag integers
//	3  planes      eight sections: all first bytes, all second bytes …
func AppendFloats(dst []byte, values []float64) []byte {
	if dict, index, ok := dictionary(values); ok {
		dst = append(dst, floatsDictionary, byte(len(dict)-1))
		for _, bits := range dict {
			dst = binary.LittleEndian.AppendUint64(dst, bits)
		}
		return AppendSection(dst, index)
	}
	if digits, ints, ok := decimals(values); ok {
		packed := make([]uint64, len(ints))
		for i, v := range ints {
			packed[i] = zigzag(v)
		}
		return AppendPacked(append(dst, floatsDecimal, byte(digits)), packed)
	}
	dst = append(dst, floatsPlanes)
	plane := make([]byte, len(values))
	for shift := 0; shift < 64; shift += 8 {
		for i, v := range values {
			plane[i] = byte(math.Float64bits(v) >> shift)
		}
		dst = AppendSection(dst, plane)
	}
	return dst
}

// dictionary returns the distinct values in order of appearance, and each
// value's index. It reports false if there are more than 256 or none.
func dictionary(values []float64) (dict []uint64, index []byte, ok bool) {
	seen := make(map[uint64]byte, maxDictionary)
	index = make([]byte, len(values))
	for i, v := range values {
		bits := math.Float64bits(v)
		k, found := seen[bits]
		if !found {
			if len(dict) == maxDictionary {
				return nil, nil, false
			}
			k = byte(len(dict))
			seen[bits] = k
			dict = append(dict, bits)
		}
		index[i] = k
	}
	return dict, index, len(dict) > 0
}

// Floats fills out with what [AppendFloats] wrote from as many values.
func (r *Reader) Floats(out []float64) {
	switch form := r.Byte(); {
	case r.err != nil:
	case form == floatsDictionary:
		r.dictionaryFloats(out)
	case form == floatsDecimal:
		digits := int(r.Byte())
		if digits > maxDecimals {
			r.Failf("%d digits behind the point", digits)
			return
		}
		packed := make([]uint64, len(out))
		if r.Packed(packed); r.err != nil {
			return
		}
		for i, u := range packed {
			out[i] = unscaled(unzigzag(u), digits)
		}
	case form == floatsPlanes:
		r.planes(out)
	default:
		r.Failf("an unknown form of floats, %d", form)
	}
}

func (r *Reader) dictionaryFloats(out []float64) {
	dict := make([]float64, int(r.Byte())+1)
	for i := range dict {
		dict[i] = r.Float64()
	}
	index := r.Section(len(out))
	if r.err == nil && len(index) != len(out) {
		r.Failf("%d indices for %d values", len(index), len(out))
	}
	if r.err != nil {
		return
	}
	for i, k := range index {
		if int(k) >= len(dict) {
			r.Failf("index %d in a dictionary of %d", k, len(dict))
			return
		}
		out[i] = dict[k]
	}
}

func (r *Reader) planes(out []float64) {
	bits := make([]uint64, len(out))
	for shift := 0; shift < 64; shift += 8 {
		plane := r.Section(len(out))
		if r.err == nil && len(plane) != len(out) {
			r.Failf("a plane of %d bytes for %d values", len(plane), len(out))
		}
		if r.err != nil {
			return
		}
		for i, b := range plane {
			bits[i] |= uint64(b) << shift
		}
	}
	for i, b := range bits {
		out[i] = math.Float64frombits(b)
	}
}
