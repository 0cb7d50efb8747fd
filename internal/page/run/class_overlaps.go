package run

import (
	"tradeoff/internal/evaluate"
	"tradeoff/internal/format"
	"tradeoff/internal/page/show"
	"tradeoff/web/templates"
)

// overlapTable is the table of the masks of each class; nil without images.
func (v ClassView) overlapTable() *templates.ClassOverlapsView {
	o := v.Overlaps
	if o == nil {
		return nil
	}
	out := &templates.ClassOverlapsView{
		Note: "A pixel is called what its highest score says. Pooled, all pixels of a class make one mask; in the mean " +
			"over images each image counts the same in which the class occurs or is called. The mean over the classes of the " +
			"pooled IoU is what papers call mIoU.",
	}
	plain := func(q evaluate.Quantity, class int) templates.OverlapCellView {
		if !q.Value.OK {
			return templates.OverlapCellView{Value: format.Undefined, Note: "undefined: " + v.Reason(q.Reason, class)}
		}
		return templates.OverlapCellView{Value: show.OverlapText(q.Value)}
	}
	mean := func(m evaluate.ImageMean, of int, what string, class int) templates.OverlapCellView {
		c := plain(m.Quantity, class)
		if m.Value.OK && m.Defined < of {
			c.Note = "over " + format.Count(m.Defined) + " of " + format.Count(of) + " " + what
		}
		return c
	}
	for k, c := range o.Classes {
		out.Rows = append(out.Rows, templates.ClassOverlapView{
			Name: v.Names[k], Href: v.against(k) + "#images", Images: format.Count(c.Images) + " of " + format.Count(o.Count),
			Cells: []templates.OverlapCellView{
				plain(c.Pooled.Dice, k), plain(c.Pooled.IoU, k), mean(c.Mean.Dice, o.Count, "images", k), mean(c.Mean.IoU,
					o.Count, "images", k),
			},
		})
	}
	n := len(o.Classes)
	out.Mean = templates.ClassOverlapView{Name: "Mean over the classes", Cells: []templates.OverlapCellView{
		mean(o.Pooled.Dice, n, "classes", -1), mean(o.Pooled.IoU, n, "classes", -1), mean(o.Mean.Dice, n, "classes", -1),
		mean(o.Mean.IoU, n, "classes", -1),
	}}
	return out
}
