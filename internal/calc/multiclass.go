package calc

import (
	"fmt"
	"math"
)

// MultiClass holds the rows of a run with two or more classes.
type MultiClass struct {
	Kind    Kind // Logit rows go through the softmax; Score rows have no probabilities
	Classes int  // at least 2
	Label   []int
	Score   [][]float64 // one row of Classes scores per label; probabilities add up to 1
	Weight  []float64   // nil if every row counts once
}

// rowSumTolerance is the largest accepted deviation of the sum of a row's
// probabilities from 1, due to saving few decimals. Probabilities are used
// unchanged.
const rowSumTolerance = 1e-3

// Validate returns the first error in m as an *[InputError]: lengths that
// differ, a label that is not a class, a score or weight that is not finite,
// a negative weight, a probability outside [0,1], and probabilities of a row
// whose sum differs from 1 by more than 0.001.
func (m MultiClass) Validate() error {
	if err := validKind(m.Kind); err != nil {
		return err
	}
	if m.Classes < 2 {
		return &InputError{Row: -1, Message: fmt.Sprintf("%d classes are fewer than 2", m.Classes)}
	}
	if len(m.Score) != len(m.Label) {
		return &InputError{Row: -1, Message: fmt.Sprintf("%d labels for %d rows of scores", len(m.Label), len(m.Score))}
	}
	if err := validWeights(m.Weight, len(m.Label)); err != nil {
		return err
	}
	for i, y := range m.Label {
		if y < 0 || y >= m.Classes {
			return &InputError{Row: i, Message: fmt.Sprintf("the label %d is not one of the %d classes", y, m.Classes)}
		}
		row := m.Score[i]
		if len(row) != m.Classes {
			return &InputError{Row: i, Message: fmt.Sprintf("%d scores for %d classes", len(row), m.Classes)}
		}
		var total sum
		for _, s := range row {
			if err := validScore(m.Kind, i, s); err != nil {
				return err
			}
			total.add(s)
		}
		if m.Kind == Probability && math.Abs(total.value()-1) > rowSumTolerance {
			return &InputError{Row: i, Message: fmt.Sprintf("the probabilities add up to %v, not 1", total.value())}
		}
	}
	return nil
}

// ClassRun is a multi-class run that is ready to be evaluated: its rows of weight
// above 0, with their probabilities.
type ClassRun struct {
	kind    Kind
	classes int
	label   []int
	score   [][]float64
	p       [][]float64 // probabilities; nil for kind Score
	weight  []float64   // nil if unweighted

	sweeps []func() *Sweep // see keepSweeps
}

// NewClassRun returns the run of m, whose score rows it keeps. An invalid m
// gives an *[InputError].
func NewClassRun(m MultiClass) (*ClassRun, error) {
	if err := m.Validate(); err != nil {
		return nil, err
	}
	r := &ClassRun{kind: m.Kind, classes: m.Classes}
	for i, y := range m.Label {
		w := 1.0
		if m.Weight != nil {
			w = m.Weight[i]
		}
		if w == 0 {
			continue
		}
		r.label = append(r.label, y)
		r.score = append(r.score, m.Score[i])
		if m.Weight != nil {
			r.weight = append(r.weight, w)
		}
	}
	switch m.Kind {
	case Probability:
		r.p = r.score
	case Logit:
		all := make([]float64, len(r.score)*m.Classes)
		r.p = make([][]float64, len(r.score))
		for i, z := range r.score {
			r.p[i], all = all[:m.Classes:m.Classes], all[m.Classes:]
			softmax(r.p[i], z)
		}
	}
	r.keepSweeps()
	return r, nil
}

// softmax writes e^z over its sum into p.
func softmax(p, z []float64) {
	l := LogSumExp(z)
	for c := range z {
		p[c] = math.Min(1, math.Exp(z[c]-l))
	}
}

// N returns the number of rows of weight above 0.
func (r *ClassRun) N() int { return len(r.label) }

// Weighted reports whether rows have weights.
func (r *ClassRun) Weighted() bool { return r.weight != nil }

// Classes returns the number of classes, whether they occur or not.
func (r *ClassRun) Classes() int { return r.classes }

func (r *ClassRun) w(i int) float64 {
	if r.weight == nil {
		return 1
	}
	return r.weight[i]
}

// missingProbability returns why the run has no probabilities, or "".
func (r *ClassRun) missingProbability() Reason {
	switch {
	case len(r.label) == 0:
		return NoSamples
	case r.p == nil:
		return NeedsProbabilities
	}
	return ""
}

// support returns the weight of each class and of all rows.
func (r *ClassRun) support() (of []float64, all float64) {
	sums := make([]sum, r.classes)
	var total sum
	for i, y := range r.label {
		sums[y].add(r.w(i))
		total.add(r.w(i))
	}
	of = make([]float64, r.classes)
	for c := range sums {
		of[c] = sums[c].value()
	}
	return of, total.value()
}

// oneVsRestOf returns the sweep of the rows that keep accepts, in which class
// c is positive and the probability of c the score.
func (r *ClassRun) oneVsRestOf(c int, keep func(label int) bool) *Sweep {
	b := Binary{Kind: Probability}
	for i, y := range r.label {
		if !keep(y) {
			continue
		}
		b.Label = append(b.Label, isOne(y == c))
		b.Score = append(b.Score, r.p[i][c])
		if r.weight != nil {
			b.Weight = append(b.Weight, r.weight[i])
		}
	}
	return mustSweep(b)
}

// pooled returns the sweep of all classes against their rest, every row as often
// as there are classes.
func (r *ClassRun) pooled() *Sweep {
	b := Binary{Kind: Probability}
	for i, y := range r.label {
		for c := range r.classes {
			b.Label = append(b.Label, isOne(y == c))
			b.Score = append(b.Score, r.p[i][c])
			if r.weight != nil {
				b.Weight = append(b.Weight, r.weight[i])
			}
		}
	}
	return mustSweep(b)
}

func isOne(b bool) uint8 {
	if b {
		return 1
	}
	return 0
}

// mustSweep returns the sweep of rows that have been validated before.
func mustSweep(b Binary) *Sweep {
	s, err := NewSweep(b)
	if err != nil {
		panic("calc: validated rows make no sweep: " + err.Error())
	}
	return s
}

func anyLabel(int) bool { return true }

// A ClassRow is one row of a run with many classes.
type ClassRow struct {
	Label  int
	Weight float64
	Score  []float64 // as stored
	Seen   []float64 // the probability of each class, or the stored scores for kind [Score]
}

// Row returns row i of those of weight above 0, in input order. Its slices must
// not be changed.
func (r *ClassRun) Row(i int) ClassRow {
	row := ClassRow{Label: r.label[i], Weight: r.w(i), Score: r.score[i], Seen: r.score[i]}
	if r.p != nil {
		row.Seen = r.p[i]
	}
	return row
}
