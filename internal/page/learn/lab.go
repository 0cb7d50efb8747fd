package learn

import (
	"fmt"
	"maps"
	"net/http"
	"slices"

	"tradeoff/internal/calc"
	"tradeoff/internal/format"
	"tradeoff/internal/lesson"
	"tradeoff/internal/link"
	"tradeoff/internal/page/show"
	"tradeoff/internal/source"
	"tradeoff/internal/tradeoff"
	"tradeoff/internal/web"
	"tradeoff/web/templates"
)

// labPage shows one loss of the loss lab.
func (s *Pages) labPage(w http.ResponseWriter, r *http.Request) error {
	l, err := lesson.ParseLab(r.URL.Query())
	if err != nil {
		return err
	}
	if r.URL.Query().Get("paint") != "" {
		return web.SeeOther(w, r, LabPath(l)) // without the stroke, which a reload would repeat
	}
	v := labView{l}
	out := v.view(web.NewPage(r, l.Loss.Name+" · The loss lab", "learn"))
	runs, _, err := s.explorer.Runs(r.Context(), source.RunFilter{Limit: 200})
	if err != nil {
		return err
	}
	var ofImages, others []templates.Choice
	for _, run := range runs {
		if !v.fits(run.Run) {
			continue
		}
		choice := templates.Choice{Value: fmt.Sprint(run.ID), Label: run.Name}
		if v.Loss.Sort == lesson.OnMask && run.Task == tradeoff.SegmentationTask {
			ofImages = append(ofImages, choice)
		} else {
			others = append(others, choice)
		}
	}
	out.Runs = slices.Concat(ofImages, others)
	return web.Page(w, r, http.StatusOK, templates.LabPage(out))
}

// LabPath returns the address of a lab.
func LabPath(l lesson.Lab) string { return link.Address("/learn/losses", l.Query()) }

// A labView renders a lab.
type labView struct{ lesson.Lab }

// fits reports whether a run has the scores that the loss needs.
func (v labView) fits(run tradeoff.Run) bool {
	switch {
	case v.Loss.Sort == lesson.OnBoxes:
		return run.Task == tradeoff.DetectionTask
	case run.Task == tradeoff.MultiClassTask || run.ManyClasses():
		return false
	case v.Loss.ID == "lovasz_hinge_loss":
		return run.ScoreKind != calc.Probability
	default:
		return run.ScoreKind != calc.Score
	}
}

// view returns the page of the lab.
func (v labView) view(page templates.Page) templates.LabView {
	out := templates.LabView{
		Page: page, ID: v.Loss.ID, Name: v.Loss.Name, For: v.Loss.For, Reading: v.Loss.Reading,
		Question: questionView(v.Loss.ID, lesson.LabQuestion(v.Loss)),
		RunQuery: web.HiddenFields(v.RunQuery()), Section: "losses", Data: v.data(),
	}
	for _, other := range lesson.LabLosses() {
		out.Losses = append(out.Losses, templates.Choice{Label: other.Name, Value: v.at(other)})
	}
	out.Controls = v.controls(v.Loss.ID)
	for i, c := range out.Controls {
		if c.Name == "lovasz_softmax_loss.all_classes" {
			out.Controls[i].Idle = v.Object != "none" // both classes occur
		}
	}
	names := []string{"p", "truth", "positives"} // of the fields of the form
	var exampleControls []templates.LossControl
	switch v.Loss.Sort {
	case lesson.OnMask:
		names = []string{"object", "mask", "pixel", "brush", "paint"}
		out.Mask = v.mask()
	case lesson.OnBoxes:
		names = []string{"eta", "normalize", "base", "box", "x1", "x2", "x3", "y1", "y2", "y3", "p1", "p2", "p3"}
		out.Scene = v.scene()
		out.Section = "boxes"
	default:
		out.Example = &templates.LabExampleView{P: format.Number(v.P), Positive: !v.Negative}
		var others []string
		for _, id := range lesson.ExampleLosses {
			if id != v.Loss.ID {
				others = append(others, id)
			}
		}
		exampleControls = v.controls(others...)
		out.Uneven = v.imbalance(exampleControls)
	}
	for _, c := range slices.Concat(out.Controls, exampleControls) {
		names = append(names, c.Name)
	}
	rest := v.Query()
	maps.DeleteFunc(rest, func(name string, _ []string) bool { return name == "loss" || slices.Contains(names, name) })
	out.Hidden = web.HiddenFields(rest)
	v.curves(&out)
	return out
}

// controls returns the controls of the parameters of losses.
func (v labView) controls(ids ...string) (list []templates.LossControl) {
	for _, m := range tradeoff.Losses() {
		if !slices.Contains(ids, m.ID) {
			continue
		}
		for _, p := range v.Losses.Params(m) {
			list = append(list, show.LossControl(v.Losses, m, p))
		}
	}
	return list
}

// at returns the address of another loss at the same state.
func (v labView) at(loss lesson.LabLoss) string {
	l := v.Lab
	l.Loss = loss
	return LabPath(l)
}

// number returns the text of a value.
func (v labView) number(x calc.Value) string {
	if !x.OK {
		return format.Undefined
	}
	return format.Significant(x.V, show.LossDigits)
}

// reason says why a value is undefined; "" if it is not.
func (v labView) reason(x calc.Value) string {
	if x.OK {
		return ""
	}
	return "undefined: " + labWords.ReasonText(x.Reason)
}

// labWords are the names of the classes and the examples of the lab.
var labWords = tradeoff.Experiment{
	PositiveName: "positive", NegativeName: "negative", UnitSingular: "example", UnitPlural: "examples",
}

// data returns the data that the lab's script starts from.
func (v labView) data() templates.LabData {
	d := templates.LabData{
		Loss: v.Loss.ID, Name: v.Loss.Name, Sort: string(v.Loss.Sort),
		Reasons: make(map[string]string), Names: make(map[string]string),
		Examples: lesson.Examples, Separation: lesson.Separation, Levels: lesson.Levels[:], Side: lesson.MaskSide,
		Truths: make(map[string]string), Firsts: make(map[string]string), Pixels: make(map[string]int),
		Mask: lesson.MaskText(v.Mask), Pixel: v.Pixel,
		Scene: [2]int{lesson.SceneW, lesson.SceneH}, NegativeP: lesson.NegativeBoxP,
	}
	first := lesson.DefaultLab(v.Loss)
	d.P, d.Share = first.P, first.Share
	for reason, text := range labWords.ReasonTexts() {
		d.Reasons[string(reason)] = text
	}
	for _, m := range tradeoff.Losses() {
		d.Fields = append(d.Fields, show.LossFields(v.Losses, m)...)
		d.Names[m.ID] = m.Name
	}
	for _, o := range lesson.Objects() {
		text := make([]byte, 0, lesson.MaskSide*lesson.MaskSide)
		for _, in := range lesson.Truth(o) {
			if in {
				text = append(text, '1')
			} else {
				text = append(text, '0')
			}
		}
		d.Truths[o], d.Firsts[o], d.Pixels[o] = string(text), lesson.MaskText(lesson.FirstMask(o)), lesson.FirstPixel(o)
	}
	for i, at := range first.Placed {
		b := lesson.TrueBoxes[i]
		d.TrueBoxes = append(d.TrueBoxes, [4]float64{b.X, b.Y, b.W, b.H})
		d.Placed = append(d.Placed, [3]float64{float64(at.X), float64(at.Y), at.P})
	}
	return d
}
