package calc

// A Rows names rows of a sweep: those of label y are Keep[y], from the highest
// score down, as many as the sweep has of them. Weight says what they weigh, in
// the same order; it is nil if the sweep is unweighted.
type Rows struct {
	Keep   [2][]bool
	Weight [2][]float64
}

// Part returns the sweep of those rows of s that r keeps: what [NewSweep] makes
// of them, without a sort. Rows of one score and label must stand in r in the
// order in which NewSweep had them for sums of weights to agree to the last bit.
func (s *Sweep) Part(r Rows) *Sweep {
	if len(r.Keep[0]) != s.Negatives() || len(r.Keep[1]) != s.Positives() || (s.w != nil) != (r.Weight[0] != nil && r.Weight[1] != nil) {
		panic("calc: the rows are not those of the sweep")
	}
	blocks := blocksOf(len(s.score))
	parts := make([]partOfBlock, len(blocks))
	eachBlock(blocks, func(b, lo, hi int) { parts[b].count(s, r, lo, hi) })
	distinct, weighted := 0, false
	var rows [2]uint32
	for b := range parts {
		p := &parts[b]
		n := *p
		p.distinct, p.rows = distinct, rows
		distinct += n.distinct
		rows[0] += n.rows[0]
		rows[1] += n.rows[1]
		weighted = weighted || n.weighted
	}
	out := emptySweep(s.kind, distinct)
	var weights [2][]float64
	if weighted {
		weights[0], weights[1] = make([]float64, distinct), make([]float64, distinct)
	}
	eachBlock(blocks, func(b, lo, hi int) { parts[b].fill(out, weights, s, r, lo, hi) })
	if weighted {
		out.w = newWeights(weights[1], weights[0])
	}
	return out
}

// A partOfBlock counts what is kept of a block of scores; after that, what is
// kept of those before it.
type partOfBlock struct {
	distinct int
	rows     [2]uint32
	weighted bool // some row kept weighs other than 1
}

// above returns how many rows of either label have one of the first i scores.
func (s *Sweep) above(i int) [2]uint32 {
	if i == 0 {
		return [2]uint32{}
	}
	return [2]uint32{s.fp[i-1], s.tp[i-1]}
}

func (p *partOfBlock) count(s *Sweep, r Rows, lo, hi int) {
	from := s.above(lo)
	for i := lo; i < hi; i++ {
		to := [2]uint32{s.fp[i], s.tp[i]}
		kept := uint32(0)
		for y := range to {
			n := uint32(0)
			for _, keep := range r.Keep[y][from[y]:to[y]] {
				if keep {
					n++
				}
			}
			p.rows[y] += n
			kept += n
		}
		if kept > 0 {
			p.distinct++
		}
		from = to
	}
	if s.w == nil {
		return
	}
	first, last := s.above(lo), s.above(hi)
	for y := range first {
		for at := first[y]; at < last[y] && !p.weighted; at++ {
			p.weighted = r.Keep[y][at] && r.Weight[y][at] != 1
		}
	}
}

func (p *partOfBlock) fill(out *Sweep, weights [2][]float64, s *Sweep, r Rows, lo, hi int) {
	at, rows := p.distinct, p.rows
	from := s.above(lo)
	for i := lo; i < hi; i++ {
		to := [2]uint32{s.fp[i], s.tp[i]}
		kept := false
		var weight [2]sum
		for y := range to {
			for k := from[y]; k < to[y]; k++ {
				if !r.Keep[y][k] {
					continue
				}
				kept = true
				rows[y]++
				if weights[y] != nil {
					weight[y].add(r.Weight[y][k])
				}
			}
		}
		from = to
		if !kept {
			continue
		}
		out.score[at], out.fp[at], out.tp[at] = s.score[i], rows[0], rows[1]
		for y, w := range weights {
			if w != nil {
				w[at] = weight[y].value()
			}
		}
		at++
	}
}
