// Package pairing pairs the rows of two runs on one test set, to find the
// rows on which their predictions disagree.
package pairing

import (
	"bytes"
	"cmp"
	"hash/maphash"
	"slices"

	"tradeoff/internal/calc"
	"tradeoff/internal/column"
	"tradeoff/internal/tradeoff"
)

// Rows are the rows of a run, or of a part of it, in file order.
type Rows struct {
	IDs     *column.Texts // of all rows of the file; nil: the number of a row is its id
	Numbers []uint32      // of the rows in the file, counted from 0; nil: they are all of it
	Labels  []uint8
	Scores  []float64
	Weights []float64 // nil: every row weighs 1
}

// Bytes is the approximate memory of r.
func (r *Rows) Bytes() int64 {
	n := 9*int64(len(r.Labels)) + 4*int64(len(r.Numbers)) + 8*int64(len(r.Weights))
	if r.IDs != nil {
		n += r.IDs.Bytes()
	}
	return n
}

// number returns that of row i in the file.
func (r Rows) number(i int) uint32 {
	if r.Numbers == nil {
		return uint32(i)
	}
	return r.Numbers[i]
}

func (r Rows) id(i int) []byte { return r.IDs.At(int(r.number(i))) }

func (r Rows) weight(i int) float64 {
	if r.Weights == nil {
		return 1
	}
	return r.Weights[i]
}

// Pairs are the rows that two runs share, in the order of the first one's file,
// without those that weigh nothing in either.
type Pairs struct {
	Labels     []uint8
	A, B       []float64 // the scores of the two runs
	RowA, RowB []uint32  // row numbers in the two files, counted from 0
	Weights    []float64 // in the first run; nil if every row weighs 1 there
	Units      []uint32  // which image each is in, if they are pixels; [Of] leaves it nil
	Uneven     bool      // some row weighs more in one run than in the other
	ByRow      bool      // paired by their order in the files, without ids
}

// Bytes is the approximate memory of p.
func (p *Pairs) Bytes() int64 {
	return 25*int64(len(p.Labels)) + 8*int64(len(p.Weights)) + 4*int64(len(p.Units))
}

// OneByOne reports whether pairs count once each and could be drawn one by one, as
// tests of them suppose.
func (p *Pairs) OneByOne() bool { return p.Weights == nil && p.Units == nil }

// Len returns the number of pairs.
func (p *Pairs) Len() int { return len(p.Labels) }

var errDifferent = tradeoff.Errorf(tradeoff.Invalid,
	"the two runs have different test sets here, so their rows cannot be paired").
	WithHint("Choose runs on the same ids with the same labels, and filters with the same rows.")

// Of pairs the rows of two runs by their ids, which must be the same with the
// same labels, each once. Its error is Invalid if they are not.
func Of(a, b Rows) (*Pairs, error) {
	n := len(a.Labels)
	if n != len(b.Labels) || (a.IDs == nil) != (b.IDs == nil) {
		return nil, errDifferent
	}
	partner, err := partners(a, b)
	if err != nil {
		return nil, err
	}
	p := &Pairs{
		Labels: make([]uint8, 0, n), A: make([]float64, 0, n), B: make([]float64, 0, n),
		RowA: make([]uint32, 0, n), RowB: make([]uint32, 0, n), ByRow: a.IDs == nil,
	}
	weighted := a.Weights != nil || b.Weights != nil
	for i, label := range a.Labels {
		j := i
		if partner != nil {
			j = int(partner[i])
		}
		if b.Labels[j] != label {
			return nil, errDifferent
		}
		w, v := a.weight(i), b.weight(j)
		p.Uneven = p.Uneven || w != v
		if w == 0 || v == 0 {
			continue
		}
		p.Labels = append(p.Labels, label)
		p.A, p.B = append(p.A, a.Scores[i]), append(p.B, b.Scores[j])
		p.RowA, p.RowB = append(p.RowA, a.number(i)), append(p.RowB, b.number(j))
		if weighted {
			p.Weights = append(p.Weights, w)
		}
	}
	if !slices.ContainsFunc(p.Weights, func(w float64) bool { return w != 1 }) {
		p.Weights = nil
	}
	return p, nil
}

// partners returns which of the rows of b has the id of each row of a; nil if
// the two have the same order.
func partners(a, b Rows) ([]uint32, error) {
	if sameOrder(a, b) {
		return nil, nil
	}
	if a.IDs == nil {
		return nil, errDifferent
	}
	seed := maphash.MakeSeed()
	x, y := hashed(seed, a), hashed(seed, b)
	rows := make([]uint32, len(x))
	for i := range x {
		// Equal hashes do not prove equal ids.
		if x[i].hash != y[i].hash || !bytes.Equal(a.id(int(x[i].at)), b.id(int(y[i].at))) {
			return nil, errDifferent
		}
		rows[x[i].at] = y[i].at
	}
	return rows, nil
}

// sameOrder reports whether equally many rows have the same ids one by one.
func sameOrder(a, b Rows) bool {
	for i := range a.Labels {
		if a.IDs == nil && a.number(i) != b.number(i) || a.IDs != nil && !bytes.Equal(a.id(i), b.id(i)) {
			return false
		}
	}
	return true
}

// A hashedID is an id by its hash.
type hashedID struct {
	hash uint64
	at   uint32 // which of the rows
}

// hashed returns ids in the order of their hashes, and of themselves where those
// are equal.
func hashed(seed maphash.Seed, rows Rows) []hashedID {
	list := make([]hashedID, len(rows.Labels))
	for i := range list {
		list[i] = hashedID{maphash.Bytes(seed, rows.id(i)), uint32(i)}
	}
	slices.SortFunc(list, func(x, y hashedID) int {
		if c := cmp.Compare(x.hash, y.hash); c != 0 {
			return c
		}
		return bytes.Compare(rows.id(int(x.at)), rows.id(int(y.at)))
	})
	return list
}

// A Disagreement is a kind of row on which two runs disagree: the second
// corrects the first, or errs where the first was right.
type Disagreement int

// The disagreements.
const (
	FixedMiss         Disagreement = iota // a positive that only the second run predicts positive
	NewMiss                               // a positive that only the first run predicts positive
	AvoidedFalseAlarm                     // a negative that only the first run predicts positive
	NewFalseAlarm                         // a negative that only the second run predicts positive

	Disagreements = 4 // how many there are
)

// disagreementOf returns the disagreement of a row on which the predictions
// differ.
func disagreementOf(label uint8, second bool) Disagreement {
	switch {
	case label == 1 && second:
		return FixedMiss
	case label == 1:
		return NewMiss
	case second:
		return NewFalseAlarm
	default:
		return AvoidedFalseAlarm
	}
}

// An At is the pairs of two runs with a threshold for each.
type At struct {
	*Pairs
	ThresholdA, ThresholdB float64
}

// At returns the pairs at two thresholds.
func (p *Pairs) At(a, b float64) At { return At{p, a, b} }

// Predictions reports whether each run predicts pair i positive.
func (t At) Predictions(i int) (a, b bool) { return t.A[i] >= t.ThresholdA, t.B[i] >= t.ThresholdB }

// Counts are the rows of each label by the predictions of the two runs; A is
// the first.
type Counts struct{ calc.Joint }

// Both, OnlyA, OnlyB and Neither return the number of rows of a label that
// both runs, only A, only B or neither predict positive.
func (c Counts) Both(label uint8) int    { return c.Rows[label][1][1] }
func (c Counts) OnlyA(label uint8) int   { return c.Rows[label][1][0] }
func (c Counts) OnlyB(label uint8) int   { return c.Rows[label][0][1] }
func (c Counts) Neither(label uint8) int { return c.Rows[label][0][0] }

// Disagreement returns the number of rows of a disagreement.
func (c Counts) Disagreement(f Disagreement) int {
	return [Disagreements]int{
		FixedMiss: c.OnlyB(1), NewMiss: c.OnlyA(1), AvoidedFalseAlarm: c.OnlyA(0), NewFalseAlarm: c.OnlyB(0),
	}[f]
}

// Count counts the rows.
func (t At) Count() Counts {
	return Counts{calc.NewJoint(t.Labels, t.A, t.B, t.ThresholdA, t.ThresholdB)}
}

// CountBy counts the rows of each of n groups; groupOf has that of each row of
// the first run's file.
func (t At) CountBy(groupOf []uint16, n int) []Counts {
	list := make([]Counts, n)
	for i, label := range t.Labels {
		a, b := t.Predictions(i)
		list[groupOf[t.RowA[i]]].Add(label, a, b)
	}
	return list
}

// Rows returns the pairs of a disagreement that pass, in file order; a nil
// pass lets all pass.
func (t At) Rows(f Disagreement, pass func(pair int) bool) []int {
	var list []int
	for i, label := range t.Labels {
		if a, b := t.Predictions(i); a != b && disagreementOf(label, b) == f && (pass == nil || pass(i)) {
			list = append(list, i)
		}
	}
	return list
}

// A Span is a range of scores.
type Span struct{ Low, High float64 }

// bin returns in which of n equal parts of the span x lies.
func (s Span) bin(x float64, n int) int {
	if s.High <= s.Low {
		return n / 2
	}
	return min(max(int((x/2-s.Low/2)/(s.High/2-s.Low/2)*float64(n)), 0), n-1)
}

// Density counts the rows of a label in a grid of n × n cells over two spans,
// row by row from the lowest score of the second run up.
func (p *Pairs) Density(label uint8, a, b Span, n int) []int {
	cells := make([]int, n*n)
	for i, l := range p.Labels {
		if l == label {
			cells[b.bin(p.B[i], n)*n+a.bin(p.A[i], n)]++
		}
	}
	return cells
}
