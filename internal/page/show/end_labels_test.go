package show

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"tradeoff/internal/chart"
)

func TestEndLabelsByHand(t *testing.T) {
	nan := math.NaN()
	for _, c := range []struct {
		name       string
		ends, want []float64
	}{
		{"far apart", []float64{0.2, 0.9, 0.5}, []float64{0.2, 0.9, 0.5}},
		{"two at the top", []float64{1, 1}, []float64{1, 1 - endGap}},
		{"two at the bottom", []float64{0, 0.01}, []float64{0, endGap}},
		{"out of the plot", []float64{1.4, -0.3}, []float64{1, 0}},
		{"an undefined line", []float64{nan, 0.4}, []float64{nan, 0.4}},
	} {
		got := EndLabels(c.ends)
		for i, want := range c.want {
			if math.IsNaN(want) != math.IsNaN(got[i]) || math.Abs(got[i]-want) > 1e-12 {
				t.Errorf("%s: EndLabels(%v) = %v, want %v", c.name, c.ends, got, c.want)
				break
			}
		}
	}
}

func TestEndLabelsStayApartInOrderAndInThePlot(t *testing.T) {
	r := rand.New(rand.NewPCG(16, 16))
	for range 2000 {
		ends := make([]float64, 1+r.IntN(25))
		for i := range ends {
			ends[i] = math.Round(20*r.Float64()) / 20
		}
		got := EndLabels(ends)
		var shown []int
		for i, y := range got {
			if !math.IsNaN(y) {
				shown = append(shown, i)
			}
		}
		if len(shown) != min(len(ends), 17) {
			t.Fatalf("%d of %d names are shown", len(shown), len(ends))
		}
		slices.SortFunc(shown, func(a, b int) int { return int(math.Copysign(1, got[b]-got[a])) })
		for k, i := range shown {
			if got[i] < -1e-9 || got[i] > 1+1e-9 {
				t.Fatalf("EndLabels(%v)[%d] = %v, outside of the plot", ends, i, got[i])
			}
			if k == 0 {
				continue
			}
			above := shown[k-1]
			if got[above]-got[i] < endGap-1e-9 || ends[above] < ends[i] {
				t.Fatalf("EndLabels(%v) = %v: %d is not below %d", ends, got, i, above)
			}
		}
	}
}

func TestRightEndIsWhereALineLeavesThePlot(t *testing.T) {
	nan := math.NaN()
	for _, c := range []struct {
		line []chart.Point
		want float64
	}{
		{[]chart.Point{{X: 3, Y: 0.1}, {X: 1.2, Y: 0.2}, {X: 0.7, Y: 0.3}}, 0.2}, // constant from 1.2 down to 0.7
		{[]chart.Point{{X: 3, Y: nan}, {X: 0.9, Y: 0.5}, {X: 0.7, Y: 0.3}}, 0.5},
		{[]chart.Point{{X: 3, Y: 0.4}, {X: 1, Y: nan}, {X: 0.7, Y: nan}}, nan},
		{nil, nan},
	} {
		if got := rightEnd(c.line); got != c.want && !(math.IsNaN(got) && math.IsNaN(c.want)) {
			t.Errorf("rightEnd(%v) = %v, want %v", c.line, got, c.want)
		}
	}
}
