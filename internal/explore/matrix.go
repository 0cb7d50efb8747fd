package explore

import (
	"tradeoff/internal/calc"
	"tradeoff/internal/format"
	"tradeoff/internal/tradeoff"
)

// A Matrix is the confusion matrix of an operating point in one of its forms.
type Matrix struct {
	Form   tradeoff.MatrixForm
	Counts calc.Confusion // of the form

	deployed      calc.Frequencies // in deployment; the zero value if a class is missing
	prevalence    *float64         // in deployment; nil: as in the test set
	rarePositives bool
	shares        map[string]calc.Value
}

// The metrics that are the shares of the four cells.
var (
	rowShares    = map[string]string{"tp": "recall", "fn": "fnr", "fp": "fpr", "tn": "specificity"}
	columnShares = map[string]string{"tp": "precision", "fn": "for", "fp": "fdr", "tn": "npv"}
)

// Matrix returns the confusion matrix of v in the form of its state, or with counts if a
// class is missing in deployment. The shares of cells are those of the test set: those of
// rows are the same at every prevalence, and the form that has shares of columns does not
// go with one.
func (v RunAt) Matrix() Matrix {
	m := Matrix{Counts: v.Point.Confusion, prevalence: v.Setting().Prevalence, shares: make(map[string]calc.Value)}
	m.rarePositives = PositivesAreRare(m.Counts)
	m.deployed, _ = v.Point.NaturalFrequencies(m.prevalence, 0)
	m.Form = v.State.MatrixForm(m.prevalence != nil)
	if m.Form == tradeoff.MatrixDeployed && m.deployed.Base == 0 {
		m.Form = tradeoff.MatrixCounts
	}
	shares := rowShares
	if m.Form == tradeoff.MatrixColumn {
		shares = columnShares
	}
	for cell, id := range shares {
		metric, _ := calc.MetricByID(id)
		m.shares[cell] = metric.At(v.Point.Confusion)
	}
	if f := m.deployed; m.Form == tradeoff.MatrixDeployed {
		m.Counts = calc.Confusion{TP: float64(f.TP), FP: float64(f.FP), FN: float64(f.FN), TN: float64(f.TN)}
	}
	return m
}

// PositivesAreRare reports whether the positives of a confusion matrix are a rare class:
// then a round number of cases, such as 100,000, says more than shares.
func PositivesAreRare(c calc.Confusion) bool {
	return oneIsRare(c.Positives(), c.Negatives()) && c.Positives() < c.Negatives()
}

// Forms returns the forms that the page offers, in their order.
func (m Matrix) Forms() []tradeoff.MatrixForm {
	switch {
	case m.prevalence != nil && m.deployed.Base == 0:
		return []tradeoff.MatrixForm{tradeoff.MatrixCounts}
	case m.prevalence != nil:
		return []tradeoff.MatrixForm{tradeoff.MatrixCounts, tradeoff.MatrixDeployed}
	case m.rarePositives:
		return []tradeoff.MatrixForm{tradeoff.MatrixCounts, tradeoff.MatrixDeployed, tradeoff.MatrixRow}
	}
	return []tradeoff.MatrixForm{tradeoff.MatrixCounts, tradeoff.MatrixRow, tradeoff.MatrixColumn}
}

// FormText returns the name of a form on its button.
func (m Matrix) FormText(f tradeoff.MatrixForm) string {
	base := format.Count(m.deployed.Base)
	switch {
	case f == tradeoff.MatrixRow:
		return matrixRow
	case f == tradeoff.MatrixColumn:
		return matrixColumn
	case f == tradeoff.MatrixDeployed && m.prevalence != nil:
		return fill(matrixDeployed, "base", base, "prevalence", format.GivenPercent(*m.prevalence))
	case f == tradeoff.MatrixDeployed:
		return fill(matrixPer, "base", base)
	case m.prevalence != nil:
		return matrixTestSet
	}
	return matrixCounts
}

// CountText returns the number of cases of a cell, in a weighted run their weight.
func (m Matrix) CountText(cell string) string { return format.Quantity(CellCount(m.Counts, cell)) }

// MarginTexts returns the sums of rows and columns by the letters P, Q, A and B, and of
// all cells by N.
func (m Matrix) MarginTexts() map[string]string {
	c := m.Counts
	sums := map[string]float64{"p": c.Positives(), "q": c.Negatives(), "a": c.PredictedPositives(),
		"b": c.PredictedNegatives(), "n": c.Total()}
	texts := make(map[string]string, len(sums))
	for id, n := range sums {
		texts[id] = format.Quantity(n)
	}
	return texts
}

// ShareText returns a cell as a share of its row, or of its column in the form with shares
// of columns. It has no decimals, or as many as it needs to differ from 0% and 100%.
func (m Matrix) ShareText(cell string) string {
	share := m.shares[cell]
	if !share.OK {
		return format.Undefined
	}
	return wholePercent(share.V)
}

// wholePercent writes a share as a percentage without decimals, or near 0 and 1 with as
// many as say more.
func wholePercent(p float64) string {
	if format.OneIn(p) != "" {
		return format.Percent(p)
	}
	return format.Fixed(100*p, 0) + "%"
}
