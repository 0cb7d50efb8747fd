package calc

import (
	"math"
	"math/rand/v2"
	"testing"
)

// rowsOf calls f for every row of weight above 0.
func rowsOf(b Binary, f func(positive bool, score, w float64)) {
	for i, y := range b.Label {
		w := 1.0
		if b.Weight != nil {
			w = b.Weight[i]
		}
		if w > 0 {
			f(y == 1, b.Score[i], w)
		}
	}
}

func TestLossesAreTheirFormulasOverTheRows(t *testing.T) {
	eachShape(t, func(t *testing.T, _ *rand.Rand, b Binary) {
		s := sweepOf(t, b)
		if b.Kind == Score || s.N() == 0 {
			return
		}
		var w, ce, weighted, focal, squares, hit, sizes, truth float64
		rowsOf(b, func(positive bool, score, weight float64) {
			p, rest := probability(b.Kind, score)
			pt, y, c, alpha := p, 1.0, 3.0, 0.25
			if !positive {
				pt, y, c, alpha = rest, 0, 1, 0.75
			}
			loss := crossEntropy(b.Kind, positive, score)
			if b.Kind == Probability && math.Abs(loss+math.Log(math.Max(pt, clip))) > 1e-12 {
				t.Errorf("cross entropy of %v is %v", pt, loss)
			}
			w += weight
			ce += weight * loss
			weighted += weight * c * loss
			focal += weight * alpha * (1 - pt) * (1 - pt) * loss
			squares += weight * (p - y) * (p - y)
			hit += weight * p * y
			sizes += weight * p
			truth += weight * y
		})
		for name, c := range map[string]struct {
			got  Value
			want float64
		}{
			"log loss":    {s.LogLoss().Mean, ce / w},
			"sum":         {s.LogLoss().Sum, ce},
			"weighted":    {s.WeightedLogLoss(3).Mean, weighted / w},
			"focal":       {s.FocalLoss(DefaultFocal()).Mean, focal / w},
			"brier":       {s.Brier().Score, squares / w},
			"brier alone": {s.BrierScore(), squares / w},
			"dice":        {s.Dice(1).Score, (2*hit + 1) / (sizes + truth + 1)},
			"dice loss":   {s.Dice(1).Loss, 1 - (2*hit+1)/(sizes+truth+1)},
			"jaccard":     {s.Jaccard(1).Score, (hit + 1) / (sizes + truth - hit + 1)},
			"tversky":     {s.Tversky(Tversky{0.3, 0.7, 1}).Score, (hit + 1) / (hit + 0.3*(sizes-hit) + 0.7*(truth-hit) + 1)},
			"brier parts": {difference(s.Brier().Score, s.Brier().Resolution),
				s.Brier().Reliability.V - 2*s.Brier().Resolution.V + s.Brier().Uncertainty.V},
			"tversky dice": {s.Tversky(DefaultTversky()).Loss, s.Dice(2).Loss.V},
		} {
			if !c.got.OK || math.Abs(c.got.V-c.want) > 1e-11*math.Max(1, math.Abs(c.want)) {
				t.Errorf("%s is %v, want %v", name, c.got, c.want)
			}
		}
	})
}

func TestFocalLossWithoutGammaAndAlphaIsTheCrossEntropy(t *testing.T) {
	eachShape(t, func(t *testing.T, _ *rand.Rand, b Binary) {
		s := sweepOf(t, b)
		if got, want := s.FocalLoss(Focal{}).Mean, s.LogLoss().Mean; !sameValue(got, want) {
			t.Errorf("got %v, want %v", got, want)
		}
	})
}

func TestDiceScoreIsTwoJOverOnePlusJ(t *testing.T) {
	eachShape(t, func(t *testing.T, _ *rand.Rand, b Binary) {
		s := sweepOf(t, b)
		j, dice := s.Jaccard(0).Score, s.Dice(0).Score
		if j.OK != dice.OK || j.OK && !isClose(dice.V, 2*j.V/(1+j.V)) {
			t.Errorf("Dice %v, Jaccard %v", dice, j)
		}
	})
}

func TestLovaszOfHardPredictionsIsTheJaccardLoss(t *testing.T) {
	r := rand.New(rand.NewPCG(9, 9))
	for range 50 {
		b := Binary{Kind: Probability}
		for range 40 {
			b.Label = append(b.Label, uint8(r.IntN(2)))
			b.Score = append(b.Score, float64(r.IntN(2)))
		}
		s := sweepOf(t, b)
		iou := s.At(0.5).Jaccard()
		if got := s.LovaszSigmoid(); !isClose(got.V, 1-iou.V) {
			t.Errorf("Lovász %v, Jaccard loss %v", got, 1-iou.V)
		}
	}
}

// plainLovasz is the definition: sort by error, add up error times increase.
func plainLovasz(b Binary, e lossFunc) float64 {
	type item struct{ e, w, f float64 }
	var items []item
	total := 0.0
	rowsOf(b, func(positive bool, score, w float64) {
		x := item{e: e(b.Kind, positive, score), w: w}
		if positive {
			x.f = 1
			total += w
		}
		items = append(items, x)
	})
	for i := range items {
		for j := i; j > 0 && items[j].e > items[j-1].e; j-- {
			items[j], items[j-1] = items[j-1], items[j]
		}
	}
	loss, last, f, g := 0.0, 0.0, 0.0, 0.0
	for _, x := range items {
		f += x.w * x.f
		g += x.w * (1 - x.f)
		j := 1 - (total-f)/(total+g)
		loss += x.e * (j - last)
		last = j
	}
	return loss
}

func TestLovaszFollowsItsDefinition(t *testing.T) {
	eachShape(t, func(t *testing.T, _ *rand.Rand, b Binary) {
		s := sweepOf(t, b)
		if s.N() == 0 {
			return
		}
		if b.Kind != Score {
			if got, want := s.LovaszSigmoid(), plainLovasz(b, missed); math.Abs(got.V-want) > 1e-10 {
				t.Errorf("sigmoid: got %v, want %v", got, want)
			}
		}
		if b.Kind != Probability {
			if got, want := s.LovaszHinge(), plainLovasz(b, hinge); math.Abs(got.V-want) > 1e-10*math.Max(1, want) {
				t.Errorf("hinge: got %v, want %v", got, want)
			}
		}
	})
}

// walkedLovasz adds the Lovász extension up step by step.
func walkedLovasz(s *Sweep, e lossFunc, positivesForeground bool) float64 {
	var total sum
	last, jaccard := 0.0, 0.0
	s.lovaszWalk(e, positivesForeground, func(now, after float64, _ bool, _ float64) {
		total.add((last - now) * jaccard)
		last, jaccard = now, after
	})
	total.add(last * jaccard)
	return total.value()
}

func TestLovaszIsTheSameInBlocksOfAnyLength(t *testing.T) {
	eachShape(t, func(t *testing.T, _ *rand.Rand, b Binary) {
		s := sweepOf(t, b)
		for name, e := range map[string]lossFunc{"missed": missed, "hinge": hinge} {
			if s.N() == 0 || name == "missed" && b.Kind == Score || name == "hinge" && b.Kind == Probability {
				continue
			}
			want := byClass{walkedLovasz(s, e, true), walkedLovasz(s, e, false)}
			for _, length := range []int{1, 2, 3, 10, 127, 300, lovaszLen} {
				got := s.lovasz(e, length)
				if math.Abs(got.pos-want.pos) > 1e-14*(1+want.pos) || math.Abs(got.neg-want.neg) > 1e-14*(1+want.neg) {
					t.Errorf("%s in blocks of %d: got %v, want %v", name, length, got, want)
				}
			}
		}
	})
}

func TestCrossEntropyOfSmallErrorsKeepsItsDigits(t *testing.T) {
	for _, p := range []float64{0, 5e-324, 1e-300, 1e-20, 1e-10, 1e-3, 0.1, 0.49, 0.5, 0.9, 1 - 1e-10} {
		got, want := crossEntropy(Probability, false, p), -math.Log1p(-p)
		if math.Abs(got-want) > 4e-16*want {
			t.Errorf("-ln(1-%v) is %v, want %v", p, got, want)
		}
		if math.Signbit(got) {
			t.Errorf("-ln(1-%v) is negative", p)
		}
	}
	if got := crossEntropy(Probability, true, 1); got != 0 || math.Signbit(got) {
		t.Errorf("the cross entropy of a perfect prediction is %v", got)
	}
	if got, want := crossEntropy(Probability, true, 0), 36.04365338911715; got != want {
		t.Errorf("the cross entropy of an impossible row is %v, want %v", got, want)
	}
	if got := crossEntropy(Logit, true, 800); got != 0 {
		t.Errorf("of logit 800: %v", got)
	}
	if got := crossEntropy(Logit, false, 1e300); got != 1e300 {
		t.Errorf("of logit 1e300: %v", got)
	}
}

func TestClippedRowsAreCounted(t *testing.T) {
	s := sweepOf(t, Binary{Kind: Probability,
		Label: []uint8{1, 1, 0, 0, 0, 1}, Score: []float64{0, 1e-17, 1, 1, 0, 1}})
	if got := s.LogLoss().Clipped; got != 4 {
		t.Errorf("%d rows are clipped, want 4", got)
	}
}

func TestHugeLogitsDoNotPanic(t *testing.T) {
	s := sweepOf(t, Binary{
		Kind: Logit, Label: []uint8{1, 1, 0}, Score: []float64{-math.MaxFloat64, -math.MaxFloat64, math.MaxFloat64},
	})
	if got := s.LogLoss().Sum; !got.OK || !math.IsInf(got.V, 1) {
		t.Errorf("the sum of losses beyond the range of a float64 is %v", got)
	}
	for id, v := range wholeRunValues(s) {
		if v.OK && math.IsNaN(v.V) {
			t.Errorf("%s is NaN", id)
		}
	}
}

func TestRowLossesAverageToTheLoss(t *testing.T) {
	eachShape(t, func(t *testing.T, _ *rand.Rand, b Binary) {
		l, err := RowLogLosses(b)
		if err != nil {
			t.Fatal(err)
		}
		s := sweepOf(t, b)
		if b.Kind == Score {
			if l.Reason != NeedsProbabilities || l.Loss != nil {
				t.Errorf("scores have losses: %+v", l)
			}
			return
		}
		var total, weight float64
		for at, i := range l.Row {
			w := 1.0
			if b.Weight != nil {
				w = b.Weight[i]
			}
			total += w * l.Loss[at]
			weight += w
		}
		if len(l.Row) != s.N() || !isClose(total, s.LogLoss().Sum.V) {
			t.Errorf("%d rows lose %v, want %d rows and %v", len(l.Row), total, s.N(), s.LogLoss().Sum)
		}
	})
}

func TestIoUBalancedGradientIsThatOfFiniteDifferences(t *testing.T) {
	r := rand.New(rand.NewPCG(4, 4))
	for _, focal := range []*Focal{nil, {Gamma: 2}, {Gamma: 0.5}, {Gamma: 0}} {
		d := Detection{Binary: Binary{Kind: Logit}}
		for range 12 {
			d.Label = append(d.Label, uint8(r.IntN(2)))
			d.Score = append(d.Score, 2*r.NormFloat64())
			d.IoU = append(d.IoU, r.Float64())
		}
		o := IoUBalanced{Eta: 1.5, Normalize: true, Focal: focal}
		l, err := d.IoUBalanced(o)
		if err != nil {
			t.Fatal(err)
		}
		const h = 1e-5
		for i, y := range d.Label {
			up, down := o.loss(Logit, y == 1, d.Score[i]+h), o.loss(Logit, y == 1, d.Score[i]-h)
			want := l.Weights[i] * (up - down) / (2 * h) / float64(len(d.Label))
			if math.Abs(l.Grad[i]-want) > 1e-8 {
				t.Errorf("gradient of row %d is %v, want %v", i, l.Grad[i], want)
			}
		}
	}
}

func TestIoUBalancingKeepsTheTotal(t *testing.T) {
	d := Detection{
		Binary: Binary{Kind: Probability, Label: []uint8{1, 0, 1, 0}, Score: []float64{0.9, 0.2, 0.4, 0.6}},
		IoU:    []float64{0.9, math.NaN(), 0.3, 0},
	}
	l, err := d.IoUBalanced(DefaultIoUBalanced())
	if err != nil {
		t.Fatal(err)
	}
	if want := sweepOf(t, d.Binary).LogLoss(); !sameValue(l.Sum, want.Sum) {
		t.Errorf("the balanced sum is %v, the plain one %v", l.Sum, want.Sum)
	}
	if l.Weights[0] <= l.Weights[2] {
		t.Errorf("the better box weighs %v, the worse %v", l.Weights[0], l.Weights[2])
	}
}

func TestIoUBalancedUndefinedCases(t *testing.T) {
	rows := Binary{Kind: Logit, Label: []uint8{1, 0}, Score: []float64{1, 2}}
	heavy := rows
	heavy.Weight = []float64{2, 1}
	scores := rows
	scores.Kind = Score
	for name, c := range map[string]struct {
		d    Detection
		want Reason
	}{
		"no overlaps": {Detection{Binary: rows}, NeedsIoU},
		"weights":     {Detection{Binary: heavy, IoU: []float64{1, 0}}, WeightsNotSupported},
		"scores":      {Detection{Binary: scores, IoU: []float64{1, 0}}, NeedsProbabilities},
		"zero":        {Detection{Binary: rows, IoU: []float64{0, 0}}, ZeroDenominator},
	} {
		l, err := c.d.IoUBalanced(DefaultIoUBalanced())
		if err != nil || l.Mean != Undefined(c.want) || l.Reason != c.want {
			t.Errorf("%s: %+v, %v, want %s", name, l, err, c.want)
		}
	}
	perfect := Detection{
		Binary: Binary{Kind: Logit, Label: []uint8{1, 0}, Score: []float64{1000, -1000}}, IoU: []float64{0.5, 0},
	}
	l, err := perfect.IoUBalanced(DefaultIoUBalanced())
	if err != nil || l.Normalizer.OK || !l.Mean.OK || l.Weights[0] != math.Pow(0.5, 1.5) {
		t.Errorf("perfect positives: %+v, %v", l, err)
	}
	weightless := Detection{Binary: Binary{
		Kind: Logit, Label: []uint8{1, 1, 0}, Score: []float64{1, 2, 3}, Weight: []float64{0, 1, 1},
	}, IoU: []float64{0.1, 0.5, 0}}
	kept := Detection{Binary: Binary{Kind: Logit, Label: []uint8{1, 0}, Score: []float64{2, 3}}, IoU: []float64{0.5, 0}}
	a, errA := weightless.IoUBalanced(DefaultIoUBalanced())
	b, errB := kept.IoUBalanced(DefaultIoUBalanced())
	if errA != nil || errB != nil || a.Mean != b.Mean || len(a.Weights) != 2 {
		t.Errorf("a row of weight 0 takes part: %+v, want %+v", a, b)
	}
}
