package calc

import "math"

// MaxFrequencyBase is the largest base of [Frequencies] that is chosen.
const MaxFrequencyBase = 1_000_000

// Frequencies are the cells of a confusion matrix in whole cases out of a round number of
// them, as sentences state them: "of 1,000 women, 50 are diabetic". Positives and Negatives
// add up to Base, TP and FN to Positives, FP and TN to Negatives.
type Frequencies struct {
	Base, Positives, Negatives int
	TP, FN, FP, TN             int
}

// NaturalFrequencies returns c in whole cases where the share *pi is positive: the share of
// c itself if pi is nil. The base is the smallest of 100, 1,000 … 1,000,000 with 10 positives
// or more, or 1,000,000 if none has as many; a base above 0 is taken as it is.
//
// Positives are rounded first and depend on neither TP nor FP, so that they stay the same
// at all thresholds. Cells that are whole numbers are divided exactly. It returns the reason
// if a class is missing from c, and "" otherwise. It panics unless 0 ≤ *pi ≤ 1 and base ≥ 0.
// See docs/metrics.md 7.4.
func (c Confusion) NaturalFrequencies(pi *float64, base int) (Frequencies, Reason) {
	if base < 0 || pi != nil && !(*pi >= 0 && *pi <= 1) {
		panic("calc: frequencies need a base from 0 up and a prevalence in [0,1]")
	}
	if r := c.emptyMargin(NoPositives, NoNegatives); r != "" {
		return Frequencies{}, r
	}
	share, all := c.Positives(), c.Total()
	if pi != nil {
		share, all = *pi, 1
	}
	if base == 0 {
		for base = 100; base < MaxFrequencyBase && float64(base)*share < (10-noiseOf(share, all))*all; base *= 10 {
		}
	}
	f := Frequencies{Base: base, Positives: halvesUp(base, share, all)}
	f.Negatives = base - f.Positives
	f.TP = halvesUp(f.Positives, c.TP, c.Positives())
	f.FP = halvesUp(f.Negatives, c.FP, c.Negatives())
	f.FN, f.TN = f.Positives-f.TP, f.Negatives-f.FP
	return f, ""
}

// halvesUp returns n·part/whole rounded, halves up, for n up to a million.
func halvesUp(n int, part, whole float64) int {
	return int(math.Floor((float64(2*float64(n)*part)+whole)/(2*whole) + noiseOf(part, whole)))
}

// noiseOf returns by how much a multiple of part/whole may be too small: 0 for counts, which
// are exact. A prevalence that was typed as a decimal, or weights, may miss
// the half or the bound that they mean.
func noiseOf(part, whole float64) float64 {
	if part == math.Trunc(part) && whole == math.Trunc(whole) {
		return 0
	}
	return 1e-9
}
