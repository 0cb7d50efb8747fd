package calc

import "slices"

// Paired are rows that two models have scored: A and B have the same labels and
// weights.
type Paired struct {
	A, B Binary

	// Unit is the unit of each row, such as the number of its image; units
	// are drawn as a whole. If nil every row is a unit.
	Unit []uint32
}

// Differences resamples the rows, the same ones for both models, and returns
// for each statistic its difference, A's minus B's, with its percentile
// interval and without its replicates. A row is drawn together with its
// weight; rows of weight 0 are not drawn. Whole units are never stratified.
// Invalid rows give an *[InputError]. See docs/metrics.md 15.
func (p Paired) Differences(stats []Statistic, o Resampling) ([]Bootstrap, error) {
	o.check()
	p, units, err := p.ready()
	if err != nil {
		return nil, err
	}
	tables := [2]*rowTable{newRowTable(p.A), newRowTable(p.B)}
	setup := func() func([]uint32) []Value {
		into := [2]*Sweep{tables[0].scratch(), tables[1].scratch()}
		return func(drawn []uint32) []Value {
			a, b := tables[0].fill(into[0], drawn), tables[1].fill(into[1], drawn)
			out := make([]Value, len(stats))
			for i, stat := range stats {
				out[i] = difference(stat(a), stat(b))
			}
			return out
		}
	}
	if p.Unit != nil {
		for _, t := range tables {
			for at, row := range t.row {
				t.row[at] = p.Unit[row]
			}
		}
	}
	return p.resample(units, o, setup), nil
}

// DifferencesAt is [Paired.Differences] for metrics of the confusion matrices
// at a threshold of either model. For unweighted rows without units,
// [Joint.Differences] gives the same distribution in less time.
func (p Paired) DifferencesAt(a, b float64, metrics []func(Confusion) Value, o Resampling) ([]Bootstrap, error) {
	o.check()
	p, units, err := p.ready()
	if err != nil {
		return nil, err
	}
	type share struct { // what a unit contributes to a cell
		unit   uint32
		weight float64
	}
	var cells [8][]share // label, prediction of A, prediction of B: the bits of the index
	for i, y := range p.A.Label {
		k := 4 * int(y)
		if p.A.Score[i] >= a {
			k += 2
		}
		if p.B.Score[i] >= b {
			k++
		}
		one := share{uint32(i), 1}
		if p.Unit != nil {
			one.unit = p.Unit[i]
		}
		if p.A.Weight != nil {
			one.weight = p.A.Weight[i]
		}
		if last := len(cells[k]) - 1; last >= 0 && cells[k][last].unit == one.unit {
			cells[k][last].weight += one.weight
		} else {
			cells[k] = append(cells[k], one)
		}
	}
	return p.resample(units, o, func() func([]uint32) []Value {
		return func(drawn []uint32) []Value {
			var w [8]float64
			for k, list := range cells {
				for _, s := range list {
					w[k] += float64(drawn[s.unit]) * s.weight
				}
			}
			return differencesOf(metrics,
				Confusion{TP: w[6] + w[7], FN: w[4] + w[5], FP: w[2] + w[3], TN: w[0] + w[1]},
				Confusion{TP: w[5] + w[7], FN: w[4] + w[6], FP: w[1] + w[3], TN: w[0] + w[2]})
		}
	}), nil
}

// resample returns the bootstraps of a function of how often each unit is
// drawn. setup returns a separate function for each core.
func (p Paired) resample(units int, o Resampling, setup func() func(drawn []uint32) []Value) []Bootstrap {
	estimates := setup()(slices.Repeat([]uint32{1}, units))
	if units == 0 {
		return noBootstraps(estimates, NoSamples, o)
	}
	label := p.A.Label
	if p.Unit != nil {
		label, o.Stratified = make([]uint8, units), false
	}
	return withoutReplicates(summarizeAll(estimates, replicate(o, func() func(int) []Value {
		draw, values := newRowDraw(label, o), setup()
		return func(r int) []Value { return values(draw.resample(r)) }
	}), o))
}

// ready returns p without rows of weight 0, its units numbered without gaps,
// and the number of units.
func (p Paired) ready() (Paired, int, error) {
	if err := validateSameRows(p.A, p.B); err != nil {
		return p, 0, err
	}
	if p.Unit != nil && len(p.Unit) != len(p.A.Label) {
		return p, 0, &InputError{Row: -1, Message: "the rows and their units differ in number"}
	}
	weight := p.A.Weight
	p.A, _ = p.A.withoutWeightless()
	p.B, _ = p.B.withoutWeightless()
	if p.Unit == nil {
		return p, len(p.A.Label), nil
	}
	number := make(map[uint32]uint32)
	unit := make([]uint32, 0, len(p.A.Label))
	for i, u := range p.Unit {
		if weight != nil && weight[i] == 0 {
			continue
		}
		if _, ok := number[u]; !ok {
			number[u] = uint32(len(number))
		}
		unit = append(unit, number[u])
	}
	p.Unit = unit
	return p, len(number), nil
}

// difference returns a - b, undefined if either is.
func difference(a, b Value) Value {
	switch {
	case !a.OK:
		return a
	case !b.OK:
		return b
	}
	return Defined(a.V - b.V)
}

// differencesOf returns the differences of metrics between two confusion matrices.
func differencesOf(metrics []func(Confusion) Value, a, b Confusion) []Value {
	out := make([]Value, len(metrics))
	for i, f := range metrics {
		out[i] = difference(f(a), f(b))
	}
	return out
}
