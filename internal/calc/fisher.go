package calc

import (
	"math"
	"sort"
)

// fisherTie is how much more likely than the observed table another one may be to count as
// no more likely: sums of rounded numbers must not decide. R and SciPy use the same.
const fisherTie = 1 + 1e-7

// FisherExact returns the two-sided p of Fisher's exact test of k of n against restK of
// restN: the probability of all tables with the same margins that are no more likely than
// this one (Fisher, Statistical Methods for Research Workers, 1934; Agresti, Categorical
// Data Analysis, 2013, 3.5). Without rows on one side it is undefined ([NoSamples]).
func FisherExact(k, n, restK, restN int) Value {
	if n == 0 || restN == 0 {
		return Undefined(NoSamples)
	}
	h := hypergeometric{drawn: n, successes: k + restK, total: n + restN}
	least, most := max(0, h.drawn-(h.total-h.successes)), min(h.drawn, h.successes)
	mode := int(float64(h.drawn+1) * (float64(h.successes+1) / float64(h.total+2)))
	mode = min(max(mode, least), most)
	observed := h.chance(k) * fisherTie
	switch {
	case h.chance(mode) <= observed:
		return Defined(1)
	case k < mode:
		// The tables beyond the mode become less likely towards the end.
		first := mode + sort.Search(most+1-mode, func(i int) bool { return h.chance(mode+i) <= observed })
		return Defined(min(1, h.downFrom(k, least)+h.upFrom(first, most)))
	default:
		first := least + sort.Search(mode-least, func(i int) bool { return h.chance(least+i) > observed })
		return Defined(min(1, h.upFrom(k, most)+h.downFrom(first-1, least)))
	}
}

// hypergeometric is the distribution of the successes among rows that are drawn without
// replacement.
type hypergeometric struct{ drawn, successes, total int }

// chance returns the probability of x successes, by the saddle-point expansion of three
// binomial probabilities: it keeps its digits far out in the tails (Loader, Fast and
// Accurate Computation of Binomial Probabilities, 2000).
func (h hypergeometric) chance(x int) float64 {
	p := float64(h.drawn) / float64(h.total)
	return math.Exp(logBinomialChance(x, h.successes, p) +
		logBinomialChance(h.drawn-x, h.total-h.successes, p) - logBinomialChance(h.drawn, h.total, p))
}

// ratio returns chance(x+1) / chance(x).
func (h hypergeometric) ratio(x int) float64 {
	up := float64(h.successes-x) * float64(h.drawn-x)
	return up / (float64(x+1) * float64(h.total-h.successes-h.drawn+x+1))
}

// upFrom returns the probability of from to most successes, for from beyond the mode.
func (h hypergeometric) upFrom(from, most int) float64 {
	if from > most {
		return 0
	}
	sum, term := 0.0, 1.0
	for x := from; ; x++ {
		sum += term
		if x == most || term < sum*0x1p-60 {
			return h.chance(from) * sum
		}
		term *= h.ratio(x)
	}
}

// downFrom returns the probability of least to from successes, for from below the mode.
func (h hypergeometric) downFrom(from, least int) float64 {
	if from < least {
		return 0
	}
	sum, term := 0.0, 1.0
	for x := from; ; x-- {
		sum += term
		if x == least || term < sum*0x1p-60 {
			return h.chance(from) * sum
		}
		term /= h.ratio(x - 1)
	}
}

// logBinomialChance returns the logarithm of the probability of x successes in n trials of
// probability p.
func logBinomialChance(x, n int, p float64) float64 {
	k, size := float64(x), float64(n)
	switch x {
	case n:
		return size * math.Log(p)
	case 0:
		return size * math.Log1p(-p)
	}
	return stirlingError(size) - stirlingError(k) - stirlingError(size-k) -
		deviance(k, size*p) - deviance(size-k, size*(1-p)) -
		halfLog2Pi - 0.5*(math.Log(k)+math.Log1p(-k/size))
}

// SliceCounts are the counts behind a proportion in a slice and in all other rows: K of N,
// RestK of RestN.
type SliceCounts struct{ K, N, RestK, RestN int }

// A SliceTest compares a proportion in a slice with that in all other rows.
type SliceTest struct {
	Rate, RestRate Value
	P              Value // of Fisher's exact test
	Adjusted       Value // by Holm over the slices that were tested
}

// testLevel is the level of tests: a p strictly below it is detectable.
const testLevel = 0.05

// MinTested is the number of rows in the denominator that a slice and its rest need to be
// tested.
const MinTested = 10

// TestSlices tests each slice against its rest. A slice is not tested, and is no member of
// the family, where it or the rest has fewer than minimum rows ([TooFewSamples]).
func TestSlices(list []SliceCounts, minimum int) []SliceTest {
	out, family := make([]SliceTest, len(list)), make([]Value, len(list))
	for i, c := range list {
		t := SliceTest{Rate: Undefined(ZeroDenominator), RestRate: Undefined(ZeroDenominator), P: Undefined(TooFewSamples)}
		if c.N > 0 {
			t.Rate = Defined(float64(c.K) / float64(c.N))
		}
		if c.RestN > 0 {
			t.RestRate = Defined(float64(c.RestK) / float64(c.RestN))
		}
		if min(c.N, c.RestN) >= max(minimum, 1) {
			t.P = FisherExact(c.K, c.N, c.RestK, c.RestN)
		}
		out[i], family[i] = t, t.P
	}
	for i, p := range Holm(family) {
		out[i].Adjusted = p
	}
	return out
}

// Detectable reports whether the difference stands out at the level 0.05 after correction.
func (t SliceTest) Detectable() bool { return t.Adjusted.OK && t.Adjusted.V < testLevel }
