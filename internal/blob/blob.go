// Package blob has the building blocks of everything that the store keeps as
// bytes: a seal that detects damage, compressed sections, bit-packed integers
// and floats.
//
// A sealed blob begins with the version of its format and ends with a
// checksum:
//
//	version  1 byte
//	body     as the format says
//	crc32c   4 bytes, little endian, of everything before it
//
// Reading never panics on any bytes, and never allocates more than they can
// decode to.
package blob

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// Checksum returns the CRC-32C of b.
func Checksum(b []byte) uint32 { return crc32.Checksum(b, castagnoli) }

// The faults that [Open] finds.
var (
	ErrShort    = errors.New("the blob is cut short")
	ErrChecksum = errors.New("the checksum does not match")
)

// A VersionError is an intact blob in a format that this program does not read.
type VersionError struct{ Version, Want byte }

func (e *VersionError) Error() string {
	return fmt.Sprintf("the blob has format version %d, and this program reads version %d", e.Version, e.Want)
}

// Seal appends the checksum of b, whose first byte must be the version of its
// format.
func Seal(b []byte) []byte {
	return binary.LittleEndian.AppendUint32(b, Checksum(b))
}

// Open checks the seal of b and returns a reader of its body.
func Open(b []byte, version byte) (*Reader, error) {
	if len(b) < 5 {
		return nil, ErrShort
	}
	end := len(b) - 4
	if Checksum(b[:end]) != binary.LittleEndian.Uint32(b[end:]) {
		return nil, ErrChecksum
	}
	if b[0] != version {
		return nil, &VersionError{b[0], version}
	}
	return &Reader{b: b[1:end:end]}, nil
}
