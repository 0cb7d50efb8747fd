package blob

import (
	"encoding/binary"

	"github.com/klauspost/compress/zstd"
)

// maxRatio limits the claimed size of a compressed section: a block of 128 KB
// that repeats one byte takes four bytes in zstd.
const maxRatio = 1 << 15

var (
	encoder = must(zstd.NewWriter(nil, zstd.WithEncoderCRC(false), zstd.WithSingleSegment(true),
		zstd.WithEncoderConcurrency(4), zstd.WithLowerEncoderMem(true)))
	decoder = must(zstd.NewReader(nil, zstd.WithDecodeAllCapLimit(true), zstd.IgnoreChecksum(true),
		zstd.WithDecoderConcurrency(0)))
)

func must[T any](v T, err error) T {
	if err != nil {
		panic("blob: " + err.Error()) // our own options are wrong
	}
	return v
}

// AppendSection appends raw, compressed with zstd where that makes it smaller:
//
//	length of raw     uvarint
//	length as stored  uvarint; equal to the length of raw if not compressed
//	bytes
func AppendSection(dst, raw []byte) []byte {
	dst = binary.AppendUvarint(dst, uint64(len(raw)))
	packed := raw
	if len(raw) > 16 { // smaller sections do not pay for zstd's header
		if z := encoder.EncodeAll(raw, make([]byte, 0, len(raw))); len(z) < len(raw) {
			packed = z
		}
	}
	dst = binary.AppendUvarint(dst, uint64(len(packed)))
	return append(dst, packed...)
}

// Section reads what [AppendSection] wrote. A section of more than most bytes
// is a fault. The caller must not change the bytes.
func (r *Reader) Section(most int) []byte {
	size := r.Count(most)
	packed := r.Bytes(r.Count(r.Rest()))
	switch {
	case r.err != nil:
		return nil
	case len(packed) == size:
		return packed
	case size/maxRatio > len(packed):
		r.Failf("a section claims %d bytes out of %d", size, len(packed))
		return nil
	}
	raw, err := decoder.DecodeAll(packed, make([]byte, 0, size))
	if err != nil || len(raw) != size {
		r.Failf("a section does not unpack: %v", err)
		return nil
	}
	return raw
}
