package column

import (
	"fmt"

	"tradeoff/internal/blob"
)

// ChunkLen is how many values one chunk holds; the last chunk of a column may
// hold fewer.
const ChunkLen = 4096

// chunkVersion is the version of the format of chunks:
//
//	version  1 byte
//	type     1 byte: 1 label, 2 float64, 3 text, 4 class
//	count    2 bytes, little endian
//	values   labels as bits, classes packed, floats and texts as their codecs say
//	crc32c   4 bytes
const chunkVersion = 1

const (
	labelChunk = 1
	floatChunk = 2
	textChunk  = 3
	classChunk = 4
)

// Chunks returns how many chunks n values take.
func Chunks(n int) int { return (n + ChunkLen - 1) / ChunkLen }

// EncodeChunk returns chunk k of c, whose values are those from k·[ChunkLen].
// It fails if the texts of the chunk are longer than a chunk can hold.
func EncodeChunk(c *Column, k int) ([]byte, error) {
	from := k * ChunkLen
	to := min(from+ChunkLen, c.Len())
	b := make([]byte, 0, 64)
	switch c.Type() {
	case Label:
		b = appendHead(b, labelChunk, to-from)
		b = blob.AppendBits(b, c.Labels[from:to])
	case Float:
		b = appendHead(b, floatChunk, to-from)
		b = blob.AppendFloats(b, c.Floats[from:to])
	case Class:
		b = appendHead(b, classChunk, to-from)
		codes := make([]uint64, to-from)
		for i, code := range c.Classes[from:to] {
			codes[i] = uint64(code)
		}
		b = blob.AppendPacked(b, codes)
	case Text:
		b = appendHead(b, textChunk, to-from)
		var err error
		if b, err = appendTexts(b, c.Texts, from, to); err != nil {
			return nil, fmt.Errorf("column %q: %w", c.Name, err)
		}
	}
	return blob.Seal(b), nil
}

func appendHead(b []byte, typ byte, n int) []byte {
	b = append(b, chunkVersion, typ, byte(n), byte(n>>8))
	return b
}

// DecodeChunk appends the values of a chunk to c, which must be of type typ or
// empty. Its error says what is wrong with the bytes; c is then unchanged.
func DecodeChunk(c *Column, typ Type, data []byte) error {
	r, n, err := openChunk(typ, data)
	if err != nil {
		return err
	}
	switch typ {
	case Label:
		labels := make([]uint8, n)
		if r.Bits(labels); r.Done() == nil {
			c.Labels = append(c.Labels, labels...)
		}
	case Float:
		floats := make([]float64, n)
		if r.Floats(floats); r.Done() == nil {
			c.Floats = append(c.Floats, floats...)
		}
	case Class:
		codes := make([]uint64, n)
		r.Packed(codes)
		classes := make([]uint16, n)
		for i, code := range codes {
			if classes[i] = uint16(code); uint64(classes[i]) != code {
				r.Failf("a class of index %d", code)
			}
		}
		if r.Done() == nil {
			c.Classes = append(c.Classes, classes...)
		}
	case Text:
		texts := readTexts(r, n)
		if r.Done() == nil {
			if c.Texts == nil {
				c.Texts = new(Texts)
			}
			for _, s := range texts {
				c.Texts.Append(s)
			}
		}
	}
	return r.Done()
}

// DecodeCodes returns the texts of a chunk of texts, and which of them each value
// is; without an index the values are the texts themselves, in their order.
func DecodeCodes(data []byte) (texts [][]byte, index []uint64, err error) {
	r, n, err := openChunk(Text, data)
	if err != nil {
		return nil, nil, err
	}
	texts, index = readCoded(r, n)
	return texts, index, r.Done()
}

// openChunk reads the head of a chunk of n values.
func openChunk(typ Type, data []byte) (r *blob.Reader, n int, err error) {
	if r, err = blob.Open(data, chunkVersion); err != nil {
		return nil, 0, err
	}
	got := r.Byte()
	n = int(r.Byte()) | int(r.Byte())<<8
	if n > ChunkLen {
		r.Failf("a chunk of %d values", n)
	}
	if want := typeByte(typ); got != want {
		r.Failf("a chunk of type %d, not %d", got, want)
	}
	return r, n, r.Err()
}

func typeByte(t Type) byte {
	switch t {
	case Label:
		return labelChunk
	case Float:
		return floatChunk
	case Class:
		return classChunk
	default:
		return textChunk
	}
}
