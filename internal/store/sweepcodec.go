package store

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"sort"

	"tradeoff/internal/blob"
	"tradeoff/internal/calc"
)

// sweepChunk is how many distinct scores one chunk of a sweep holds; the last
// one may hold fewer.
const sweepChunk = 4096

func sweepChunks(scores int) int { return (scores + sweepChunk - 1) / sweepChunk }

// A directory locates the chunk of a sweep for a threshold, and has the counts above
// each chunk.
//
//	version    1 byte, directoryVersion
//	kind       1 byte: 1 probability, 2 logit, 3 score
//	weighted   1 byte: 0, 1
//	scores     uvarint, the number K of distinct scores
//	positives  uvarint, rows
//	negatives  uvarint, rows
//	weights    2 float64 if weighted: of all positives, of all negatives
//	entries    one for each chunk: highest score (8 bytes), positive rows (4)
//	           and negative rows (4) above it, little endian
//	crc32c     4 bytes
type directory struct {
	kind                           calc.Kind
	weighted                       bool
	scores                         int
	positives, negatives           int
	positiveWeight, negativeWeight float64
	entries                        []byte
}

const (
	directoryVersion = 1
	entrySize        = 16
	maxScores        = math.MaxUint32 // uploads are limited to fewer rows
)

var kinds = []calc.Kind{1: calc.Probability, 2: calc.Logit, 3: calc.Score}

func (d *directory) chunks() int { return len(d.entries) / entrySize }

// first returns the highest score of chunk k.
func (d *directory) first(k int) float64 {
	return math.Float64frombits(binary.LittleEndian.Uint64(d.entries[k*entrySize:]))
}

// above returns the number of rows of each class above chunk k; all rows if k is the
// number of chunks.
func (d *directory) above(k int) (positives, negatives int) {
	if k == d.chunks() {
		return d.positives, d.negatives
	}
	e := d.entries[k*entrySize+8:]
	return int(binary.LittleEndian.Uint32(e)), int(binary.LittleEndian.Uint32(e[4:]))
}

// find returns the chunk with the lowest score at or above threshold, or -1 if every
// score is below it.
func (d *directory) find(threshold float64) int {
	return sort.Search(d.chunks(), func(k int) bool { return d.first(k) < threshold }) - 1
}

// size returns the number of scores of chunk k.
func (d *directory) size(k int) int { return min(sweepChunk, d.scores-k*sweepChunk) }

// origin returns the operating point at +Inf, where all predictions are negative.
func (d *directory) origin() calc.OperatingPoint {
	p := calc.OperatingPoint{Threshold: math.Inf(1), Weighted: d.weighted}
	p.FN, p.TN = float64(d.positives), float64(d.negatives)
	if d.weighted {
		p.FN, p.TN = d.positiveWeight, d.negativeWeight
	}
	return p
}

// encodeDirectory returns the directory of s.
func encodeDirectory(s *calc.Sweep) []byte {
	scores := s.Len() - 1
	b := make([]byte, 0, 64+entrySize*sweepChunks(scores))
	b = append(b, directoryVersion, 0, 0)
	for code, kind := range kinds {
		if kind == s.Kind() {
			b[1] = byte(code)
		}
	}
	b = binary.AppendUvarint(b, uint64(scores))
	b = binary.AppendUvarint(b, uint64(s.Positives()))
	b = binary.AppendUvarint(b, uint64(s.Negatives()))
	if s.Weighted() {
		b[2] = 1
		origin := s.Point(0)
		b = binary.LittleEndian.AppendUint64(b, math.Float64bits(origin.FN))
		b = binary.LittleEndian.AppendUint64(b, math.Float64bits(origin.TN))
	}
	for k := 0; k < scores; k += sweepChunk {
		above := s.Point(k)
		b = binary.LittleEndian.AppendUint64(b, math.Float64bits(s.Threshold(k+1)))
		b = binary.LittleEndian.AppendUint32(b, uint32(above.RowsTP))
		b = binary.LittleEndian.AppendUint32(b, uint32(above.RowsFP))
	}
	return blob.Seal(b)
}

func decodeDirectory(data []byte) (*directory, error) {
	r, err := blob.Open(data, directoryVersion)
	if err != nil {
		return nil, err
	}
	kind, weighted := r.Byte(), r.Byte()
	if kind == 0 || int(kind) >= len(kinds) || weighted > 1 {
		return nil, fmt.Errorf("an unknown kind of sweep, %d, %d", kind, weighted)
	}
	d := &directory{kind: kinds[kind], weighted: weighted == 1}
	d.scores, d.positives, d.negatives = r.Count(maxScores), r.Count(maxScores), r.Count(maxScores)
	if d.weighted {
		d.positiveWeight, d.negativeWeight = r.Float64(), r.Float64()
	}
	d.entries = r.Bytes(entrySize * sweepChunks(d.scores))
	return d, r.Done()
}

// cells are the scores of one chunk in descending order, with the rows and weights at
// each.
type cells struct {
	score      []float64
	npos, nneg []uint32
	wpos, wneg []float64     // nil if unweighted
	sums       *[4][]float64 // TP, FP, FN and TN at each score; nil if unweighted
}

// The format of a chunk of a sweep:
//
//	version  1 byte, cellsVersion
//	flags    1 byte: 1 weighted, 2 single
//	count    2 bytes
//	scores   falling floats
//	rows     single (one row at every score): its label, as bits
//	         otherwise: packed positive rows, packed negative rows
//	weights  if weighted and single: floats, the weight of the row
//	         if weighted and not single: floats of the positives, of the negatives
//	sums     if weighted: four lists of running sums, TP, FP, FN and TN at each score
//	crc32c   4 bytes
//
// Sums of weights depend on the order of additions and on the rounding. They are stored
// as calc computed them, so that one chunk gives the same number as the complete sweep,
// to the last bit.
const (
	cellsVersion  = 1
	weightedCells = 1
	singleCells   = 2
)

// encodeCells returns chunk k of s.
func encodeCells(s *calc.Sweep, k int) []byte {
	from := k*sweepChunk + 1
	n := min(sweepChunk, s.Len()-from)
	score, labels := make([]float64, n), make([]uint8, n)
	npos, nneg := make([]uint64, n), make([]uint64, n)
	flags := byte(singleCells)
	if s.Weighted() {
		flags |= weightedCells
	}
	for i := range n {
		c := s.Cell(from + i)
		score[i], npos[i], nneg[i] = c.Score, uint64(c.NPos), uint64(c.NNeg)
		if labels[i] = uint8(min(c.NPos, 1)); c.NPos+c.NNeg != 1 {
			flags &^= singleCells
		}
	}
	b := make([]byte, 0, 5*n+64)
	b = append(b, cellsVersion, flags, byte(n), byte(n>>8))
	b = blob.AppendFalling(b, score)
	if flags&singleCells != 0 {
		b = blob.AppendBits(b, labels)
	} else {
		b = blob.AppendPacked(blob.AppendPacked(b, npos), nneg)
	}
	if s.Weighted() {
		b = appendWeights(b, s, from, n, flags)
	}
	return blob.Seal(b)
}

func appendWeights(b []byte, s *calc.Sweep, from, n int, flags byte) []byte {
	wpos, wneg := make([]float64, n), make([]float64, n)
	sums := new([4][]float64)
	for i := range n {
		c, p := s.Cell(from+i), s.Point(from+i)
		wpos[i], wneg[i] = c.WPos, c.WNeg
		for j, v := range []float64{p.TP, p.FP, p.FN, p.TN} {
			sums[j] = append(sums[j], v)
		}
	}
	if flags&singleCells != 0 {
		row := make([]float64, n)
		for i := range row {
			row[i] = max(wpos[i], wneg[i]) // the other one is 0
		}
		b = blob.AppendFloats(b, row)
	} else {
		b = blob.AppendFloats(blob.AppendFloats(b, wpos), wneg)
	}
	return appendSums(b, sums, wpos, wneg)
}

var errOtherSweep = errors.New("the chunk does not belong to its directory")

// decodeCells reads chunk k of the sweep that d describes.
func decodeCells(d *directory, k int, data []byte) (*cells, error) {
	r, err := blob.Open(data, cellsVersion)
	if err != nil {
		return nil, err
	}
	flags := r.Byte()
	n := int(r.Byte()) | int(r.Byte())<<8
	if flags > weightedCells|singleCells || flags&weightedCells != 0 != d.weighted || n != d.size(k) {
		return nil, errOtherSweep
	}
	single := flags&singleCells != 0
	c := &cells{score: make([]float64, n)}
	r.Falling(c.score)
	c.readRows(r, single)
	if d.weighted {
		c.readWeights(r, single)
	}
	if err := r.Done(); err != nil {
		return nil, err
	}
	return c, c.fits(d, k)
}

func (c *cells) readRows(r *blob.Reader, single bool) {
	n := len(c.score)
	c.npos, c.nneg = make([]uint32, n), make([]uint32, n)
	if single {
		labels := make([]uint8, n)
		r.Bits(labels)
		for i, l := range labels {
			c.npos[i], c.nneg[i] = uint32(l), 1-uint32(l)
		}
		return
	}
	packed := make([]uint64, n)
	for _, rows := range [][]uint32{c.npos, c.nneg} {
		r.Packed(packed)
		for i, v := range packed {
			if v > math.MaxUint32 {
				r.Failf("%d rows at one score", v)
			}
			rows[i] = uint32(v)
		}
	}
}

func (c *cells) readWeights(r *blob.Reader, single bool) {
	n := len(c.score)
	c.wpos, c.wneg = make([]float64, n), make([]float64, n)
	r.Floats(c.wpos)
	if !single {
		r.Floats(c.wneg)
	}
	for i := range c.wpos {
		if single && c.npos[i] == 0 {
			c.wpos[i], c.wneg[i] = 0, c.wpos[i]
		}
	}
	c.sums = new([4][]float64)
	for j := range c.sums {
		c.sums[j] = make([]float64, n)
	}
	readSums(r, c.sums, c.wpos, c.wneg)
}

// fits returns an error if the chunk does not match its entry in d.
func (c *cells) fits(d *directory, k int) error {
	tp, fp := d.above(k)
	for i := range c.score {
		tp, fp = tp+int(c.npos[i]), fp+int(c.nneg[i])
	}
	belowTP, belowFP := d.above(k + 1)
	if c.score[0] != d.first(k) || tp != belowTP || fp != belowFP {
		return errOtherSweep
	}
	if k+1 < d.chunks() && c.score[len(c.score)-1] <= d.first(k+1) {
		return errOtherSweep
	}
	return nil
}

// points returns the operating points from to to−1 of chunk k.
func (c *cells) points(d *directory, k, from, to int) []calc.OperatingPoint {
	list := make([]calc.OperatingPoint, 0, to-from)
	tp, fp := d.above(k)
	for i := range to {
		tp, fp = tp+int(c.npos[i]), fp+int(c.nneg[i])
		if i < from {
			continue
		}
		p := calc.OperatingPoint{Threshold: c.score[i], Weighted: d.weighted, RowsTP: tp, RowsFP: fp}
		if d.weighted {
			p.Confusion = calc.Confusion{TP: c.sums[0][i], FP: c.sums[1][i], FN: c.sums[2][i], TN: c.sums[3][i]}
		} else {
			p.Confusion = calc.Confusion{
				TP: float64(tp), FP: float64(fp),
				FN: float64(d.positives - tp), TN: float64(d.negatives - fp),
			}
		}
		list = append(list, p)
	}
	return list
}

// at returns the index in the chunk of the lowest score at or above threshold.
func (c *cells) at(threshold float64) int {
	return sort.Search(len(c.score), func(i int) bool { return c.score[i] < threshold }) - 1
}
