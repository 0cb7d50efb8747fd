package compare

import (
	"fmt"
	"math"
	"slices"
	"strconv"

	"tradeoff/internal/format"
	"tradeoff/internal/page/show"
	"tradeoff/internal/pairing"
	"tradeoff/internal/tradeoff"
	"tradeoff/web/templates"
)

const (
	densityCells = 64   // per side of the grid
	fewPoints    = 2000 // maximum number of rows that are drawn as points
	densitySteps = 6    // shades of the grid
)

// scatter draws the scores of the rows with a label: those of the first run on the
// x axis, those of the second on the y axis.
func (v disagreementView) scatter(label uint8, e tradeoff.Experiment) templates.ScatterView {
	a, b := v.Sides[0], v.Sides[1]
	px, py := axisRange(a.Span(), a.Point.Threshold), axisRange(b.Span(), b.Point.Threshold)
	p := show.Plot{Left: px.Low, Right: px.High, Bottom: py.Low, Top: py.High}
	x, y := clamp(p.X(a.Point.Threshold)), clamp(p.Y(b.Point.Threshold))
	n := v.Counts.N(label)
	out := templates.ScatterView{
		Title: fmt.Sprintf("%s %s", format.Count(n), e.PositiveName), Positive: label == 1,
		XName: fmt.Sprintf("score of %s", format.Isolate(format.Shorten(a.Name, roomOnAxis))),
		YName: fmt.Sprintf("score of %s", format.Isolate(format.Shorten(b.Name, roomOnAxis))),
		X:     show.Percent(x), Y: show.Percent(1 - y),
		RestX: show.Percent(1 - x), RestY: show.Percent(y),
		XTicks: p.XTicks(4), YTicks: p.YTicks(4),
		Left: format.Number(p.Left), Right: format.Number(p.Right),
		Bottom: format.Number(p.Bottom), Top: format.Number(p.Top),
		A: tradeoff.ThresholdText(a.Point.Threshold), B: tradeoff.ThresholdText(b.Point.Threshold),
	}
	if label == 0 {
		out.Title = fmt.Sprintf("%s %s", format.Count(n), e.NegativeName)
	}
	words := [2]string{"new alarms", "fixed alarms"}
	if label == 1 {
		words = [2]string{"fixed misses", "new misses"}
	}
	both, neither := format.Count(v.Counts.Both(label)), format.Count(v.Counts.Neither(label))
	onlyA, onlyB := format.Count(v.Counts.OnlyA(label)), format.Count(v.Counts.OnlyB(label))
	out.OnlyB, out.OnlyA = onlyB+" "+words[0], onlyA+" "+words[1]
	out.Both, out.Neither = both+" by both", neither+" by neither"
	out.Words = fmt.Sprintf("%s: called positive by both runs %s, by %s alone %s, by %s alone %s, by neither %s",
		out.Title, both, a.Name, onlyA, b.Name, onlyB, neither)
	if n <= fewPoints {
		out.Same, out.Flipped = v.points(label, p)
		return out
	}
	out.Dense = fmt.Sprintf("Each small square is shaded by how many rows it has, on a scale of powers; "+
		"there are %d × %d of them.", densityCells, densityCells)
	out.Levels = densityPaths(v.Density(label, px, py, densityCells))
	return out
}

// roomOnAxis is the maximum number of characters of a run's name on an axis.
const roomOnAxis = 28

// axisRange returns the range of an axis: all scores, and the threshold unless it is
// far away.
func axisRange(s pairing.Span, threshold float64) pairing.Span {
	width := s.High - s.Low
	if width <= 0 || math.IsInf(width, 0) {
		pad := math.Max(math.Abs(s.Low)*0.05, 0.05)
		if math.IsInf(width, 0) {
			return s
		}
		return pairing.Span{Low: s.Low - pad, High: s.High + pad}
	}
	low, high := s.Low-0.02*width, s.High+0.02*width
	if threshold > high && threshold < high+width {
		high = threshold + 0.02*width
	}
	if threshold < low && threshold > low-width {
		low = threshold - 0.02*width
	}
	return pairing.Span{Low: low, High: high}
}

// clamp returns a share of an axis, between 0 and 1.
func clamp(share float64) float64 { return min(max(share, 0), 1) }

// points draws every row: one path has the rows on which the runs agree, the other
// those on which they disagree.
func (v disagreementView) points(label uint8, p show.Plot) (agreeing, disagreeing string) {
	var list [2][]byte
	for i, l := range v.Labels {
		if l != label {
			continue
		}
		a, b := v.Predictions(i)
		k := 0
		if a != b {
			k = 1
		}
		list[k] = append(list[k], 'M')
		list[k] = strconv.AppendFloat(list[k], math.Round(clamp(p.X(v.A[i]))*1000), 'f', -1, 64)
		list[k] = append(list[k], ' ')
		list[k] = strconv.AppendFloat(list[k], math.Round((1-clamp(p.Y(v.B[i])))*1000), 'f', -1, 64)
		list[k] = append(list[k], "h0"...)
	}
	return string(list[0]), string(list[1])
}

// densityPaths draws a grid as one path for each shade, the faintest first.
func densityPaths(cells []int) (paths []string) {
	most := slices.Max(cells)
	scale := math.Log2(float64(most) + 1)
	drawn := make([][]byte, densitySteps)
	for k, count := range cells {
		if count == 0 {
			continue
		}
		step := min(densitySteps-1, int(float64(densitySteps)*math.Log2(float64(count))/scale))
		drawn[step] = append(drawn[step], fmt.Sprintf("M%d %dh1v1h-1z", k%densityCells, densityCells-1-k/densityCells)...)
	}
	for _, d := range drawn {
		paths = append(paths, string(d))
	}
	return paths
}
