package calc

// unweightedSweep counts the rows of a valid b that has no weights.
func unweightedSweep(b Binary) *Sweep {
	if counts, ok := tally(b.Label, b.Score); ok {
		return sweepOfTally(b.Kind, counts)
	}
	return sweepOfKeys(b.Kind, b.Label, b.Score)
}

func sweepOfTally(kind Kind, counts []tallied) *Sweep {
	s := emptySweep(kind, len(counts))
	tp, fp := uint32(0), uint32(0)
	for i, c := range counts {
		tp += c.pos
		fp += c.neg
		s.score[i], s.tp[i], s.fp[i] = orderedScore(c.order), tp, fp
	}
	return s
}

func emptySweep(kind Kind, k int) *Sweep {
	return &Sweep{kind: kind, score: make([]float64, k), tp: make([]uint32, k), fp: make([]uint32, k)}
}

// sweepOfKeys sorts one key per row and counts equal keys, run by run on all
// cores.
func sweepOfKeys(kind Kind, label []uint8, score []float64) *Sweep {
	runs := dealKeys(label, score)
	eachWith(len(runs), func() func(int) {
		var sorter keySorter
		return func(i int) {
			sorter.sort(runs[i].keys)
			runs[i].count()
		}
	})
	distinct, tp, fp := 0, uint32(0), uint32(0)
	for i := range runs {
		r := &runs[i]
		n, pos := r.distinct, r.tp
		r.distinct, r.tp, r.fp = distinct, tp, fp
		distinct += n
		tp += pos
		fp += uint32(len(r.keys)) - pos
	}
	s := emptySweep(kind, distinct)
	each(len(runs), func(i int) { runs[i].fill(s) })
	return s
}

// A keyRun is a stretch of keys of one sign group that starts and ends between
// two scores.
type keyRun struct {
	keys     []uint64
	inverted uint64
	distinct int    // scores in it; after counting, scores in the runs before it
	tp, fp   uint32 // positives in it; after counting, rows in the runs before it
}

func (r *keyRun) count() {
	last := ^r.keys[0]
	for _, k := range r.keys {
		if !sameScore(k, last) {
			r.distinct++
		}
		last = k
		r.tp += keyLabel(k, r.inverted)
	}
}

func (r *keyRun) fill(s *Sweep) {
	at, tp, fp := r.distinct-1, r.tp, r.fp
	last := ^r.keys[0]
	for _, k := range r.keys {
		if !sameScore(k, last) {
			at++
			s.score[at] = keyScore(k, r.inverted)
			last = k
		}
		y := keyLabel(k, r.inverted)
		tp += y
		fp += 1 - y
		s.tp[at], s.fp[at] = tp, fp
	}
}

// weightedSweep sorts the rows of a valid b, all of whose weights are above
// 0, and adds up equal scores.
func weightedSweep(b Binary) *Sweep {
	rows := make([]keyed, len(b.Score))
	front, back := 0, len(rows)
	for i, x := range b.Score {
		if x >= 0 {
			rows[front] = keyed{sortKey(plainZero(x), b.Label[i], nonNegative), b.Weight[i]}
			front++
		} else {
			back--
			rows[back] = keyed{sortKey(x, b.Label[i], negative), b.Weight[i]}
		}
	}
	radixSortKeyed(rows[:front])
	radixSortKeyed(rows[front:])

	k := 0
	eachCell(rows, front, func([]keyed, uint64) { k++ })
	s := emptySweep(b.Kind, k)
	weights := make([]float64, 2*k)
	wpos, wneg := weights[:k:k], weights[k:]
	k = 0
	tp, fp := uint32(0), uint32(0)
	eachCell(rows, front, func(cell []keyed, inverted uint64) {
		var pos, neg sum
		for _, row := range cell {
			if keyLabel(row.key, inverted) == 1 {
				pos.add(row.value)
				tp++
			} else {
				neg.add(row.value)
				fp++
			}
		}
		s.score[k], s.tp[k], s.fp[k] = keyScore(cell[0].key, inverted), tp, fp
		wpos[k], wneg[k] = pos.value(), neg.value()
		k++
	})
	s.w = newWeights(wpos, wneg)
	return s
}

// eachCell calls f for the rows of each score from the highest down. Of the
// sorted rows the first front ones are of scores at or above zero.
func eachCell(rows []keyed, front int, f func(cell []keyed, inverted uint64)) {
	for at := 0; at < len(rows); {
		inverted, end := nonNegative, front
		if at >= front {
			inverted, end = negative, len(rows)
		}
		first := at
		for at < end && sameScore(rows[first].key, rows[at].key) {
			at++
		}
		f(rows[first:at], inverted)
	}
}
