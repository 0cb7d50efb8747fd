package calc

import (
	"math"
	"math/rand/v2"
	"testing"
)

// The mean over resampled images is that of Images.Bootstrap, and the pooled
// numbers come from the counts of the images that were drawn.
func TestResamplingOfImagesDrawsWholeImages(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 6))
	var images []Image
	for i := range 7 {
		m := Image{Height: 4, Width: 5 + i}
		for range m.Height * m.Width {
			y := rng.IntN(2)
			if i == 3 {
				y = 0
			}
			m.Label, m.Score = append(m.Label, uint8(y)), append(m.Score, (rng.Float64()+float64(y))/2)
		}
		images = append(images, m)
	}
	g, err := NewImages(Probability, images)
	if err != nil {
		t.Fatal(err)
	}
	o := DefaultResampling()
	pooled, mean := g.BootstrapAt(0.55, []func(Confusion) Value{Confusion.F1, Confusion.Recall}, o)
	for k, f := range []func(Confusion) Value{Confusion.F1, Confusion.Recall} {
		want := g.Bootstrap(func(s *Sweep) Value { return f(s.At(0.55).Confusion) }, o)
		for _, pair := range [][2]Value{
			{mean[k].Estimate, want.Estimate}, {mean[k].Low, want.Low}, {mean[k].High, want.High}, {mean[k].SE, want.SE},
		} {
			if !pair[0].OK || math.Abs(pair[0].V-pair[1].V) > 1e-12 {
				t.Errorf("metric %d: %+v, want %+v", k, pair[0], pair[1])
			}
		}
		if p := pooled[k]; p.Estimate != f(g.Pooled.At(0.55).Confusion) ||
			!(p.Low.V < p.Estimate.V && p.Estimate.V < p.High.V) {
			t.Errorf("pooled metric %d: %+v", k, p)
		}
	}
	one := &Images{Pooled: g.Each[0], Each: g.Each[:1]}
	if p, _ := one.BootstrapAt(0.55, []func(Confusion) Value{Confusion.F1}, o); p[0].Low.OK ||
		p[0].Low.Reason != TooFewSamples || !p[0].Estimate.OK {
		t.Errorf("of one image: %+v", p[0])
	}
}
