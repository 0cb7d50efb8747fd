package calc

import "fmt"

// Merge returns the sweep of the rows of a and b together. The kinds of their
// scores must agree. If one of them is weighted, so is the result.
func Merge(a, b *Sweep) (*Sweep, error) {
	if a.kind != b.kind {
		return nil, fmt.Errorf("a sweep of %s scores does not merge with one of %s scores", a.kind, b.kind)
	}
	if uint64(a.N())+uint64(b.N()) > 1<<32-1 {
		return nil, fmt.Errorf("a sweep does not hold %d rows", uint64(a.N())+uint64(b.N()))
	}
	weighted := a.Weighted() || b.Weighted()
	k := mergedLen(a.score, b.score)
	s := emptySweep(a.kind, k)
	var wpos, wneg []float64
	if weighted {
		wpos, wneg = make([]float64, k), make([]float64, k)
	}
	i, j := 1, 1
	for at := range k {
		var c Cell
		switch {
		case j == b.Len() || i < a.Len() && a.score[i-1] > b.score[j-1]:
			c = a.Cell(i)
			i++
		case i == a.Len() || b.score[j-1] > a.score[i-1]:
			c = b.Cell(j)
			j++
		default:
			c = a.Cell(i)
			d := b.Cell(j)
			c.WPos += d.WPos
			c.WNeg += d.WNeg
			c.NPos += d.NPos
			c.NNeg += d.NNeg
			i++
			j++
		}
		s.score[at], s.tp[at], s.fp[at] = c.Score, c.NPos, c.NNeg
		if weighted {
			wpos[at], wneg[at] = c.WPos, c.WNeg
		}
	}
	accumulate(s.tp)
	accumulate(s.fp)
	if weighted {
		s.w = newWeights(wpos, wneg)
	}
	return s.withMemo(), nil
}

// mergedLen returns the number of distinct scores in two descending lists.
func mergedLen(a, b []float64) int {
	n, i, j := 0, 0, 0
	for ; i < len(a) && j < len(b); n++ {
		x, y := a[i], b[j]
		if x >= y {
			i++
		}
		if y >= x {
			j++
		}
	}
	return n + len(a) - i + len(b) - j
}
