package server

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"tradeoff/internal/calc"
	"tradeoff/internal/chart"
	"tradeoff/internal/evaluate"
	"tradeoff/internal/explore"
	"tradeoff/internal/format"
	"tradeoff/internal/tradeoff"
	"tradeoff/internal/web"
	"tradeoff/web/templates"
)

// A boxRows is the candidate boxes of a run or of a part of it, in file order.
type boxRows struct {
	calc.Detection
	rows []uint32 // their numbers in the file, counted from 0
}

// Bytes is about how much memory b takes.
func (b *boxRows) Bytes() int64 { return 29 * int64(len(b.rows)) }

// boxRows returns the candidates of what is shown. They are read once and stay in memory
// for a while.
func (s *Server) boxRows(ctx context.Context, of subject) (*boxRows, error) {
	return explore.Derived(ctx, of.Subject, "boxes", func(ctx context.Context) (*boxRows, error) {
		b := &boxRows{Detection: calc.Detection{Binary: calc.Binary{Kind: of.Run.ScoreKind}}}
		type box struct {
			row                uint32
			label              uint8
			score, iou, weight float64
		}
		var all []box
		for label, n := range [2]int{of.Run.N - of.Run.Positives, of.Run.Positives} {
			places := make([]int, n)
			for i := range places {
				places[i] = i
			}
			e, err := of.Examples(ctx, uint8(label), places)
			if err != nil {
				return nil, err
			}
			from := len(all)
			all = slices.Grow(all, n)[:from+n]
			for i, row := range e.Rows {
				all[from+i].row, all[from+i].label, all[from+i].weight = row, uint8(label), 1
			}
			for _, c := range e.Columns {
				for i, x := range c.Floats {
					switch c.Role {
					case tradeoff.ScoreRole:
						all[from+i].score = x
					case tradeoff.IoURole:
						all[from+i].iou = x
					case tradeoff.WeightRole:
						all[from+i].weight = x
					}
				}
			}
		}
		slices.SortFunc(all, func(x, y box) int { return cmp.Compare(x.row, y.row) })
		for _, r := range all {
			b.rows = append(b.rows, r.row)
			b.Label, b.Score, b.IoU = append(b.Label, r.label), append(b.Score, r.score), append(b.IoU, r.iou)
			if of.Run.Weighted {
				b.Weight = append(b.Weight, r.weight)
			}
		}
		return b, nil
	})
}

// A boxResults is what is known of the candidates at a state.
type boxResults struct {
	rows   *boxRows
	loss   calc.IoUBalancedLoss
	plain  calc.IoUBalancedLoss // of weights 1
	report *evaluate.BoxReport
	curve  calc.BoxPR
}

// trueBoxes returns the number of true boxes: what the state says, or the upload.
// Of a part of a run it is not known.
func (of subject) trueBoxes(state tradeoff.Boxes) int {
	switch {
	case state.TrueBoxes > 0:
		return state.TrueBoxes
	case of.View.Whole():
		return of.Run.TrueBoxes
	default:
		return 0
	}
}

// boxResults computes what the state asks for.
func (s *Server) boxResults(ctx context.Context, of subject, state tradeoff.Boxes) (*boxResults, error) {
	out := &boxResults{}
	var err error
	if out.rows, err = s.boxRows(ctx, of); err != nil {
		return nil, err
	}
	o := state.Loss()
	if out.loss, err = out.rows.IoUBalanced(o); err != nil {
		return nil, err
	}
	if out.plain, err = out.rows.IoUBalanced(calc.IoUBalanced{Focal: o.Focal}); err != nil { // IoU to the power of 0
		return nil, err
	}
	n := of.trueBoxes(state)
	if n > 0 && n < of.Run.Positives {
		return nil, tradeoff.Errorf(tradeoff.Invalid, "%d candidates match a true box, but there are only %d true boxes", of.Run.Positives, n).
			WithHint("Count all true boxes of the images: at least %d.", of.Run.Positives)
	}
	if out.report, err = evaluate.Boxes(out.rows.Detection, n); err != nil {
		return nil, err
	}
	out.curve, err = out.rows.PrecisionRecall(state.Overlap(), n)
	return out, err
}

// --- the API ---

type boxesJSON struct {
	Loss boxLossJSON    `json:"iou_balanced_loss"`
	At   evaluate.BoxAP `json:"at" doc:"at the IoU that was asked for"`
	evaluate.BoxReport
}

type boxLossJSON struct {
	Mean        calc.Value `json:"mean"`
	Sum         calc.Value `json:"sum"`
	PerPositive calc.Value `json:"per_positive"`
	Plain       calc.Value `json:"plain_mean" doc:"of the same loss with all weights 1"`
	Normalizer  calc.Value `json:"normalizer" doc:"what the powers of the IoU are multiplied by"`
	Up          int        `json:"up" doc:"positives whose weight is above 1"`
	Down        int        `json:"down" doc:"positives whose weight is below 1"`
}

// getBoxes answers with what a detection run has beyond a binary one.
func (s *Server) getBoxes(w http.ResponseWriter, r *http.Request) error {
	of, err := s.subjectOf(r)
	if err != nil {
		return err
	}
	state, err := tradeoff.ParseState(r.URL.Query())
	if err != nil {
		return err
	}
	if of.Run.Task != tradeoff.DetectionTask {
		return tradeoff.Errorf(tradeoff.NotFound, "run %d has no candidate boxes", of.Run.ID).WithHint("Upload a file with a column of overlaps (iou).")
	}
	found, err := s.boxResults(r.Context(), of, state.Boxes)
	if err != nil {
		return err
	}
	up, down := found.turned()
	return web.WriteJSON(w, http.StatusOK, boxesJSON{
		Loss:      boxLossJSON{found.loss.Mean, found.loss.Sum, found.loss.PerPositive, found.plain.Mean, found.loss.Normalizer, up, down},
		At:        evaluate.BoxAP{IoU: found.curve.IoU, AP: found.curve.AP},
		BoxReport: *found.report,
	})
}

// A positiveBox is a positive candidate.
type positiveBox struct {
	place int // in the lists of the loss
	row   int // in those of the rows
}

// positives returns the positives that have a weight.
func (f *boxResults) positives() (list []positiveBox) {
	place := 0
	for i, y := range f.rows.Label {
		if f.rows.Weight != nil && f.rows.Weight[i] == 0 {
			continue
		}
		if y == 1 && place < len(f.loss.Weights) {
			list = append(list, positiveBox{place, i})
		}
		place++
	}
	return list
}

// turned counts the positives whose weight is above and below 1.
func (f *boxResults) turned() (up, down int) {
	for _, b := range f.positives() {
		switch w := f.loss.Weights[b.place]; {
		case w > 1:
			up++
		case w < 1:
			down++
		}
	}
	return up, down
}

// --- the section ---

// boxSide is the side of a drawing in its own units.
const boxSide = 1000

// shownBoxes is how many boxes are listed as turned up and down the most.
const shownBoxes = 5

func (v runView) boxes() *templates.BoxesView {
	f := v.boxResults
	if f == nil {
		return nil
	}
	o, state := v.state.Boxes.Loss(), v.state.Boxes
	plain := v.state
	plain.Boxes = tradeoff.Boxes{}
	out := &templates.BoxesView{
		Action: runPath(v.Run.ID), Hidden: web.HiddenFields(plain.Query()),
		Eta: format.Number(o.Eta), Normalize: o.Normalize, Focal: state.Focal, IoU: format.Number(state.Overlap()),
		Base: "cross-entropy",
	}
	if state.Focal {
		out.Base = "focal loss"
	}
	if n := v.trueBoxes(tradeoff.Boxes{}); n > 0 {
		out.Uploaded = strconv.Itoa(n)
	}
	if n := v.trueBoxes(state); n > 0 {
		out.TrueBoxes = strconv.Itoa(n)
	} else {
		out.Unknown = fmt.Sprintf("The number of true boxes is not known: recall counts the %s that a candidate matches, and overstates what is found.", format.Count(f.report.TrueBoxes))
	}
	for _, value := range []struct {
		name string
		v    calc.Value
	}{{"mean over all candidates", f.loss.Mean}, {"the plain " + out.Base, f.plain.Mean}, {"sum", f.loss.Sum}, {"per positive", f.loss.PerPositive}, {"factor of the weights", f.loss.Normalizer}} {
		fact := templates.FactView{Name: value.name}
		if fact.Value = format.Undefined; value.v.OK {
			fact.Value = format.Amount(value.v.V)
		} else {
			fact.Reason = v.experiment.ReasonText(value.v.Reason)
		}
		out.Values = append(out.Values, fact)
	}
	v.boxWeights(out)
	v.boxAP(out)
	return out
}

// boxWeights says whom the weights turn up and down.
func (v runView) boxWeights(out *templates.BoxesView) {
	f := v.boxResults
	list := f.positives()
	most := 1.0
	for _, b := range list {
		most = max(most, f.loss.Weights[b.place])
	}
	if len(list) == 0 {
		out.Undefined = "there are no weights"
		if f.loss.Reason != "" {
			out.Undefined = v.experiment.ReasonText(f.loss.Reason)
		}
		return
	}
	most = math.Ceil(1.05 * most)
	slices.SortFunc(list, func(a, b positiveBox) int {
		return cmp.Or(cmp.Compare(f.loss.Weights[b.place], f.loss.Weights[a.place]), cmp.Compare(a.row, b.row))
	})
	place := func(iou, weight float64) (x, y int) {
		return int(math.Round(iou * boxSide)), int(math.Round((1 - weight/most) * boxSide))
	}
	drawn := make(map[[2]int]bool) // two dots at one place look like one
	var dots strings.Builder
	for _, b := range list {
		x, y := place(f.rows.IoU[b.row], f.loss.Weights[b.place])
		if at := [2]int{x / 4, y / 4}; !drawn[at] {
			drawn[at] = true
			fmt.Fprintf(&dots, "M%d %dh0", x, y)
		}
	}
	out.Dots = dots.String()
	if f.loss.Normalizer.OK {
		o := v.state.Boxes.Loss()
		var curve []chart.Point
		for i := range 101 {
			iou := float64(i) / 100
			curve = append(curve, chart.Point{X: iou, Y: f.loss.Normalizer.V * math.Pow(iou, o.Eta) / most})
		}
		out.Curve = chart.Path(curve, 0, 1, boxSide, boxSide)
	}
	out.One = strconv.Itoa(int(math.Round((1 - 1/most) * boxSide)))
	for _, t := range chart.Ticks(0, 1, 5) {
		out.XTicks = append(out.XTicks, templates.TickView{At: percent(t.Value), Text: t.Text})
	}
	for _, t := range chart.Ticks(0, most, 4) {
		out.YTicks = append(out.YTicks, templates.TickView{At: percent(1 - t.Value/most), Text: t.Text})
	}
	up, down := f.turned()
	out.Turned = fmt.Sprintf("%s of %s positives are turned up, %s are turned down", format.Count(up), format.Count(len(list)), format.Count(down))
	if f.loss.Normalizer.OK && f.loss.Normalizer.V > 0 && v.state.Boxes.Loss().Eta > 0 {
		if even := math.Pow(1/f.loss.Normalizer.V, 1/v.state.Boxes.Loss().Eta); even <= 1 {
			out.Turned += fmt.Sprintf(": the weight is 1 at an IoU of %s", format.Rate(even))
		}
	}
	out.Turned += "."
	line := func(b positiveBox) templates.BoxView {
		return templates.BoxView{
			Row: format.Count(int(f.rows.rows[b.row]) + 1), Score: format.Number(f.rows.Score[b.row]), IoU: format.Rate(f.rows.IoU[b.row]),
			Weight: format.Rate(f.loss.Weights[b.place]), Plain: format.Amount(f.plain.PerSample[b.place]), Loss: format.Amount(f.loss.PerSample[b.place]),
			Gradient: format.Amount(f.loss.Grad[b.place]), Up: f.loss.Weights[b.place] > 1,
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
func (v runView) boxAP(out *templates.BoxesView) {
	f := v.boxResults
	value := func(x calc.Value) string {
		if !x.OK {
			return format.Undefined
		}
		return format.Fixed(x.V, 3)
	}
	out.MeanAP = value(f.report.MeanAP)
	if !f.report.MeanAP.OK {
		out.APReason = v.experiment.ReasonText(f.report.MeanAP.Reason)
	}
	chosen := v.state.Boxes.Overlap()
	for _, at := range f.report.AP {
		out.AP = append(out.AP, templates.BoxAPView{
			IoU: format.Rate(at.IoU), AP: value(at.AP), Width: percent(max(0, at.AP.V)), Current: at.IoU == chosen,
			Href: v.with(func(s *tradeoff.State) {
				if s.Boxes.IoU = at.IoU; at.IoU == 0.5 {
					s.Boxes.IoU = 0
				}
			}),
		})
	}
	var curve []chart.Point
	for k := range f.curve.Recall {
		curve = append(curve, chart.Point{X: f.curve.Recall[k], Y: f.curve.Precision[k]})
	}
	out.PR = chart.Path(curve, 0, 1, boxSide, boxSide)
	out.ChosenAP = value(f.curve.AP)
	for _, t := range chart.Ticks(0, 1, 4) {
		out.RecallTicks = append(out.RecallTicks, templates.TickView{At: percent(t.Value), Text: t.Text})
		out.PrecisionTicks = append(out.PrecisionTicks, templates.TickView{At: percent(1 - t.Value), Text: t.Text})
	}
}
