package scalar

import (
	"math"
	"testing"
	"time"
)

func TestHalfPrecision(t *testing.T) {
	for h, want := range map[uint16]float64{
		0: 0, 0x3c00: 1, 0xbc00: -1, 0x3555: 0.333251953125, 0x7bff: 65504, 1: 0x1p-24, 0x7c00: math.Inf(1),
		0xfc00: math.Inf(-1), 0x8001: -0x1p-24,
	} {
		if got := Half(h); got != want {
			t.Errorf("%#x: got %v, want %v", h, got, want)
		}
	}
	if !math.IsNaN(Half(0x7c01)) {
		t.Error("a NaN is a number")
	}
}

func TestBigIntIsTwosComplement(t *testing.T) {
	for text, b := range map[string][]byte{
		"0": nil, "1": {0, 1}, "-1": {0xff}, "-128": {0x80}, "128": {0, 0x80}, "-256": {0xff, 0},
	} {
		if got := BigInt(b).String(); got != text {
			t.Errorf("%x: got %s, want %s", b, got, text)
		}
	}
}

func TestDecimalsHaveTheirDigits(t *testing.T) {
	for _, c := range []struct {
		digits string
		scale  int
		want   string
	}{
		{"0", 0, "0"}, {"-12", 0, "-12"}, {"1234", 2, "12.34"}, {"-5", 3, "-0.005"}, {"12", 2, "0.12"}, {"0", 2, "0.00"},
		{"7", -3, "7000"}, {"-7", -1, "-70"}, {"0", -5, "0"},
	} {
		if got := string(AppendDecimal(nil, c.digits, c.scale)); got != c.want {
			t.Errorf("%s with scale %d: got %s, want %s", c.digits, c.scale, got, c.want)
		}
	}
}

func TestTimestampsAreISO(t *testing.T) {
	at := time.Date(2024, 5, 1, 12, 30, 0, 5_000_000, time.UTC)
	if got := string(AppendTimestamp(nil, at, true)); got != "2024-05-01T12:30:00.005" {
		t.Errorf("local: %s", got)
	}
	if got := string(AppendTimestamp(nil, at, false)); got != "2024-05-01T12:30:00.005Z" {
		t.Errorf("with a zone: %s", got)
	}
}
