package calc

// cellDraw resamples an unweighted sweep. Rows are numbered positives first,
// from the highest score down, then negatives likewise; so the rows of a class
// in a cell are a range of numbers.
type cellDraw struct {
	from       *Sweep
	o          Resampling
	drawn      []uint32 // how often each row was drawn
	into       *Sweep
	score      []float64
	tp, fp     []uint32
	pos, neg   uint32
	stratified bool
}

func newCellDraw(s *Sweep, o Resampling) *cellDraw {
	k := len(s.score)
	return &cellDraw{
		from: s, stratified: o.Stratified, o: o,
		drawn: make([]uint32, s.N()),
		into:  &Sweep{kind: s.kind},
		score: make([]float64, k), tp: make([]uint32, k), fp: make([]uint32, k),
		pos: uint32(s.Positives()), neg: uint32(s.Negatives()),
	}
}

// resample returns the sweep of resample r, valid until the next call.
func (c *cellDraw) resample(r int) *Sweep {
	d := newDice(c.o.Seed, r)
	clear(c.drawn)
	if c.stratified {
		drawInto(c.drawn[:c.pos], &d)
		drawInto(c.drawn[c.pos:], &d)
	} else {
		drawInto(c.drawn, &d)
	}
	return c.fill()
}

// drawInto draws as many rows as there are, with replacement, and counts them.
func drawInto(drawn []uint32, d *dice) {
	n := uint32(len(drawn))
	for range drawn {
		drawn[d.below(n)]++
	}
}

// fill turns the counts of rows into a sweep. Scores that were not drawn are left
// out.
func (c *cellDraw) fill() *Sweep {
	s := c.from
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
		c.score[k], c.tp[k], c.fp[k] = u, tp, fp
		if tp+fp != before {
			before = tp + fp
			k++
		}
	}
	c.into.score, c.into.tp, c.into.fp = c.score[:k], c.tp[:k], c.fp[:k]
	return c.into
}
