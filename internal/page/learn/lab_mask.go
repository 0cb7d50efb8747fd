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

// pixelLabel describes pixel i for a screen reader.
func pixelLabel(i int, object bool, p float64) string {
	where := "background"
	if object {
		where = "object"
	}
	return fmt.Sprintf("row %d, column %d, %s, p = %s", i/lesson.MaskSide+1, i%lesson.MaskSide+1, where, format.Number(p))
}

// mask returns the mask to paint, with the losses of masks.
func (v labView) mask() *templates.MaskView {
	out := &templates.MaskView{
		Mask: lesson.MaskText(v.Mask), Pixel: strconv.Itoa(v.Pixel),
		Brush: strconv.Itoa(v.Brush), BrushP: format.Number(lesson.Levels[v.Brush]),
	}
	for _, o := range lesson.Objects() {
		label := o + " object"
		if o == "none" {
			label = "no object"
		}
		out.Objects = append(out.Objects, templates.RadioView{Value: o, Label: label, Checked: o == v.Object})
	}
	truth := lesson.Truth(v.Object)
	for i, level := range v.Mask {
		if i%lesson.MaskSide == 0 {
			out.Rows = append(out.Rows, nil)
		}
		row := &out.Rows[len(out.Rows)-1]
		*row = append(*row, templates.PixelView{
			Index: strconv.Itoa(i), Level: strconv.Itoa(level), Object: truth[i], Current: i == v.Pixel,
			Label: pixelLabel(i, truth[i], lesson.Levels[level]),
		})
	}
	out.Losses, out.Said = v.maskLosses()
	out.Areas = v.areas()
	return out
}

// maskLosses returns the losses of masks, each with the price of one more wrong
// pixel, and a sentence about the loss of the lab.
func (v labView) maskLosses() (list []templates.MaskLossView, said string) {
	for _, id := range lesson.MaskLosses {
		m, _ := calc.MetricByID(id)
		small, large := v.WithFalsePixel(id, "small"), v.WithFalsePixel(id, "large")
		row := templates.MaskLossView{
			ID: id, Name: m.Name, Value: v.number(v.OfMask(id)), Current: id == v.Loss.ID,
			Small: v.number(small), Large: v.number(large), Times: timesText(small, large),
		}
		for _, other := range lesson.LabLosses() {
			if other.ID == id {
				row.Href = v.at(other)
			}
		}
		if id == v.Loss.ID {
			said = fmt.Sprintf("%s: one more wrong pixel costs %s on the small object and %s on the large one.",
				m.Name, row.Small, row.Large)
		}
		list = append(list, row)
	}
	return list, said
}

// areas returns the Lovász extension of each class as an area; none for other
// losses.
func (v labView) areas() (list []templates.AreaView) {
	if !strings.HasPrefix(v.Loss.ID, "lovasz_") {
		return nil
	}
	classes := []bool{true}
	if v.Loss.ID == "lovasz_softmax_loss" {
		classes = []bool{true, false}
	}
	areas := v.LovaszAreas(v.Loss.ID)
	for _, object := range classes {
		view := templates.AreaView{ID: "background", Title: "The background's errors", YTicks: quarters(1)}
		if object {
			view.ID, view.Title = "object", "The object's errors"
		}
		for _, a := range areas {
			if a.Object != object {
				continue
			}
			top := areaTop(a.Steps)
			view.YTicks = quarters(top)
			for _, step := range a.Steps {
				view.Steps = append(view.Steps, areaStep(step, top))
			}
			view.Says = fmt.Sprintf("Area %s, from %d errors above 0.",
				format.Significant(a.Area, show.LossDigits), countErrors(a.Steps))
		}
		list = append(list, view)
	}
	return list
}

// timesText returns the ratio between the prices of a wrong pixel on the small and
// on the large object.
func timesText(small, large calc.Value) string {
	if !small.OK || !large.OK || large.V == 0 {
		return format.Undefined
	}
	return format.Significant(small.V/large.V, 2) + " ×"
}

// areaTop returns the top of the y axis of an area.
func areaTop(steps []calc.LovaszStep) float64 { return roundTop(max(1, steps[0].Error)) }

// areaStep returns the rectangle of one error.
func areaStep(s calc.LovaszStep, top float64) templates.AreaStep {
	out := templates.AreaStep{
		Outcome: "fp", X: length(s.From), Width: length(s.To - s.From),
		Y: length(1 - s.Error/top), Height: length(s.Error / top),
	}
	if s.Positive {
		out.Outcome = "fn"
	}
	return out
}

// length writes a share of the side of a drawing.
func length(share float64) string { return format.Fixed(share*show.Side, 1) }

// countErrors counts the rows with an error above 0.
func countErrors(steps []calc.LovaszStep) int {
	n := 0.0
	for _, s := range steps {
		if s.Error > 0 {
			n += s.Rows
		}
	}
	return int(n)
}
