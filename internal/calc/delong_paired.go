package calc

import (
	"fmt"
	"math"
)

// DeLongPaired compares the areas under the ROC curves of two models on the same
// rows.
type DeLongPaired struct {
	AUCA, AUCB           Value
	VarianceA, VarianceB Value
	Covariance           Value
	Difference           Value // AUCA - AUCB
	SE                   Value // of the difference
	Z                    Value // Difference / SE
	P                    Value // two-sided
	Low, High            Value // Difference ± z·SE
}

// negligibleVariance is the largest variance that rounding makes of 0.
const negligibleVariance = 1e-25

// CompareDeLong tests, by DeLong's method, whether two models that scored the
// same rows rank them equally well. The variance is that of the differences of
// each row's share of won pairs, so nothing cancels.
//
// Undefined if a class is missing; all but the areas and their difference also
// if a class has fewer than two rows. If both rank alike, Z is 0 and P is 1; if
// they differ without any variance, Z, P and the interval are undefined. Slices
// of different length, labels other than 0 and 1 and scores that are not finite
// give an *[InputError]. See docs/metrics.md 14.
func CompareDeLong(label []uint8, a, b []float64, level float64) (DeLongPaired, error) {
	z := normalScore(level)
	for _, score := range [][]float64{a, b} {
		if err := (Binary{Kind: Score, Label: label, Score: score}).Validate(); err != nil {
			return DeLongPaired{}, err
		}
	}
	if uint64(len(label)) > math.MaxUint32 {
		return DeLongPaired{}, &InputError{Row: -1, Message: fmt.Sprintf("%d rows are too many", len(label))}
	}
	wonA, wonB := wonPairs(label, a), wonPairs(label, b)
	m := 0
	for _, y := range label {
		m += int(y)
	}
	n := len(label) - m
	switch {
	case m+n == 0:
		return undefinedPaired(NoSamples), nil
	case m == 0:
		return undefinedPaired(NoPositives), nil
	case n == 0:
		return undefinedPaired(NoNegatives), nil
	}
	return comparePaired(label, wonA, wonB, float64(m), float64(n), z), nil
}

func undefinedPaired(r Reason) DeLongPaired {
	u := Undefined(r)
	return DeLongPaired{u, u, u, u, u, u, u, u, u, u, u}
}

// comparePaired computes the test from the halves of pairs that each row won.
func comparePaired(label []uint8, wonA, wonB []float64, m, n, z float64) DeLongPaired {
	// All sums of halves are whole numbers below 2^53 up to 9·10^7 pairs², and
	// compensated beyond.
	var sumA, sumB sum
	for i, y := range label {
		if y == 1 {
			sumA.add(wonA[i])
			sumB.add(wonB[i])
		}
	}
	totalA, totalB := sumA.value(), sumB.value()
	r := undefinedPaired(TooFewSamples)
	r.AUCA, r.AUCB = Defined(totalA/(2*m*n)), Defined(totalB/(2*m*n))
	difference := (totalA - totalB) / (2 * m * n)
	r.Difference = Defined(difference)
	if m < 2 || n < 2 {
		return r
	}
	var a, b, ab, d [2]sum // per class, of squares and products of deviations
	rows := [2]float64{n, m}
	for i, y := range label {
		da, db := wonA[i]-totalA/rows[y], wonB[i]-totalB/rows[y]
		dd := wonA[i] - wonB[i] - (totalA-totalB)/rows[y]
		a[y].add(da * da)
		b[y].add(db * db)
		ab[y].add(da * db)
		d[y].add(dd * dd)
	}
	variance := func(of [2]sum) float64 {
		return of[1].value()/(m-1)/m/(4*n*n) + of[0].value()/(n-1)/n/(4*m*m)
	}
	r.VarianceA, r.VarianceB, r.Covariance = Defined(variance(a)), Defined(variance(b)), Defined(variance(ab))
	v := variance(d)
	if v < negligibleVariance {
		v = 0
	}
	se := math.Sqrt(v)
	r.SE = Defined(se)
	switch {
	case v > 0:
		r.Z = Defined(difference / se)
		r.P = Defined(math.Erfc(math.Abs(difference/se) / math.Sqrt2))
	case difference == 0:
		r.Z, r.P = Defined(0), Defined(1)
	default:
		u := Undefined(ZeroVariance)
		r.Z, r.P, r.Low, r.High = u, u, u, u
		return r
	}
	r.Low, r.High = Defined(difference-float64(z*se)), Defined(difference+float64(z*se))
	return r
}

// wonPairs returns for every row how many halves of pairs with a row of the other
// class went its model's way: two for each pair in which the positive scores
// higher, one for a tie.
func wonPairs(label []uint8, score []float64) []float64 {
	rows := make([]keyed, len(score))
	front, back := 0, len(rows)
	for i, x := range score {
		// The value that travels with the key is the row's number.
		if x >= 0 {
			rows[front] = keyed{sortKey(plainZero(x), label[i], nonNegative), float64(i)}
			front++
		} else {
			back--
			rows[back] = keyed{sortKey(x, label[i], negative), float64(i)}
		}
	}
	radixSortKeyed(rows[:front])
	radixSortKeyed(rows[front:])
	won := make([]float64, len(rows))
	negatives := 0
	for _, y := range label {
		negatives += 1 - int(y)
	}
	tp, fp := 0, 0
	eachCell(rows, front, func(cell []keyed, inverted uint64) {
		pos := 0
		for _, row := range cell {
			pos += int(keyLabel(row.key, inverted))
		}
		neg := len(cell) - pos
		for _, row := range cell {
			if keyLabel(row.key, inverted) == 1 {
				won[int(row.value)] = float64(2*(negatives-fp-neg) + neg)
			} else {
				won[int(row.value)] = float64(2*tp + pos)
			}
		}
		tp += pos
		fp += neg
	})
	return won
}

// DeLongUnpaired compares the areas under the ROC curves of two models on
// different rows.
type DeLongUnpaired struct {
	T  Value // (AUC_a - AUC_b) / √(v_a + v_b)
	DF Value // Welch's degrees of freedom
	P  Value // two-sided, of Student's distribution
}

// CompareDeLongUnpaired tests whether two runs on different rows rank equally
// well, from their DeLong variances. Undefined where either variance is, and if
// both are 0. See docs/metrics.md 14.
func CompareDeLongUnpaired(a, b *Sweep) DeLongUnpaired {
	va, vb := a.aucVariance(), b.aucVariance()
	for _, v := range []Value{va, vb} {
		if !v.OK {
			return DeLongUnpaired{v, v, v}
		}
	}
	v := va.V + vb.V
	if v < negligibleVariance {
		u := Undefined(ZeroVariance)
		return DeLongUnpaired{u, u, u}
	}
	t := (a.ROCAUC().V - b.ROCAUC().V) / math.Sqrt(v)
	df := v * v / (va.V*va.V/float64(a.N()-1) + vb.V*vb.V/float64(b.N()-1))
	return DeLongUnpaired{T: Defined(t), DF: Defined(df), P: Defined(StudentTwoSided(t, df))}
}
