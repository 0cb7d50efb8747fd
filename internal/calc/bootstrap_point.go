package calc

import "slices"

// Bootstrap resamples the rows behind p with replacement and returns the
// confusion metrics with the given identifiers, in order, with their percentile
// intervals: at a fixed threshold they depend on the rows only through the four
// cells, so that any number of rows costs the same. If prevalence is not nil,
// every resample is restated for it, as [Confusion.AtPrevalence] does. A
// weighted point has no interval, [WeightsNotSupported]. It panics if there is
// no such metric. See docs/metrics.md 15.
func (p OperatingPoint) Bootstrap(ids []string, prevalence *float64, o Resampling) []Bootstrap {
	stats := make([]Statistic, len(ids))
	for i, id := range ids {
		stats[i] = pointStatistic(id, 1, prevalence)
	}
	if p.Weighted || p.Total() == 0 {
		why := WeightsNotSupported
		if !p.Weighted {
			why = NoSamples
		}
		out := make([]Bootstrap, len(ids))
		for i, id := range ids {
			out[i] = noBootstrap(atPrevalence(id, prevalence)(p.Confusion), why, o)
		}
		return out
	}
	// Scores of 1 are predicted positive and scores of 0 negative.
	var score []float64
	var npos, nneg []uint32
	for _, call := range []struct{ score, pos, neg float64 }{{1, p.TP, p.FP}, {0, p.FN, p.TN}} {
		if call.pos+call.neg > 0 {
			score, npos, nneg = append(score, call.score), append(npos, uint32(call.pos)), append(nneg, uint32(call.neg))
		}
	}
	s, err := RestoreSweep(Score, score, npos, nneg, nil, nil)
	if err != nil {
		panic("calc: " + err.Error())
	}
	return s.BootstrapAll(stats, o)
}

// pointStatistic returns the confusion metric id at a threshold, where the share
// of positives is prevalence unless that is nil, as a statistic.
func pointStatistic(id string, threshold float64, prevalence *float64) Statistic {
	of := atPrevalence(id, prevalence)
	return func(s *Sweep) Value { return of(s.At(threshold).Confusion) }
}

func atPrevalence(id string, prevalence *float64) func(Confusion) Value {
	m, ok := MetricByID(id)
	if !ok || m.point == nil {
		panic("calc: no confusion metric " + id)
	}
	if prevalence == nil {
		return m.point
	}
	return func(c Confusion) Value {
		there, reason := c.AtPrevalence(*prevalence)
		if reason != "" {
			return Undefined(reason)
		}
		return m.point(there)
	}
}

// PointWeights are the weights of the rows of a weighted operating point, by
// cell; none of them is 0.
type PointWeights struct{ TP, FN, FP, TN []float64 }

// WeightsAt returns the weights of the rows of a valid b, by the cells at a
// threshold.
func WeightsAt(b Binary, threshold float64) PointWeights {
	var w PointWeights
	for i, y := range b.Label {
		weight := 1.0
		if b.Weight != nil {
			weight = b.Weight[i]
		}
		if weight == 0 {
			continue
		}
		cell := &w.FN
		switch positive := b.Score[i] >= threshold; {
		case positive && y == 1:
			cell = &w.TP
		case positive:
			cell = &w.FP
		case y == 0:
			cell = &w.TN
		}
		*cell = append(*cell, weight)
	}
	return w
}

// Bootstrap is [OperatingPoint.Bootstrap] for weighted rows: a row is drawn
// together with its weight. p is their point. If many rows of a cell have the
// same weight, their count is drawn at once, so that any number of them costs
// the same.
func (w PointWeights) Bootstrap(p OperatingPoint, ids []string, prevalence *float64, o Resampling) []Bootstrap {
	o.check()
	metrics, estimates := make([]func(Confusion) Value, len(ids)), make([]Value, len(ids))
	for i, id := range ids {
		metrics[i] = atPrevalence(id, prevalence)
		estimates[i] = metrics[i](p.Confusion)
	}
	slots := w.slots()
	n := len(w.TP) + len(w.FN) + len(w.FP) + len(w.TN)
	if n == 0 {
		return noBootstraps(estimates, NoSamples, o)
	}
	draw := w.drawing(slots, n, o)
	return withoutReplicates(summarizeAll(estimates, replicate(o, func() func(int) []Value {
		times := draw()
		return func(r int) []Value {
			var cells [4]float64
			for i, k := range times(r) {
				cells[slots[i].cell] += float64(k) * slots[i].weight
			}
			c := Confusion{TP: cells[0], FN: cells[1], FP: cells[2], TN: cells[3]}
			values := make([]Value, len(metrics))
			for i, f := range metrics {
				values[i] = f(c)
			}
			return values
		}
	}), o))
}

// drawing returns a setup function: for each core it returns a function that
// returns how many rows of each slot are in resample r.
func (w PointWeights) drawing(slots []weightSlot, n int, o Resampling) func() func(r int) []uint32 {
	upTo := make([]uint32, len(slots))
	for i, s := range slots {
		upTo[i] = s.upTo
	}
	if n >= rowsPerSlot*len(slots) && !o.Stratified {
		return func() func(int) []uint32 {
			times := make([]uint32, len(slots))
			return func(r int) []uint32 {
				roll := newRNG(o.Seed, r)
				drawSlots(times, upTo, n, &roll)
				return times
			}
		}
	}
	label := make([]uint8, n)
	for row := range len(w.TP) + len(w.FN) {
		label[row] = 1
	}
	return func() func(int) []uint32 {
		times, draw := make([]uint32, len(slots)), newRowDraw(label, o)
		return func(r int) []uint32 {
			clear(times)
			slot := 0
			for row, k := range draw.resample(r) {
				for uint32(row) >= upTo[slot] {
					slot++
				}
				times[slot] += k
			}
			return times
		}
	}
}

// A weightSlot is the rows of one cell with the same weight.
type weightSlot struct {
	cell   int // TP, FN, FP, TN
	weight float64
	upTo   uint32 // rows in it and in those before it
}

// slots returns the rows by cell and weight.
func (w PointWeights) slots() []weightSlot {
	var out []weightSlot
	rows := uint32(0)
	for cell, list := range [][]float64{w.TP, w.FN, w.FP, w.TN} {
		for i, weight := range slices.Sorted(slices.Values(list)) {
			rows++
			if last := len(out) - 1; i > 0 && out[last].weight == weight {
				out[last].upTo = rows
				continue
			}
			out = append(out, weightSlot{cell, weight, rows})
		}
	}
	return out
}
