package explore

import "tradeoff/internal/calc"

// Tests tests the metric id of each slice against that of all other rows, in the order of
// List: Fisher's exact test, corrected by Holm over all slices. Where a test is undefined
// it has the reason: metrics that are no proportions are not tested, and neither are
// weighted rows and pixels, which are not independent.
func (s Slices) Tests(id string) []calc.SliceTest {
	m, _ := calc.MetricByID(id)
	reason := calc.Reason("")
	if _, _, ok := m.Proportion(s.point.Confusion); !ok {
		reason = calc.NotTested
	}
	switch {
	case s.of.Run.Weighted:
		reason = calc.WeightsNotSupported
	case len(s.of.Run.Images) > 0:
		reason = calc.PixelsAlike
	}
	if reason != "" {
		out := make([]calc.SliceTest, len(s.List))
		for i := range out {
			out[i].P, out[i].Adjusted = calc.Undefined(reason), calc.Undefined(reason)
		}
		return out
	}
	counts := make([]calc.SliceCounts, len(s.List))
	for i, g := range s.List {
		k, n, _ := m.Proportion(g.Confusion)
		restK, restN, _ := m.Proportion(s.rest(g).Confusion)
		counts[i] = calc.SliceCounts{K: int(k), N: int(n), RestK: int(restK), RestN: int(restN)}
	}
	return calc.TestSlices(counts, calc.MinTested)
}
