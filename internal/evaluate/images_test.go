package evaluate

import (
	"bytes"
	"math"
	"slices"
	"testing"

	"tradeoff/internal/calc"
	"tradeoff/internal/ingest"
	"tradeoff/internal/npy/npytest"
	"tradeoff/internal/tradeoff"
)

const (
	discs, discHeight, discWidth = 6, 16, 18
	discPixels                   = discHeight * discWidth
)

// discRun returns the run of some discs with the sweeps of its images.
func discRun(t *testing.T) (*Run, *calc.Images) {
	t.Helper()
	runs, err := Read(t.Context(), bytes.NewReader(npytest.Masks(7, discs, discHeight, discWidth)), "discs.npz",
		ingest.Options{})
	if err != nil {
		t.Fatal(err)
	}
	images, err := ImagesOf(runs[0].Dataset, runs[0].Sweep)
	if err != nil {
		t.Fatal(err)
	}
	return runs[0], images
}

func TestNumbersOfImagesAreThoseOfTheirPixels(t *testing.T) {
	_, images := discRun(t)
	prob, mask := npytest.Discs(7, discs, discHeight, discWidth)
	for _, threshold := range []float64{0.2, 0.5, 0.731, 2} {
		r := Images(images, threshold)
		var all calc.Confusion
		total, defined := 0.0, 0
		for i := range discs {
			var c calc.Confusion
			for p := i * discPixels; p < (i+1)*discPixels; p++ {
				switch called := float64(prob[p]) >= threshold; {
				case called && mask[p] == 1:
					c.TP++
				case called:
					c.FP++
				case mask[p] == 1:
					c.FN++
				default:
					c.TN++
				}
			}
			if r.Each[i].Confusion != c {
				t.Errorf("at %v image %d has %+v, want %+v", threshold, i, r.Each[i].Confusion, c)
			}
			all.TP, all.FP, all.FN, all.TN = all.TP+c.TP, all.FP+c.FP, all.FN+c.FN, all.TN+c.TN
			if c.TP+c.FP+c.FN == 0 {
				if r.Each[i].Dice.Value.OK || r.Each[i].Dice.Reason == "" {
					t.Errorf("Dice of an empty image is %+v", r.Each[i].Dice)
				}
				continue
			}
			dice := 2 * c.TP / (2*c.TP + c.FP + c.FN)
			if math.Abs(r.Each[i].Dice.Value.V-dice) > 1e-12 || math.Abs(r.Each[i].IoU.Value.V-dice/(2-dice)) > 1e-12 {
				t.Errorf("image %d: %+v, want a Dice of %v", i, r.Each[i], dice)
			}
			total, defined = total+dice, defined+1
		}
		if r.Pooled.Confusion != all || r.Mean.Dice.Defined != defined ||
			math.Abs(r.Mean.Dice.Value.V-total/float64(defined)) > 1e-12 {
			t.Errorf("at %v: %+v and %+v, want %+v and %v of %d", threshold, r.Pooled, r.Mean.Dice, all, total/float64(defined),
				defined)
		}
	}
}

func TestWorstImagesComeFirst(t *testing.T) {
	_, images := discRun(t)
	r := Images(images, 0.5)
	for by, less := range map[string]func(a, b ImagePoint) bool{
		"dice":    func(a, b ImagePoint) bool { return a.Dice.Value.V <= b.Dice.Value.V },
		"-fp":     func(a, b ImagePoint) bool { return a.FP >= b.FP },
		"-recall": func(a, b ImagePoint) bool { return a.Recall.Value.V >= b.Recall.Value.V },
	} {
		order, err := r.Order(by)
		if err != nil || len(order) != discs {
			t.Fatalf("%s: %v, %v", by, order, err)
		}
		for k := 1; k < discs-1; k++ {
			if !less(r.Each[order[k-1]], r.Each[order[k]]) {
				t.Errorf("by %s: %v", by, order)
			}
		}
		if last := order[discs-1]; by != "-fp" && last != discs-1 {
			t.Errorf("by %s the image without a value is not last: %v", by, order)
		}
	}
	if order, _ := r.Order("-index"); !slices.Equal(order, []int{5, 4, 3, 2, 1, 0}) {
		t.Errorf("by falling index: %v", order)
	}
	if _, err := r.Order("beauty"); tradeoff.KindOf(err) != tradeoff.Invalid {
		t.Errorf("by beauty: %v", err)
	}
}

func TestLossesOfImagesNameTheirReductions(t *testing.T) {
	run, images := discRun(t)
	args := tradeoff.LossArgs{
		"tversky_loss": {"alpha": 0.3, "beta": 0.7}, "bce_dice_loss": {"weight_bce": 0.5, "weight_dice": 2},
		"dice_loss": {"smooth": 0},
	}
	for _, a := range []tradeoff.LossArgs{nil, args} {
		for _, l := range ImageLosses(images, a) {
			metric, _ := calc.MetricByID(l.ID)
			if want := metric.Of(run.Sweep, a[l.ID], Level).Value; l.Pooled.Value != want {
				t.Errorf("%s pooled is %+v, want %+v", l.ID, l.Pooled, want)
			}
			total, defined := 0.0, 0
			for i, q := range l.Each {
				if want := metric.Of(images.Each[i], a[l.ID], Level).Value; q.Value != want || q.Reason != want.Reason {
					t.Errorf("%s of image %d is %+v, want %+v", l.ID, i, q, want)
				}
				if q.Value.OK {
					total, defined = total+q.Value.V, defined+1
				}
			}
			mean := total / float64(defined)
			if l.ID == "bce_dice_loss" { // the cross-entropy is that of all pixels
				o := calc.DefaultBCEDice()
				if a != nil {
					o.WeightBCE, o.WeightDice = 0.5, 2
				}
				mean = images.BCEDice(o).V
			}
			switch {
			case defined == 0:
				if l.ID != "lovasz_hinge_loss" || l.PerImage.Value.OK || l.PerImage.Reason != calc.NeedsLogits {
					t.Errorf("%s is %+v", l.ID, l)
				}
			case l.PerImage.Defined != defined || math.Abs(l.PerImage.Value.V-mean) > 1e-12:
				t.Errorf("%s per image is %+v, want %v over %d", l.ID, l.PerImage, mean, defined)
			}
		}
	}
}

func TestRunsOfPixelsHaveNoFindingOnTies(t *testing.T) {
	run, _ := discRun(t)
	var kinds []string
	for _, f := range run.Findings {
		kinds = append(kinds, f.Kind)
	}
	if !slices.Equal(kinds, []string{"pixels_alike"}) {
		t.Errorf("findings %q", kinds)
	}
}
