package server

import (
	"tradeoff/internal/explore"
	"tradeoff/internal/format"
	"tradeoff/web/templates"
)

func (v runView) cell(id string) templates.CellView {
	return templates.CellView{ID: id, Name: explore.CellNames[id], Count: format.Quantity(explore.CellOf(v.Point.Confusion, id)), Href: v.cellLink(id)}
}
