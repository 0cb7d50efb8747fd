package store

import (
	"errors"
	"fmt"
	"math"
	"math/bits"
	"runtime"
	"sync/atomic"

	"golang.org/x/sync/errgroup"

	"tradeoff/internal/blob"
	"tradeoff/internal/calc"
	"tradeoff/internal/column"
	"tradeoff/internal/tradeoff"
)

// A rowOrder lists the rows of each class, counted from 0, in descending order of score,
// ties in file order. Rows of weight 0 are in neither list. Labels and scores of all rows
// can be restored from it and the sweep. At ten million rows it takes 3 bytes a row,
// where a score would take 7.
type rowOrder struct {
	positives, negatives []uint32
	whole                bool // labels and scores can be restored exactly from order and sweep
}

var errForeignSweep = errors.New("the sweep was not made of these columns")

// orderRows returns the order of the rows whose labels and scores are among
// columns, or nil if there is not one column of each.
func orderRows(columns []column.Column, s *calc.Sweep) (*rowOrder, error) {
	label, score := only(columns, tradeoff.LabelRole, column.Label), only(columns, tradeoff.ScoreRole, column.Float)
	if label == nil || score == nil {
		return nil, nil
	}
	var weights []float64
	if w := only(columns, tradeoff.WeightRole, column.Float); w != nil {
		weights = w.Floats
	}
	if len(label.Labels) != len(score.Floats) || (weights != nil && len(weights) != len(label.Labels)) {
		return nil, errForeignSweep
	}
	o := &rowOrder{positives: make([]uint32, s.Positives()), negatives: make([]uint32, s.Negatives())}
	f := &orderFiller{rowOrder: o, labels: label.Labels, scores: score.Floats, weights: weights, ranks: newRanker(s)}
	exact, err := f.fill()
	o.whole = exact && s.N() == len(label.Labels)
	return o, err
}

// only returns the one column of a role and type, or nil.
func only(columns []column.Column, role tradeoff.Role, typ column.Type) (found *column.Column) {
	for i := range columns {
		if c := &columns[i]; c.Role == role && c.Type() == typ {
			if found != nil {
				return nil
			}
			found = c
		}
	}
	return found
}

// rows returns the list of a class.
func (o *rowOrder) rows(class uint8) []uint32 {
	if class == 1 {
		return o.positives
	}
	return o.negatives
}

// An orderFiller sorts the rows of each class: the place of a row is the number of rows
// of its class with a higher score, plus those before it with the same score. It visits
// the rows by score, so that lookups are close together in memory: that is several times
// faster than in file order.
type orderFiller struct {
	*rowOrder
	labels          []uint8
	scores, weights []float64
	ranks           *ranker
	taken           [2][]uint32 // assigned places at each score, by class; nil if all scores differ
}

// fill reports whether every score equals that of the sweep to the last bit.
func (f *orderFiller) fill() (exact bool, err error) {
	s := f.ranks.sweep
	if s.Len()-1 < s.N() {
		f.taken = [2][]uint32{make([]uint32, s.Len()), make([]uint32, s.Len())}
	}
	rows, ends, err := f.byScore()
	if err != nil {
		return false, err
	}
	if len(rows) != s.N() {
		return false, errForeignSweep
	}
	const most = 64 // buckets of one goroutine
	var inexact atomic.Bool
	var g errgroup.Group
	g.SetLimit(runtime.GOMAXPROCS(0))
	for k := 0; k < len(ends); k += most {
		from, to := 0, ends[min(k+most, len(ends))-1]
		if k > 0 {
			from = ends[k-1]
		}
		g.Go(func() error {
			exact, err := f.place(rows[from:to])
			if !exact {
				inexact.Store(true)
			}
			return err
		})
	}
	err = g.Wait()
	return !inexact.Load(), err
}

// byScore returns the rows of positive weight in buckets of descending scores, each
// bucket in file order, and the end of each bucket. Rows of one score are in one bucket.
func (f *orderFiller) byScore() (rows []uint32, ends []int, err error) {
	r := f.ranks
	shift := max(0, bits.Len64(r.span)-maxOrderBuckets)
	bucket := func(row int) (b uint64, counts bool) {
		if f.weights != nil && f.weights[row] == 0 {
			return 0, false
		}
		return (r.top - orderKey(f.scores[row])) >> shift, true
	}
	ends = make([]int, r.span>>shift+1)
	for row := range f.scores {
		if b, counts := bucket(row); counts {
			if b >= uint64(len(ends)) {
				return nil, nil, errForeignSweep
			}
			ends[b]++
		}
	}
	sum := 0
	for b, n := range ends { // the start of each bucket, until its rows are added
		ends[b] = sum
		sum += n
	}
	rows = make([]uint32, sum)
	for row := range f.scores {
		if b, counts := bucket(row); counts {
			rows[ends[b]] = uint32(row)
			ends[b]++
		}
	}
	return rows, ends, nil
}

// maxOrderBuckets is how many buckets there are at most, as a power of two.
const maxOrderBuckets = 12

// place assigns places to rows.
func (f *orderFiller) place(rows []uint32) (exact bool, err error) {
	exact = true
	for _, row := range rows {
		k := f.ranks.of(f.scores[row])
		if k == 0 {
			return false, errForeignSweep
		}
		s, class := f.ranks.sweep, f.labels[row]
		cell := s.Cell(k)
		exact = exact && math.Float64bits(cell.Score) == math.Float64bits(f.scores[row])
		above := s.Point(k - 1)
		place, here := above.RowsFP, cell.NNeg
		if class == 1 {
			place, here = above.RowsTP, cell.NPos
		}
		if taken := f.taken[class]; taken != nil {
			place += int(taken[k])
			taken[k]++
			here -= min(here, taken[k]-1)
		}
		if here == 0 {
			return false, errForeignSweep
		}
		f.rows(class)[place] = row
	}
	return exact, nil
}

// A ranker finds scores in a sweep. It divides the range of the keys of the scores into
// equal parts and stores the start of each, so that a lookup reads a few neighbours
// instead of the complete sweep.
type ranker struct {
	sweep *calc.Sweep
	top   uint64 // key of the highest score
	span  uint64 // from there to that of the lowest
	shift int
	begin []uint32 // index in the sweep of the first score of each part, and of the end
}

func newRanker(s *calc.Sweep) *ranker {
	r := &ranker{sweep: s}
	n := s.Len() - 1
	if n == 0 {
		return r
	}
	r.top = orderKey(s.Threshold(1))
	r.span = r.top - orderKey(s.Threshold(n))
	r.shift = max(0, bits.Len64(r.span)-bits.Len(uint(n))+2) // 4 to 16 scores in a part, if they are even
	r.begin = make([]uint32, r.span>>r.shift+2)
	part := uint64(0)
	for k := 1; k <= n; k++ {
		for p := (r.top - orderKey(s.Threshold(k))) >> r.shift; part <= p; part++ {
			r.begin[part] = uint32(k)
		}
	}
	r.begin[part] = uint32(n + 1)
	return r
}

// of returns the index of a score in the sweep, or 0 if it is not in the sweep.
func (r *ranker) of(score float64) int {
	part := (r.top - orderKey(score)) >> r.shift // huge for a score above the top
	if len(r.begin) == 0 || part >= uint64(len(r.begin)-1) {
		return 0
	}
	low, high := int(r.begin[part]), int(r.begin[part+1])
	for low < high {
		if mid := (low + high) / 2; r.sweep.Threshold(mid) > score {
			low = mid + 1
		} else {
			high = mid
		}
	}
	if low < r.sweep.Len() && r.sweep.Threshold(low) == score {
		return low
	}
	return 0
}

// orderKey is the key of a score; −0 and 0 are one score.
func orderKey(x float64) uint64 { return blob.Key(x + 0) }

// The format of a chunk of the row order: 4,096 rows, the last one fewer.
//
//	version  1 byte, orderVersion
//	form     1 byte: 1 rows, 2 zigzag steps from row to row, the first from 0
//	count    2 bytes
//	rows     packed integers
//	crc32c   4 bytes
const (
	orderVersion = 1
	orderRowsAs  = 1
	orderSteps   = 2
	orderChunk   = 4096
)

func orderChunks(rows int) int { return (rows + orderChunk - 1) / orderChunk }

// encodeOrder returns the chunks of a list of rows. Rows of distinct scores are in no
// particular order and are written as numbers; rows of tied scores ascend, so that steps
// are smaller.
func encodeOrder(rows []uint32) [][]byte {
	var chunks [][]byte
	for ; len(rows) > 0; rows = rows[min(orderChunk, len(rows)):] {
		part := rows[:min(orderChunk, len(rows))]
		plain, steps := make([]uint64, len(part)), make([]uint64, len(part))
		last := int64(0)
		for i, r := range part {
			plain[i] = uint64(r)
			step := int64(r) - last
			steps[i] = uint64(step<<1) ^ uint64(step>>63)
			last = int64(r)
		}
		head := []byte{orderVersion, orderRowsAs, byte(len(part)), byte(len(part) >> 8)}
		b := blob.AppendPacked(append(make([]byte, 0, 4*len(part)+64), head...), plain)
		head[1] = orderSteps
		if c := blob.AppendPacked(head, steps); len(c) < len(b) {
			b = c
		}
		chunks = append(chunks, blob.Seal(b))
	}
	return chunks
}

// decodeOrder appends the rows of a chunk, all of them below n.
func decodeOrder(rows []uint32, data []byte, n int) ([]uint32, error) {
	r, err := blob.Open(data, orderVersion)
	if err != nil {
		return rows, err
	}
	form := r.Byte()
	count := int(r.Byte()) | int(r.Byte())<<8
	if count > orderChunk || (form != orderRowsAs && form != orderSteps) {
		return rows, fmt.Errorf("an unknown form of rows, %d, or %d of them", form, count)
	}
	packed := make([]uint64, count)
	r.Packed(packed)
	if err := r.Done(); err != nil {
		return rows, err
	}
	last := int64(0)
	for _, v := range packed {
		row := int64(v)
		if form == orderSteps {
			row = last + (int64(v>>1) ^ -int64(v&1))
		}
		if row < 0 || row >= int64(n) {
			return rows, fmt.Errorf("row %d of %d", row, n)
		}
		rows = append(rows, uint32(row))
		last = row
	}
	return rows, nil
}

// labels restores the labels of n rows.
func (o *rowOrder) labels(n int) ([]uint8, error) {
	labels := make([]uint8, n)
	for _, row := range o.positives {
		if labels[row] == 1 {
			return nil, errTwice
		}
		labels[row] = 1
	}
	for _, row := range o.negatives {
		if labels[row] == 1 {
			return nil, errTwice
		}
	}
	return labels, nil
}

var errTwice = errors.New("a row is listed twice")

// scores restores the scores of n rows from s.
func (o *rowOrder) scores(n int, s *calc.Sweep) ([]float64, error) {
	scores := make([]float64, n)
	positives, negatives := o.positives, o.negatives
	for k := 1; k < s.Len(); k++ {
		c := s.Cell(k)
		if int(c.NPos) > len(positives) || int(c.NNeg) > len(negatives) {
			return nil, errForeignSweep
		}
		for _, row := range positives[:c.NPos] {
			scores[row] = c.Score
		}
		for _, row := range negatives[:c.NNeg] {
			scores[row] = c.Score
		}
		positives, negatives = positives[c.NPos:], negatives[c.NNeg:]
	}
	if len(positives)+len(negatives) > 0 {
		return nil, errForeignSweep
	}
	return scores, nil
}
