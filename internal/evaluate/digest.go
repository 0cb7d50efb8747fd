package evaluate

import (
	"encoding/binary"
	"fmt"
	"math"
	"math/bits"
	"strings"

	"tradeoff/internal/column"
	"tradeoff/internal/ingest"
	"tradeoff/internal/tradeoff"
)

// Digests returns two sums of one hash for each row, modulo 2^128 and in hex,
// so that they do not depend on the order of the rows. Without a column of
// ids the number of the row is its id.
//
// testSet is that of the pairs of id and label; there is none, "", where ids
// repeat. predictions is that of id, label and scores, regardless of other
// columns and of the format.
//
// They are stored and compared, so the algorithm must never change.
func Digests(d *ingest.Dataset) (testSet, predictions string) {
	var ids *column.Texts
	var labels []uint8
	var classes []uint16
	var scores [][]float64
	for i := range d.Columns {
		switch c := &d.Columns[i]; c.Role {
		case tradeoff.IDRole:
			ids = c.Texts
		case tradeoff.LabelRole:
			labels, classes = c.Labels, c.Classes
		case tradeoff.ScoreRole:
			scores = append(scores, c.Floats)
		}
	}
	label := func(i int) uint64 { return uint64(labels[i]) }
	tags := []uint64{0} // of the scores
	if classes != nil {
		names := classTags(d.Classes)
		label = func(i int) uint64 { return names[classes[i]] }
		tags = names
	}
	var pairs, all setHash
	add := func(i int, pair setHash) {
		pairs.add(pair)
		for k, list := range scores {
			all.add(pair.with(tags[k], list[i]))
		}
	}
	if ids != nil {
		for i, id := range ids.All() {
			add(i, elementHash(id, byID|label(i)))
		}
	} else {
		var row [8]byte
		for i := range max(len(labels), len(classes)) {
			binary.LittleEndian.PutUint64(row[:], uint64(i))
			add(i, elementHash(row[:], byRow|label(i)))
		}
	}
	if !d.Unpaired {
		testSet = pairs.String()
	}
	if all != (setHash{}) { // there are rows and scores
		predictions = all.String()
	}
	return testSet, predictions
}

// with returns the hash of a pair with the score of a class, whose tag is 0 if
// there are two of them. The two zeros are one score.
func (h setHash) with(tag uint64, score float64) setHash {
	x := math.Float64bits(score+0) ^ tag
	return setHash{high: fold(h.high^x^pi1, h.low+pi2), low: fold(h.low^x^pi3, h.high+pi0)}
}

// String writes h in hex.
func (h setHash) String() string { return fmt.Sprintf("%016x%016x", h.high, h.low) }

// The kind of an id, so that the id "1" differs from row 1.
const (
	byID  = 2
	byRow = 4

	byName = 8 // the name of a class
)

// classTags returns a number for each class that depends on its name alone, since
// two files may list the classes in different orders. Its lowest three bits are
// free for the kind of id.
func classTags(names []string) []uint64 {
	tags := make([]uint64, len(names))
	for i, name := range names {
		tags[i] = elementHash([]byte(strings.ToLower(name)), byName).high &^ 7
	}
	return tags
}

// A setHash is a number of 128 bits.
type setHash struct{ high, low uint64 }

func (h *setHash) add(k setHash) {
	var carry uint64
	h.low, carry = bits.Add64(h.low, k.low, 0)
	h.high, _ = bits.Add64(h.high, k.high, carry)
}

// Odd constants without a pattern: fractions of π, as Blowfish has them.
const (
	pi0 = 0x243f6a8885a308d3
	pi1 = 0x13198a2e03707345
	pi2 = 0xa4093822299f31d1
	pi3 = 0x082efa98ec4e6c89
)

// elementHash hashes an id and a tag. The two halves mix eight bytes at a time
// with different constants by multiplying to 128 bits and folding.
func elementHash(id []byte, tag uint64) setHash {
	h := setHash{high: fold(tag^pi0, pi1^uint64(len(id))), low: fold(tag^pi2, pi3^uint64(len(id)))}
	for len(id) > 0 {
		var word [8]byte
		n := copy(word[:], id)
		id = id[n:]
		x := binary.LittleEndian.Uint64(word[:])
		h.high = fold(h.high^x^pi2, h.high+pi3)
		h.low = fold(h.low^x^pi0, h.low+pi1)
	}
	return setHash{high: fold(h.high^pi1, pi2), low: fold(h.low^pi3, pi0)}
}

func fold(a, b uint64) uint64 {
	high, low := bits.Mul64(a, b)
	return high ^ low
}
