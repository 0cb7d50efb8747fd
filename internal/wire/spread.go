package wire

import (
	"container/heap"
	"slices"

	"tradeoff/internal/calc"
)

// spread adds operating points in the widest gaps between the thresholds of
// the stops in index, so that a slider moves evenly, until there are budget of
// them. index is ascending, begins with 0 and 1 and ends with the last point.
func spread(s *calc.Sweep, index []uint32, budget int) []uint32 {
	var open gaps
	for i := 2; i < len(index); i++ {
		open = addGap(open, s, int(index[i-1]), int(index[i]))
	}
	heap.Init(&open)
	for len(open) > 0 && len(index) < budget {
		g := heap.Pop(&open).(gap)
		middle := s.Threshold(g.from)/2 + s.Threshold(g.to)/2
		k := min(max(s.Index(middle), g.from+1), g.to-1)
		index = append(index, uint32(k))
		for _, part := range addGap(addGap(nil, s, g.from, k), s, k, g.to) {
			heap.Push(&open, part)
		}
	}
	slices.Sort(index)
	return index
}

// A gap lies between two neighbouring stops that leave operating points out.
// The heap has the widest one on top.
type gap struct {
	from, to int     // in the sweep
	size     float64 // half the distance of their thresholds
}

func addGap(list gaps, s *calc.Sweep, from, to int) gaps {
	if to-from < 2 {
		return list
	}
	return append(list, gap{from, to, s.Threshold(from)/2 - s.Threshold(to)/2})
}

type gaps []gap

func (h gaps) Len() int           { return len(h) }
func (h gaps) Less(i, j int) bool { return h[i].size > h[j].size }
func (h gaps) Swap(i, j int)      { h[i], h[j] = h[j], h[i] }
func (h *gaps) Push(x any)        { *h = append(*h, x.(gap)) }
func (h *gaps) Pop() any {
	last := len(*h) - 1
	g := (*h)[last]
	*h = (*h)[:last]
	return g
}
