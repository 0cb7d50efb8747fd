package ingest

import (
	"tradeoff/internal/calc"
	"tradeoff/internal/tradeoff"
)

// iouNames are the names of columns of overlaps, in the form of normalName.
var iouNames = []string{"iou", "bestiou", "maxiou"}

// findIoU looks for the overlaps of candidate boxes, which make the run a
// detection run. Negatives may lack an overlap.
func (g *guesser) findIoU() *tradeoff.Error {
	if g.many == nil && g.iou < 0 {
		if i := g.best(iouNames, func(i int) bool { return g.profiles[i].numeric() }); i >= 0 {
			g.iou = i
			g.assign(i, tradeoff.IoURole, asNumber)
		}
	}
	if g.iou >= 0 {
		g.columns[g.iou].blank = true
	}
	if g.options.TrueBoxes > 0 && g.iou < 0 {
		return tradeoff.Errorf(tradeoff.Invalid,
			"the number of true boxes is given, but no column has the overlaps of the candidates").
			WithHint("Name the column with --iou (parameter iou). The columns are %s.", g.list(func(int) bool { return true }))
	}
	return nil
}

// checkIoU refuses positives without an overlap in [0,1], and fewer true
// boxes than candidates that match one.
func (t *assembled) checkIoU(trueBoxes int) error {
	var labels []uint8
	for _, c := range t.columns {
		if c.Role == tradeoff.LabelRole {
			labels = c.Labels
		}
	}
	iou := t.columns[t.iou].Floats
	positives := 0
	for row, label := range labels {
		if label == 0 {
			continue
		}
		positives++
		if u := iou[row]; u != u {
			return t.fault(t.iou, row, "the IoU of a positive is missing").
				WithHint("Give each candidate that matches a true box its overlap with it; other candidates may lack one.")
		} else if u < 0 || u > 1 {
			return t.fault(t.iou, row, "the IoU of a positive is %v", u).WithHint("An overlap is between 0 and 1.")
		}
	}
	if trueBoxes > 0 && positives > trueBoxes {
		return tradeoff.Errorf(tradeoff.Invalid, "%d candidates match a true box, but there are only %d true boxes",
			positives, trueBoxes).
			WithHint("Count all true boxes of the images, and match each with at most one candidate.")
	}
	return nil
}

// Detection returns the rows of a detection run, which share the memory of d's
// columns.
func (d *Dataset) Detection() calc.Detection {
	b := calc.Detection{Binary: d.Binary()}
	for i := range d.Columns {
		if c := &d.Columns[i]; c.Role == tradeoff.IoURole {
			b.IoU = c.Floats
		}
	}
	return b
}
