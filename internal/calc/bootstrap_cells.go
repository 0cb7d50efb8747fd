package calc

// cellDraw resamples an unweighted sweep. Rows are numbered positives first,
// from the highest score down, then negatives likewise; so the rows of a class
// in a cell are a range of numbers.
type cellDraw struct {
	from     *Sweep
	o        Resampling
	bySlot   bool     // draw numbers of rows per score and class, not rows
	drawn    []uint32 // how often each row, or slot, was drawn
	into     *Sweep
	pos, neg int // rows of either class
}

// rowsPerSlot is from how many rows per score on their number is drawn as a whole.
const rowsPerSlot = 16

func newCellDraw(s *Sweep, o Resampling) *cellDraw {
	k := len(s.score)
	c := &cellDraw{from: s, o: o, into: emptySweep(s.kind, k), pos: s.Positives(), neg: s.Negatives()}
	c.bySlot = s.N() >= rowsPerSlot*2*k
	if c.bySlot {
		c.drawn = make([]uint32, 2*k)
	} else {
		c.drawn = make([]uint32, s.N())
	}
	return c
}

// resample returns the sweep of resample r, valid until the next call.
func (c *cellDraw) resample(r int) *Sweep {
	d := newDice(c.o.Seed, r)
	pos := c.pos // how many positives are drawn
	if !c.o.Stratified {
		pos = d.binomial(c.pos+c.neg, float64(c.pos)/float64(c.pos+c.neg))
	}
	neg := c.pos + c.neg - pos
	if c.bySlot {
		k := len(c.from.score)
		drawSlots(c.drawn[:k], c.from.tp, pos, &d)
		drawSlots(c.drawn[k:], c.from.fp, neg, &d)
		return c.fillSlots()
	}
	clear(c.drawn)
	drawRows(c.drawn[:c.pos], pos, &d)
	drawRows(c.drawn[c.pos:], neg, &d)
	return c.fillRows()
}

// drawSlots draws rows with replacement and says how many fall into each slot,
// where upTo holds the number of rows in the slots so far.
func drawSlots(drawn, upTo []uint32, times int, d *dice) {
	left, before := lastCount(upTo), uint32(0)
	for i, n := range upTo {
		rows := int(n - before)
		before = n
		took := 0
		if rows > 0 {
			took = d.binomial(times, float64(rows)/float64(left))
		}
		drawn[i] = uint32(took)
		times -= took
		left -= rows
	}
}

// cacheRows is how many counts fit the fastest cache.
const cacheRows = 1 << 13

// drawRows draws rows with replacement and counts how often each is drawn. Of
// many rows it first draws how many come from either half, which is the same and
// keeps to the cache.
func drawRows(drawn []uint32, times int, d *dice) {
	if n := len(drawn); n > cacheRows {
		half := n / 2
		first := d.binomial(times, float64(half)/float64(n))
		drawRows(drawn[:half], first, d)
		drawRows(drawn[half:], times-first, d)
		return
	}
	n := uint32(len(drawn))
	for range times {
		drawn[d.below(n)]++
	}
}

// fillRows turns the counts of rows into a sweep. Scores that were not drawn are
// left out.
func (c *cellDraw) fillRows() *Sweep {
	s, into := c.from, c.into
	score, tps, fps := into.score[:cap(into.score)], into.tp[:cap(into.tp)], into.fp[:cap(into.fp)]
	positives, negatives := c.drawn[:c.pos], c.drawn[c.pos:]
	k := 0
	var tp, fp, before uint32
	var i, j uint32 // rows used up
	for cell, u := range s.score {
		for ; i < s.tp[cell]; i++ {
			tp += positives[i]
		}
		for ; j < s.fp[cell]; j++ {
			fp += negatives[j]
		}
		score[k], tps[k], fps[k] = u, tp, fp
		if tp+fp != before {
			before = tp + fp
			k++
		}
	}
	into.score, into.tp, into.fp = score[:k], tps[:k], fps[:k]
	return into
}

// fillSlots turns the counts of slots into a sweep.
func (c *cellDraw) fillSlots() *Sweep {
	s, into := c.from, c.into
	score, tps, fps := into.score[:cap(into.score)], into.tp[:cap(into.tp)], into.fp[:cap(into.fp)]
	positives, negatives := c.drawn[:len(s.score)], c.drawn[len(s.score):]
	k := 0
	var tp, fp uint32
	for cell, u := range s.score {
		if positives[cell]+negatives[cell] == 0 {
			continue
		}
		tp += positives[cell]
		fp += negatives[cell]
		score[k], tps[k], fps[k] = u, tp, fp
		k++
	}
	into.score, into.tp, into.fp = score[:k], tps[:k], fps[:k]
	return into
}
