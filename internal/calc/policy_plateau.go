package calc

// AsGood returns a test of whether a point is as good as the choice c of an
// optimising policy, within its [catalog.Tolerance]. It is always false for a
// policy with a bound, and if nothing was chosen.
func (p Policy) AsGood(c Choice, w Setting) func(Confusion) bool {
	if !p.Optimises() || !c.Value.OK {
		return func(Confusion) bool { return false }
	}
	target, within := p.target(w), p.Declared().Tolerance()
	sign := 1.0
	if target.better == Lower {
		sign = -1
	}
	limit := sign*c.Value.V - within.By
	if within.Relative {
		limit = sign * c.Value.V * (1 - float64(sign*within.By))
	}
	return func(c Confusion) bool {
		v := target.of(c)
		return v.OK && sign*v.V >= limit-tieTolerance
	}
}

// Plateau returns the first and the last operating point of the stretch around
// the choice c in which every point is as good; both are c's own if no
// neighbour is. ok is false if c has no plateau.
func (p Policy) Plateau(s *Sweep, c Choice, w Setting) (first, last int, ok bool) {
	good := p.AsGood(c, w)
	if !p.Optimises() || !c.Value.OK {
		return 0, 0, false
	}
	first, last = c.Index, c.Index
	for first > 0 && good(s.Confusion(first-1)) {
		first--
	}
	for last+1 < s.Len() && good(s.Confusion(last+1)) {
		last++
	}
	return first, last, true
}
