package calc

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// plainDeLong computes the share of won pairs of every row by looking at all
// pairs.
func plainDeLong(label []uint8, score []float64) (v10, v01 []float64) {
	for i, y := range label {
		won, of := 0.0, 0.0
		for j, other := range label {
			if other == y {
				continue
			}
			of++
			up, down := score[i], score[j]
			if y == 0 {
				up, down = down, up
			}
			switch {
			case up > down:
				won++
			case up == down:
				won += 0.5
			}
		}
		if y == 1 {
			v10 = append(v10, won/of)
		} else {
			v01 = append(v01, won/of)
		}
	}
	return v10, v01
}

func covariance(x, y []float64) float64 {
	var mx, my, c float64
	for i := range x {
		mx += x[i] / float64(len(x))
		my += y[i] / float64(len(y))
	}
	for i := range x {
		c += (x[i] - mx) * (y[i] - my)
	}
	return c / float64(len(x)-1)
}

func TestDeLongIsThatOfAllPairs(t *testing.T) {
	eachShape(t, func(t *testing.T, _ *rand.Rand, b Binary) {
		s := sweepOf(t, b)
		d := s.DeLong(0.95)
		if b.Weight != nil || s.Positives() < 2 || s.Negatives() < 2 {
			if s.Weighted() && d.AUC.OK || d.Variance.OK && !(s.Positives() > 1 && s.Negatives() > 1 && !s.Weighted()) {
				t.Errorf("weighted or too few rows: %+v", d)
			}
			return
		}
		v10, v01 := plainDeLong(b.Label, b.Score)
		want := covariance(v10, v10)/float64(len(v10)) + covariance(v01, v01)/float64(len(v01))
		auc := 0.0
		for _, v := range v10 {
			auc += v / float64(len(v10))
		}
		if !isClose(d.AUC.V, auc) || !isClose(d.Variance.V, want) {
			t.Errorf("area %v, variance %v, want %v, %v", d.AUC, d.Variance, auc, want)
		}
		if !(0 <= d.Low.V && d.Low.V <= d.AUC.V && d.AUC.V <= d.High.V && d.High.V <= 1) {
			t.Errorf("interval [%v,%v] around %v", d.Low, d.High, d.AUC)
		}
	})
}

func TestPairedDeLongIsThatOfAllPairs(t *testing.T) {
	r := rand.New(rand.NewPCG(6, 6))
	for range 20 {
		n := 5 + r.IntN(60)
		label, a, b := make([]uint8, n), make([]float64, n), make([]float64, n)
		for i := range n {
			label[i] = uint8(i % 2)
			a[i] = float64(r.IntN(9)-4) + float64(label[i])
			b[i] = r.NormFloat64() + a[i]/2
		}
		got, err := CompareDeLong(label, a, b, 0.95)
		if err != nil {
			t.Fatal(err)
		}
		a10, a01 := plainDeLong(label, a)
		b10, b01 := plainDeLong(label, b)
		m, q := float64(len(a10)), float64(len(a01))
		cov := covariance(a10, b10)/m + covariance(a01, b01)/q
		variance := got.VarianceA.V + got.VarianceB.V - 2*cov
		if !isClose(got.Covariance.V, cov) || !isClose(got.SE.V*got.SE.V, variance) {
			t.Errorf("covariance %v, variance %v, want %v, %v", got.Covariance, got.SE.V*got.SE.V, cov, variance)
		}
		one := sweepOf(t, Binary{Kind: Score, Label: label, Score: a}).DeLong(0.95)
		if !sameValue(got.AUCA, one.AUC) || !sameValue(got.VarianceA, one.Variance) {
			t.Errorf("the first model has %v ± %v, alone %v ± %v", got.AUCA, got.VarianceA, one.AUC, one.Variance)
		}
		back, err := CompareDeLong(label, b, a, 0.95)
		if err != nil || !isClose(back.Z.V, -got.Z.V) || !isClose(back.P.V, got.P.V) {
			t.Errorf("the other way round: %+v, %v", back, err)
		}
	}
}

func TestDegenerateComparisons(t *testing.T) {
	label := []uint8{0, 0, 1, 1}
	up, down := []float64{1, 2, 3, 4}, []float64{4, 3, 2, 1}
	same, err := CompareDeLong(label, up, []float64{10, 20, 30, 40}, 0.95)
	if err != nil || same.Z != Defined(0) || same.P != Defined(1) || same.Low != Defined(0) {
		t.Errorf("models that rank alike: %+v, %v", same, err)
	}
	opposite, err := CompareDeLong(label, up, down, 0.95)
	if err != nil || opposite.Difference != Defined(1) || opposite.P != Undefined(ZeroVariance) {
		t.Errorf("a perfect and an inverted model: %+v, %v", opposite, err)
	}
	perfect := sweepOf(t, Binary{Kind: Score, Label: label, Score: up}).DeLong(0.95)
	if perfect.Warning != ZeroVariance || perfect.Low != Defined(1) || perfect.High != Defined(1) {
		t.Errorf("a perfect order: %+v", perfect)
	}
	if _, err := CompareDeLong(label, up, down[:3], 0.95); err == nil {
		t.Error("scores of different length are compared")
	}
}

func TestWilsonStaysWithinZeroAndOne(t *testing.T) {
	for n := 1.0; n <= 20; n++ {
		for k := 0.0; k <= n; k++ {
			low, high := Wilson(k, n, 0.95)
			exactLow, exactHigh := ClopperPearson(k, n, 0.95)
			if !(0 <= low.V && low.V <= k/n && k/n <= high.V && high.V <= 1) {
				t.Errorf("%v of %v: [%v,%v]", k, n, low, high)
			}
			if !(exactLow.V <= k/n && k/n <= exactHigh.V) {
				t.Errorf("%v of %v, exactly: [%v,%v]", k, n, exactLow, exactHigh)
			}
			if (low.V == 0) != (k == 0) || (high.V == 1) != (k == n) {
				t.Errorf("%v of %v: the ends are %v and %v", k, n, low, high)
			}
		}
	}
}

func TestQuantilesInvertTheirDistributions(t *testing.T) {
	r := rand.New(rand.NewPCG(11, 12))
	for range 300 {
		a, b := math.Exp(12*r.Float64()-2), math.Exp(12*r.Float64()-2)
		q := r.Float64()
		x := BetaQuantile(a, b, q)
		if got := BetaCDF(a, b, x); math.Abs(got-q) > 1e-8 {
			t.Errorf("BetaCDF(%v, %v, %v) is %v, want %v", a, b, x, got, q)
		}
		p := math.Exp(-600 * r.Float64())
		if got := NormalCDF(NormalQuantile(p)); math.Abs(got-p) > 1e-11*p {
			t.Errorf("Φ(Φ⁻¹(%v)) is %v", p, got)
		}
	}
}

func TestMcNemarAddsUpTheBinomial(t *testing.T) {
	for n := 1; n <= 40; n++ {
		choose, below := 1.0, 0.0 // n over k, and their sum
		for k := 0; k <= n; k++ {
			below += choose
			if got, want := BinomialHalfCDF(k, n), below*math.Ldexp(1, -n); math.Abs(got-want) > 1e-13 {
				t.Errorf("P[Bin(%d,½) ≤ %d] is %v, want %v", n, k, got, want)
			}
			if got, want := binomialHalf(k, n), choose*math.Ldexp(1, -n); math.Abs(got-want) > 1e-13*want {
				t.Errorf("P[Bin(%d,½) = %d] is %v, want %v", n, k, got, want)
			}
			choose = choose * float64(n-k) / float64(k+1)
		}
	}
}

func TestPredictionsAreComparedRowByRow(t *testing.T) {
	got, err := ComparePredictions([]uint8{1, 1, 0, 0, 1}, []uint8{1, 1, 0, 1, 0}, []uint8{1, 0, 1, 0, 0})
	if err != nil || got.BothRight != 1 || got.OnlyA != 2 || got.OnlyB != 1 || got.BothWrong != 1 {
		t.Errorf("got %+v, %v", got, err)
	}
	if _, err := ComparePredictions([]uint8{2}, []uint8{1}, []uint8{0}); err == nil {
		t.Error("a label of 2 is compared")
	}
}

func TestBinomialDrawsHaveTheirDistribution(t *testing.T) {
	d := newRNG(1, 1)
	for _, c := range []struct {
		n int
		p float64
	}{{1, 0.3}, {20, 0.1}, {20, 0.9}, {200, 0.04}, {50, 0.5}, {1000, 0.3}, {100_000, 0.7}, {10_000_000, 0.001}} {
		const draws = 20000
		mean, square := 0.0, 0.0
		for range draws {
			k := float64(d.binomial(c.n, c.p))
			mean += k / draws
			square += k * k / draws
		}
		size := float64(c.n)
		wantMean, wantVar := size*c.p, size*c.p*(1-c.p)
		if math.Abs(mean-wantMean) > 5*math.Sqrt(wantVar/draws) {
			t.Errorf("Bin(%d,%v) has mean %v, want %v", c.n, c.p, mean, wantMean)
		}
		if got := square - mean*mean; math.Abs(got/wantVar-1) > 0.06 {
			t.Errorf("Bin(%d,%v) has variance %v, want %v", c.n, c.p, got, wantVar)
		}
	}
}

// A chi-squared test of the rejection sampler against the exact chances.
func TestBinomialByRejectionHasExactChances(t *testing.T) {
	const n, p, draws = 40, 0.4, 200_000
	d := newRNG(2, 2)
	count := make([]float64, n+1)
	for range draws {
		count[d.binomialByRejection(n, p)]++
	}
	chi2, cells := 0.0, 0.0
	for k := range count {
		want := draws * math.Exp(logBinomial(n, p, float64(k))-logBinomial(n, p, 0)+n*math.Log(1-p))
		if want >= 10 {
			chi2 += (count[k] - want) * (count[k] - want) / want
			cells++
		}
	}
	if chi2 > cells+5*math.Sqrt(2*cells) {
		t.Errorf("χ² is %v over %v cells", chi2, cells)
	}
}

func TestBootstrapDoesNotDependOnTheNumberOfCores(t *testing.T) {
	o := Resampling{Resamples: 60, Level: 0.9, Seed: 42}
	for _, b := range []Binary{benchRows(500, false), benchRows(30000, true), benchRows(20000, false)} {
		s := sweepOf(t, b)
		want := s.Bootstrap((*Sweep).ROCAUC, o)
		restore := setProcs(1)
		got := s.Bootstrap((*Sweep).ROCAUC, o)
		restore()
		if !slices.Equal(got.Replicates, want.Replicates) || got.Low != want.Low || got.High != want.High {
			t.Error("one core draws something else")
		}
	}
}

func TestSumsDoNotDependOnTheNumberOfCores(t *testing.T) {
	s := sweepOf(t, benchRows(3*blockLen, false))
	want := wholeRunValues(s)
	defer setProcs(1)()
	for id, v := range wholeRunValues(s) {
		if v != want[id] {
			t.Errorf("%s is %v on one core, %v on all", id, v, want[id])
		}
	}
}

func TestResamplesAreSweepsOfTheRightSize(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 7))
	for name, shape := range shapes {
		b := shape(r, 400)
		s := sweepOf(t, b)
		for _, stratified := range []bool{false, true} {
			o := Resampling{Resamples: 5, Level: 0.9, Stratified: stratified}
			check := func(way string) Statistic {
				return func(got *Sweep) Value {
					if got != s && got.N() != s.N() || stratified && got.Positives() != s.Positives() {
						t.Errorf("%s, %s: %d rows, %d positive, of %d, %d", name, way, got.N(), got.Positives(), s.N(), s.Positives())
					}
					n := 0
					for k := 1; k < got.Len(); k++ {
						c := got.Cell(k)
						n += int(c.NPos) + int(c.NNeg)
						if c.NPos+c.NNeg == 0 || k > 1 && !(c.Score < got.Threshold(k-1)) {
							t.Fatalf("%s, %s: cell %d is %+v", name, way, k, c)
						}
					}
					return Defined(float64(n))
				}
			}
			s.Bootstrap(check("by score"), o)
			b.Weight = slices.Repeat([]float64{2}, len(b.Label))
			if _, err := BootstrapRows(b, func(got *Sweep) Value {
				for k := 1; k < got.Len(); k++ {
					if c := got.Cell(k); c.WPos != 2*float64(c.NPos) || c.WNeg != 2*float64(c.NNeg) {
						t.Fatalf("%s: weighted cell %+v", name, c)
					}
				}
				return Defined(0)
			}, o); err != nil {
				t.Fatal(err)
			}
			b.Weight = nil
		}
	}
}

// The interval of the bootstrap must be about as wide as DeLong's, whichever way
// the resamples are drawn.
func TestBootstrapAgreesWithDeLong(t *testing.T) {
	if testing.Short() {
		t.Skip("much work, and none of it beside other work")
	}
	o := Resampling{Resamples: 1000, Level: 0.95, Seed: 5}
	for name, b := range map[string]Binary{
		"distinct": benchRows(2000, false), "tied": benchRows(2000, true), "in slots": benchRows(50000, true),
	} {
		s := sweepOf(t, b)
		d := s.DeLong(0.95)
		boot := s.Bootstrap((*Sweep).ROCAUC, o)
		ones := b
		ones.Weight = slices.Repeat([]float64{3}, len(b.Label))
		rows := boot
		if len(b.Label) < 10000 {
			var err error
			if rows, err = BootstrapRows(ones, (*Sweep).ROCAUC, o); err != nil {
				t.Fatal(err)
			}
		}
		for way, got := range map[string]Bootstrap{"scores": boot, "rows": rows} {
			if ratio := got.SE.V / d.SE.V; ratio < 0.9 || ratio > 1.1 {
				t.Errorf("%s, %s: standard error %v, DeLong's %v", name, way, got.SE, d.SE)
			}
			if math.Abs(got.Low.V-d.Low.V) > d.SE.V/2 || math.Abs(got.High.V-d.High.V) > d.SE.V/2 {
				t.Errorf("%s, %s: [%v,%v], DeLong's [%v,%v]", name, way, got.Low, got.High, d.Low, d.High)
			}
		}
	}
}

func TestBootstrapOfADifferenceKeepsPairsTogether(t *testing.T) {
	b := benchRows(300, false)
	o := Resampling{Resamples: 100, Level: 0.95}
	same, err := differenceOf(b, b, (*Sweep).ROCAUC, o)
	if err != nil || same.SE != Defined(0) || same.Low != Defined(0) || same.High != Defined(0) {
		t.Errorf("a model differs from itself: %+v, %v", same, err)
	}
	other := benchRows(300, true)
	other.Label = slices.Clone(b.Label)
	other.Label[0] = 1 - other.Label[0]
	if _, err := differenceOf(b, other, (*Sweep).ROCAUC, o); err == nil {
		t.Error("runs with different labels are paired")
	}
}

func TestTooManyUndefinedResamplesGiveNoInterval(t *testing.T) {
	s := sweepOf(t, Binary{Kind: Score, Label: []uint8{1, 0}, Score: []float64{2, 1}})
	b := s.Bootstrap((*Sweep).ROCAUC, Resampling{Resamples: 200, Level: 0.95})
	if b.Low.OK || b.Defined == 0 || b.Defined > 150 || b.Estimate != Defined(1) {
		t.Errorf("got %d defined, interval from %v", b.Defined, b.Low)
	}
	if b := s.Bootstrap((*Sweep).ROCAUC, Resampling{Resamples: 200, Level: 0.95, Stratified: true}); b.Low != Defined(1) {
		t.Errorf("stratified resamples have both classes: %+v", b.Low)
	}
}

func TestWeightedSweepsAreNotResampled(t *testing.T) {
	s := sweepOf(t, Binary{Kind: Score, Label: []uint8{1, 0}, Score: []float64{2, 1}, Weight: []float64{2, 3}})
	if b := s.Bootstrap((*Sweep).ROCAUC, DefaultResampling()); b.Low != Undefined(WeightsNotSupported) || !b.Estimate.OK {
		t.Errorf("got %+v", b)
	}
}
