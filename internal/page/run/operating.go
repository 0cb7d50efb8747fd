package run

import (
	"fmt"

	"tradeoff/internal/explore"
	"tradeoff/internal/format"
	"tradeoff/internal/tradeoff"
	"tradeoff/web/templates"
)

func (v RunView) cell(id string) templates.CellView {
	return templates.CellView{ID: id, Name: explore.CellNames[id],
		Count: format.Quantity(explore.CellCount(v.Point.Confusion, id)), Href: workspaceSection{v}.outcomeLink(id)}
}

func (v operatingSection) operating() templates.OperatingView {
	m := v.matrix()
	out := templates.OperatingView{
		Threshold: v.Text, Wants: v.wants(), Counts: []templates.CellView{m.TP, m.FN, m.FP, m.TN}, CountsOf: "Counts",
		Histogram: v.histogram(),
	}
	if m.Form == string(tradeoff.MatrixDeployed) {
		out.CountsOf = v.Matrix().FormText(tradeoff.MatrixDeployed)
	}
	return out
}

// spoken is what a screen reader says of the threshold.
func (v operatingSection) spoken() string {
	s := v.Text + ":"
	for i, id := range []string{"tp", "fn", "fp", "tn"} {
		if i > 0 {
			s += ","
		}
		s += " " + format.Number(explore.CellCount(v.Point.Confusion, id)) + " " + explore.CellNames[id]
	}
	return s
}

// wants says what the field of the threshold accepts.
func (v operatingSection) wants() string {
	h := v.Display.Histogram
	return fmt.Sprintf("a number between %s and %s", format.Threshold(h.Low, 4),
		format.Threshold(h.High, 4))
}

// fixed says why there is nothing to choose; "" if there is.
func (v operatingSection) fixed() string {
	if h := v.Display.Histogram; h.Low == h.High {
		return fmt.Sprintf("All scores are %s: one threshold, two outcomes.", format.Threshold(h.Low, format.ExactDigits))
	}
	return ""
}
