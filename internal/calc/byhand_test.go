package calc

import "math"

// Metrics of a confusion matrix as functions that are written by hand: what the
// formulas of the catalog are held against. The others are in confusion.go.

// ErrorRate is (FP+FN)/N.
func (c Confusion) ErrorRate() Value { return c.share(c.FP+c.FN, c.Total(), NoSamples) }

// NPV is TN/B, the share of true ones among those predicted negative. Undefined if
// nothing is predicted negative.
func (c Confusion) NPV() Value {
	return c.share(c.TN, c.PredictedNegatives(), NoPredictedNegatives)
}

// FDR is FP/A, one minus the precision.
func (c Confusion) FDR() Value {
	return c.share(c.FP, c.PredictedPositives(), NoPredictedPositives)
}

// FOR is FN/B, the false omission rate, one minus the NPV.
func (c Confusion) FOR() Value {
	return c.share(c.FN, c.PredictedNegatives(), NoPredictedNegatives)
}

// BalancedAccuracy is (recall+specificity)/2. Undefined if a class is missing.
func (c Confusion) BalancedAccuracy() Value {
	if r := c.emptyMargin(NoPositives, NoNegatives); r != "" {
		return Undefined(r)
	}
	return Defined((c.Recall().V + c.Specificity().V) / 2)
}

// Markedness is precision+npv-1, in [-1,1]. Undefined if everything is called
// the same.
func (c Confusion) Markedness() Value {
	if r := c.emptyMargin(NoPredictedPositives, NoPredictedNegatives); r != "" {
		return Undefined(r)
	}
	return Defined(c.Precision().V + c.NPV().V - 1)
}

// GMean is √(recall·specificity). Undefined if a class is missing.
func (c Confusion) GMean() Value {
	if r := c.emptyMargin(NoPositives, NoNegatives); r != "" {
		return Undefined(r)
	}
	return Defined(math.Sqrt(c.Recall().V * c.Specificity().V))
}

// FowlkesMallows is √(precision·recall). Undefined if either is.
func (c Confusion) FowlkesMallows() Value {
	if r := c.emptyMargin(NoPositives, NoPredictedPositives); r != "" {
		return Undefined(r)
	}
	return Defined(math.Sqrt(c.Precision().V * c.Recall().V))
}

// MCC is Matthews' correlation coefficient (TP·TN-FP·FN)/√(A·P·Q·B), in [-1,1].
// Undefined if any of the four margins is zero. The table is divided by N
// first, so that no product overflows.
func (c Confusion) MCC() Value {
	if r := c.emptyMargin(NoPositives, NoNegatives, NoPredictedPositives, NoPredictedNegatives); r != "" {
		return Undefined(r)
	}
	s := c.scaled()
	num := float64(s.TP*s.TN) - float64(s.FP*s.FN)
	den := math.Sqrt(s.PredictedPositives()*s.Positives()) * math.Sqrt(s.Negatives()*s.PredictedNegatives())
	return Ratio(num, den, ZeroDenominator)
}

// Kappa is Cohen's (po-pe)/(1-pe), the agreement beyond chance, with po the
// accuracy and pe = (P·A+Q·B)/N². It is computed as the same quotient without
// the differences from 1, 2(TP·TN-FP·FN)/(A·Q+P·B). Undefined if everything lies
// in TP alone or in TN alone.
func (c Confusion) Kappa() Value {
	s := c.scaled()
	den := float64(s.PredictedPositives()*s.Negatives()) + float64(s.Positives()*s.PredictedNegatives())
	if r := c.emptyMargin(); r != "" {
		return Undefined(r)
	}
	if den == 0 {
		return Undefined(c.firstEmptyMargin())
	}
	return Defined(2 * (float64(s.TP*s.TN) - float64(s.FP*s.FN)) / den)
}

// LRPlus is recall/FPR, by how much a positive call raises the odds. Undefined
// if a class is missing, and infinite without false positives.
func (c Confusion) LRPlus() Value {
	if r := c.emptyMargin(NoPositives, NoNegatives, NoPredictedPositives); r != "" {
		return Undefined(r)
	}
	if c.FP == 0 {
		return Undefined(Infinite)
	}
	return Ratio(c.Recall().V, c.FPR().V, ZeroDenominator)
}

// LRMinus is FNR/specificity, by how much a negative call lowers the odds.
// Undefined if a class is missing, and infinite without true negatives.
func (c Confusion) LRMinus() Value {
	if r := c.emptyMargin(NoPositives, NoNegatives, NoPredictedNegatives); r != "" {
		return Undefined(r)
	}
	if c.TN == 0 {
		return Undefined(Infinite)
	}
	return Ratio(c.FNR().V, c.Specificity().V, ZeroDenominator)
}

// DOR is the diagnostic odds ratio TP·TN/(FP·FN). Undefined without false
// positives or without false negatives.
func (c Confusion) DOR() Value {
	if c.FP != 0 && c.FN != 0 {
		return Defined(float64(c.TP/c.FP) * float64(c.TN/c.FN))
	}
	if c.TP != 0 && c.TN != 0 {
		return Undefined(Infinite)
	}
	return Undefined(c.firstEmptyMargin())
}
