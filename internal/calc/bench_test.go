package calc

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// benchSizes are the numbers of rows that benchmarks run on.
var benchSizes = []int{1e5, 1e6, 1e7}

// benchRows returns n rows of distinct probabilities, or of probabilities with
// three decimals.
func benchRows(n int, tied bool) Binary {
	r := rand.New(rand.NewPCG(7, 8))
	b := Binary{Kind: Probability, Label: make([]uint8, n), Score: make([]float64, n)}
	for i := range n {
		z := r.NormFloat64()
		if r.IntN(10) < 3 {
			b.Label[i] = 1
			z++
		}
		b.Score[i] = Sigmoid(z - 1)
		if tied {
			b.Score[i] = math.Round(1000*b.Score[i]) / 1000
		}
	}
	return b
}

func eachSize(b *testing.B, bench func(b *testing.B, rows Binary)) {
	for _, n := range benchSizes {
		rows := benchRows(n, false)
		b.Run(fmt.Sprintf("n=%.0e", float64(n)), func(b *testing.B) {
			b.ReportAllocs()
			bench(b, rows)
		})
	}
}

// onSweep benchmarks something that one pass over a sweep computes.
func onSweep(b *testing.B, f func(*Sweep)) {
	eachSize(b, func(b *testing.B, rows Binary) {
		s := sweepOf(b, rows)
		for b.Loop() {
			f(s)
		}
	})
}

func BenchmarkSort(b *testing.B) {
	eachSize(b, func(b *testing.B, rows Binary) {
		for b.Loop() {
			sweepOfKeys(rows.Kind, rows.Label, rows.Score)
		}
	})
}

func BenchmarkSortOfTheStandardLibrary(b *testing.B) {
	eachSize(b, func(b *testing.B, rows Binary) {
		work := make([]float64, len(rows.Score))
		for b.Loop() {
			copy(work, rows.Score)
			slices.Sort(work)
		}
	})
}

func BenchmarkNewSweep(b *testing.B) {
	eachSize(b, func(b *testing.B, rows Binary) {
		for b.Loop() {
			sweepOf(b, rows)
		}
	})
}

func BenchmarkNewSweepTied(b *testing.B) {
	for _, n := range benchSizes {
		rows := benchRows(n, true)
		b.Run(fmt.Sprintf("n=%.0e", float64(n)), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				sweepOf(b, rows)
			}
		})
	}
}

func BenchmarkNewSweepWeighted(b *testing.B) {
	eachSize(b, func(b *testing.B, rows Binary) {
		rows.Weight = make([]float64, len(rows.Label))
		for i := range rows.Weight {
			rows.Weight[i] = 0.5 + rows.Score[i]
		}
		for b.Loop() {
			sweepOf(b, rows)
		}
	})
}

func BenchmarkNewSweepOfBothSigns(b *testing.B) {
	eachSize(b, func(b *testing.B, rows Binary) {
		logits := Binary{Kind: Logit, Label: rows.Label, Score: make([]float64, len(rows.Score))}
		for i, p := range rows.Score {
			logits.Score[i] = math.Log(p / (1 - p))
		}
		for b.Loop() {
			sweepOf(b, logits)
		}
	})
}

func BenchmarkROCAUC(b *testing.B)           { onSweep(b, func(s *Sweep) { s.ROCAUC() }) }
func BenchmarkDeLong(b *testing.B)           { onSweep(b, func(s *Sweep) { s.DeLong(0.95) }) }
func BenchmarkAveragePrecision(b *testing.B) { onSweep(b, func(s *Sweep) { s.AveragePrecision() }) }
func BenchmarkKS(b *testing.B)               { onSweep(b, func(s *Sweep) { s.KS() }) }
func BenchmarkBestF1(b *testing.B)           { onSweep(b, func(s *Sweep) { s.Best("f1") }) }
func BenchmarkBrier(b *testing.B)            { onSweep(b, func(s *Sweep) { s.Brier() }) }
func BenchmarkECE(b *testing.B) {
	onSweep(b, func(s *Sweep) { s.Calibration(10, UniformBins).Error() })
}
func BenchmarkLogLoss(b *testing.B)         { onSweep(b, func(s *Sweep) { s.LogLoss() }) }
func BenchmarkWeightedLogLoss(b *testing.B) { onSweep(b, func(s *Sweep) { s.WeightedLogLoss(2) }) }
func BenchmarkFocalLoss(b *testing.B)       { onSweep(b, func(s *Sweep) { s.FocalLoss(DefaultFocal()) }) }
func BenchmarkDice(b *testing.B)            { onSweep(b, func(s *Sweep) { s.Dice(1) }) }
func BenchmarkBCEDice(b *testing.B)         { onSweep(b, func(s *Sweep) { s.BCEDice(DefaultBCEDice()) }) }
func BenchmarkJaccard(b *testing.B)         { onSweep(b, func(s *Sweep) { s.Jaccard(1) }) }
func BenchmarkTversky(b *testing.B)         { onSweep(b, func(s *Sweep) { s.Tversky(DefaultTversky()) }) }
func BenchmarkLovaszSigmoid(b *testing.B)   { onSweep(b, func(s *Sweep) { s.LovaszSigmoid() }) }
func BenchmarkLovaszSoftmax(b *testing.B) {
	onSweep(b, func(s *Sweep) { s.LovaszSoftmax(PresentClasses) })
}

func BenchmarkLovaszHinge(b *testing.B) {
	eachSize(b, func(b *testing.B, rows Binary) {
		rows.Kind = Score
		s := sweepOf(b, rows)
		for b.Loop() {
			s.LovaszHinge()
		}
	})
}

func BenchmarkIoUBalancedLoss(b *testing.B) {
	eachSize(b, func(b *testing.B, rows Binary) {
		d := Detection{Binary: rows, IoU: rows.Score}
		for b.Loop() {
			if _, err := d.IoUBalanced(DefaultIoUBalanced()); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func BenchmarkCompareDeLong(b *testing.B) {
	eachSize(b, func(b *testing.B, rows Binary) {
		other := benchRows(len(rows.Score), true).Score
		for b.Loop() {
			if _, err := CompareDeLong(rows.Label, rows.Score, other, 0.95); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// Twenty resamples: multiply by a hundred for the usual 2,000.
func BenchmarkBootstrapAUC20(b *testing.B) {
	o := DefaultResampling()
	o.Resamples = 20
	onSweep(b, func(s *Sweep) { s.Bootstrap((*Sweep).ROCAUC, o) })
}

func BenchmarkBootstrapAUC20Tied(b *testing.B) {
	o := DefaultResampling()
	o.Resamples = 20
	for _, n := range benchSizes {
		rows := benchRows(n, true)
		b.Run(fmt.Sprintf("n=%.0e", float64(n)), func(b *testing.B) {
			s := sweepOf(b, rows)
			b.ReportAllocs()
			for b.Loop() {
				s.Bootstrap((*Sweep).ROCAUC, o)
			}
		})
	}
}
