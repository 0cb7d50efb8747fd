package explore

import "tradeoff/internal/calc"

// Tests tests the metric id of each slice against that of all other rows, in the order of
// List, as [TestSlices] does.
func (s Slices) Tests(id string) []calc.SliceTest { return TestSlices([]Slices{s}, id)[0] }

// TestSlices tests the metric id of each slice of each list against that of all other
// rows: Fisher's exact test, corrected by Holm over the slices of all lists. Where a test
// is undefined it has the reason: metrics that are no proportions are not tested, and
// neither are weighted rows and pixels, which are not independent.
func TestSlices(lists []Slices, id string) [][]calc.SliceTest {
	m, _ := calc.MetricByID(id)
	out := make([][]calc.SliceTest, len(lists))
	var counts []calc.SliceCounts
	for i, s := range lists {
		out[i] = make([]calc.SliceTest, len(s.List))
		reason := s.untested(m)
		for j, g := range s.List {
			if reason != "" {
				out[i][j].P, out[i][j].Adjusted = calc.Undefined(reason), calc.Undefined(reason)
				continue
			}
			k, n, _ := m.Proportion(g.Confusion)
			restK, restN, _ := m.Proportion(s.rest(g).Confusion)
			counts = append(counts, calc.SliceCounts{K: int(k), N: int(n), RestK: int(restK), RestN: int(restN)})
		}
	}
	tests := calc.TestSlices(counts, calc.MinTested)
	for i, s := range lists {
		if s.untested(m) == "" {
			tests = tests[copy(out[i], tests):]
		}
	}
	return out
}

// untested returns why slices are not tested; "" if they are.
func (s Slices) untested(m calc.Metric) calc.Reason {
	switch _, _, ok := m.Proportion(s.point.Confusion); {
	case s.of.Run.Weighted:
		return calc.WeightsNotSupported
	case len(s.of.Run.Images) > 0:
		return calc.PixelsAlike
	case !ok:
		return calc.NotTested
	}
	return ""
}
