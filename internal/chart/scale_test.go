package chart

import (
	"math"
	"testing"

	"tradeoff/internal/catalog"
)

func TestScalesSpaceTheirValues(t *testing.T) {
	for _, c := range []struct {
		r       Range
		v, want float64
	}{
		{Range{catalog.Linear, -1, 3}, 0, 0.25},
		{Range{catalog.Log, 1e-4, 1}, 0.01, 0.5},
		{Range{catalog.Logit, 0.01, 0.99}, 0.5, 0.5},
		{Range{catalog.Logit, 0.1, 0.5}, 0.25, 0.5}, // odds 1/9, 1/3, 1
		{Range{catalog.Normal, 0.02, 0.98}, 0.5, 0.5},
	} {
		if got := c.r.At(c.v); math.Abs(got-c.want) > 1e-9 {
			t.Errorf("%+v has %v at %v, want %v", c.r, c.v, got, c.want)
		}
		for _, v := range []float64{c.r.Low, c.r.High} {
			if got, want := c.r.At(v), map[bool]float64{true: 1}[v == c.r.High]; math.Abs(got-want) > 1e-12 {
				t.Errorf("%+v has its end %v at %v", c.r, v, got)
			}
		}
		for _, v := range []float64{math.Inf(-1), -1, 0, 1, 2, math.Inf(1)} {
			if got := c.r.At(v); math.IsNaN(got) || math.IsInf(got, 0) {
				t.Errorf("%+v has %v at %v", c.r, v, got)
			}
		}
		if got := c.r.At(math.NaN()); !math.IsNaN(got) {
			t.Errorf("%+v has NaN at %v", c.r, got)
		}
	}
}

func TestLabelsOfAxesAreShort(t *testing.T) {
	for _, c := range []struct {
		r    Range
		want string
	}{
		{Range{catalog.Linear, 0, 1}, "0 0.25 0.5 0.75 1"},
		{Range{catalog.Linear, -0.5, 0.5}, "−0.5 −0.25 0 0.25 0.5"},
		{Range{catalog.Linear, 0, 500}, "0 200 400"},
		{Range{catalog.Log, 1e-6, 1}, "1 in 1,000,000 1 in 100,000 1 in 10,000 0.1% 1% 10% 100%"},
		{Range{catalog.Normal, 0.001, 0.98}, "0.1% 1% 5% 20% 50% 80% 95%"},
		{Range{catalog.Logit, 1e-4, 0.99}, "1 in 10,000 0.1% 1% 10% 50% 90% 99%"},
	} {
		text := ""
		for i, l := range c.r.Labels(4) {
			if i > 0 {
				text += " "
			}
			text += l.Text
			if l.Value < -1e-12 || l.Value > 1+1e-12 {
				t.Errorf("%+v has the label %s at %v", c.r, l.Text, l.Value)
			}
		}
		if text != c.want {
			t.Errorf("%+v has the labels %q, want %q", c.r, text, c.want)
		}
	}
}
