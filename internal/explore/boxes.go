package explore

import (
	"cmp"
	"context"
	"slices"

	"tradeoff/internal/calc"
	"tradeoff/internal/evaluate"
	"tradeoff/internal/tradeoff"
)

// TrueBoxes returns the number of true boxes: that of the state, or else that of the
// upload. It is 0, unknown, for a part of a run without a number in the state.
func (of Subject) TrueBoxes(state tradeoff.Boxes) int {
	switch {
	case state.TrueBoxes > 0:
		return state.TrueBoxes
	case of.View.Whole():
		return of.Run.TrueBoxes
	default:
		return 0
	}
}

// BoxRows are the candidate boxes of a subject, in file order.
type BoxRows struct {
	calc.Detection
	Rows []uint32 // their numbers in the file, counted from 0
}

// Bytes is about how much memory b takes.
func (b *BoxRows) Bytes() int64 { return 29 * int64(len(b.Rows)) }

// A candidate is one row of [BoxRows].
type candidate struct {
	row                uint32
	label              uint8
	score, iou, weight float64
}

// boxRowsOf returns the candidates of a subject. Its error is [source.Missing] without
// rows.
func boxRowsOf(ctx context.Context, of Subject) (*BoxRows, error) {
	return derived(ctx, of, "boxes", func(ctx context.Context) (*BoxRows, error) {
		b := &BoxRows{Detection: calc.Detection{Binary: calc.Binary{Kind: of.Run.ScoreKind}}}
		var all []candidate
		for label, n := range [2]int{of.Run.N - of.Run.Positives, of.Run.Positives} {
			list, err := candidatesOf(ctx, of, uint8(label), n)
			if err != nil {
				return nil, err
			}
			all = append(all, list...)
		}
		slices.SortFunc(all, func(x, y candidate) int { return cmp.Compare(x.row, y.row) })
		for _, r := range all {
			b.Rows = append(b.Rows, r.row)
			b.Label, b.Score, b.IoU = append(b.Label, r.label), append(b.Score, r.score), append(b.IoU, r.iou)
			if of.Run.Weighted {
				b.Weight = append(b.Weight, r.weight)
			}
		}
		return b, nil
	})
}

// candidatesOf returns the n candidates of one label.
func candidatesOf(ctx context.Context, of Subject, label uint8, n int) ([]candidate, error) {
	places := make([]int, n)
	for i := range places {
		places[i] = i
	}
	e, err := of.Examples(ctx, label, places)
	if err != nil {
		return nil, err
	}
	list := make([]candidate, n)
	for i, row := range e.Rows {
		list[i].row, list[i].label, list[i].weight = row, label, 1
	}
	for _, c := range e.Columns {
		for i, x := range c.Floats {
			switch c.Role {
			case tradeoff.ScoreRole:
				list[i].score = x
			case tradeoff.IoURole:
				list[i].iou = x
			case tradeoff.WeightRole:
				list[i].weight = x
			}
		}
	}
	return list, nil
}

// BoxResults are the numbers of the candidates of a detection run at a state.
type BoxResults struct {
	Rows   *BoxRows
	Loss   calc.IoUBalancedLoss // with the parameters of the state
	Plain  calc.IoUBalancedLoss // the same with weights of 1
	Report *evaluate.BoxReport
	Curve  calc.BoxPR // at the overlap of the state
}

// EvaluateBoxes computes the numbers of the candidates of a detection run. Its errors
// are Invalid if the state has fewer true boxes than candidates that match one, and
// [source.Missing] without rows.
func EvaluateBoxes(ctx context.Context, of Subject, state tradeoff.Boxes) (*BoxResults, error) {
	out := &BoxResults{}
	var err error
	if out.Rows, err = boxRowsOf(ctx, of); err != nil {
		return nil, err
	}
	o := state.Loss()
	if out.Loss, err = out.Rows.IoUBalanced(o); err != nil {
		return nil, err
	}
	plain := calc.IoUBalanced{Focal: o.Focal} // IoU to the power of 0
	if out.Plain, err = out.Rows.IoUBalanced(plain); err != nil {
		return nil, err
	}
	n := of.TrueBoxes(state)
	if n > 0 && n < of.Run.Positives {
		return nil, tradeoff.Errorf(tradeoff.Invalid,
			"%d candidates match a true box, but there are only %d true boxes", of.Run.Positives, n).
			WithHint("Count all true boxes of the images: at least %d.", of.Run.Positives)
	}
	if out.Report, err = evaluate.Boxes(out.Rows.Detection, n); err != nil {
		return nil, err
	}
	out.Curve, err = out.Rows.PrecisionRecall(state.Overlap(), n)
	return out, err
}

// A PositiveBox is a candidate that matches a true box and has a weight above 0.
type PositiveBox struct {
	Place int // in the lists of [BoxResults.Loss]
	Row   int // in those of [BoxResults.Rows]
}

// Positives returns the positives that have a weight above 0, in file order.
func (f *BoxResults) Positives() (list []PositiveBox) {
	place := 0
	for i, y := range f.Rows.Label {
		if f.Rows.Weight != nil && f.Rows.Weight[i] == 0 {
			continue
		}
		if y == 1 && place < len(f.Loss.Weights) {
			list = append(list, PositiveBox{place, i})
		}
		place++
	}
	return list
}

// CountReweighted counts the positives to which the loss gives a weight above and
// below 1.
func (f *BoxResults) CountReweighted() (up, down int) {
	for _, b := range f.Positives() {
		switch w := f.Loss.Weights[b.Place]; {
		case w > 1:
			up++
		case w < 1:
			down++
		}
	}
	return up, down
}
