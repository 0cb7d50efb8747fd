package parquet

import (
	"encoding/binary"
	"math/bits"
	"slices"
)

// bitsAt returns the width bits from bit at on, the lowest first.
func bitsAt(data []byte, at int, width uint) uint64 {
	if width == 0 {
		return 0
	}
	first, shift := at/8, uint(at%8)
	x := word(data, first) >> shift
	if shift+width > 64 {
		x |= uint64(data[first+8]) << (64 - shift)
	}
	return x & (1<<width - 1) // width 64: all bits
}

// word returns the eight bytes from i on, those behind the end being zero.
func word(data []byte, i int) uint64 {
	if i+8 <= len(data) {
		return binary.LittleEndian.Uint64(data[i:])
	}
	x := uint64(0)
	for k := len(data) - 1; k >= i; k-- {
		x = x<<8 | uint64(data[k])
	}
	return x
}

// hybrid appends n numbers of the given width in bits to dst: runs of one
// number, or of numbers bit by bit.
func hybrid(dst []uint32, data []byte, width uint, n int) ([]uint32, error) {
	if width > 32 {
		return dst, errEncoding
	}
	dst = slices.Grow(dst, n)
	whole := int(width+7) / 8 // bytes of a run's number
	for n > 0 {
		head, k := binary.Uvarint(data)
		if k <= 0 {
			return dst, errShort
		}
		data = data[k:]
		if head&1 == 0 {
			if len(data) < whole {
				return dst, errShort
			}
			count := int(min(head>>1, uint64(n)))
			x := uint32(word(data[:whole], 0))
			for range count {
				dst = append(dst, x)
			}
			data = data[whole:]
			n -= count
			continue
		}
		groups := head >> 1
		size := 0
		if width > 0 { // the last group may be cut short
			size = int(min(groups, uint64(len(data)))) * int(width)
			size = min(size, len(data))
		}
		count := n
		if groups < uint64(n+7)/8 {
			count = min(n, 8*int(groups))
		}
		if width > 0 && (count*int(width)+7)/8 > size {
			return dst, errShort
		}
		dst = unpack(dst, data[:size], width, count)
		data = data[size:]
		n -= count
	}
	return dst, nil
}

// unpack appends n bit-packed numbers.
func unpack(dst []uint32, data []byte, width uint, n int) []uint32 {
	mask := uint64(1)<<width - 1
	at := 0
	for ; n > 0 && at/8+8 <= len(data); n-- { // complete words
		x := binary.LittleEndian.Uint64(data[at/8:]) >> (at % 8)
		dst = append(dst, uint32(x&mask))
		at += int(width)
	}
	for ; n > 0; n-- {
		dst = append(dst, uint32(bitsAt(data, at, width)))
		at += int(width)
	}
	return dst
}

// levels appends n levels up to most to dst; it returns nil if all of them are
// most.
func levels(dst []uint32, e encoding, data []byte, most, n int) ([]uint32, error) {
	width := uint(bits.Len(uint(most)))
	if e == bitPacked { // in old files, the highest bit first
		if len(data) < (n*int(width)+7)/8 {
			return nil, errShort
		}
		for i := range n {
			x := uint32(0)
			for b := i * int(width); b < (i+1)*int(width); b++ {
				x = x<<1 | uint32(data[b/8]>>(7-b%8)&1)
			}
			dst = append(dst, x)
		}
	} else {
		if head, k := binary.Uvarint(data); k > 0 && head&1 == 0 && head>>1 >= uint64(n) && len(data) > k &&
			int(data[k]) == most {
			return nil, nil
		}
		var err error
		if dst, err = hybrid(dst, data, width, n); err != nil {
			return nil, err
		}
	}
	for _, x := range dst {
		if int(x) > most {
			return nil, errEncoding
		}
	}
	return dst, nil
}
