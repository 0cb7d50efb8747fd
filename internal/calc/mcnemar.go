package calc

import "math"

// McNemar tests whether two classifiers err equally often on the same rows.
// Only the rows on which exactly one of them is right count. Undefined,
// except ExactP, if there are none. See docs/metrics.md 13.
type McNemar struct {
	BothRight, OnlyA, OnlyB, BothWrong int // rows

	ExactP  Value // two-sided binomial test; 1 without differing rows
	MidP    Value // the same, less conservative
	Chi2    Value // (b-c)²/(b+c)
	Chi2P   Value
	Chi2CC  Value // with continuity correction, max(|b-c|-1,0)²/(b+c)
	Chi2CCP Value
}

// NewMcNemar returns the test for onlyA rows on which only the first classifier
// is right and onlyB on which only the second is.
func NewMcNemar(onlyA, onlyB int) McNemar {
	t := McNemar{OnlyA: onlyA, OnlyB: onlyB}
	n, m := onlyA+onlyB, min(onlyA, onlyB)
	if m < 0 {
		panic("calc: rows are not negative")
	}
	if n == 0 {
		u := Undefined(NoSamples)
		t.ExactP = Defined(1)
		t.MidP, t.Chi2, t.Chi2P, t.Chi2CC, t.Chi2CCP = u, u, u, u, u
		return t
	}
	tail := 2 * BinomialHalfCDF(m, n)
	t.ExactP = Defined(math.Min(1, tail))
	t.MidP = Defined(math.Min(1, tail-binomialHalf(m, n)))
	gap := math.Abs(float64(onlyA) - float64(onlyB))
	corrected := math.Max(gap-1, 0)
	chi2, chi2cc := gap*gap/float64(n), corrected*corrected/float64(n)
	t.Chi2, t.Chi2P = Defined(chi2), Defined(ChiSquaredTail(chi2))
	t.Chi2CC, t.Chi2CCP = Defined(chi2cc), Defined(ChiSquaredTail(chi2cc))
	return t
}

// ComparePredictions counts the rows of label on which two classifiers are
// right and tests the difference. It returns an *[InputError] if the lengths
// differ or a label or prediction is not 0 or 1.
func ComparePredictions(label, a, b []uint8) (McNemar, error) {
	if len(a) != len(label) || len(b) != len(label) {
		return McNemar{}, &InputError{Row: -1, Message: "labels and calls have different lengths"}
	}
	var cell [4]int
	for i, y := range label {
		if y > 1 || a[i] > 1 || b[i] > 1 {
			return McNemar{}, &InputError{Row: i, Message: "the label and both calls are 0 or 1"}
		}
		at := 0
		if a[i] != y {
			at += 2
		}
		if b[i] != y {
			at++
		}
		cell[at]++
	}
	t := NewMcNemar(cell[1], cell[2])
	t.BothRight, t.BothWrong = cell[0], cell[3]
	return t, nil
}
