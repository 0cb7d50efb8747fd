package format

import (
	"math"
	"testing"
)

func TestThresholdRange(t *testing.T) {
	for _, c := range []struct {
		low, high, span float64
		want            string
	}{
		{0.1091, 0.2538, 0.985, "0.11–0.25"}, {0.104, 0.2, 1, "0.10–0.20"}, {-3.14159, 2.5, 20, "−3.1–2.5"},
		{120, 870, 1000, "120–870"}, {0.00123, 0.0045, 0.01, "0.0012–0.0045"}, {0.62, math.Inf(1), 1, "0.62–∞"},
		{0.2101, 0.2104, 1, "0.2101–0.2104"}, {0.21, 0.21, 1, "0.21"}, {0.5, 0.5000000001, 1, "0.500000"},
		{1, 1, 0, "1.00"}, {math.Inf(1), math.Inf(1), 1, "∞"},
	} {
		if got := ThresholdRange(c.low, c.high, c.span); got != c.want {
			t.Errorf("%v to %v of %v is %q, want %q", c.low, c.high, c.span, got, c.want)
		}
	}
}
