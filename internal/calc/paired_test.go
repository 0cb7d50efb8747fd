package calc

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// twoModels are rows with the probabilities of one model and the logits of
// another, with ties in both.
func twoModels(r *rand.Rand, n int) (a, b Binary) {
	a = Binary{Kind: Probability, Label: make([]uint8, n), Score: make([]float64, n)}
	b = Binary{Kind: Logit, Label: a.Label, Score: make([]float64, n)}
	for i := range n {
		a.Label[i] = uint8(r.IntN(2))
		z := r.NormFloat64() + float64(a.Label[i])
		a.Score[i] = math.Round(20*Sigmoid(z)) / 20
		b.Score[i] = math.Round(4*(z+r.NormFloat64())) / 4
	}
	return a, b
}

func TestPairedLossesAreThoseOfTheirRows(t *testing.T) {
	r := rand.New(rand.NewPCG(11, 1))
	for range 20 {
		n := 2 + r.IntN(80)
		a, b := twoModels(r, n)
		sweepA, sweepB := sweepOf(t, a), sweepOf(t, b)
		for name, of := range map[string]struct {
			compare func(a, b Binary, level float64) (PairedMean, error)
			row     func(p float64, y uint8) float64
			mean    func(*Sweep) Value
		}{
			"log_loss": {CompareLogLoss, func(p float64, y uint8) float64 {
				return -math.Log(max(clip, math.Abs(float64(1-y)-p)))
			}, func(s *Sweep) Value { return s.LogLoss().Mean }},
			"brier": {CompareBrier, func(p float64, y uint8) float64 { return (p - float64(y)) * (p - float64(y)) },
				(*Sweep).BrierScore},
		} {
			got, err := of.compare(a, b, 0.95)
			if err != nil {
				t.Fatal(err)
			}
			var d []float64
			for i, y := range a.Label {
				d = append(d, of.row(a.Score[i], y)-of.row(1/(1+math.Exp(-b.Score[i])), y))
			}
			se := math.Sqrt(covariance(d, d) / float64(n))
			if want := of.mean(sweepA).V - of.mean(sweepB).V; math.Abs(got.Difference.V-want) > 1e-12 ||
				math.Abs(got.SE.V-se) > 1e-12 {
				t.Errorf("%s: %v ± %v, want %v ± %v", name, got.Difference, got.SE, want, se)
			}
			// The ends of the interval are where the test rejects at 5%.
			half := (got.High.V - got.Low.V) / 2
			if p := StudentTwoSided(half/se, float64(n-1)); math.Abs(p-0.05) > 1e-9 ||
				!isClose(got.T.V, got.Difference.V/got.SE.V) {
				t.Errorf("%s: %v to %v has level %v", name, got.Low, got.High, 1-p)
			}
			back, err := of.compare(b, a, 0.95)
			if err != nil || !isClose(back.Low.V, -got.High.V) || !isClose(back.P.V, got.P.V) {
				t.Errorf("%s the other way round: %+v, %v", name, back, err)
			}
		}
	}
}

func TestPairedLossesByHand(t *testing.T) {
	label := []uint8{1, 0, 1}
	perfect := Binary{Kind: Probability, Label: label, Score: []float64{1, 0, 1}}
	other := Binary{Kind: Probability, Label: label, Score: []float64{0.5, 0, 0}}
	got, err := CompareBrier(other, perfect, 0.95)
	if err != nil {
		t.Fatal(err)
	}
	// Differences 1/4, 0, 1: mean 5/12, variance 13/48; Student's quantile is 4.302652729749464.
	se := math.Sqrt(13.0 / 48 / 3)
	for name, pair := range map[string][2]float64{
		"difference": {got.Difference.V, 5.0 / 12}, "se": {got.SE.V, se}, "t": {got.T.V, 5.0 / 12 / se},
		"low": {got.Low.V, 5.0/12 - 4.302652729749464*se}, "high": {got.High.V, 5.0/12 + 4.302652729749464*se},
	} {
		if !isClose(pair[0], pair[1]) {
			t.Errorf("%s is %v, want %v", name, pair[0], pair[1])
		}
	}
	worst := -math.Log(clip) // the third row is clipped
	logs, err := CompareLogLoss(other, perfect, 0.95)
	if err != nil || !isClose(logs.Difference.V, (math.Ln2+worst)/3) {
		t.Errorf("log-loss: %+v, %v", logs, err)
	}
}

func TestDegeneratePairedLosses(t *testing.T) {
	of := func(kind Kind, label []uint8, score ...float64) Binary {
		return Binary{Kind: kind, Label: label, Score: score}
	}
	two := []uint8{1, 0}
	for name, c := range map[string]struct {
		a, b Binary
		want PairedMean
	}{
		"no rows": {of(Probability, nil), of(Probability, nil), undefinedPairedMean(NoSamples)},
		"scores":  {of(Probability, two, 0.5, 0.5), of(Score, two, 1, 2), undefinedPairedMean(NeedsProbabilities)},
		"the same": {of(Probability, two, 0.5, 0.3), of(Probability, two, 0.5, 0.3),
			PairedMean{Defined(0), Defined(0), Defined(0), Defined(1), Defined(0), Defined(0)}},
		"the same half": {of(Probability, two, 0.5, 0.5), of(Logit, two, 0, 0),
			PairedMean{Defined(0), Defined(0), Defined(0), Defined(1), Defined(0), Defined(0)}},
	} {
		if got, err := CompareBrier(c.a, c.b, 0.95); err != nil || got != c.want {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
	}
	one, err := CompareBrier(of(Probability, []uint8{1}, 0), of(Probability, []uint8{1}, 0.5), 0.95)
	if err != nil || one.Difference != Defined(0.75) || one.Low != Undefined(TooFewSamples) ||
		one.P != Undefined(TooFewSamples) {
		t.Errorf("one row: %+v, %v", one, err)
	}
	constant, err := CompareBrier(of(Probability, []uint8{1, 1}, 0, 0), of(Probability, []uint8{1, 1}, 0.5, 0.5), 0.95)
	if err != nil || constant.Difference != Defined(0.75) || constant.SE != Defined(0) ||
		constant.High != Undefined(ZeroVariance) {
		t.Errorf("the same difference everywhere: %+v, %v", constant, err)
	}
	weighted := of(Probability, two, 0.5, 0.3)
	weighted.Weight = []float64{1, 2}
	if got, err := CompareBrier(weighted, weighted, 0.95); err != nil || got != undefinedPairedMean(WeightsNotSupported) {
		t.Errorf("weights: %+v, %v", got, err)
	}
	for name, b := range map[string]Binary{
		"other labels": of(Probability, []uint8{0, 1}, 0.5, 0.3), "fewer rows": of(Probability, []uint8{1}, 0.5),
		"a percentage": of(Probability, two, 50, 30),
	} {
		if _, err := CompareLogLoss(of(Probability, two, 0.5, 0.3), b, 0.95); err == nil {
			t.Errorf("%s are compared", name)
		}
	}
}

// plainAveragePrecision ranks rows, each as often as times says.
func plainAveragePrecision(label []uint8, score []float64, times []uint32) Value {
	scores := slices.Clone(score)
	slices.Sort(scores)
	scores = slices.Compact(scores)
	area, before := 0.0, 0.0
	positives := 0.0
	for i, y := range label {
		positives += float64(y) * float64(times[i])
	}
	if positives == 0 {
		return Undefined(NoPositives)
	}
	for _, t := range slices.Backward(scores) {
		tp, called := 0.0, 0.0
		for i, s := range score {
			if s >= t {
				called += float64(times[i])
				tp += float64(times[i]) * float64(label[i])
			}
		}
		if called > 0 {
			area += (tp - before) / positives * (tp / called)
			before = tp
		}
	}
	return Defined(area)
}

// differenceOf resamples the difference of one statistic.
func differenceOf(a, b Binary, stat Statistic, o Resampling) (Bootstrap, error) {
	list, err := Paired{A: a, B: b}.Differences([]Statistic{stat}, o)
	if err != nil {
		return Bootstrap{}, err
	}
	return list[0], nil
}

func TestResampledPrecisionIsThatOfEveryResample(t *testing.T) {
	r := rand.New(rand.NewPCG(12, 1))
	for _, n := range []int{1, 2, 7, 60} {
		x, y := twoModels(r, n)
		x.Label[0] = 1
		order := make([]int, n) // as the first model ranks them
		for i := range order {
			order[i] = i
		}
		slices.SortFunc(order, func(i, j int) int {
			for _, d := range []float64{
				x.Score[j] - x.Score[i], y.Score[j] - y.Score[i], float64(x.Label[j]) - float64(x.Label[i]),
			} {
				if d != 0 {
					return int(math.Copysign(1, d))
				}
			}
			return 0
		})
		var label []uint8
		var a, b []float64
		for _, i := range order {
			label, a, b = append(label, x.Label[i]), append(a, x.Score[i]), append(b, y.Score[i])
		}
		for _, stratified := range []bool{false, true} {
			o := Resampling{Resamples: 50, Level: 0.9, Seed: 3, Stratified: stratified}
			got, err := CompareAveragePrecision(x.Label, x.Score, y.Score, o)
			if err != nil {
				t.Fatal(err)
			}
			draw := newRowDraw(label, o)
			var replicates []Value
			for k := range o.Resamples {
				times := draw.resample(k)
				replicates = append(replicates,
					difference(plainAveragePrecision(label, a, times), plainAveragePrecision(label, b, times)))
			}
			once := slices.Repeat([]uint32{1}, n)
			want := summarize(difference(plainAveragePrecision(label, a, once), plainAveragePrecision(label, b, once)),
				replicates, o)
			if !sameValue(got.Estimate, want.Estimate) || !sameValue(got.Low, want.Low) || !sameValue(got.High, want.High) ||
				!sameValue(got.SE, want.SE) || got.Defined != want.Defined {
				t.Errorf("%d rows: got %+v, want %+v", n, got, want)
			}
			general, err := differenceOf(Binary{Kind: Score, Label: label, Score: a},
				Binary{Kind: Score, Label: label, Score: b}, (*Sweep).AveragePrecision, o)
			if err != nil || !sameValue(got.Low, general.Low) || !sameValue(got.High, general.High) {
				t.Errorf("%d rows: [%v,%v], in general [%v,%v], %v", n, got.Low, got.High, general.Low, general.High, err)
			}
		}
	}
}

func TestResampledPrecisionDependsOnNeitherOrderNorCores(t *testing.T) {
	r := rand.New(rand.NewPCG(13, 1))
	a, b := twoModels(r, 500)
	o := Resampling{Resamples: 60, Level: 0.95}
	want, err := CompareAveragePrecision(a.Label, a.Score, b.Score, o)
	if err != nil || !(want.Low.V < want.Estimate.V && want.Estimate.V < want.High.V) {
		t.Fatalf("%+v, %v", want, err)
	}
	r.Shuffle(500, func(i, j int) {
		a.Label[i], a.Label[j] = a.Label[j], a.Label[i]
		a.Score[i], a.Score[j] = a.Score[j], a.Score[i]
		b.Score[i], b.Score[j] = b.Score[j], b.Score[i]
	})
	defer setProcs(1)()
	got, err := CompareAveragePrecision(a.Label, a.Score, b.Score, o)
	if err != nil || got.Estimate != want.Estimate || got.Low != want.Low || got.High != want.High || got.SE != want.SE {
		t.Errorf("got %+v, want %+v, %v", got, want, err)
	}
}

func TestResampledPrecisionOfLittle(t *testing.T) {
	o := Resampling{Resamples: 20, Level: 0.95}
	none, err := CompareAveragePrecision(nil, nil, nil, o)
	if err != nil || none.Estimate != Undefined(NoSamples) || none.Low != Undefined(NoSamples) {
		t.Errorf("no rows: %+v, %v", none, err)
	}
	negatives, err := CompareAveragePrecision([]uint8{0, 0}, []float64{1, 2}, []float64{2, 1}, o)
	if err != nil || negatives.Estimate != Undefined(NoPositives) || negatives.High != Undefined(NoPositives) {
		t.Errorf("no positives: %+v, %v", negatives, err)
	}
	// The first ranks the positive first, the second last: 1 − 1/2.
	two, err := CompareAveragePrecision([]uint8{1, 0}, []float64{2, 1}, []float64{1, 2}, o)
	if err != nil || two.Estimate != Defined(0.5) || two.Low != Undefined(TooFewSamples) {
		t.Errorf("two rows: %+v, %v", two, err)
	}
	if _, err := CompareAveragePrecision([]uint8{1, 0}, []float64{2, 1}, []float64{1}, o); err == nil {
		t.Error("scores of different length are compared")
	}
}

func TestStudentsQuantiles(t *testing.T) {
	for df, want := range map[float64]float64{
		1: 12.706204736432095, 2: 4.302652729749464, 10: 2.2281388519649385, 1e3: 1.9623390808264078,
	} {
		if got := studentScore(0.95, df); math.Abs(got-want) > 1e-10*want {
			t.Errorf("%v degrees of freedom: %v, want %v", df, got, want)
		}
	}
	if got := studentScore(0.95, 1e7); math.Abs(got-1.959964) > 1e-6 {
		t.Errorf("ten million degrees of freedom: %v", got)
	}
}

func BenchmarkCompareAveragePrecision(b *testing.B) {
	eachSize(b, func(b *testing.B, rows Binary) {
		r := rand.New(rand.NewPCG(14, 1))
		other := make([]float64, len(rows.Score))
		for i, p := range rows.Score {
			other[i] = p + 0.2*r.NormFloat64()
		}
		o := DefaultResampling()
		o.Resamples = 20
		for b.Loop() {
			if _, err := CompareAveragePrecision(rows.Label, rows.Score, other, o); err != nil {
				b.Fatal(err)
			}
		}
	})
}
