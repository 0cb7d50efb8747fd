package explore

import (
	"cmp"
	"context"
	"slices"

	"tradeoff/internal/calc"
	"tradeoff/internal/evaluate"
	"tradeoff/internal/tradeoff"
)

// TrueBoxes returns the number of true boxes: what the state says, or the upload.
// Of a part of a run it is not known.
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

// A boxRows is the candidate boxes of a run or of a part of it, in file order.
type boxRows struct {
	calc.Detection
	Rows []uint32 // their numbers in the file, counted from 0
}

// Bytes is about how much memory b takes.
func (b *boxRows) Bytes() int64 { return 29 * int64(len(b.Rows)) }

// boxRows returns the candidates of what is shown. They are read once and stay in memory
// for a while.
func boxesOf(ctx context.Context, of Subject) (*boxRows, error) {
	return Derived(ctx, of, "boxes", func(ctx context.Context) (*boxRows, error) {
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
			b.Rows = append(b.Rows, r.row)
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
	Rows   *boxRows
	Loss   calc.IoUBalancedLoss
	Plain  calc.IoUBalancedLoss // of weights 1
	Report *evaluate.BoxReport
	Curve  calc.BoxPR
}

// boxResults computes what the state asks for.
func ResultsOfBoxes(ctx context.Context, of Subject, state tradeoff.Boxes) (*boxResults, error) {
	out := &boxResults{}
	var err error
	if out.Rows, err = boxesOf(ctx, of); err != nil {
		return nil, err
	}
	o := state.Loss()
	if out.Loss, err = out.Rows.IoUBalanced(o); err != nil {
		return nil, err
	}
	if out.Plain, err = out.Rows.IoUBalanced(calc.IoUBalanced{Focal: o.Focal}); err != nil { // IoU to the power of 0
		return nil, err
	}
	n := of.TrueBoxes(state)
	if n > 0 && n < of.Run.Positives {
		return nil, tradeoff.Errorf(tradeoff.Invalid, "%d candidates match a true box, and there are only %d true boxes", of.Run.Positives, n).
			WithHint("Count all true boxes of the images: at least %d.", of.Run.Positives)
	}
	if out.Report, err = evaluate.Boxes(out.Rows.Detection, n); err != nil {
		return nil, err
	}
	out.Curve, err = out.Rows.PrecisionRecall(state.Overlap(), n)
	return out, err
}

// A PositiveBox is a positive candidate.
type PositiveBox struct {
	Place int // in the lists of the loss
	Row   int // in those of the rows
}

// Positives returns the positives that have a weight.
func (f *boxResults) Positives() (list []PositiveBox) {
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

// Turned counts the positives whose weight is above and below 1.
func (f *boxResults) Turned() (up, down int) {
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
