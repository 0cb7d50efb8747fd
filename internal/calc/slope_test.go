package calc

import (
	"math"
	"math/rand/v2"
	"testing"
)

// slopeArgs are parameters away from the usual ones.
var slopeArgs = map[string][]Args{
	"log_loss":          {{}},
	"weighted_log_loss": {{}, {"pos_weight": 7}},
	"focal_loss":        {{}, {"gamma": 0.7, "use_alpha": 0}, {"gamma": 3, "alpha": 0.8}},
	"dice_loss":         {{}, {"smooth": 0}, {"squared": 1}, {"squared": 1, "smooth": 0.2}},
	"bce_dice_loss":     {{}, {"weight_bce": 0.3, "weight_dice": 1.7, "smooth": 0.1}},
	"jaccard_loss":      {{}, {"smooth": 0}},
	"tversky_loss": {{}, {"alpha": 0.3, "beta": 0.7},
		{"alpha": 2, "beta": 0.1, "smooth": 0.3, "focal_gamma": 0.75}},
	"lovasz_softmax_loss": {{}, {"all_classes": 1}},
	"lovasz_sigmoid_loss": {{}},
	"lovasz_hinge_loss":   {{}},
}

func TestSlopesAreThoseOfFiniteDifferences(t *testing.T) {
	r := rand.New(rand.NewPCG(21, 21))
	for id, list := range slopeArgs {
		m, ok := MetricByID(id)
		if !ok {
			t.Fatal(id)
		}
		for range 60 {
			b := Binary{Kind: Logit}
			classes := r.IntN(6)
			for i := range 3 + r.IntN(30) {
				y := uint8(r.IntN(2))
				if classes == 0 {
					y = 0
				} else if i == 0 {
					y = 1
				}
				b.Label, b.Score = append(b.Label, y), append(b.Score, 2*r.NormFloat64())
			}
			of := func(b Binary) *Sweep {
				s, err := NewSweep(b)
				if err != nil {
					t.Fatal(err)
				}
				return s
			}
			row := r.IntN(len(b.Label))
			positive, z := b.Label[row] == 1, b.Score[row]
			for _, a := range list {
				const h = 1e-5
				got := m.Slope(of(b), a, positive, z)
				b.Score[row] = z + h
				up := m.Of(of(b), a, 0.95).Value
				b.Score[row] = z - h
				down := m.Of(of(b), a, 0.95).Value
				b.Score[row] = z
				want := (up.V - down.V) / (2 * h)
				if !got.OK || math.Abs(got.V-want) > 1e-6*(1+math.Abs(want)) {
					t.Errorf("%s %v: slope %v, by differences %v", id, a, got, want)
				}
				// Probabilities have the same slope.
				p := Binary{Kind: Probability, Label: b.Label}
				for _, z := range b.Score {
					p.Score = append(p.Score, Sigmoid(z))
				}
				if id == "lovasz_hinge_loss" {
					continue
				}
				if same := m.Slope(of(p), a, positive, p.Score[row]); math.Abs(same.V-got.V) > 1e-9*(1+math.Abs(want)) {
					t.Errorf("%s %v: slope %v of probabilities, %v of logits", id, a, same, got)
				}
			}
		}
	}
	for _, m := range RunMetrics() {
		if _, ok := slopeArgs[m.ID]; !ok && m.Group == Losses && m.ID != "iou_balanced_loss" {
			t.Errorf("the slope of %s is not tested", m.ID)
		}
	}
}

// Weights so far apart that adding one to the other changes nothing once gave 0/0.
func TestSlopeOfARowWhoseWeightIsLost(t *testing.T) {
	s, err := NewSweep(Binary{
		Kind: Logit, Label: []uint8{1, 1, 0}, Score: []float64{-1, 2, 0}, Weight: []float64{1e17, 1, 1},
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, id := range []string{"lovasz_softmax_loss", "lovasz_sigmoid_loss", "lovasz_hinge_loss"} {
		m, _ := MetricByID(id)
		if v := m.Slope(s, nil, true, 2); v != Defined(0) {
			t.Errorf("the slope of the %s is %v, want 0", m.Name, v)
		}
	}
}

func TestLovaszStepsAddUpToTheLoss(t *testing.T) {
	r := rand.New(rand.NewPCG(22, 22))
	for range 200 {
		b := Binary{Kind: Logit}
		for range 1 + r.IntN(40) {
			b.Label, b.Score = append(b.Label, uint8(r.IntN(2))), append(b.Score, math.Round(4*r.NormFloat64())/2)
		}
		s, err := NewSweep(b)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range []struct {
			margins bool
			want    Value
		}{{false, s.LovaszSigmoid()}, {true, s.LovaszHinge()}} {
			got, rows, last := 0.0, 0.0, math.Inf(1)
			for _, step := range s.LovaszSteps(c.margins, true) {
				got += step.Error * (step.To - step.From)
				rows += step.Rows
				if step.Error > last || step.To < step.From {
					t.Errorf("%+v comes after the error %v", step, last)
				}
				last = step.Error
			}
			if math.Abs(got-c.want.V) > 1e-12 || rows != float64(len(b.Label)) {
				t.Errorf("steps add up to %v over %v rows, want %v over %d", got, rows, c.want.V, len(b.Label))
			}
		}
	}
}

func TestLossPartsAddUpToTheLoss(t *testing.T) {
	s, err := NewSweep(Binary{Kind: Probability, Label: []uint8{1, 1, 0, 0, 0}, Score: []float64{0.2, 0.9, 0.7, 0.5, 0.1}})
	if err != nil {
		t.Fatal(err)
	}
	if got, want := s.WeightParts(), (LossParts{1, 1, 1, 2}); got != want {
		t.Errorf("the rows are %+v, want %+v", got, want)
	}
	p := s.LossParts(ExampleLoss{Positive: 1, Negative: 1})
	if got, want := p.HardPositives, -math.Log(0.2); math.Abs(got-want) > 1e-15 {
		t.Errorf("hard positives lose %v, want %v", got, want)
	}
	if got, want := p.HardPositives+p.EasyPositives+p.HardNegatives+p.EasyNegatives, s.LogLoss().Sum.V; math.Abs(
		got-want) > 1e-12 {
		t.Errorf("the parts add up to %v, want %v", got, want)
	}
}

func TestIoUOfBoxes(t *testing.T) {
	a := Box{0, 0, 4, 2}
	for _, c := range []struct {
		b    Box
		want float64
	}{{a, 1}, {Box{2, 0, 4, 2}, 1.0 / 3}, {Box{4, 0, 4, 2}, 0}, {Box{9, 9, 1, 1}, 0}, {Box{1, 0.5, 2, 1}, 0.25}} {
		if got := a.IoU(c.b); !got.OK || got.V != c.want || c.b.IoU(a) != got {
			t.Errorf("IoU of %v and %v is %v, want %v", a, c.b, got, c.want)
		}
	}
	if got := (Box{}).IoU(Box{}); got.OK {
		t.Errorf("two points overlap by %v", got)
	}
}
