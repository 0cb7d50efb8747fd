package calc

import "math/bits"

// concordanceCounts counts the pairs of a positive and a negative row in
// halves: two if the positive scores higher, one if they tie. With at most
// 2^32 rows all sums are whole numbers below 2^127, so they are exact and the
// order of addition does not matter.
type concordanceCounts struct {
	halves     uint64  // of all pairs
	posSquares uint128 // Σ over the positives of the square of the halves of their pairs
	negSquares uint128 // the same over the negatives
}

// concordance counts the pairs of an unweighted sweep.
func (s *Sweep) concordance() concordanceCounts {
	if s.memo != nil {
		return s.memo.pairs.of(s.countConcordance)
	}
	return s.countConcordance()
}

func (s *Sweep) countConcordance() concordanceCounts {
	blocks := blocksOf(len(s.score))
	parts := make([]concordanceCounts, len(blocks))
	eachBlock(blocks, func(b, lo, hi int) { parts[b] = s.countConcordanceOf(lo, hi) })
	var all concordanceCounts
	for _, p := range parts {
		all.halves += p.halves
		all.posSquares = all.posSquares.plus(p.posSquares)
		all.negSquares = all.negSquares.plus(p.negSquares)
	}
	return all
}

// countConcordanceOf counts the pairs of the rows with the scores lo to hi-1.
func (s *Sweep) countConcordanceOf(lo, hi int) (c concordanceCounts) {
	negatives := uint64(s.Negatives())
	above := s.above(lo)
	fp, tp := uint64(above[0]), uint64(above[1])
	tps, fps := s.tp[lo:hi], s.fp[lo:hi]
	for i := range tps {
		pos, neg := uint64(tps[i])-tp, uint64(fps[i])-fp
		if neg > 0 {
			halves := 2*tp + pos
			c.negSquares = c.negSquares.plus(mul128(neg*halves, halves))
			fp += neg
		}
		if pos > 0 {
			halves := 2*(negatives-fp) + neg
			c.halves += pos * halves
			c.posSquares = c.posSquares.plus(mul128(pos*halves, halves))
			tp += pos
		}
	}
	return c
}

// A uint128 is a whole number below 2^128.
type uint128 struct{ high, low uint64 }

func mul128(a, b uint64) (x uint128) {
	x.high, x.low = bits.Mul64(a, b)
	return x
}

func (x uint128) plus(y uint128) uint128 {
	low, carry := bits.Add64(x.low, y.low, 0)
	high, _ := bits.Add64(x.high, y.high, carry)
	return uint128{high, low}
}

func (x uint128) minus(y uint128) uint128 {
	low, borrow := bits.Sub64(x.low, y.low, 0)
	high, _ := bits.Sub64(x.high, y.high, borrow)
	return uint128{high, low}
}

func (x uint128) times(k uint64) uint128 {
	y := mul128(x.low, k)
	y.high += x.high * k
	return y
}

func (x uint128) float() float64 { return float64(x.high)*0x1p64 + float64(x.low) }
