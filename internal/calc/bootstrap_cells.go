package calc

// cellDraw resamples an unweighted sweep. Rows are numbered positives first,
// from the highest score down, then negatives likewise; so the rows of a class
// in a cell are a range of numbers.
type cellDraw struct {
	from     *Sweep
	o        Resampling
	bySlot   bool     // draw numbers of rows per score and class, not rows
	drawn    []uint32 // how often each row, or slot, was drawn
	rows     []uint32 // the row of each score, if each has one
	into     *Sweep
	pos, neg int // rows of either class
}

// rowsPerSlot is the number of rows per score from which their count is drawn
// at once.
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
	if k == s.N() && c.pos < 1<<31 && c.neg < 1<<31 {
		c.rows = make([]uint32, k)
		for i, tp := range s.tp {
			if s.occurs(i+1, true) {
				c.rows[i] = tp - 1
			} else {
				c.rows[i] = uint32(c.pos) + s.fp[i] - 1
			}
		}
	}
	return c
}

// resample returns the sweep of resample r, valid until the next call.
func (c *cellDraw) resample(r int) *Sweep {
	d := newRNG(c.o.Seed, r)
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

// drawSlots draws rows with replacement and counts how many fall into each
// slot, where upTo holds the number of rows in the slots so far.
func drawSlots(drawn, upTo []uint32, times int, d *rng) {
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

// drawRows draws rows with replacement and counts how often each is drawn. If
// there are many rows it first draws how many come from either half, which is
// equivalent and stays within the cache.
func drawRows(drawn []uint32, times int, d *rng) {
	if n := len(drawn); n > cacheRows {
		half := n / 2
		first := d.binomial(times, float64(half)/float64(n))
		drawRows(drawn[:half], first, d)
		drawRows(drawn[half:], times-first, d)
		return
	}
	d.count(drawn, times)
}

// fillRows turns the counts of rows into a sweep. Scores that were not drawn are
// left out.
func (c *cellDraw) fillRows() *Sweep {
	s, into := c.from, c.into
	score, tps, fps := into.score[:cap(into.score)], into.tp[:cap(into.tp)], into.fp[:cap(into.fp)]
	if c.rows != nil {
		k := c.fillSingle(score, tps, fps)
		into.score, into.tp, into.fp = score[:k], tps[:k], fps[:k]
		return into
	}
	k := 0
	var tp, fp uint32
	positives, negatives := c.drawn[:c.pos], c.drawn[c.pos:]
	var before uint32
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

// fillSingle is fillRows where each score is that of one row. It has no
// branch on the class of a row or on whether it was drawn, which the
// processor could not predict. It returns how many scores were drawn.
func (c *cellDraw) fillSingle(score []float64, tps, fps []uint32) int {
	drawn, pos := c.drawn, uint32(c.pos)
	from := c.from.score[:len(c.rows)]
	tps, fps = tps[:len(score)], fps[:len(score)]
	k := 0
	var tp, fp uint32
	for cell, row := range c.rows {
		times := drawn[row]
		positive := -((row - pos) >> 31) // all bits, or none
		tp += times & positive
		fp += times &^ positive
		score[k], tps[k], fps[k] = from[cell], tp, fp
		if times > 0 {
			k++
		}
	}
	return k
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
