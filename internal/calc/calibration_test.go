package calc

import (
	"math"
	"math/rand/v2"
	"testing"
)

func TestBinsContainTheirUpperEdge(t *testing.T) {
	s := sweepOf(t, Binary{
		Kind: Probability, Label: []uint8{0, 0, 1, 1}, Score: []float64{0, 0.1, math.Nextafter(0.1, 1), 1},
	})
	c := s.Calibration(10, UniformBins)
	if c.Bins[0].Count != 2 || c.Bins[1].Count != 1 || c.Bins[9].Count != 1 {
		t.Errorf("counts %d, %d, %d, want 2, 1, 1", c.Bins[0].Count, c.Bins[1].Count, c.Bins[9].Count)
	}
}

func TestEveryRowFallsIntoTheBinOfAPlainCount(t *testing.T) {
	eachShape(t, func(t *testing.T, _ *rand.Rand, b Binary) {
		s := sweepOf(t, b)
		for _, by := range []Binning{UniformBins, QuantileBins} {
			for _, bins := range []int{1, 3, 10, 64} {
				c := s.Calibration(bins, by)
				if c.Reason != "" {
					if s.N() > 0 && b.Kind != Score {
						t.Errorf("undefined for %s", c.Reason)
					}
					continue
				}
				count := make([]int, bins)
				weight, mean, pos := make([]float64, bins), make([]float64, bins), make([]float64, bins)
				rowsOf(b, func(positive bool, score, w float64) {
					p, _ := probability(b.Kind, score)
					at := 0
					for _, e := range c.Edges[1:bins] {
						if e < p {
							at++
						}
					}
					count[at]++
					weight[at] += w
					mean[at] += w * p
					if positive {
						pos[at] += w
					}
				})
				for i, got := range c.Bins {
					if got.Count != count[i] || !isClose(got.Weight, weight[i]) || got.MeanScore.OK != (count[i] > 0) {
						t.Fatalf("%s, bin %d of %d: %+v, want %d rows weighing %v", by, i, bins, got, count[i], weight[i])
					}
					if count[i] > 0 && (!isClose(got.MeanScore.V, mean[i]/weight[i]) || !isClose(got.FracPos.V, pos[i]/weight[i])) {
						t.Errorf("%s, bin %d of %d: %+v, want mean %v and share %v", by, i, bins, got, mean[i]/weight[i],
							pos[i]/weight[i])
					}
				}
			}
		}
	})
}

func TestPerfectCalibrationHasNoError(t *testing.T) {
	b := Binary{Kind: Probability}
	for range 4 {
		b.Label = append(b.Label, 1, 0, 0, 0)
		b.Score = append(b.Score, 0.25, 0.25, 0.25, 0.25)
	}
	e := sweepOf(t, b).Calibration(10, UniformBins).Error()
	if e.ECE.V != 0 || e.MCE.V != 0 || e.RMSCE.V != 0 {
		t.Errorf("errors %+v", e)
	}
}

func TestNetBenefitOfExtremeRules(t *testing.T) {
	s := sweepOf(t, Binary{Kind: Logit, Label: []uint8{1, 0, 0, 0}, Score: []float64{2, 1, -1, -2}})
	all := s.NetBenefit(0.01)
	if !sameValue(all.Model, all.TreatAll) || !isClose(all.Avoided.V, 0) {
		t.Errorf("below all probabilities the model treats all: %+v", all)
	}
	if got := s.NetBenefit(1); got.Model != Undefined(ZeroDenominator) {
		t.Errorf("at 1: %v", got.Model)
	}
	if got := s.NetBenefit(0); got.Avoided.OK {
		t.Errorf("interventions avoided at 0: %v", got.Avoided)
	}
}
