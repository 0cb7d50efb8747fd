package calc

import (
	"math"
	"slices"
)

// A PairedMean compares the means that two models have of a loss on the same
// rows, by the differences row by row: Student's paired t test.
type PairedMean struct {
	Difference Value // of the means
	SE         Value // standard deviation of the rows' differences over √n
	T          Value // Difference / SE
	P          Value // two-sided, of Student's distribution with n-1 degrees of freedom
	Low, High  Value // Difference ± t·SE
}

// CompareLogLoss compares the cross entropies of two models, a's minus b's.
//
// Undefined unless both have probabilities or logits, which need not be of
// the same kind; all but the difference also of fewer than two rows. If every
// row has the same loss in both, T is 0 and P is 1; if all differ by the same
// nonzero number up to rounding, T, P and the interval are undefined. Weights
// are not supported. Different labels and invalid rows give an *[InputError].
// See docs/metrics.md 8.1.
func CompareLogLoss(a, b Binary, level float64) (PairedMean, error) {
	return compareLosses(a, b, crossEntropy, level)
}

// CompareBrier is [CompareLogLoss] for the Brier score.
func CompareBrier(a, b Binary, level float64) (PairedMean, error) {
	return compareLosses(a, b, squaredError, level)
}

// squaredError returns (p-y)².
func squaredError(kind Kind, positive bool, score float64) float64 {
	p, below := probability(kind, score)
	if positive {
		return below * below
	}
	return p * p
}

// sameLoss is the relative rounding error of differences between losses.
const sameLoss = 1e-14

func compareLosses(a, b Binary, loss lossFunc, level float64) (PairedMean, error) {
	normalScore(level) // panics if the level is invalid
	if err := validateSameRows(a, b); err != nil {
		return PairedMean{}, err
	}
	n := len(a.Label)
	switch {
	case n == 0:
		return undefinedPairedMean(NoSamples), nil
	case a.Kind == Score || b.Kind == Score:
		return undefinedPairedMean(NeedsProbabilities), nil
	case a.Weight != nil:
		return undefinedPairedMean(WeightsNotSupported), nil
	}
	// Differences are computed twice, which takes less than the memory for them.
	row := func(i int) float64 {
		positive := a.Label[i] == 1
		return loss(a.Kind, positive, a.Score[i]) - loss(b.Kind, positive, b.Score[i])
	}
	var total sum
	low, high := math.Inf(1), math.Inf(-1)
	for i := range n {
		d := row(i)
		total.add(d)
		low, high = math.Min(low, d), math.Max(high, d)
	}
	mean := total.value() / float64(n)
	r := undefinedPairedMean(TooFewSamples)
	r.Difference = Defined(mean)
	switch {
	case n < 2:
		return r, nil
	case low == 0 && high == 0:
		zero := Defined(0)
		return PairedMean{Difference: zero, SE: zero, T: zero, P: Defined(1), Low: zero, High: zero}, nil
	case high-low <= sameLoss*math.Max(math.Abs(low), math.Abs(high)):
		r = undefinedPairedMean(ZeroVariance)
		r.Difference, r.SE = Defined(mean), Defined(0)
		return r, nil
	}
	var squares sum
	for i := range n {
		d := row(i) - mean
		squares.add(d * d)
	}
	df := float64(n - 1)
	se := math.Sqrt(squares.value() / df / float64(n))
	half := studentScore(level, df) * se
	return PairedMean{
		Difference: Defined(mean), SE: Defined(se), T: Defined(mean / se), P: Defined(StudentTwoSided(mean/se, df)),
		Low: Defined(mean - half), High: Defined(mean + half),
	}, nil
}

func undefinedPairedMean(r Reason) PairedMean {
	u := Undefined(r)
	return PairedMean{u, u, u, u, u, u}
}

// validateSameRows returns an *[InputError] unless a and b are the same rows, which
// two models have scored.
func validateSameRows(a, b Binary) error {
	for _, x := range []Binary{a, b} {
		if err := x.Validate(); err != nil {
			return err
		}
	}
	return checkSameRows(a, b)
}

// checkSameRows returns an *[InputError] unless a and b have the same labels and
// weights.
func checkSameRows(a, b Binary) error {
	if !slices.Equal(a.Label, b.Label) || !slices.Equal(a.Weight, b.Weight) {
		return &InputError{Row: -1, Message: "the two models were not tested on the same rows"}
	}
	return nil
}
