package format

import (
	"math"
	"testing"
)

func TestSignificant(t *testing.T) {
	for x, want := range map[float64]string{
		0: "0", 0.4213: "0.421", 0.05: "0.0500", 1.5: "1.50", 12.34: "12.3", 269.31: "269", 12345.6: "12,346",
		-0.125: "−0.125",
		1.005:  "1.00", 0.1 + 0.2: "0.300", 0.00001234: "0.0000123", 1.234e-8: "1.23e-8", 3.6e16: "3.60e+16",
		math.Inf(1):      "+Inf",
		0.99999999999999: "1.00", 0.03125: "0.0313",
	} {
		if got := Significant(x, 3); got != want {
			t.Errorf("%v is written %s, want %s", x, got, want)
		}
	}
}
