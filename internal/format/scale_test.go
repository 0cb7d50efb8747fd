package format

import (
	"math"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"
	"testing/quick"
)

func TestSharesAreReadable(t *testing.T) {
	for x, want := range map[float64]string{
		0: "0.00", 1: "1.00", 0.5: "0.50", 0.914: "0.91", 0.01: "0.01", 0.99: "0.99",
		998671.0 / 998998: "99.967%", 327.0 / 998998: "0.033%", 998844.0 / 1e6: "99.88%", 0.9931: "99.31%",
		0.0099: "0.99%", 0.00996: "1.0%", 1 - 0.00996: "99.0%", 1e-7: "0.000010%", 1 - 1e-7: "99.999990%",
		1 - 1e-15: "1.00", 1e-15: "0.00",
	} {
		if got := Share(x); got != want {
			t.Errorf("%v is written %q, want %q", x, got, want)
		}
	}
}

func TestIntervalsFollowTheirValue(t *testing.T) {
	for _, c := range []struct {
		scale           Scale
		x, low, high    float64
		value, interval string
	}{
		{Shares, 0.914, 0.851, 0.957, "0.91", "0.85–0.96"},
		{Shares, 0.8354, 0.8301, 0.8402, "0.835", "0.830–0.840"},
		{Shares, 0.83541, 0.83540, 0.83542, "0.835", "0.835–0.835"},
		{Shares, 0.999673, 0.99963552, 0.99970629, "99.967%", "99.964–99.971%"},
		{Shares, 0.995, 0.9722, 0.99912, "99.50%", "97.22–99.91%"},
		{Shares, 0.98, 0.93, 0.9966, "0.98", "0.93–0.997"},
		{Shares, 0.02, 0.004, 0.05, "0.02", "0.004–0.05"},
		{Shares, 1, 0.21, 1, "1.00", "0.21–1.00"},
		{Shares, 0, 0, 0.79, "0.00", "0.00–0.79"},
		{Shares, 1, 0.99962, 1, "100%", "99.962–100%"},
		{Shares, 0, 0, 0.0000038, "0%", "0–0.00038%"},
		{Shares, 0.5, 0.5, 0.5, "0.50", "0.50–0.50"},
		{Indices, 0.004, -0.05, 0.06, "0.004", "−0.05 to 0.06"},
		{Indices, -1, -1, -0.31, "−1.00", "−1.00 to −0.31"},
		{Indices, 0.9996, 0.91, 0.99999, "0.9996", "0.91–0.99999"},
		{Indices, 0.5123, 0.5093, 0.5153, "0.512", "0.509–0.515"},
		{Amounts, 2.634, 2.14, 3.26, "2.63", "2.14–3.26"},
		{Amounts, 12.34, 9.3, 15.3, "12.3", "9.3–15.3"},
		{Amounts, 1234.5, 800, 3400, "1,235", "800–3,400"},
		{Amounts, 0.00123, 0.00101, 0.00144, "0.0012", "0.0010–0.0014"},
		{Amounts, 0.00123, 0.00001, 0.3, "0.0012", "0.00001–0.3000"},
		{Amounts, 1.2e-9, 1e-9, 1.4e-9, "1.2e-9", "1.0e-9–1.4e-9"},
	} {
		value, interval := c.scale.WithInterval(c.x, c.low, c.high)
		if value != c.value || interval != c.interval {
			t.Errorf("%s %v in %v–%v is written %q (%s), want %q (%s)", c.scale, c.x, c.low, c.high,
				value, interval, c.value, c.interval)
		}
	}
}

func TestIntervalsInAColumnHaveItsDecimals(t *testing.T) {
	for _, c := range []struct {
		x, low, high    float64
		value, interval string
	}{
		{0.8649, 0.825, 0.9041, "0.865", "0.825–0.904"}, {0.99967, 0.9996, 0.9998, "99.967%", "99.960–99.980%"},
		{1, 0.9, 1, "1.000", "0.900–1.000"},
	} {
		if value, interval := Shares.ColumnBetween(c.x, c.low, c.high, 3); value != c.value || interval != c.interval {
			t.Errorf("%v is written %q (%s), want %q (%s)", c.x, value, interval, c.value, c.interval)
		}
	}
}

func TestDifferencesKeepTheDecimalsOfTheirColumn(t *testing.T) {
	for _, c := range []struct {
		scale           Scale
		x, low, high    float64
		d               int
		value, interval string
	}{
		{Shares, -0.0412, -0.0697, -0.0123, 3, "−0.041", "−0.070 to −0.012"},
		{Shares, 0.031, 0.0004, 0.062, 2, "+0.03", "0.0004 to 0.06"},
		{Amounts, -0.0123, -0.0234, 0.0011, 2, "−0.01", "−0.02 to 0.001"},
	} {
		value, interval := c.scale.DifferenceBetween(c.x, c.low, c.high, c.d)
		if value != c.value || interval != c.interval {
			t.Errorf("%v in %v–%v is written %q (%s), want %q (%s)", c.x, c.low, c.high, value, interval, c.value, c.interval)
		}
	}
}

func TestOtherTextsOfNumbers(t *testing.T) {
	for _, c := range []struct{ got, want string }{
		{Percent(0.3283), "32.8%"}, {Percent(0), "0%"}, {Percent(1), "100%"}, {Percent(0.001002), "0.10%"},
		{Percent(0.99967), "99.967%"}, {Percent(0.9904), "99.04%"},
		{GivenPercent(0.05), "5%"}, {GivenPercent(0.07), "7%"}, {GivenPercent(0.0015), "0.15%"},
		{GivenPercent(0.000001), "0.0001%"},
		{Prevalence(0.001002), "0.10%, 1 in 1,000"}, {Prevalence(0.328), "32.8%"}, {Prevalence(0.9995), "99.950%"},
		{OneIn(327.0 / 998998), "1 in 3,100"}, {OneIn(998671.0 / 998998), "1 in 3,100"},
		{OneIn(0.001002), "1 in 1,000"},
		{OneIn(0.008), "1 in 130"}, {OneIn(0.5), ""}, {OneIn(0.01), ""}, {OneIn(0), ""}, {OneIn(1), ""},
		{Expected(0.31), "0.3"}, {Expected(9.94), "9.9"}, {Expected(9.96), "10"}, {Expected(0.02), "0.02"},
		{Expected(0), "0"},
		{Expected(12345.6), "12,346"}, {Expected(3), "3"},
		{Score(0.21364), "0.2136"}, {Score(0.99999), "0.99999"}, {Score(0.0000123), "0.00001"}, {Score(1), "1"},
		{Score(1234), "1,234"},
		{ScoreBeside(0.49996, 0.5), "0.49996"}, {ScoreBeside(0.50004, 0.5), "0.5000"},
		{ScoreBeside(0.5, 0.5), "0.5000"},
		{ScoreBeside(0.8, 0.5), "0.8000"}, {ScoreBeside(1, math.Inf(1)), "1"},
		{ScoreBeside(0.3, math.Nextafter(0.3, 1)), "0.3000"},
		{Score(-3.21), "−3.2100"}, {Score(-1e-9), "−1e-9"},
		{ThresholdInTable(0.2136), "0.214"}, {ThresholdInTable(0.5), "0.500"},
		{ThresholdInTable(0.07649), "0.076"}, {ThresholdInTable(0.00123), "0.0012"},
		{ThresholdInTable(0.9999), "0.9999"}, {ThresholdInTable(-12.34), "−12.3"},
		{ThresholdInTable(1234.5), "1,235"},
		{ThresholdInTable(3.456), "3.456"}, {ThresholdInTable(1), "1.000"},
		{ThresholdInTable(0), "0.000"}, {ThresholdInTable(math.Inf(1)), "∞"}, {ThresholdInTable(math.Inf(-1)), "−∞"},
		{ThresholdInTable(1.2345e-9), "1.2e-9"},
		{Shares.Difference(0.02, 2), "+0.02"}, {Shares.Difference(-0.0412, 3), "−0.041"},
		{Shares.Difference(0.0004, 2), "+0.0004"}, {Indices.Difference(0, 2), "0.00"},
		{Amounts.Difference(1234.5, 2), "+1,235"}, {Amounts.Difference(-0.00123, 2), "−0.001"},
		{Amounts.Difference(0.5, 3), "+0.500"},
		{Shares.Column(0.8649, 3), "0.865"}, {Shares.Column(0.99967, 2), "99.967%"},
		{Shares.Column(0.99967, 6), "99.9670%"},
		{Shares.Column(1, 3), "1.000"},
		{Indices.Column(0.2, 2), "0.20"}, {Amounts.Column(0.1404, 3), "0.140"}, {Amounts.Column(0.0004, 2), "0.0004"},
	} {
		if c.got != c.want {
			t.Errorf("got %q, want %q", c.got, c.want)
		}
	}
}

// claims returns what a text of a share says that only none or all may say, "none" or
// "all"; else "".
func claims(text string) string {
	x, err := strconv.ParseFloat(strings.TrimSuffix(text, "%"), 64)
	switch {
	case err != nil:
		return "no number"
	case x == 0:
		return "none"
	case x == 1 && !strings.HasSuffix(text, "%"), x == 100:
		return "all"
	}
	return ""
}

// truth returns which of these claims k of n may make.
func truth(k, n uint64) string {
	switch k {
	case 0:
		return "none"
	case n:
		return "all"
	}
	return ""
}

// counts returns k ≤ n < 10^11 with k often near 0 or n.
func counts(a, b uint64) (k, n uint64) {
	n = 1 + a%uint64(math.Pow10(int(1+a%11)))
	if k = b % (n + 1); b%3 > 0 {
		if k = b % (1 + min(n, 10)); b%3 == 1 {
			k = n - k
		}
	}
	return k, n
}

func TestOnlyAllAndNoneReadAsSuch(t *testing.T) {
	if err := quick.Check(func(a, b uint64, wide float64) bool {
		k, n := counts(a, b)
		p, want := float64(k)/float64(n), truth(k, n)
		low, high := p*(1-math.Abs(math.Mod(wide, 1))), p+(1-p)*math.Abs(math.Mod(wide, 1))
		value, interval := Shares.WithInterval(p, low, high)
		ends := strings.Split(strings.TrimSuffix(interval, "%"), "–")
		if strings.HasSuffix(interval, "%") {
			ends[0], ends[1] = ends[0]+"%", ends[1]+"%"
		}
		ok := claims(Share(p)) == want && claims(Percent(p)) == want && claims(value) == want &&
			claims(Shares.Column(p, 2)) == want
		for i, end := range []float64{low, high} {
			if d := min(end, 1-end); d > noise && claims(ends[i]) != "" {
				ok = false
			}
		}
		if !ok {
			t.Logf("%d of %d, %v to %v: %s, %s, %s (%s)", k, n, low, high, Share(p), Percent(p), value, interval)
		}
		return ok
	}, &quick.Config{MaxCount: 10_000}); err != nil {
		t.Error(err)
	}
}

func FuzzTexts(f *testing.F) {
	for _, x := range []float64{0, 1, 0.01, 0.99, 0.009999, 0.99967, 1 - 1e-11, 1e-11, -1, 1e-300, 1e300, 995, 0.5} {
		f.Add(x, x/2, x+0.001)
	}
	f.Fuzz(func(t *testing.T, x, low, high float64) {
		for _, v := range []float64{x, low, high} {
			if math.IsNaN(v) || math.IsInf(v, 0) {
				t.Skip()
			}
		}
		for _, s := range []Scale{Indices, Amounts} {
			value, interval := s.WithInterval(x, low, high)
			for _, text := range []string{s.Text(x), value, s.Difference(x, 2)} {
				if isZero(strings.TrimLeft(text, "−+")) && x != 0 && (s == Amounts || math.Abs(x) >= noise) {
					t.Errorf("%s %v in %v–%v is written %q, %q (%s)", s, x, low, high, text, value, interval)
				}
			}
		}
		if p := math.Abs(x); p <= 1 {
			within := min(p, 1-p) >= noise
			if text := Share(p); within != (claims(text) == "") {
				t.Errorf("%v is written %q", p, text)
			}
			if (OneIn(p) != "") != (within && rare(p)) {
				t.Errorf("%v is %q", p, OneIn(p))
			}
		}
	})
}

// BenchmarkShare is what a drag does for each metric.
func BenchmarkShare(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 1))
	for b.Loop() {
		p := r.Float64()
		Shares.WithInterval(p, p/2, (1+p)/2)
	}
}
