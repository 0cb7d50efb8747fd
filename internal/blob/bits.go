package blob

import (
	"encoding/binary"
	"math/bits"
)

const packBlock = 128

// AppendPacked appends integers in blocks of 128, each block with as many
// bits per value as its largest difference from its minimum needs:
//
//	least  uvarint
//	width  1 byte, 0 … 64
//	bits   len × width bits, the first value in the lowest bits, filled to a byte
func AppendPacked(dst []byte, values []uint64) []byte {
	for len(values) > 0 {
		block := values[:min(packBlock, len(values))]
		values = values[len(block):]
		least, widest := block[0], block[0]
		for _, v := range block {
			least, widest = min(least, v), max(widest, v)
		}
		width := bits.Len64(widest - least)
		dst = binary.AppendUvarint(dst, least)
		dst = append(dst, byte(width))
		dst = appendBits(dst, block, least, width)
	}
	return dst
}

func appendBits(dst []byte, block []uint64, least uint64, width int) []byte {
	if width == 0 {
		return dst
	}
	var acc uint64 // bits that are not written yet
	var held int   // how many, always under 64
	for _, v := range block {
		v -= least
		acc |= v << held
		if held+width < 64 {
			held += width
			continue
		}
		dst = binary.LittleEndian.AppendUint64(dst, acc)
		acc = v >> (64 - held) // a shift by 64 gives 0, as it must
		held += width - 64
	}
	for ; held > 0; held -= 8 {
		dst = append(dst, byte(acc))
		acc >>= 8
	}
	return dst
}

// Packed fills out with what [AppendPacked] wrote from as many values.
func (r *Reader) Packed(out []uint64) {
	for len(out) > 0 && r.err == nil {
		block := out[:min(packBlock, len(out))]
		out = out[len(block):]
		least, width := r.Uvarint(), int(r.Byte())
		if width > 64 {
			r.Failf("a bit width of %d", width)
			return
		}
		readBits(block, r.Bytes((len(block)*width+7)/8), least, width)
	}
}

func readBits(block []uint64, b []byte, least uint64, width int) {
	if b == nil {
		return
	}
	mask := uint64(1)<<width - 1 // width 64: the shift gives 0, the mask all ones
	var acc uint64               // bits that are not returned yet
	var held int                 // how many
	for i := range block {
		v := acc
		if held >= width {
			acc >>= width
			held -= width
		} else {
			next, n := load(b)
			b = b[n:]
			v |= next << held
			taken := width - held
			acc = next >> taken
			held = 8*n - taken
		}
		block[i] = least + v&mask
	}
}

// load returns the next eight bytes, or those that are left, and how many.
func load(b []byte) (v uint64, n int) {
	if len(b) >= 8 {
		return binary.LittleEndian.Uint64(b), 8
	}
	for i, c := range b {
		v |= uint64(c) << (8 * i)
	}
	return v, len(b)
}

// AppendBits appends one bit a value, 1 where it is not 0, as a section.
func AppendBits(dst []byte, values []uint8) []byte {
	raw := make([]byte, (len(values)+7)/8)
	for i, v := range values {
		if v != 0 {
			raw[i/8] |= 1 << (i % 8)
		}
	}
	return AppendSection(dst, raw)
}

// Bits fills out with the zeros and ones that [AppendBits] wrote from as many
// values.
func (r *Reader) Bits(out []uint8) {
	raw := r.Section((len(out) + 7) / 8)
	if r.err == nil && len(raw) != (len(out)+7)/8 {
		r.Failf("%d bytes of bits for %d values", len(raw), len(out))
	}
	if r.err != nil {
		return
	}
	for i := range out {
		out[i] = raw[i/8] >> (i % 8) & 1
	}
}
