package parquet

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"math/bits"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/snappy"
	"github.com/klauspost/compress/zstd"
	"github.com/pierrec/lz4/v4"

	"tradeoff/internal/limits"
)

// A codec is the compression of pages.
type codec int64

// The codecs. LZO and LZ4 in Hadoop's frames are not read.
const (
	uncompressed codec = 0
	snappyCodec  codec = 1
	gzipCodec    codec = 2
	brotliCodec  codec = 4
	zstdCodec    codec = 6
	lz4Codec     codec = 7
)

// Bytes of a page. Writers make pages of about a megabyte; some make one page
// of a whole row group. Large pages are decoded one at a time.
const (
	maxPage   = 256 << 20
	largePage = 8 << 20
)

// maxHeader is how long a page's header may be. It can hold two values.
const maxHeader = 1 << 20

var errPage = errors.New("a page is too large")

// A pageHeader is the header of a page.
type pageHeader struct {
	kind         int64
	unpacked     int64
	packed       int64
	crc          uint32
	hasCRC       bool
	values       int64
	encoding     encoding
	levels       encoding // of the definition levels
	repLevels    encoding
	defBytes     int64 // version 2
	repBytes     int64
	uncompressed bool
}

// Values of pageHeader.kind.
const (
	dataPage       = 0
	dictionaryPage = 2
	dataPage2      = 3
)

// header reads a page's header.
func (t *thrift) header() (h pageHeader) {
	h.levels, h.repLevels = runLength, runLength
	t.fields(func(id int, typ byte) bool {
		switch {
		case id == 1:
			h.kind = t.size()
		case id == 2:
			h.unpacked = t.size()
		case id == 3:
			h.packed = t.size()
		case id == 4:
			h.crc, h.hasCRC = uint32(t.int()), true
		case typ == structType && (id == 5 || id == 7): // dictionaries have the first two fields
			t.fields(func(id int, typ byte) bool {
				switch {
				case id == 1:
					h.values = t.size()
				case id == 2:
					h.encoding = encoding(t.size())
				case id == 3 && typ == int32Field: // of a dictionary it is a boolean
					h.levels = encoding(t.size())
				case id == 4 && typ == int32Field:
					h.repLevels = encoding(t.size())
				default:
					return false
				}
				return true
			})
		case typ == structType && id == 8:
			t.fields(func(id int, typ byte) bool {
				switch id {
				case 1:
					h.values = t.size()
				case 4:
					h.encoding = encoding(t.size())
				case 5:
					h.defBytes = t.size()
				case 6:
					h.repBytes = t.size()
				case 7:
					h.uncompressed = typ == falseType
				default:
					return false
				}
				return true
			})
		default:
			return false
		}
		return true
	})
	return h
}

// A pager reads the pages of a chunk, one after the other.
type pager struct {
	r     io.ReaderAt
	pos   int64
	end   int64 // of all pages of the file
	codec codec
	room  *limits.Room
	large chan struct{} // held while a large page is in memory

	packed, unpacked []byte // memory for small pages
	window           []byte
	gzip             *gzip.Reader
	zstd             *zstd.Decoder
	holds            bool
}

// begin moves to the first page of a chunk.
func (p *pager) begin(c chunk) {
	p.pos, p.codec = c.start, c.codec
}

// next returns the next header and its unpacked page. Both are valid until
// the next call of next or close.
func (p *pager) next() (h pageHeader, data []byte, err error) {
	p.close()
	if h, err = p.header(); err != nil {
		return h, nil, err
	}
	if h.packed > p.end-p.pos {
		return h, nil, errShort
	}
	if h.unpacked > maxPage || h.packed > maxPage {
		return h, nil, errPage
	}
	if err := p.room.Take(max(h.unpacked, 8*h.values)); err != nil {
		return h, nil, err
	}
	if h.unpacked > largePage || h.packed > largePage || h.values > largePage/8 {
		p.large <- struct{}{}
		p.holds = true
	}
	packed := p.memory(&p.packed, h.packed)
	if err := readAt(p.r, packed, p.pos); err != nil {
		return h, nil, err
	}
	p.pos += h.packed
	if h.hasCRC && crc32.ChecksumIEEE(packed) != h.crc {
		return h, nil, errors.New("its checksum is wrong")
	}
	data, err = p.unpack(h, packed)
	return h, data, err
}

// close releases the memory of a large page.
func (p *pager) close() {
	if p.holds {
		<-p.large
		p.holds = false
	}
}

// memory returns n bytes, those of buf if they are few.
func (p *pager) memory(buf *[]byte, n int64) []byte {
	if n > largePage {
		return make([]byte, n)
	}
	if int64(cap(*buf)) < n {
		*buf = make([]byte, n+n/4)
	}
	return (*buf)[:n]
}

// header reads the next header.
func (p *pager) header() (pageHeader, error) {
	for size := int64(512); ; size *= 16 {
		size = min(size, p.end-p.pos, maxHeader)
		if size <= 0 {
			return pageHeader{}, errShort
		}
		if int64(cap(p.window)) < size {
			p.window = make([]byte, size)
		}
		p.window = p.window[:size]
		if err := readAt(p.r, p.window, p.pos); err != nil {
			return pageHeader{}, err
		}
		t := thrift{b: p.window}
		h := t.header()
		if t.err == errShort && size < min(p.end-p.pos, maxHeader) {
			continue
		}
		p.pos += int64(t.pos)
		return h, t.err
	}
}

// unpack decompresses a page. The levels of the second version are not packed.
func (p *pager) unpack(h pageHeader, packed []byte) ([]byte, error) {
	bare := int64(0)
	if h.kind == dataPage2 {
		if bare = h.defBytes + h.repBytes; bare > h.packed || bare > h.unpacked {
			return nil, errShort
		}
	}
	if p.codec == uncompressed || h.uncompressed || h.unpacked == bare {
		if h.packed < h.unpacked {
			return nil, errShort
		}
		return packed[:h.unpacked], nil
	}
	data := p.memory(&p.unpacked, h.unpacked)
	copy(data, packed[:bare])
	if err := p.decompress(data[bare:], packed[bare:]); err != nil {
		return nil, fmt.Errorf("it cannot be unpacked (%w)", err)
	}
	return data, nil
}

// decompress fills dst exactly.
func (p *pager) decompress(dst, src []byte) (err error) {
	n := len(dst)
	switch p.codec {
	case snappyCodec:
		if n, err = snappy.DecodedLen(src); err == nil && n == len(dst) {
			_, err = snappy.Decode(dst, src)
		}
	case gzipCodec:
		if p.gzip == nil {
			p.gzip = new(gzip.Reader)
		}
		if err = p.gzip.Reset(bytes.NewReader(src)); err == nil {
			err = fill(p.gzip, dst)
		}
	case brotliCodec:
		err = fill(brotli.NewReader(bytes.NewReader(src)), dst)
	case zstdCodec:
		if p.zstd == nil {
			p.zstd, err = zstd.NewReader(nil, zstd.WithDecoderConcurrency(1), zstd.WithDecodeAllCapLimit(true),
				zstd.WithDecoderMaxMemory(maxPage))
			if err != nil {
				return err
			}
		}
		var out []byte
		out, err = p.zstd.DecodeAll(src, dst[:0:len(dst)])
		n = len(out)
	case lz4Codec:
		n, err = lz4.UncompressBlock(src, dst)
	}
	if err == nil && n != len(dst) {
		err = errCount
	}
	return err
}

// fill reads dst from r, which must end there.
func fill(r io.Reader, dst []byte) error {
	if _, err := io.ReadFull(r, dst); err != nil {
		return err
	}
	if n, err := r.Read(make([]byte, 1)); n > 0 || err != io.EOF {
		return errCount
	}
	return nil
}

// known reports whether pages of a codec can be read.
func (c codec) known() bool {
	switch c {
	case uncompressed, snappyCodec, gzipCodec, brotliCodec, zstdCodec, lz4Codec:
		return true
	}
	return false
}

// cut takes n bytes off the front of data.
func cut(data []byte, n int64) (front, rest []byte, err error) {
	if n > int64(len(data)) {
		return nil, nil, errShort
	}
	return data[:n], data[n:], nil
}

// cutLevels takes levels of the first version off the front: those that run are
// preceded by their length.
func cutLevels(data []byte, e encoding, most, n int) (front, rest []byte, err error) {
	if e == bitPacked {
		return cut(data, (int64(n)*int64(bits.Len(uint(most)))+7)/8)
	}
	if len(data) < 4 {
		return nil, nil, errShort
	}
	return cut(data[4:], int64(binary.LittleEndian.Uint32(data)))
}
