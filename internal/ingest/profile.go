package ingest

import (
	"math"
	"slices"
)

// A profile is what the sample says of one column.
type profile struct {
	cells    int // without missing ones
	missing  int
	numbers  int
	whole    int // integers
	unit     int // numbers in [0,1]
	counts   bool
	distinct map[string]int // folded values
}

// numeric reports whether the column is one of numbers. Up to half of them may
// be misspelled: the reader refuses those with their line.
func (p *profile) numeric() bool { return p.numbers > 0 && 2*p.numbers >= p.cells }

func (p *profile) integer() bool { return p.numeric() && p.whole == p.numbers }

func (p *profile) fraction() bool { return p.numeric() && p.unit == p.numbers && p.whole < p.numbers }

func (p *profile) unique() bool { return p.missing == 0 && len(p.distinct) == p.cells }

// constant reports whether the column has one value in several rows, so that it
// orders nothing.
func (p *profile) constant() bool { return p.cells > 1 && len(p.distinct) == 1 }

// binary reports whether the column has two values, or one of a known pair.
func (p *profile) binary() bool {
	for v := range p.distinct {
		return len(p.distinct) == 2 || len(p.distinct) == 1 && signOf(v) >= 0
	}
	return false
}

// classLike reports whether the column may hold two classes: two values that are
// no fractions.
func (p *profile) classLike() bool { return p.binary() && (!p.numeric() || p.integer()) }

// bothZeroAndOne reports whether the column has the two values 0 and 1, or false and true.
func (p *profile) bothZeroAndOne() bool { return len(p.distinct) == 2 && p.zeroOrOne() }

// within reports whether all values of the column are among those of q.
func (p *profile) within(q *profile) bool {
	for v := range p.distinct {
		if q.distinct[v] == 0 {
			return false
		}
	}
	return len(p.distinct) > 0
}

// sameValues reports whether two columns have the same values, in whatever rows.
func (p *profile) sameValues(q *profile) bool { return p.within(q) && q.within(p) }

// values returns the folded values in order.
func (p *profile) values() []string {
	v := make([]string, 0, len(p.distinct))
	for s := range p.distinct {
		v = append(v, s)
	}
	slices.Sort(v)
	return v
}

func (s *sample) profile(i int) *profile {
	p := &profile{distinct: map[string]int{}, counts: len(s.rows) > 0}
	previous := math.NaN()
	for _, r := range s.rows {
		folded := foldLabel([]byte(r[i]), s.notation.mark)
		if s.notation.missing(r[i], folded) {
			p.missing++
			p.counts = false
			continue
		}
		p.cells++
		p.distinct[folded]++
		x, _, ok := cellNumber([]byte(r[i]), s.notation.mark)
		if !ok {
			p.counts = false
			continue
		}
		p.numbers++
		if x == math.Trunc(x) {
			p.whole++
		}
		if x >= -clampWidth && x <= 1+clampWidth {
			p.unit++
		}
		if !math.IsNaN(previous) && x != previous+1 || math.IsNaN(previous) && x != 0 && x != 1 {
			p.counts = false
		}
		previous = x
	}
	return p
}
