package run

import (
	"tradeoff/internal/explore"
	"tradeoff/internal/format"
	"tradeoff/web/templates"
)

func (v RunView) cell(id string) templates.CellView {
	return templates.CellView{ID: id, Name: explore.CellNames[id],
		Count: format.Quantity(explore.CellCount(v.Point.Confusion, id)), Href: v.cellLink(id)}
}

func (v operatingSection) operating() templates.OperatingView {
	return templates.OperatingView{
		Threshold: v.Text,
		Counts:    []templates.CellView{v.cell("tp"), v.cell("fn"), v.cell("fp"), v.cell("tn")},
		Histogram: v.histogram(),
	}
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
