package calc

const (
	tileLen  = 128
	blockLen = 1 << 16 // cells that one core works on at a time
)

// A tile is a short stretch of cells of a sweep, laid out as plain numbers
// whether the sweep is weighted or not. What is computed from all cells is
// computed tile by tile: a loop over a tile adds up plainly, and the sums of the
// tiles are added with compensation.
type tile struct {
	kind             Kind
	first            int       // index of the first cell, from 0
	score            []float64 // descending
	pos, neg         []float64 // weight of either class at each score
	tp, fp           []float64 // weight at or above each score
	tpAbove, fpAbove float64   // weight above the first score
	buffer           [4][tileLen]float64
}

// load fills the tile with the cells from lo on, at most tileLen and not past hi,
// and returns where the next tile starts.
func (t *tile) load(s *Sweep, lo, hi int) int {
	hi = min(hi, lo+tileLen)
	t.kind, t.first, t.score = s.kind, lo, s.score[lo:hi]
	if w := s.w; w != nil {
		t.pos, t.neg, t.tp, t.fp = w.pos[lo:hi], w.neg[lo:hi], w.tp[lo:hi], w.fp[lo:hi]
		t.tpAbove, t.fpAbove = 0, 0
		if lo > 0 {
			t.tpAbove, t.fpAbove = w.tp[lo-1], w.fp[lo-1]
		}
		return hi
	}
	n := hi - lo
	t.pos, t.neg, t.tp, t.fp = t.buffer[0][:n], t.buffer[1][:n], t.buffer[2][:n], t.buffer[3][:n]
	lastTP, lastFP := uint32(0), uint32(0)
	if lo > 0 {
		lastTP, lastFP = s.tp[lo-1], s.fp[lo-1]
	}
	t.tpAbove, t.fpAbove = float64(lastTP), float64(lastFP)
	tp, fp := s.tp[lo:hi], s.fp[lo:hi]
	for i := range n {
		t.pos[i], t.neg[i] = float64(tp[i]-lastTP), float64(fp[i]-lastFP)
		t.tp[i], t.fp[i] = float64(tp[i]), float64(fp[i])
		lastTP, lastFP = tp[i], fp[i]
	}
	return hi
}

// fold computes something from all cells of s: add is called for the tiles of a
// block in order, each block with an A of its own, and join adds the next block's
// A to the first's. Blocks are the same on any number of cores, so the digits of
// the result are too.
func fold[A any](s *Sweep, add func(*A, *tile), join func(into, next *A)) A {
	k := len(s.score)
	blocks := (k + blockLen - 1) / blockLen
	if blocks <= 1 {
		var a A
		var t tile
		for at := 0; at < k; {
			at = t.load(s, at, k)
			add(&a, &t)
		}
		return a
	}
	results := make([]A, blocks)
	eachWith(blocks, func() func(int) {
		var t tile
		return func(b int) {
			for at, end := b*blockLen, min(k, (b+1)*blockLen); at < end; {
				at = t.load(s, at, end)
				add(&results[b], &t)
			}
		}
	})
	for b := 1; b < blocks; b++ {
		join(&results[0], &results[b])
	}
	return results[0]
}

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
