package tradeoff

import (
	"strconv"

	"tradeoff/internal/calc"
)

// Boxes is the state of the page of a detection run. The zero Boxes is the default.
type Boxes struct {
	Eta       *float64 // of the IoU-balanced loss; nil: the default
	Plain     bool     // its weights are not normalised
	Focal     bool     // the base loss is the focal loss, not the cross-entropy
	TrueBoxes int      // in all images; 0: as uploaded
	IoU       float64  // minimum for a match; 0: 0.5
}

// maxEta is the largest η that a URL may have.
const maxEta = 100

// defaultIoU is the minimum IoU of a match.
const defaultIoU = 0.5

// boxFields are the parameters of [Boxes].
var boxFields = []Field[Boxes]{
	NumberField(
		Parameter{Name: "eta", About: "how much more boxes that fit well count",
			Default: plain(calc.DefaultIoUBalanced().Eta), Range: &Range{Low: 0, High: maxEta}},
		"a number from 0 to "+strconv.Itoa(maxEta),
		func(b *Boxes) *float64 { return b.Eta },
		func(b *Boxes, x float64) {
			if x != calc.DefaultIoUBalanced().Eta {
				b.Eta = &x
			}
		},
	),
	whole(
		Parameter{Name: "true_boxes",
			About: "how many true boxes the images have; by default the number given at upload", Range: wholeFrom(1)},
		"a whole number from 1 up",
		func(b *Boxes) *int { return unlessZero(b.TrueBoxes) },
		func(b *Boxes, n int) { b.TrueBoxes = n },
	),
	NumberField(
		Parameter{Name: "iou", About: "the minimum IoU of a match, for “at”", Default: plain(defaultIoU),
			Range: &Range{Low: 0, High: 1, OpenLow: true}},
		"a number above 0, up to 1, such as 0.75",
		func(b *Boxes) *float64 { return unlessZero(b.IoU) },
		func(b *Boxes, x float64) {
			if x != defaultIoU {
				b.IoU = x
			}
		},
	),
	WordsField(
		Parameter{Name: "base", About: "the base loss", Default: "cross_entropy",
			Choices: []string{"cross_entropy", "focal"}},
		func(b *Boxes) string {
			if b.Focal {
				return "focal"
			}
			return ""
		},
		func(b *Boxes, text string) { b.Focal = text != "" },
	),
	ToggleField("normalize", "0: the weights are plain powers of the IoU, not normalised", "1",
		func(b *Boxes) *bool { return &b.Plain }),
}

// Loss returns the parameters of the IoU-balanced loss.
func (b Boxes) Loss() calc.IoUBalanced {
	o := calc.DefaultIoUBalanced()
	if b.Eta != nil {
		o.Eta = *b.Eta
	}
	o.Normalize = !b.Plain
	if b.Focal {
		f := calc.DefaultFocal()
		o.Focal = &f
	}
	return o
}

// Overlap returns the minimum IoU of a match.
func (b Boxes) Overlap() float64 {
	if b.IoU == 0 {
		return defaultIoU
	}
	return b.IoU
}
