package format

import (
	"strconv"
	"strings"
	"testing"
)

func TestPercentHasTheDigitsOfTheNumber(t *testing.T) {
	for text, want := range map[string]string{
		"0.0785": "7.85%", "0.5": "50%", "1": "100%", "0": "0%", "0.00001": "0.001%", "0.99": "99%", "0.9999": "99.99%",
		"1e-7": "0.00001%", "2.5e-9": "0.00000025%", "-0.03": "-3%", "−0.5": "−50%", "12.5": "1250%", "1.5e3": "150000%",
		"0.0750": "7.50%", "∞": "∞", "inf": "inf", "": "", "—": "—",
	} {
		if got := AsPercent(text); got != want {
			t.Errorf("%q as percent is %q, want %q", text, got, want)
		}
	}
}

// A threshold that is written as percent selects the same rows when it is read again.
func TestPercentReadsBackAsTheSameNumber(t *testing.T) {
	for x := 0.9; x > 1e-20; x *= 0.83 {
		text := AsPercent(Number(x))
		back, err := strconv.ParseFloat(strings.TrimSuffix(text, "%")+"e-2", 64)
		if err != nil || back != x {
			t.Fatalf("%v is written %q, which reads back as %v (%v)", x, text, back, err)
		}
	}
}
