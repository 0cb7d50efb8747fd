package evaluate

import (
	"math"
	"math/rand/v2"
	"testing"

	"tradeoff/internal/calc"
	"tradeoff/internal/tradeoff"
)

func TestOverlapsOfClassesAreThoseOfOneClassAgainstTheOthers(t *testing.T) {
	r := rand.New(rand.NewPCG(6, 28))
	facts := tradeoff.TaskFacts{Classes: []string{"sky", "road", "car", "never"}}
	var image, actual, called []int
	for i := range 5 {
		h, w := 2+r.IntN(4), 3+r.IntN(5)
		facts.Images = append(facts.Images, tradeoff.Image{Height: h, Width: w})
		for range h * w {
			a := r.IntN(3)
			if i == 2 {
				a = 0 // one class only
			}
			c := a
			if r.Float64() < 0.3 && i != 2 {
				c = r.IntN(3)
			}
			image, actual, called = append(image, i), append(actual, a), append(called, c)
		}
	}
	got := NewClassOverlaps(facts, image, actual, called)
	var miou []float64
	for class, o := range got.Classes {
		// One class against the others is a binary run whose scores are 0 and 1.
		var images []calc.Image
		for i, m := range facts.Images {
			one := calc.Image{Height: m.Height, Width: m.Width}
			for k := range image {
				if image[k] != i {
					continue
				}
				label, score := uint8(0), 0.0
				if actual[k] == class {
					label = 1
				}
				if called[k] == class {
					score = 1
				}
				one.Label, one.Score = append(one.Label, label), append(one.Score, score)
			}
			images = append(images, one)
		}
		set, err := calc.NewImages(calc.Probability, images)
		if err != nil {
			t.Fatal(err)
		}
		want := Images(set, 0.5)
		if o.Pooled != want.Pooled || o.Mean != want.Mean {
			t.Errorf("%s is %+v, want %+v", o.Class, o, want)
		}
		if o.Pooled.IoU.Value.OK {
			miou = append(miou, o.Pooled.IoU.Value.V)
		}
	}
	if c := got.Classes[3]; c.Images != 0 || c.Pooled.Dice.Value.OK || c.Mean.Dice.Defined != 0 {
		t.Errorf("the class that never occurs is %+v", c)
	}
	if got.Classes[1].Images != 4 || got.Classes[1].Mean.Dice.Defined != 4 {
		t.Errorf("road is in %d images", got.Classes[1].Images)
	}
	sum := 0.0
	for _, x := range miou {
		sum += x
	}
	if m := got.Pooled.IoU; m.Defined != 3 || math.Abs(m.Value.V-sum/3) > 1e-15 {
		t.Errorf("the mean IoU is %+v, want %v", m, sum/3)
	}
}
