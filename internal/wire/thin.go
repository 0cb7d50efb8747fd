package wire

import (
	"container/heap"
	"runtime"
	"slices"
	"sync"

	"tradeoff/internal/calc"
	"tradeoff/internal/catalog"
)

const (
	// tolerance is the deviation in pixels at which curves are good enough.
	// With what columns lose it stays well below half a pixel.
	tolerance = 0.3

	// columnsPerPixel is how finely big sweeps are looked at. Within a column
	// only the first, last, highest and lowest point of a curve are candidates.
	columnsPerPixel = 8

	// Sweeps of no more operating points than this are looked at in full.
	fewPoints = 1 << 15

	// seeds are spread evenly over the candidates before the search begins, so
	// that no stretch between two stops is long and the search stays fast.
	seeds = 256
)

// thin returns the indices of at most budget operating points of s, ascending.
// See [NewDisplay].
func thin(s *calc.Sweep, budget int) []uint32 {
	kept := required(s)
	cs := candidates(s, kept)
	t := &thinning{candidates: cs, kept: make([]bool, len(cs.index)), budget: budget}
	for _, k := range kept {
		at, _ := slices.BinarySearch(cs.index, uint32(k))
		t.keep(at)
	}
	n := min(seeds, budget/8)
	for i := range n {
		t.keep(i * len(cs.index) / n)
	}
	t.straighten()
	return spread(s, t.indices(), budget)
}

// required returns the operating points that every display of s holds: with those
// that the policies of the catalog choose at usual costs, the browser chooses
// exactly the same.
func required(s *calc.Sweep) []int {
	kept := []int{0, 1, s.Len() - 1, s.Index(s.Kind().DefaultThreshold())}
	best := []calc.Optimum{s.Best("accuracy")} // which people ask for though it has no button
	for _, p := range catalog.Policies {
		if policy, err := calc.ParsePolicy(p.ID); err == nil && policy.Optimises() {
			best = append(best, policy.Pick(s, calc.Setting{Costs: calc.UnitCosts}).Optimum)
		}
	}
	if ks := s.KS(); ks.Statistic.OK {
		kept = append(kept, ks.Index)
	}
	for _, o := range best {
		if o.Value.OK {
			kept = append(kept, o.Index)
		}
	}
	return kept
}

// A candidateSet is the operating points that may become stops.
type candidateSet struct {
	index []uint32 // in the sweep, ascending
	spots []spot
}

// candidates returns every operating point of a small sweep. Of a big one it
// returns those that are needed to draw each curve to an eighth of a pixel, and
// those in kept.
func candidates(s *calc.Sweep, kept []int) *candidateSet {
	c := newCanvas(s)
	set := &candidateSet{}
	if s.Len() <= fewPoints {
		set.index = make([]uint32, s.Len())
		for k := range set.index {
			set.index[k] = uint32(k)
		}
	} else {
		set.index = outline(c, kept)
	}
	set.spots = make([]spot, len(set.index))
	for i, k := range set.index {
		set.spots[i] = c.spot(int(k))
	}
	return set
}

// outline returns, for each curve and each narrow column of the picture, the
// first, last, highest and lowest operating point, and those in kept.
func outline(c canvas, kept []int) []uint32 {
	n := c.sweep.Len()
	marked := make([]bool, n)
	for _, k := range kept {
		marked[k] = true
	}
	// Each core looks at a stretch of the operating points. Where one ends within
	// a column, the next goes on with that column.
	cores := runtime.GOMAXPROCS(0)
	parts := make([]extents, cores)
	var wait sync.WaitGroup
	for i := range parts {
		wait.Go(func() { parts[i].look(c, n*i/cores, n*(i+1)/cores) })
	}
	wait.Wait()
	for i := range curves {
		var last extent
		for _, part := range parts {
			for _, e := range part[i] {
				if last.is(e.column) {
					last.join(e)
					continue
				}
				last.mark(marked)
				last = e
			}
		}
		last.mark(marked)
	}
	var index []uint32
	for k, m := range marked {
		if m {
			index = append(index, uint32(k))
		}
	}
	return index
}

// An extent is the operating points of a curve within one column: those that
// stand out.
type extent struct {
	column                       int
	first, last, lowest, highest int
	low, high                    float64
	any                          bool
}

func (e *extent) is(column int) bool { return e.any && e.column == column }

// join adds the operating points of o, which follow in the same column.
func (e *extent) join(o extent) {
	e.last = o.last
	if o.low < e.low {
		e.lowest, e.low = o.lowest, o.low
	}
	if o.high > e.high {
		e.highest, e.high = o.highest, o.high
	}
}

func (e *extent) mark(marked []bool) {
	if e.any {
		marked[e.first], marked[e.last], marked[e.lowest], marked[e.highest] = true, true, true, true
	}
}

// extents are the extents of each curve, one after the other.
type extents [len(curves)][]extent

// look adds those of the operating points lo to hi-1.
func (x *extents) look(c canvas, lo, hi int) {
	var now [len(curves)]extent
	for k := lo; k < hi; k++ {
		p := c.spot(k)
		for i, cv := range curves {
			at, y := p[cv.x], p[cv.y]
			if !(at >= 0) || !(y >= 0) { // undefined
				continue
			}
			e := &now[i]
			if column := int(at * width * columnsPerPixel); !e.is(column) {
				if e.any {
					x[i] = append(x[i], *e)
				}
				*e = extent{column: column, first: k, last: k, lowest: k, highest: k, low: y, high: y, any: true}
				continue
			}
			e.last = k
			if y < e.low {
				e.lowest, e.low = k, y
			}
			if y > e.high {
				e.highest, e.high = k, y
			}
		}
	}
	for i, e := range now {
		if e.any {
			x[i] = append(x[i], e)
		}
	}
}

// A thinning chooses among candidates.
type thinning struct {
	candidates *candidateSet
	kept       []bool
	count      int
	budget     int
}

// keep makes candidate i a stop, if it is not one and the budget allows it.
func (t *thinning) keep(i int) {
	if !t.kept[i] && t.count < t.budget {
		t.kept[i] = true
		t.count++
	}
}

// straighten adds the candidate that deviates most from the drawn curves until
// none deviates by more than the tolerance, or the budget is spent.
func (t *thinning) straighten() {
	var open stretches
	last := 0
	for i := 1; i < len(t.kept); i++ {
		if t.kept[i] {
			open = t.consider(open, last, i)
			last = i
		}
	}
	heap.Init(&open)
	for len(open) > 0 && t.count < t.budget {
		s := heap.Pop(&open).(stretch)
		t.keep(s.farthest)
		for _, part := range t.consider(t.consider(nil, s.from, s.farthest), s.farthest, s.to) {
			heap.Push(&open, part)
		}
	}
}

// consider adds the stretch between two neighbouring stops to list, unless the
// curves are good enough there.
func (t *thinning) consider(list stretches, from, to int) stretches {
	s := stretch{from: from, to: to, deviation: tolerance}
	spots := t.candidates.spots
	a, b := &spots[from], &spots[to]
	for i := from + 1; i < to; i++ {
		if d := deviation(&spots[i], a, b); d > s.deviation {
			s.farthest, s.deviation = i, d
		}
	}
	if s.farthest > 0 {
		list = append(list, s)
	}
	return list
}

func (t *thinning) indices() []uint32 {
	index := make([]uint32, 0, t.count)
	for i, kept := range t.kept {
		if kept {
			index = append(index, t.candidates.index[i])
		}
	}
	return index
}

// A stretch lies between two neighbouring stops. The heap has the one that
// deviates most on top.
type stretch struct {
	from, to, farthest int
	deviation          float64
}

type stretches []stretch

func (h stretches) Len() int           { return len(h) }
func (h stretches) Less(i, j int) bool { return h[i].deviation > h[j].deviation }
func (h stretches) Swap(i, j int)      { h[i], h[j] = h[j], h[i] }
func (h *stretches) Push(x any)        { *h = append(*h, x.(stretch)) }
func (h *stretches) Pop() any {
	last := len(*h) - 1
	s := (*h)[last]
	*h = (*h)[:last]
	return s
}
