package calc

import (
	"fmt"
	"math"
	"sort"
)

// A Sweep has all operating points of a binary run: its distinct scores from
// the highest down, each with its weight of both classes. All numbers of a
// run are computed from it, in time proportional to the number K of distinct
// scores, independent of the number of rows. It is immutable and safe for
// concurrent use.
//
// A threshold t predicts positive all scores at or above it. That gives K+1
// operating points: point 0 at t = +Inf predicts nothing positive, and point
// k at the k-th highest distinct score predicts positive the k highest
// scores. Rows with equal scores are never separated.
//
// An unweighted sweep takes 16 bytes for each distinct score. See
// docs/metrics.md 2.
type Sweep struct {
	kind  Kind
	score []float64 // descending, distinct, without negative zero
	tp    []uint32  // positive rows at or above score[i]
	fp    []uint32  // negative rows at or above score[i]
	w     *weights  // nil if every row has weight 1
	memo  *memo     // nil if the sweep is overwritten repeatedly
}

// weights holds the weight of each class at, from and below each score.
// Weights below are added up from the lowest score: the total minus the
// weight above would lose all precision when weights differ by 1e15.
type weights struct {
	pos, neg []float64 // at the score
	tp, fp   []float64 // at or above it
	fn, tn   []float64 // below it
}

// NewSweep returns the sweep of b, without keeping references to it. Rows of
// weight 0 are ignored. If all weights are 0 or 1 the sweep is unweighted. An
// invalid b gives an *[InputError].
func NewSweep(b Binary) (*Sweep, error) {
	if err := b.Validate(); err != nil {
		return nil, err
	}
	if uint64(len(b.Label)) > math.MaxUint32 {
		return nil, &InputError{
			Row: -1, Message: fmt.Sprintf("%d rows are more than %d", len(b.Label), uint32(math.MaxUint32)),
		}
	}
	b, weighted := b.withoutWeightless()
	switch {
	case weighted:
		return weightedSweep(b).withMemo(), nil
	default:
		return unweightedSweep(b).withMemo(), nil
	}
}

// withoutWeightless returns b without its rows of weight 0 and whether any
// weight other than 1 remains; if not, the weights are dropped.
func (b Binary) withoutWeightless() (kept Binary, weighted bool) {
	if b.Weight == nil {
		return b, false
	}
	zeros := 0
	for _, w := range b.Weight {
		if w == 0 {
			zeros++
		} else if w != 1 {
			weighted = true
		}
	}
	if zeros > 0 {
		n := len(b.Weight) - zeros
		kept = Binary{Kind: b.Kind, Label: make([]uint8, 0, n), Score: make([]float64, 0, n), Weight: make([]float64, 0, n)}
		for i, w := range b.Weight {
			if w != 0 {
				kept.Label = append(kept.Label, b.Label[i])
				kept.Score = append(kept.Score, b.Score[i])
				kept.Weight = append(kept.Weight, w)
			}
		}
		b = kept
	}
	if !weighted {
		b.Weight = nil
	}
	return b, weighted
}

// RestoreSweep returns the sweep of stored cells: the distinct scores from
// the highest down, how many positive and negative rows have each, and their
// weights, nil if the sweep is unweighted. It takes ownership of the slices.
// Invalid cells give an error.
func RestoreSweep(kind Kind, score []float64, npos, nneg []uint32, wpos, wneg []float64) (*Sweep, error) {
	if err := validCells(kind, score, npos, nneg, wpos, wneg); err != nil {
		return nil, err
	}
	accumulate(npos)
	accumulate(nneg)
	s := &Sweep{kind: kind, score: score, tp: npos, fp: nneg}
	if wpos != nil {
		s.w = newWeights(wpos, wneg)
	}
	return s.withMemo(), nil
}

func accumulate(n []uint32) {
	total := uint32(0)
	for i := range n {
		total += n[i]
		n[i] = total
	}
}

func validCells(kind Kind, score []float64, npos, nneg []uint32, wpos, wneg []float64) error {
	if err := validKind(kind); err != nil {
		return err
	}
	k := len(score)
	if len(npos) != k || len(nneg) != k || (wpos == nil) != (wneg == nil) ||
		wpos != nil && (len(wpos) != k || len(wneg) != k) {
		return &InputError{Row: -1, Message: "the cells of the sweep have different lengths"}
	}
	rows, weight := uint64(0), 0.0
	for i, u := range score {
		if err := validScore(kind, i, u); err != nil {
			return err
		}
		if i > 0 && !(u < score[i-1]) {
			return &InputError{Row: i, Message: "the scores of the sweep do not descend"}
		}
		if npos[i] == 0 && nneg[i] == 0 {
			return &InputError{Row: i, Message: "no row has this score of the sweep"}
		}
		rows += uint64(npos[i]) + uint64(nneg[i])
		if wpos != nil {
			if !(wpos[i] >= 0 && wneg[i] >= 0) || (wpos[i] > 0) != (npos[i] > 0) || (wneg[i] > 0) != (nneg[i] > 0) {
				return &InputError{Row: i, Message: "the weights of the sweep do not match its rows"}
			}
			weight += wpos[i] + wneg[i]
		}
	}
	if rows > math.MaxUint32 || math.IsInf(weight, 1) {
		return &InputError{Row: -1, Message: "the sweep counts more than it can hold"}
	}
	return nil
}

// newWeights adds the weights at the scores up, from above and from below.
func newWeights(pos, neg []float64) *weights {
	k := len(pos)
	all := make([]float64, 4*k)
	w := &weights{pos: pos, neg: neg, tp: all[:k:k], fp: all[k : 2*k : 2*k], fn: all[2*k : 3*k : 3*k], tn: all[3*k:]}
	w.accumulate()
	return w
}

// accumulate fills the sums above and below from the weights at the scores.
func (w *weights) accumulate() {
	var tp, fp, fn, tn sum
	for i := range w.pos {
		tp.add(w.pos[i])
		fp.add(w.neg[i])
		w.tp[i], w.fp[i] = tp.value(), fp.value()
	}
	for i := len(w.pos) - 1; i >= 0; i-- {
		w.fn[i], w.tn[i] = fn.value(), tn.value()
		fn.add(w.pos[i])
		tn.add(w.neg[i])
	}
}

// resize sets the number of scores to k, within the capacity.
func (w *weights) resize(k int) {
	for _, x := range []*[]float64{&w.pos, &w.neg, &w.tp, &w.fp, &w.fn, &w.tn} {
		*x = (*x)[:k]
	}
}

// Kind returns the meaning of the scores.
func (s *Sweep) Kind() Kind { return s.kind }

// Weighted reports whether any row has a weight other than 1.
func (s *Sweep) Weighted() bool { return s.w != nil }

// N returns the number of rows.
func (s *Sweep) N() int { return s.Positives() + s.Negatives() }

// Positives returns the number of positive rows.
func (s *Sweep) Positives() int { return lastCount(s.tp) }

// Negatives returns the number of negative rows.
func (s *Sweep) Negatives() int { return lastCount(s.fp) }

func lastCount(n []uint32) int {
	if len(n) == 0 {
		return 0
	}
	return int(n[len(n)-1])
}

// PositiveWeight returns the weight of the positive rows, their number if the
// sweep is unweighted.
func (s *Sweep) PositiveWeight() float64 {
	if s.w != nil && len(s.score) > 0 {
		return s.w.tp[len(s.score)-1]
	}
	return float64(s.Positives())
}

// NegativeWeight returns the weight of the negative rows, their number if the
// sweep is unweighted.
func (s *Sweep) NegativeWeight() float64 {
	if s.w != nil && len(s.score) > 0 {
		return s.w.fp[len(s.score)-1]
	}
	return float64(s.Negatives())
}

// Len returns the number of operating points, one more than there are distinct scores.
func (s *Sweep) Len() int { return len(s.score) + 1 }

// Threshold returns the threshold of operating point k: +Inf for point 0, then
// the distinct scores from the highest down.
func (s *Sweep) Threshold(k int) float64 {
	if k == 0 {
		return math.Inf(1)
	}
	return s.score[k-1]
}

// Point returns operating point k, 0 ≤ k < Len().
func (s *Sweep) Point(k int) OperatingPoint {
	p := OperatingPoint{Threshold: s.Threshold(k), Confusion: s.Confusion(k), Weighted: s.w != nil}
	if k > 0 {
		p.RowsTP, p.RowsFP = int(s.tp[k-1]), int(s.fp[k-1])
	}
	return p
}

// Confusion returns the confusion matrix of operating point k.
func (s *Sweep) Confusion(k int) Confusion {
	if k == 0 {
		return Confusion{FN: s.PositiveWeight(), TN: s.NegativeWeight()}
	}
	i := k - 1
	if w := s.w; w != nil {
		return Confusion{TP: w.tp[i], FP: w.fp[i], FN: w.fn[i], TN: w.tn[i]}
	}
	last := len(s.score) - 1
	return Confusion{
		TP: float64(s.tp[i]), FP: float64(s.fp[i]),
		FN: float64(s.tp[last] - s.tp[i]), TN: float64(s.fp[last] - s.fp[i]),
	}
}

// Index returns the operating point of threshold t: the last one whose
// threshold is at or above t. It panics if t is NaN.
func (s *Sweep) Index(t float64) int {
	if math.IsNaN(t) {
		panic("calc: a threshold is not NaN")
	}
	return sort.Search(len(s.score), func(i int) bool { return s.score[i] < t })
}

// At returns the operating point of threshold t; its Threshold is t itself,
// which need not be a score. Infinite thresholds predict nothing or
// everything positive.
func (s *Sweep) At(t float64) OperatingPoint {
	p := s.Point(s.Index(t))
	p.Threshold = t
	return p
}

// A Cell is one distinct score of a sweep, with the weight and the number of the
// rows of either class that have it.
type Cell struct {
	Score      float64
	WPos, WNeg float64
	NPos, NNeg uint32
}

// Cell returns the cell whose score is the threshold of operating point k,
// 1 ≤ k < Len().
func (s *Sweep) Cell(k int) Cell {
	i := k - 1
	c := Cell{Score: s.score[i], NPos: s.tp[i], NNeg: s.fp[i]}
	if i > 0 {
		c.NPos -= s.tp[i-1]
		c.NNeg -= s.fp[i-1]
	}
	if s.w != nil {
		c.WPos, c.WNeg = s.w.pos[i], s.w.neg[i]
	} else {
		c.WPos, c.WNeg = float64(c.NPos), float64(c.NNeg)
	}
	return c
}
