package calc

import "sync"

const (
	tileLen  = 128
	blockLen = 1 << 16 // cells that one core works on at a time
)

// A tile is a short stretch of cells of a sweep, as plain numbers whether the
// sweep is weighted or not. Computations over all cells go tile by tile: a
// loop over a tile adds up plainly, and the sums of the tiles are added with
// compensation.
type tile struct {
	sweep    *Sweep
	first    int       // index of the first cell, from 0
	score    []float64 // descending
	pos, neg []float64 // weight of either class at each score
	buffer   [6][tileLen]float64
}

// load fills the tile with the cells from lo on, at most tileLen and not past hi,
// and returns where the next tile starts.
func (t *tile) load(s *Sweep, lo, hi int) int {
	hi = min(hi, lo+tileLen)
	t.sweep, t.first, t.score = s, lo, s.score[lo:hi]
	if w := s.w; w != nil {
		t.pos, t.neg = w.pos[lo:hi], w.neg[lo:hi]
		return hi
	}
	above := s.above(lo)
	t.pos, t.neg = t.buffer[0][:hi-lo], t.buffer[1][:hi-lo]
	differences(t.pos, s.tp[lo:hi], above[1])
	differences(t.neg, s.fp[lo:hi], above[0])
	return hi
}

// differences writes by how much each sum is above the one before it, the first
// above last.
func differences(dst []float64, sums []uint32, last uint32) {
	for i, n := range sums[:len(dst)] {
		dst[i] = float64(n - last)
		last = n
	}
}

// sums returns the weight of either class at or above each score.
func (t *tile) sums() (tp, fp []float64) {
	s, lo, hi := t.sweep, t.first, t.first+len(t.score)
	if w := s.w; w != nil {
		return w.tp[lo:hi], w.fp[lo:hi]
	}
	tp, fp = t.buffer[2][:hi-lo], t.buffer[3][:hi-lo]
	for i := range tp {
		tp[i], fp[i] = float64(s.tp[lo+i]), float64(s.fp[lo+i])
	}
	return tp, fp
}

// probabilities returns the probability of the positive class at each score, and
// that of the negative class.
func (t *tile) probabilities() (p, below []float64) {
	p, below = t.score, t.buffer[5][:len(t.score)]
	if t.sweep.kind == Probability {
		for i, x := range p {
			below[i] = 1 - x
		}
		return p, below
	}
	p = t.buffer[4][:len(t.score)]
	for i, u := range t.score {
		p[i], below[i] = probability(t.sweep.kind, u)
	}
	return p, below
}

// fold computes something from all cells of s: add is called for the tiles of
// a block in order, each block with a separate A, and join adds the next
// block's A to the first's. Blocks are the same on any number of cores, and
// so are the digits of the result.
func fold[A any](s *Sweep, add func(*A, *tile), join func(into, next *A)) A {
	k := len(s.score)
	blocks := (k + blockLen - 1) / blockLen
	if blocks <= 1 {
		var a A
		foldBlock(s, 0, k, &a, add)
		return a
	}
	results := make([]A, blocks)
	each(blocks, func(b int) { foldBlock(s, b*blockLen, min(k, (b+1)*blockLen), &results[b], add) })
	for b := 1; b < blocks; b++ {
		join(&results[0], &results[b])
	}
	return results[0]
}

// foldBlock calls add for the tiles of the cells lo to hi-1.
func foldBlock[A any](s *Sweep, lo, hi int, a *A, add func(*A, *tile)) {
	t := tiles.Get().(*tile)
	for lo < hi {
		lo = t.load(s, lo, hi)
		add(a, t)
	}
	t.sweep, t.score, t.pos, t.neg = nil, nil, nil, nil // which may be large
	tiles.Put(t)
}

// tiles are pooled: small sweeps are folded thousands of times.
var tiles = sync.Pool{New: func() any { return new(tile) }}

// join adds another compensated sum.
func (a *sum) join(b sum) {
	a.add(b.high)
	a.low += b.low
}

// Two sums that belong together.
type twoSums struct{ a, b sum }

func joinTwo(into, next *twoSums) {
	into.a.join(next.a)
	into.b.join(next.b)
}
