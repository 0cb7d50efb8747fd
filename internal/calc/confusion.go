package calc

// A Confusion is the 2×2 table of truth and prediction: weights, or numbers
// of rows if the run is unweighted. [Metric.At] returns any metric of
// docs/metrics.md section 3; those used by other numbers are methods too.
// Each is undefined exactly when its denominator is zero.
//
// The formulas keep to one plain order of operations and never fuse a product
// with a sum, so that the browser computes the same digits.
type Confusion struct {
	TP float64 `json:"tp"`
	FP float64 `json:"fp"`
	FN float64 `json:"fn"`
	TN float64 `json:"tn"`
}

// Positives returns P = TP + FN, the actual positives.
func (c Confusion) Positives() float64 { return c.TP + c.FN }

// Negatives returns Q = FP + TN, the actual negatives.
func (c Confusion) Negatives() float64 { return c.FP + c.TN }

// PredictedPositives returns A = TP + FP.
func (c Confusion) PredictedPositives() float64 { return c.TP + c.FP }

// PredictedNegatives returns B = FN + TN.
func (c Confusion) PredictedNegatives() float64 { return c.FN + c.TN }

// Total returns N = P + Q.
func (c Confusion) Total() float64 { return c.Positives() + c.Negatives() }

// emptyMargin returns the first reason of docs/metrics.md 1.3 that applies
// among no samples and those of the four margins that are asked for, or "".
func (c Confusion) emptyMargin(ask ...Reason) Reason {
	if c.Total() == 0 {
		return NoSamples
	}
	for _, r := range ask {
		switch {
		case r == NoPositives && c.Positives() == 0,
			r == NoNegatives && c.Negatives() == 0,
			r == NoPredictedPositives && c.PredictedPositives() == 0,
			r == NoPredictedNegatives && c.PredictedNegatives() == 0:
			return r
		}
	}
	return ""
}

// share returns num/den, where den is a margin of the table that is zero for
// the reason r, unless the whole table is empty.
func (c Confusion) share(num, den float64, r Reason) Value {
	if den != 0 {
		return Defined(num / den)
	}
	if c.Total() == 0 {
		return Undefined(NoSamples)
	}
	return Undefined(r)
}

// Accuracy is (TP+TN)/N, the share of correct predictions.
func (c Confusion) Accuracy() Value { return c.share(c.TP+c.TN, c.Total(), NoSamples) }

// Precision is TP/A, the share of actual positives among predicted positives.
// Undefined without predicted positives.
func (c Confusion) Precision() Value {
	return c.share(c.TP, c.PredictedPositives(), NoPredictedPositives)
}

// Recall is TP/P, the share of the positives that are found (sensitivity, TPR).
// Undefined without positives.
func (c Confusion) Recall() Value { return c.share(c.TP, c.Positives(), NoPositives) }

// Specificity is TN/Q, the share of the negatives predicted negative (TNR).
// Undefined without negatives.
func (c Confusion) Specificity() Value { return c.share(c.TN, c.Negatives(), NoNegatives) }

// FPR is FP/Q, one minus the specificity.
func (c Confusion) FPR() Value { return c.share(c.FP, c.Negatives(), NoNegatives) }

// FNR is FN/P, one minus the recall.
func (c Confusion) FNR() Value { return c.share(c.FN, c.Positives(), NoPositives) }

// FBeta is (1+β²)TP / ((1+β²)TP + β²FN + FP), the harmonic mean of precision
// and recall in which recall counts β times as much. It is defined by the
// counts: with TP = 0 and any error it is 0 although the precision may be
// undefined. Undefined if there are neither positives nor predicted positives.
func (c Confusion) FBeta(beta float64) Value {
	if c.TP+c.FN+c.FP == 0 {
		return Undefined(c.emptyMargin(NoPositives))
	}
	b2 := float64(beta * beta)
	num := float64((1 + b2) * c.TP)
	den := num + float64(b2*c.FN) + c.FP
	return Ratio(num, den, ZeroDenominator)
}

// F1 is 2TP/(2TP+FN+FP), [Confusion.FBeta] with β = 1.
func (c Confusion) F1() Value { return c.FBeta(1) }

// Jaccard is TP/(TP+FP+FN), the IoU, also called threat score. Undefined if
// there are neither positives nor predicted positives.
func (c Confusion) Jaccard() Value {
	den := c.TP + c.FP + c.FN
	if den == 0 {
		return Undefined(c.emptyMargin(NoPositives))
	}
	return Defined(c.TP / den)
}

// YoudenJ is recall+specificity-1, in [-1,1]. Undefined if a class is missing.
func (c Confusion) YoudenJ() Value {
	if r := c.emptyMargin(NoPositives, NoNegatives); r != "" {
		return Undefined(r)
	}
	return Defined(c.Recall().V + c.Specificity().V - 1)
}

// Prevalence is P/N, the share of positives.
func (c Confusion) Prevalence() Value { return c.share(c.Positives(), c.Total(), NoSamples) }

// PredictedPositiveRate is A/N, the share predicted positive (alert rate).
func (c Confusion) PredictedPositiveRate() Value {
	return c.share(c.PredictedPositives(), c.Total(), NoSamples)
}

// firstEmptyMargin returns the reason of a quotient 0/0: the first empty
// margin, or [ZeroDenominator] if no margin is empty.
func (c Confusion) firstEmptyMargin() Reason {
	if r := c.emptyMargin(NoPositives, NoNegatives, NoPredictedPositives, NoPredictedNegatives); r != "" {
		return r
	}
	return ZeroDenominator
}

// scaled returns the table divided by its total, or c itself if it is empty.
func (c Confusion) scaled() Confusion {
	n := c.Total()
	if n == 0 {
		return c
	}
	return Confusion{TP: c.TP / n, FP: c.FP / n, FN: c.FN / n, TN: c.TN / n}
}
