package calc

import "sync"

// keptRows is the maximum number of rows times classes up to which a run
// caches the sweeps of its classes.
const keptRows = 1 << 23

// OneVsRest returns the run as a binary one: class c is positive and all
// others negative, the score is the probability of c. For kind [Score], which
// has no probabilities, it is the stored score. It panics if there is no
// class c.
func (r *ClassRun) OneVsRest(c int) *Sweep {
	if c < 0 || c >= r.classes {
		panic("calc: no such class")
	}
	if r.p == nil {
		b := Binary{Kind: Score, Weight: r.weight}
		for i, y := range r.label {
			b.Label = append(b.Label, isOne(y == c))
			b.Score = append(b.Score, r.score[i][c])
		}
		return mustSweep(b)
	}
	if len(r.label)*r.classes > keptRows {
		return r.oneVsRestOf(c, anyLabel)
	}
	return r.sweeps[c]()
}

// keepSweeps makes the sweep of each class once, when it is first asked for.
func (r *ClassRun) keepSweeps() {
	r.sweeps = make([]func() *Sweep, r.classes)
	for c := range r.sweeps {
		r.sweeps[c] = sync.OnceValue(func() *Sweep { return r.oneVsRestOf(c, anyLabel) })
	}
}
