package format

import (
	"math"
	"testing"
)

func TestThresholdRange(t *testing.T) {
	for _, c := range []struct {
		low, high, span float64
		percent         bool
		want            string
	}{
		{0.1091, 0.2538, 0.985, false, "0.11–0.25"}, {0.104, 0.2, 1, false, "0.10–0.20"},
		{-3.14159, 2.5, 20, false, "−3.1–2.5"}, {120, 870, 1000, false, "120–870"},
		{0.00123, 0.0045, 0.01, false, "0.0012–0.0045"}, {0.62, math.Inf(1), 1, false, "0.62–∞"},
		{0.2101, 0.2104, 1, false, "0.2101–0.2104"}, {0.21, 0.21, 1, false, "0.21"}, {0, 0.3, 1, false, "0.00–0.30"},
		{0.5, 0.50000000001, 1, false, "0.500000000"}, {0.0012, 0.25, 1, false, "0.001–0.250"}, {1, 1, 0, false, "1.00"},
		{math.Inf(1), math.Inf(1), 1, false, "∞"}, {0.0021, 0.0785, 1, true, "0.2%–7.9%"},
		{0.5, math.Inf(1), 1, true, "50%–∞"},
	} {
		if got := ThresholdRange(c.low, c.high, c.span, c.percent); got != c.want {
			t.Errorf("%v to %v of %v is %q, want %q", c.low, c.high, c.span, got, c.want)
		}
	}
}
