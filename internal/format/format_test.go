package format

import (
	"math"
	"strconv"
	"testing"
)

func TestFixedRoundsHalvesAwayFromZero(t *testing.T) {
	for _, c := range []struct {
		x    float64
		d    int
		want string
	}{
		{1.0 / 16, 3, "0.063"}, {-1.0 / 16, 3, "-0.063"}, {0.125, 2, "0.13"}, {2.5, 0, "3"},
		{1.005, 2, "1.00"}, // the double lies below the half
		{-0.001, 2, "0.00"}, {math.Copysign(0, -1), 1, "0.0"}, {0.83, 2, "0.83"}, {1e20, 0, "100000000000000000000"},
	} {
		if got := Fixed(c.x, c.d); got != c.want {
			t.Errorf("Fixed(%v, %d) = %q, want %q", c.x, c.d, got, c.want)
		}
	}
}

func TestNumbersAsPeopleReadThem(t *testing.T) {
	for _, c := range []struct{ got, want string }{
		{Count(0), "0"}, {Count(999), "999"}, {Count(1000), "1,000"}, {Count(10_000_000), "10,000,000"},
		{Count(-1234), "−1,234"},
		{Quantity(12), "12"}, {Quantity(1234.56), "1,234.6"}, {Quantity(0.25), "0.25"}, {Quantity(0.004), "0.004"},
		{Quantity(1e18), "1.00e+18"},
		{Isolate("dry"), "dry"}, {Isolate("נבדקים"), "\u2068נבדקים\u2069"}, {Shorten("healthy", 7), "healthy"},
		{Shorten("very healthy", 6), "very…"},
		{Amount(0.444), "0.44"}, {Amount(0.0123), "0.012"}, {Amount(0.00001234), "0.000012"}, {Amount(1e-12), "1.0e-12"},
		{Amount(0), "0.00"}, {Amount(-0.05), "−0.050"},
		{Amount(99.94), "99.94"}, {Amount(99.96), "100.0"}, {Amount(1234.5), "1,235"}, {Decimal(-1234.5, 1), "−1,234.5"},
		{Decimal(1e16, 0), "1.00e+16"},
		{Bytes(999), "999 B"}, {Bytes(2_920_329), "2.9 MB"}, {Bytes(999_960), "1.0 MB"},
		{Number(0.1), "0.1"}, {Number(1e-7), "1e-7"}, {Number(123456789), "123456789"}, {Number(math.Inf(1)), "inf"},
	} {
		if c.got != c.want {
			t.Errorf("got %q, want %q", c.got, c.want)
		}
	}
}

func TestShownThresholdSelectsTheSameRows(t *testing.T) {
	for _, c := range []struct {
		t, next, span float64
		want          string
	}{
		{0.2139634, 0.2098, 0.98, "0.2139"}, // a thousandth of the span needs four decimals
		{0.2139634, 0.2098, 1, "0.213"},
		{0.2139634, 0.21396, 1, "0.213963"},
		{0.9, 0.5, 1, "0.9"},
		{-3.0519, -3.2, 6, "-3.052"},
		{-0.0004, -1, 1, "-0.001"},
		{40, -40, 80, "40"},
		{1e-12, 0, 1e-12, "1e-12"},
		{math.Nextafter(0.3, 1), 0.3, 1, strconv.FormatFloat(math.Nextafter(0.3, 1), 'f', -1, 64)},
		{math.Inf(1), 1, 1, "∞"},
	} {
		d := ThresholdDigits(c.t, c.next, c.span)
		got := Threshold(c.t, d)
		if got != c.want {
			t.Errorf("Threshold(%v above %v) = %q, want %q", c.t, c.next, got, c.want)
		}
		if x, err := strconv.ParseFloat(got, 64); err == nil && (x <= c.next || x > c.t) {
			t.Errorf("%q is outside (%v, %v]", got, c.next, c.t)
		}
	}
}
