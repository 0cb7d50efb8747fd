package calc

import "slices"

// A Rows names rows of a sweep: those of label y are Keep[y], from the
// highest score down, as many as the sweep has of them. Weight has their
// weights, in the same order; it is nil if the sweep is unweighted.
type Rows struct {
	Keep   [2][]bool
	Weight [2][]float64
}

// Part returns the sweep of the rows of s that r keeps: the result of
// [NewSweep], without sorting. Sums of weights agree to the last bit only if
// rows with the same score and label have the same order in r as for
// NewSweep.
func (s *Sweep) Part(r Rows) *Sweep {
	if len(r.Keep[0]) != s.Negatives() || len(r.Keep[1]) != s.Positives() ||
		(s.w != nil) != (r.Weight[0] != nil && r.Weight[1] != nil) {
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
	return out.withMemo()
}

// A partOfBlock counts the kept rows of a block of scores; afterwards, those
// of the blocks before it.
type partOfBlock struct {
	distinct int
	rows     [2]uint32
	weighted bool // some kept row has a weight other than 1
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

// Split calls f with the sweep of each of n groups of rows, for several
// groups at once. group[y] is the group of each row of label y, from the
// highest score down; weight is as in [Rows].
func (s *Sweep) Split(n int, group [2][]uint16, weight [2][]float64, f func(g int, part *Sweep)) {
	var rows [2]groupedRows
	for y := range rows {
		rows[y] = s.group(y, n, group[y], weight[y])
	}
	each(n, func(g int) { f(g, s.merged(rows[0].of(g), rows[1].of(g))) })
}

// groupedRows are the rows of one label by group, and in each group from the
// highest score down.
type groupedRows struct {
	ends   []int // of each group
	score  []uint32
	weight []float64 // nil if the sweep is unweighted
}

// of returns the rows of one group.
func (r groupedRows) of(g int) groupedRows {
	from, to := 0, r.ends[g]
	if g > 0 {
		from = r.ends[g-1]
	}
	part := groupedRows{score: r.score[from:to]}
	if r.weight != nil {
		part.weight = r.weight[from:to]
	}
	return part
}

// group puts the rows of label y into groups.
func (s *Sweep) group(y, n int, group []uint16, weight []float64) groupedRows {
	r := groupedRows{ends: make([]int, n), score: make([]uint32, len(group))}
	if s.w != nil {
		r.weight = make([]float64, len(group))
	}
	for _, g := range group {
		r.ends[g]++
	}
	at := 0
	for g, rows := range r.ends {
		r.ends[g] = at // until then the position of the next row
		at += rows
	}
	place := uint32(0)
	for i := range s.score {
		for end := s.above(i + 1)[y]; place < end; place++ {
			to := &r.ends[group[place]]
			r.score[*to] = uint32(i)
			if r.weight != nil {
				r.weight[*to] = weight[place]
			}
			*to++
		}
	}
	return r
}

// merged returns the sweep of some rows of either label.
func (s *Sweep) merged(neg, pos groupedRows) *Sweep {
	k, weighted := 0, false
	for i, j := 0, 0; i < len(neg.score) || j < len(pos.score); k++ {
		at := nextScore(neg.score[i:], pos.score[j:])
		i += countOf(neg.score[i:], at)
		j += countOf(pos.score[j:], at)
	}
	for _, rows := range []groupedRows{neg, pos} {
		weighted = weighted || slices.ContainsFunc(rows.weight, func(w float64) bool { return w != 1 })
	}
	out := emptySweep(s.kind, k)
	var wneg, wpos []float64
	if weighted {
		wneg, wpos = make([]float64, k), make([]float64, k)
	}
	i, j := 0, 0
	for cell := range k {
		at := nextScore(neg.score[i:], pos.score[j:])
		n, p := countOf(neg.score[i:], at), countOf(pos.score[j:], at)
		if weighted {
			wneg[cell], wpos[cell] = sumOf(neg.weight[i:i+n]), sumOf(pos.weight[j:j+p])
		}
		i, j = i+n, j+p
		out.score[cell], out.fp[cell], out.tp[cell] = s.score[at], uint32(i), uint32(j)
	}
	if weighted {
		out.w = newWeights(wpos, wneg)
	}
	return out.withMemo()
}

// nextScore returns the first of two lists of rising numbers, one of which has
// any.
func nextScore(a, b []uint32) uint32 {
	switch {
	case len(a) == 0:
		return b[0]
	case len(b) == 0:
		return a[0]
	default:
		return min(a[0], b[0])
	}
}

// countOf returns how many numbers at the beginning of list are x.
func countOf(list []uint32, x uint32) int {
	n := 0
	for n < len(list) && list[n] == x {
		n++
	}
	return n
}

func sumOf(list []float64) float64 {
	var total sum
	for _, x := range list {
		total.add(x)
	}
	return total.value()
}
