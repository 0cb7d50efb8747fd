package calc

import (
	"cmp"
	"math"
	"slices"
)

// IoUThresholds are the overlaps from which on a box counts as found: 0.50, 0.55,
// …, 0.95, each the closest number to its decimal.
func IoUThresholds() []float64 {
	list := make([]float64, 10)
	for i := range list {
		list[i] = float64(50+5*i) / 100
	}
	return list
}

// A BoxPR is the precision–recall curve of candidate boxes where a positive
// candidate counts as found if its IoU reaches a threshold, and every other
// candidate as a false alarm. It has one point for each candidate, from the
// highest score down, ties in file order: so do the evaluators of PASCAL VOC and
// COCO, whose numbers these are. Recall counts all true boxes, those without a
// candidate included.
type BoxPR struct {
	IoU       float64 // the threshold
	TrueBoxes int
	Threshold []float64 // scores
	Precision []float64
	Recall    []float64
	AP        Value // area under the precision that no higher recall exceeds
}

// PrecisionRecall returns the curve at an IoU threshold and its every-point
// average precision (Everingham et al. 2010): the area under
//
//	p(r) = max of the precisions at recalls of at least r.
//
// trueBoxes counts all true boxes of the images; 0 means the number of
// positives, which overstates recall where boxes were never detected.
// Undefined without IoU, with weights other than 0 and 1, and if there are no
// true boxes. A fault in d gives an *[InputError], as fewer true boxes than
// positives do. See docs/metrics.md 10.1.
func (d Detection) PrecisionRecall(iou float64, trueBoxes int) (BoxPR, error) {
	if err := d.Validate(); err != nil {
		return BoxPR{}, err
	}
	d, weighted := d.withoutWeightless()
	out := BoxPR{IoU: iou, TrueBoxes: trueBoxes}
	positives := 0
	for _, y := range d.Label {
		positives += int(y)
	}
	if trueBoxes == 0 {
		out.TrueBoxes = positives
	}
	switch {
	case out.TrueBoxes < positives:
		return BoxPR{}, &InputError{Row: -1, Message: "there are fewer true boxes than candidates that match one"}
	case d.IoU == nil:
		out.AP = Undefined(NeedsIoU)
		return out, nil
	case weighted:
		out.AP = Undefined(WeightsNotSupported)
		return out, nil
	case out.TrueBoxes == 0:
		out.AP = Undefined(NoPositives)
		return out, nil
	}
	order := make([]int, len(d.Score))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(d.Score[b], d.Score[a]) })
	found := 0
	for k, i := range order {
		if d.Label[i] == 1 && d.IoU[i] >= iou {
			found++
		}
		out.Threshold = append(out.Threshold, d.Score[i]+0)
		out.Precision = append(out.Precision, float64(found)/float64(k+1))
		out.Recall = append(out.Recall, float64(found)/float64(out.TrueBoxes))
	}
	var area sum
	best := 0.0
	for k := len(out.Recall) - 1; k >= 0; k-- {
		best = math.Max(best, out.Precision[k])
		before := 0.0
		if k > 0 {
			before = out.Recall[k-1]
		}
		area.add((out.Recall[k] - before) * best)
	}
	out.AP = Defined(area.value())
	return out, nil
}
