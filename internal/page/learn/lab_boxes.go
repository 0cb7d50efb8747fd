package learn

import (
	"fmt"
	"strconv"
	"strings"

	"tradeoff/internal/calc"
	"tradeoff/internal/format"
	"tradeoff/internal/lesson"
	"tradeoff/internal/page/show"
	"tradeoff/web/templates"
)

// scene returns the boxes to move, with the loss of each.
func (v labView) scene() *templates.SceneView {
	balanced, base, _ := v.Balanced()
	o := v.Boxes.Loss()
	out := &templates.SceneView{
		Eta: format.Number(o.Eta), Normalize: o.Normalize, Focal: o.Focal != nil, Undefined: string(balanced.Reason),
		Mean: v.number(balanced.Mean), MeanPlain: v.number(base.Mean),
	}
	total, plain := 0.0, 0.0
	var up, down []string // boxes with weights above and below 1
	for i := range v.Placed {
		out.Boxes = append(out.Boxes, v.sceneBox(i, balanced, base))
		plain += base.PerSample[i]
		if balanced.Reason != "" {
			continue
		}
		total += balanced.PerSample[i]
		if weight := balanced.Weights[i]; weight > 1+1e-9 {
			up = append(up, strconv.Itoa(i+1))
		} else if weight < 1-1e-9 {
			down = append(down, strconv.Itoa(i+1))
		}
	}
	out.Negative = v.negativeBox(balanced, base)
	out.Plain, out.Total = format.Significant(plain, show.LossDigits), format.Undefined
	if balanced.Reason != "" {
		out.Said = "No box touches its true one, so that no box could carry the loss: it is undefined."
		return out
	}
	out.Total = format.Significant(total, show.LossDigits)
	out.Said = turned(up, down) + sameTotal(o.Normalize)
	return out
}

// boxValue returns the value of box i in a list of the balanced loss, or the reason
// why the loss is undefined.
func boxValue(balanced calc.IoUBalancedLoss, list []float64, i int) calc.Value {
	if balanced.Reason != "" {
		return calc.Undefined(balanced.Reason)
	}
	return calc.Defined(list[i])
}

// sceneBox returns box i with its true box.
func (v labView) sceneBox(i int, balanced, base calc.IoUBalancedLoss) templates.SceneBox {
	b, truth := v.Predicted(i), lesson.TrueBoxes[i]
	weight := boxValue(balanced, balanced.Weights, i)
	iou := format.Significant(v.Overlap(i), show.LossDigits)
	return templates.SceneBox{
		Number: strconv.Itoa(i + 1),
		X:      format.Number(b.X), Y: format.Number(b.Y), W: format.Number(b.W), H: format.Number(b.H),
		MaxX: format.Number(lesson.SceneW - b.W), MaxY: format.Number(lesson.SceneH - b.H),
		TrueX: format.Number(truth.X), TrueY: format.Number(truth.Y),
		LabelX: format.Number(b.X + 2), LabelY: format.Number(b.Y + 6),
		P: format.Number(v.Placed[i].P), IoU: iou, Weight: v.number(weight),
		Plain:    format.Significant(base.PerSample[i], show.LossDigits),
		Loss:     v.number(boxValue(balanced, balanced.PerSample, i)),
		Gradient: v.number(boxValue(balanced, balanced.Grad, i)),
		Up:       weight.OK && weight.V > 1, Current: i == v.Box,
		Says: fmt.Sprintf("box %d, IoU %s, weight %s", i+1, iou, v.number(weight)),
	}
}

// negativeBox returns the box without a true one, which comes after all others.
func (v labView) negativeBox(balanced, base calc.IoUBalancedLoss) templates.SceneBox {
	n, b := len(v.Placed), lesson.NegativeBox
	return templates.SceneBox{
		X: format.Number(b.X), Y: format.Number(b.Y), W: format.Number(b.W), H: format.Number(b.H),
		LabelX: format.Number(b.X + 1), LabelY: format.Number(b.Y + 4),
		P: format.Number(lesson.NegativeBoxP), Weight: v.number(boxValue(balanced, balanced.Weights, n)),
		Plain:    format.Significant(base.PerSample[n], show.LossDigits),
		Loss:     v.number(boxValue(balanced, balanced.PerSample, n)),
		Gradient: v.number(boxValue(balanced, balanced.Grad, n)),
	}
}

// turned names the boxes with weights above and below 1.
func turned(up, down []string) string {
	if len(up)+len(down) == 0 {
		return "All weights are 1. "
	}
	list := func(what string, boxes []string) string {
		switch len(boxes) {
		case 0:
			return ""
		case 1:
			return what + ": box " + boxes[0] + ". "
		default:
			return what + ": boxes " + strings.Join(boxes, " and ") + ". "
		}
	}
	return list("Turned up", up) + list("Turned down", down)
}

// sameTotal says whether the weights change the total.
func sameTotal(normalized bool) string {
	if normalized {
		return "The total stays what it was: only the shares move."
	}
	return "Without the normalisation the total moves as well."
}
