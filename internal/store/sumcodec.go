package store

import (
	"encoding/binary"
	"math"

	"tradeoff/internal/blob"
)

// A list of running sums is almost determined by the weights: each sum is the previous
// one plus a weight, up to rounding. So it is written as
//
//	first  8 bytes, the first sum
//	rest   packed zigzag distances between the bits of each sum and those of the
//	       plain addition, which are small
//
// TP and FP are added up from the highest score, FN and TN from the lowest.

// appendSums appends the sums TP, FP, FN and TN at each score of a chunk whose
// weights are wpos and wneg.
func appendSums(b []byte, sums *[4][]float64, wpos, wneg []float64) []byte {
	n := len(wpos)
	far := make([]uint64, n-1)
	for j, list := range sums {
		walk := sumWalk(j, n, wpos, wneg)
		b = binary.LittleEndian.AppendUint64(b, math.Float64bits(list[walk.start]))
		for k := range far {
			i, weight := walk.step(k)
			plain := list[i-walk.by] + weight
			d := int64(math.Float64bits(list[i]) - math.Float64bits(plain))
			far[k] = uint64(d<<1) ^ uint64(d>>63)
		}
		b = blob.AppendPacked(b, far)
	}
	return b
}

// readSums reads what appendSums wrote.
func readSums(r *blob.Reader, sums *[4][]float64, wpos, wneg []float64) {
	n := len(wpos)
	far := make([]uint64, n-1)
	for j, list := range sums {
		walk := sumWalk(j, n, wpos, wneg)
		list[walk.start] = r.Float64()
		if r.Packed(far); r.Err() != nil {
			return
		}
		for k, d := range far {
			i, weight := walk.step(k)
			plain := list[i-walk.by] + weight
			list[i] = math.Float64frombits(math.Float64bits(plain) + (d>>1 ^ -(d & 1)))
		}
	}
}

// A walk is the order in which the weights of a class are added up.
type walk struct {
	start   int // index of the first sum
	by      int // 1 down the scores, −1 up
	weights []float64
}

// sumWalk returns the walk of list j of TP, FP, FN, TN over n scores.
func sumWalk(j, n int, wpos, wneg []float64) walk {
	w := walk{start: 0, by: 1, weights: [][]float64{wpos, wneg}[j%2]}
	if j >= 2 {
		w.start, w.by = n-1, -1
	}
	return w
}

// step returns the index of sum k, and the weight that it adds to the previous one: sums
// over the rows below a score add the weight at the next lower score.
func (w walk) step(k int) (i int, weight float64) {
	i = w.start + (k+1)*w.by
	if w.by < 0 {
		return i, w.weights[i+1]
	}
	return i, w.weights[i]
}
