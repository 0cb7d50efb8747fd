package run

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"tradeoff/internal/calc"
	"tradeoff/internal/chart"
	"tradeoff/internal/explore"
	"tradeoff/internal/format"
	"tradeoff/internal/link"
	"tradeoff/internal/page/show"
	"tradeoff/internal/tradeoff"
	"tradeoff/internal/web"
	"tradeoff/web/templates"
)

// boxSide is the side of a drawing in its own units.
const boxSide = 1000

// shownBoxes is how many boxes are listed as turned up and down the most.
const shownBoxes = 5

func (v boxSection) boxes() *templates.BoxesView {
	f := v.BoxResults
	if f == nil {
		return nil
	}
	o, state := v.State.Boxes.Loss(), v.State.Boxes
	plain := v.State
	plain.Boxes = tradeoff.Boxes{}
	out := &templates.BoxesView{
		Action: link.RunPath(v.Run.ID), Hidden: web.HiddenFields(plain.Query()),
		Eta: format.Number(o.Eta), Normalize: o.Normalize, Focal: state.Focal, IoU: format.Number(state.Overlap()),
		Base: "cross-entropy",
	}
	if state.Focal {
		out.Base = "focal loss"
	}
	if n := v.TrueBoxes(tradeoff.Boxes{}); n > 0 {
		out.Uploaded = strconv.Itoa(n)
	}
	if n := v.TrueBoxes(state); n > 0 {
		out.TrueBoxes = strconv.Itoa(n)
	} else {
		out.Unknown = fmt.Sprintf("The number of true boxes is not known: recall counts the %s that a candidate matches, "+
			"and overstates what is found.", format.Count(f.Report.TrueBoxes))
	}
	for _, value := range []struct {
		name string
		v    calc.Value
	}{{"mean over all candidates", f.Loss.Mean}, {"the plain " + out.Base, f.Plain.Mean}, {"sum", f.Loss.Sum},
		{"per positive", f.Loss.PerPositive}, {"factor of the weights", f.Loss.Normalizer}} {
		fact := templates.FactView{Name: value.name}
		if fact.Value = format.Undefined; value.v.OK {
			fact.Value = format.Amount(value.v.V)
		} else {
			fact.Reason = v.Experiment.ReasonText(value.v.Reason)
		}
		out.Values = append(out.Values, fact)
	}
	v.boxWeights(out)
	v.boxAP(out)
	return out
}

// boxWeights says whom the weights turn up and down.
func (v boxSection) boxWeights(out *templates.BoxesView) {
	f := v.BoxResults
	list := f.Positives()
	most := 1.0
	for _, b := range list {
		most = max(most, f.Loss.Weights[b.Place])
	}
	if len(list) == 0 {
		out.Undefined = "there are no weights"
		if f.Loss.Reason != "" {
			out.Undefined = v.Experiment.ReasonText(f.Loss.Reason)
		}
		return
	}
	most = math.Ceil(1.05 * most)
	slices.SortFunc(list, func(a, b explore.PositiveBox) int {
		return cmp.Or(cmp.Compare(f.Loss.Weights[b.Place], f.Loss.Weights[a.Place]), cmp.Compare(a.Row, b.Row))
	})
	place := func(iou, weight float64) (x, y int) {
		return int(math.Round(iou * boxSide)), int(math.Round((1 - weight/most) * boxSide))
	}
	drawn := make(map[[2]int]bool) // two dots at one place look like one
	var dots strings.Builder
	for _, b := range list {
		x, y := place(f.Rows.IoU[b.Row], f.Loss.Weights[b.Place])
		if at := [2]int{x / 4, y / 4}; !drawn[at] {
			drawn[at] = true
			fmt.Fprintf(&dots, "M%d %dh0", x, y)
		}
	}
	out.Dots = dots.String()
	if f.Loss.Normalizer.OK {
		o := v.State.Boxes.Loss()
		var curve []chart.Point
		for i := range 101 {
			iou := float64(i) / 100
			curve = append(curve, chart.Point{X: iou, Y: f.Loss.Normalizer.V * math.Pow(iou, o.Eta) / most})
		}
		out.Curve = chart.Path(curve, 0, 1, boxSide, boxSide)
	}
	out.One = strconv.Itoa(int(math.Round((1 - 1/most) * boxSide)))
	for _, t := range chart.Ticks(0, 1, 5) {
		out.XTicks = append(out.XTicks, templates.TickView{At: show.Percent(t.Value), Text: t.Text})
	}
	for _, t := range chart.Ticks(0, most, 4) {
		out.YTicks = append(out.YTicks, templates.TickView{At: show.Percent(1 - t.Value/most), Text: t.Text})
	}
	up, down := f.CountReweighted()
	out.Turned = fmt.Sprintf("%s of %s positives are turned up, %s are turned down", format.Count(up),
		format.Count(len(list)), format.Count(down))
	if f.Loss.Normalizer.OK && f.Loss.Normalizer.V > 0 && v.State.Boxes.Loss().Eta > 0 {
		if even := math.Pow(1/f.Loss.Normalizer.V, 1/v.State.Boxes.Loss().Eta); even <= 1 {
			out.Turned += fmt.Sprintf(": the weight is 1 at an IoU of %s", format.Share(even))
		}
	}
	out.Turned += "."
	line := func(b explore.PositiveBox) templates.BoxView {
		return templates.BoxView{
			Row: format.Count(int(f.Rows.Rows[b.Row]) + 1), Score: format.Score(f.Rows.Score[b.Row]),
			IoU:    format.Share(f.Rows.IoU[b.Row]),
			Weight: format.Amount(f.Loss.Weights[b.Place]), Plain: format.Amount(f.Plain.PerSample[b.Place]),
			Loss:     format.Amount(f.Loss.PerSample[b.Place]),
			Gradient: format.Amount(f.Loss.Grad[b.Place]), Up: f.Loss.Weights[b.Place] > 1,
		}
	}
	shown := min(shownBoxes, len(list))
	for _, b := range list[:shown] {
		out.Most = append(out.Most, line(b))
	}
	for _, b := range list[max(shown, len(list)-shownBoxes):] {
		out.Least = append(out.Least, line(b))
	}
}

// boxAP shows precision and recall at the chosen IoU, and the area at each.
func (v boxSection) boxAP(out *templates.BoxesView) {
	f := v.BoxResults
	value := func(x calc.Value) string {
		if !x.OK {
			return format.Undefined
		}
		return format.Share(x.V)
	}
	out.MeanAP = value(f.Report.MeanAP)
	if !f.Report.MeanAP.OK {
		out.APReason = v.Experiment.ReasonText(f.Report.MeanAP.Reason)
	}
	chosen := v.State.Boxes.Overlap()
	for _, at := range f.Report.AP {
		out.AP = append(out.AP, templates.BoxAPView{
			IoU: format.Fixed(at.IoU, 2), AP: value(at.AP), Width: show.Percent(max(0, at.AP.V)), Current: at.IoU == chosen,
			Href: v.with(func(s *tradeoff.State) {
				if s.Boxes.IoU = at.IoU; at.IoU == 0.5 {
					s.Boxes.IoU = 0
				}
			}),
		})
	}
	var curve []chart.Point
	for k := range f.Curve.Recall {
		curve = append(curve, chart.Point{X: f.Curve.Recall[k], Y: f.Curve.Precision[k]})
	}
	out.PR = chart.Path(curve, 0, 1, boxSide, boxSide)
	out.ChosenAP = value(f.Curve.AP)
	for _, t := range chart.Ticks(0, 1, 4) {
		out.RecallTicks = append(out.RecallTicks, templates.TickView{At: show.Percent(t.Value), Text: t.Text})
		out.PrecisionTicks = append(out.PrecisionTicks, templates.TickView{At: show.Percent(1 - t.Value), Text: t.Text})
	}
}
