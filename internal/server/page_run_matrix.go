package server

import (
	"tradeoff/internal/calc"
	"tradeoff/internal/format"
	"tradeoff/web/templates"
)

var cellNames = map[string]string{
	"tp": "true positives", "fn": "misses (FN)", "fp": "false alarms (FP)", "tn": "true negatives",
}

func (v runView) cell(id string) templates.CellView {
	return templates.CellView{ID: id, Name: cellNames[id], Count: format.Quantity(cellOf(v.Point.Confusion, id)), Href: v.cellLink(id)}
}

func cellOf(c calc.Confusion, id string) float64 {
	switch id {
	case "tp":
		return c.TP
	case "fp":
		return c.FP
	case "fn":
		return c.FN
	default:
		return c.TN
	}
}
