package calc

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

func randomClasses(r *rand.Rand, n, classes int, kind Kind, ties bool) MultiClass {
	m := MultiClass{Kind: kind, Classes: classes}
	for range n {
		z := make([]float64, classes)
		y := r.IntN(classes)
		for c := range z {
			z[c] = r.NormFloat64()
			if ties {
				z[c] = float64(r.IntN(3))
			}
		}
		z[y]++
		if kind == Probability {
			softmax(z, slices.Clone(z))
		}
		m.Label = append(m.Label, y)
		m.Score = append(m.Score, z)
	}
	return m
}

// classValues returns everything that is one number about a multi-class run.
func classValues(t *testing.T, m MultiClass) map[string]Value {
	t.Helper()
	r, err := NewClassRun(m)
	if err != nil {
		t.Fatal(err)
	}
	report, auc, pairs, ap := r.Confusion().Report(), r.ROCAUC(), r.PairwiseAUC(), r.AveragePrecision()
	return map[string]Value{
		"accuracy": report.Accuracy, "balanced": report.BalancedAccuracy, "mcc": report.MCC, "kappa": report.Kappa,
		"linear": report.KappaLinear, "quadratic": report.KappaQuadratic, "macro": report.Macro.F1,
		"macro zero": report.MacroZero.F1,
		"weighted":   report.Weighted.Precision, "weighted zero": report.WeightedZero.Precision,
		"auc": auc.Macro, "auc weighted": auc.Weighted, "auc micro": auc.Micro, "pairs": pairs.Macro,
		"pairs weighted": pairs.Weighted,
		"ap":             ap.Macro, "ap micro": ap.Micro, "top 2": r.TopK(2),
		"ece": r.Calibration(10, UniformBins).Error().ECE,
		"ce":  r.CrossEntropy(nil).Mean, "weighted ce": r.CrossEntropy(weightsUpTo(m.Classes)).WeightedMean,
		"focal": r.FocalLoss(2, nil).Mean, "brier": r.Brier(),
		"dice": r.Dice(1).Mean, "jaccard": r.Jaccard(0).MeanPresent, "lovasz": r.Lovasz(PresentClasses),
		"lovasz all": r.Lovasz(AllClasses),
	}
}

func weightsUpTo(n int) []float64 {
	w := make([]float64, n)
	for c := range w {
		w[c] = float64(c + 1)
	}
	return w
}

func TestClassWeightsOrderAndRepetition(t *testing.T) {
	r := rand.New(rand.NewPCG(8, 1))
	for _, kind := range []Kind{Probability, Logit, Score} {
		for _, n := range []int{0, 1, 7, 120} {
			for _, ties := range []bool{false, true} {
				m := randomClasses(r, n, 4, kind, ties)
				m.Weight = make([]float64, n)
				twice := MultiClass{Kind: kind, Classes: 4}
				for i := range n {
					times := r.IntN(4)
					m.Weight[i] = float64(times)
					for range times {
						twice.Label = append(twice.Label, m.Label[i])
						twice.Score = append(twice.Score, m.Score[i])
					}
				}
				r.Shuffle(len(twice.Label), func(i, j int) {
					twice.Label[i], twice.Label[j] = twice.Label[j], twice.Label[i]
					twice.Score[i], twice.Score[j] = twice.Score[j], twice.Score[i]
				})
				got, want := classValues(t, m), classValues(t, twice)
				for id, w := range want {
					if !sameValue(got[id], w) {
						t.Errorf("%s, %d rows, %s: %v, want %v", kind, n, id, got[id], w)
					}
				}
			}
		}
	}
}

func TestTwoClassesAreABinaryRun(t *testing.T) {
	b := benchRows(200, false)
	m := MultiClass{Kind: Probability, Classes: 2}
	for i, y := range b.Label {
		m.Label = append(m.Label, int(y))
		m.Score = append(m.Score, []float64{1 - b.Score[i], b.Score[i]})
	}
	r, err := NewClassRun(m)
	if err != nil {
		t.Fatal(err)
	}
	s := sweepOf(t, b)
	for name, c := range map[string][2]Value{
		"AUC":    {r.PairwiseAUC().Macro, s.ROCAUC()},
		"CE":     {r.CrossEntropy(nil).Mean, s.LogLoss().Mean},
		"focal":  {r.FocalLoss(2, nil).Mean, s.FocalLoss(Focal{Gamma: 2}).Mean},
		"Brier":  {r.Brier(), Defined(2 * s.Brier().Score.V)},
		"Lovász": {r.Lovasz(PresentClasses), s.LovaszSoftmax(PresentClasses)},
		"Dice":   {r.Dice(1).PerClass[1], s.Dice(1).Loss},
		"MCC":    {r.Confusion().Report().MCC, s.At(math.Nextafter(0.5, 1)).MCC()},
		"kappa":  {r.Confusion().Report().Kappa, s.At(math.Nextafter(0.5, 1)).Kappa()},
	} {
		if !sameValue(c[0], c[1]) {
			t.Errorf("%s: %v in classes, %v as a binary run", name, c[0], c[1])
		}
	}
}

func TestTiedScoresRankTheLowerClassFirst(t *testing.T) {
	r, err := NewClassRun(MultiClass{
		Kind: Score, Classes: 3, Label: []int{0, 1, 2}, Score: [][]float64{{1, 1, 1}, {1, 1, 1}, {1, 1, 1}},
	})
	if err != nil {
		t.Fatal(err)
	}
	if got := r.Predictions(); !slices.Equal(got, []int{0, 0, 0}) {
		t.Errorf("predictions %v", got)
	}
	for k, want := range []float64{1. / 3, 2. / 3, 1, 1} {
		if got := r.TopK(k + 1); !isClose(got.V, want) {
			t.Errorf("top %d: %v, want %v", k+1, got, want)
		}
	}
	if got := r.ROCAUC().Macro; got != Undefined(NeedsProbabilities) {
		t.Errorf("AUC of scores: %v", got)
	}
}

func TestSaturatedLogitsKeepTheirLoss(t *testing.T) {
	r, err := NewClassRun(MultiClass{
		Kind: Logit, Classes: 3, Label: []int{0, 1}, Score: [][]float64{{40, 0, 0}, {1000, 0, -1000}},
	})
	if err != nil {
		t.Fatal(err)
	}
	l := r.CrossEntropy(nil)
	if want := 2 * math.Exp(-40); math.Abs(l.PerSample[0]-want) > 1e-12*want || l.PerSample[1] != 1000 || l.Clipped != 0 {
		t.Errorf("losses %v, want %v and 1000", l.PerSample, want)
	}
}

func TestClassLossesWithoutWeightOfAnyClassPresent(t *testing.T) {
	r, err := NewClassRun(MultiClass{Kind: Logit, Classes: 2, Label: []int{0}, Score: [][]float64{{1, 0}}})
	if err != nil {
		t.Fatal(err)
	}
	l := r.CrossEntropy([]float64{0, 1})
	if l.Mean != Defined(0) || l.WeightedMean != Undefined(ZeroDenominator) {
		t.Errorf("mean %v, weighted %v", l.Mean, l.WeightedMean)
	}
}

func TestImagesHaveEqualWeightWhateverTheirSize(t *testing.T) {
	g, err := NewImages(Probability, []Image{
		{2, 2, []uint8{1, 1, 0, 0}, []float64{1, 1, 0, 0}},
		{1, 1, []uint8{1}, []float64{0}},
		{1, 2, []uint8{0, 0}, []float64{0, 0}},
		{0, 0, nil, nil},
	})
	if err != nil {
		t.Fatal(err)
	}
	hard := g.Overlap(0.5, false)
	if hard.Dice.Mean != Defined(0.5) || hard.Dice.Defined != 2 || hard.DicePooled != Defined(0.8) {
		t.Errorf("Dice %v over %d images, pooled %v, want 0.5 over 2, 0.8", hard.Dice.Mean, hard.Dice.Defined,
			hard.DicePooled)
	}
	if got := g.Overlap(0.5, true).Dice; got.Defined != 3 || !isClose(got.Mean.V, 2./3) {
		t.Errorf("with empty masks as 1: %+v", got)
	}
	if got := hard.Accuracy; got.Defined != 3 || got.PerImage[3] != Undefined(NoSamples) {
		t.Errorf("accuracy %+v", got)
	}
	if got := g.Bootstrap(func(s *Sweep) Value { return s.Dice(1).Loss }, DefaultResampling()); !got.Low.OK ||
		got.Low.V > got.Estimate.V {
		t.Errorf("bootstrap over images: %v in [%v,%v]", got.Estimate, got.Low, got.High)
	}
	if _, err := NewImages(Probability,
		[]Image{{1, 1, []uint8{1}, []float64{1}}, {1, 1, []uint8{1}, []float64{2}}}); err == nil ||
		err.Error() != "row 1: image 1: the probability 2 is outside [0,1]" {
		t.Errorf("a faulty pixel gives %v", err)
	}
}

func TestLocalizationLoss(t *testing.T) {
	got, err := Localization([][4]float64{{0.5, 0, 0, 0}, {0, -3, 0, 0}}, []float64{1, 0.25}, 0.5, 1)
	if want := (0.125 + 0.5*2.5) / 2; err != nil || !isClose(got.V, want) {
		t.Errorf("got %v, %v, want %v", got, err, want)
	}
	if got, err := Localization(nil, nil, 1.5, 1); err != nil || got != Undefined(NoPositives) {
		t.Errorf("without boxes: %v, %v", got, err)
	}
	if _, err := Localization([][4]float64{{1}}, []float64{2}, 1.5, 1); err == nil {
		t.Error("an IoU of 2 passes")
	}
}
