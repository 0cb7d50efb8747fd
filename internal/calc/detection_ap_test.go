package calc

import (
	"math"
	"math/rand/v2"
	"testing"
)

// The example that the definition of the average precision in PASCAL VOC is
// explained by, worked out by hand: precisions 1, 1/2, 2/3 at recalls 1/4, 1/4,
// 2/4 give 1/4·1 + 1/4·2/3.
func TestBoxAveragePrecisionByHand(t *testing.T) {
	d := Detection{
		Binary: Binary{Kind: Probability, Label: []uint8{1, 0, 1}, Score: []float64{0.9, 0.8, 0.7}},
		IoU:    []float64{0.9, math.NaN(), 0.6},
	}
	got, err := d.PrecisionRecall(0.5, 4)
	if want := 1.0/4 + 1.0/4*2/3; err != nil || math.Abs(got.AP.V-want) > 1e-15 {
		t.Errorf("AP %v, want %v (%v)", got.AP, want, err)
	}
	if got, _ := d.PrecisionRecall(0.75, 4); got.AP.V != 0.25 {
		t.Errorf("at 0.75 the second match is none: AP %v", got.AP)
	}
	if got, _ := d.PrecisionRecall(0.5, 0); got.TrueBoxes != 2 {
		t.Errorf("%d true boxes are counted", got.TrueBoxes)
	}
	if _, err := d.PrecisionRecall(0.5, 1); err == nil {
		t.Error("more matches than true boxes")
	}
}

// A plain count at every threshold and every recall gives the same area.
func TestBoxAveragePrecisionAgreesWithAPlainCount(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	for range 200 {
		n := 1 + r.IntN(30)
		d := Detection{Binary: Binary{Kind: Probability}}
		positives := 0
		for range n {
			label := uint8(r.IntN(2))
			positives += int(label)
			d.Label = append(d.Label, label)
			d.Score = append(d.Score, float64(r.IntN(12))/12)
			d.IoU = append(d.IoU, r.Float64())
		}
		boxes := positives + r.IntN(5)
		iou := float64(r.IntN(20)) / 20
		got, err := d.PrecisionRecall(iou, boxes)
		if err != nil {
			t.Fatal(err)
		}
		if boxes == 0 {
			if got.AP.OK {
				t.Fatal("an area without true boxes")
			}
			continue
		}
		// The m candidates of the highest scores, of equal ones those that come first.
		first := func(m int) (precision, recall float64) {
			found := 0
			for i, s := range d.Score {
				before := 0
				for j, other := range d.Score {
					if other > s || other == s && j < i {
						before++
					}
				}
				if before < m && d.Label[i] == 1 && d.IoU[i] >= iou {
					found++
				}
			}
			return float64(found) / float64(m), float64(found) / float64(boxes)
		}
		want := 0.0
		for k := 1; k <= boxes; k++ {
			best := 0.0
			for m := 1; m <= n; m++ {
				if p, rec := first(m); rec >= float64(k)/float64(boxes)-1e-12 {
					best = math.Max(best, p)
				}
			}
			want += best / float64(boxes)
		}
		if math.Abs(got.AP.V-want) > 1e-12 {
			t.Fatalf("AP %v, by counting %v", got.AP.V, want)
		}
	}
}
