package calc

import (
	"cmp"
	"slices"
)

// BootstrapRows is [Sweep.Bootstrap] for rows, which may have weights: a row
// is drawn together with its weight. Rows of weight 0 are not drawn. An
// invalid b gives an *[InputError].
func BootstrapRows(b Binary, stat Statistic, o Resampling) (Bootstrap, error) {
	all, err := BootstrapAllRows(b, []Statistic{stat}, o)
	if err != nil {
		return Bootstrap{}, err
	}
	return all[0], nil
}

// BootstrapAllRows returns the bootstraps of several statistics over the same
// resamples: each equals the result of [BootstrapRows], for the cost of one
// draw.
func BootstrapAllRows(b Binary, stats []Statistic, o Resampling) ([]Bootstrap, error) {
	o.check()
	s, err := NewSweep(b)
	if err != nil {
		return nil, err
	}
	if !s.Weighted() {
		return s.BootstrapAll(stats, o), nil
	}
	b, _ = b.withoutWeightless()
	estimates := make([]Value, len(stats))
	for i, stat := range stats {
		estimates[i] = stat(s)
	}
	draw, t := drawingOf(b, o)
	return summarizeAll(estimates, replicate(o, func() func(int) []Value {
		resample, into := draw(), t.scratch()
		return func(r int) []Value {
			drawn := t.fill(into, resample(r))
			drawn.memo = nil
			if len(stats) > 1 { // they may share parts
				drawn.memo = new(memo)
			}
			values := make([]Value, len(stats))
			for i, stat := range stats {
				values[i] = stat(drawn)
			}
			return values
		}
	}), o), nil
}

// drawingOf returns the table of valid rows, none of which has weight 0, and
// a setup function: for each core it returns a function that returns how
// often each entry of the table occurs in resample r. If many rows are equal
// they share an entry, and their count is drawn at once.
func drawingOf(b Binary, o Resampling) (draw func() func(r int) []uint32, t *rowTable) {
	t = newRowTable(b)
	n := len(b.Label)
	if !o.Stratified {
		if merged, upTo := t.merged(); n >= rowsPerSlot*len(upTo) {
			return func() func(int) []uint32 {
				drawn := make([]uint32, len(upTo))
				return func(r int) []uint32 {
					roll := newRNG(o.Seed, r)
					drawSlots(drawn, upTo, n, &roll)
					return drawn
				}
			}, merged
		}
	}
	return func() func(int) []uint32 { return newRowDraw(b.Label, o).resample }, t
}

// rowDraw resamples rows by their number.
type rowDraw struct {
	o       Resampling
	drawn   []uint32    // how often each row was drawn
	byClass [2][]uint32 // the rows of each class, if stratified
	scratch []uint32
}

func newRowDraw(label []uint8, o Resampling) *rowDraw {
	d := &rowDraw{o: o, drawn: make([]uint32, len(label))}
	if o.Stratified {
		for i, y := range label {
			d.byClass[y] = append(d.byClass[y], uint32(i))
		}
		d.scratch = make([]uint32, len(label))
	}
	return d
}

// resample returns how often each row occurs in resample r, valid until the next
// call.
func (d *rowDraw) resample(r int) []uint32 {
	roll := newRNG(d.o.Seed, r)
	if !d.o.Stratified {
		clear(d.drawn)
		drawRows(d.drawn, len(d.drawn), &roll)
		return d.drawn
	}
	for _, rows := range d.byClass {
		times := d.scratch[:len(rows)]
		clear(times)
		drawRows(times, len(rows), &roll)
		for i, row := range rows {
			d.drawn[row] = times[i]
		}
	}
	return d.drawn
}

// A rowTable is rows in the order of their scores, so that the sweep of any
// resample takes one pass.
type rowTable struct {
	kind   Kind
	row    []uint32  // numbers of the rows, by descending score
	score  []float64 // of those rows
	label  []uint8
	weight []float64 // nil if unweighted
}

// newRowTable sorts the rows of a valid b, none of which has weight 0.
func newRowTable(b Binary) *rowTable {
	n := len(b.Score)
	t := &rowTable{kind: b.Kind, row: make([]uint32, n), score: make([]float64, n), label: make([]uint8, n)}
	for i := range t.row {
		t.row[i] = uint32(i)
	}
	slices.SortFunc(t.row, func(x, y uint32) int {
		switch a, b := b.Score[x], b.Score[y]; {
		case a > b:
			return -1
		case a < b:
			return 1
		}
		return int(int64(x) - int64(y))
	})
	if b.Weight != nil {
		t.weight = make([]float64, n)
	}
	for at, i := range t.row {
		t.score[at], t.label[at] = plainZero(b.Score[i]), b.Label[i]
		if b.Weight != nil {
			t.weight[at] = b.Weight[i]
		}
	}
	return t
}

// merged returns t with one entry for all rows that have the same score, label and
// weight, and how many rows the entries up to each have.
func (t *rowTable) merged() (m *rowTable, upTo []uint32) {
	order := make([]int, len(t.row))
	for i := range order {
		order[i] = i
	}
	weight := func(at int) float64 {
		if t.weight == nil {
			return 1
		}
		return t.weight[at]
	}
	slices.SortFunc(order, func(x, y int) int {
		return cmp.Or(cmp.Compare(t.score[y], t.score[x]),
			cmp.Compare(t.label[x], t.label[y]), cmp.Compare(weight(x), weight(y)))
	})
	m = &rowTable{kind: t.kind}
	for i, at := range order {
		last := len(upTo) - 1
		if i > 0 && m.score[last] == t.score[at] && m.label[last] == t.label[at] && weight(order[i-1]) == weight(at) {
			upTo[last]++
			continue
		}
		m.row = append(m.row, uint32(len(upTo)))
		m.score, m.label = append(m.score, t.score[at]), append(m.label, t.label[at])
		if t.weight != nil {
			m.weight = append(m.weight, t.weight[at])
		}
		upTo = append(upTo, uint32(i+1))
	}
	return m, upTo
}

// scratch returns a sweep with capacity for all rows.
func (t *rowTable) scratch() *Sweep {
	n := len(t.row)
	s := emptySweep(t.kind, n)
	if t.weight != nil {
		s.w = newWeights(make([]float64, n), make([]float64, n))
	}
	return s
}

// fill writes the sweep of the rows, each as often as drawn says, into s and
// returns it.
func (t *rowTable) fill(s *Sweep, drawn []uint32) *Sweep {
	n := len(t.row)
	s.score, s.tp, s.fp = s.score[:n], s.tp[:n], s.fp[:n]
	if s.w != nil {
		s.w.resize(n)
	}
	k := 0 // cells begun
	var tp, fp uint32
	var pos, neg sum
	for at, i := range t.row {
		times := drawn[i]
		if times == 0 {
			continue
		}
		if k == 0 || s.score[k-1] != t.score[at] {
			pos, neg = sum{}, sum{}
			s.score[k] = t.score[at]
			k++
		}
		if t.label[at] == 1 {
			tp += times
		} else {
			fp += times
		}
		s.tp[k-1], s.fp[k-1] = tp, fp
		if s.w != nil {
			if t.label[at] == 1 {
				pos.add(float64(times) * t.weight[at])
			} else {
				neg.add(float64(times) * t.weight[at])
			}
			s.w.pos[k-1], s.w.neg[k-1] = pos.value(), neg.value()
		}
	}
	s.score, s.tp, s.fp = s.score[:k], s.tp[:k], s.fp[:k]
	if s.w != nil {
		s.w.resize(k)
		s.w.accumulate()
	}
	return s
}
