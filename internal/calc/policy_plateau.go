package calc

// AsGood returns a test of whether a point is as good as the choice c of an
// optimising policy: within 0.01 of its value, or within 1 % of the least cost.
// For a policy that bounds something, and where nothing was chosen, no point is.
func (p Policy) AsGood(c Choice, w Setting) func(Confusion) bool {
	if !p.Optimises() || !c.Value.OK {
		return func(Confusion) bool { return false }
	}
	f, better := p.target(w)
	sign, limit := 1.0, c.Value.V-0.01
	switch {
	case p.Rule == MinimizeCost:
		sign, limit = -1, -c.Value.V*1.01
	case better == Lower:
		sign, limit = -1, -c.Value.V-0.01
	}
	return func(c Confusion) bool {
		v := f(c)
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
