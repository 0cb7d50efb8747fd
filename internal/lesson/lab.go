package lesson

import (
	"cmp"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"tradeoff/internal/calc"
	"tradeoff/internal/tradeoff"
)

// A LabSort is the kind of examples for a loss in the loss lab.
type LabSort string

// The sorts of losses.
const (
	OnExamples LabSort = "examples" // a sum over single examples: an uneven set of them
	OnMask     LabSort = "mask"     // an overlap: the pixels of a small image
	OnBoxes    LabSort = "boxes"    // boxes and the true ones
)

// A LabLoss is a loss of the lab.
type LabLoss struct {
	ID, Name string
	Sort     LabSort
	For      []string // what it is for
	Reading  string   // the paper that it comes from; "" if it is older
}

var labLosses = []LabLoss{
	{"log_loss", "Cross-entropy", OnExamples, []string{
		"Minus the logarithm of the probability that the model gave to the truth. A model that is sure and right loses " +
			"almost nothing; one that is sure and wrong loses without end.",
		"It asks for honest probabilities: no other numbers than the true shares make it smaller. " +
			"Every example has one voice, however many there are of its class.",
	}, ""},
	{"weighted_log_loss", "Weighted cross-entropy", OnExamples, []string{
		"Each positive counts pos_weight times. It is for uneven classes: where one in a hundred is positive, " +
			"a model can do well by hardly listening to the positives.",
		"The number of negatives over the number of positives gives both classes the same voice. " +
			"Probabilities that were trained so are too high for the rare class, and have to be put right.",
	}, ""},
	{"focal_loss", "Focal loss", OnExamples, []string{
		"Cross-entropy times (1 − p of the truth) to the power of γ: what is easy already fades, " +
			"so that a flood of easy negatives does not drown the few hard examples.",
		"It was made for detectors, which look at a hundred thousand places of an image of which a handful hold something. " +
			"With γ = 0 and without α it is the cross-entropy. Note that α = 0.25 makes positives count less.",
	}, "Lin et al., Focal Loss for Dense Object Detection, 2017"},
	{"dice_loss", "Dice loss", OnMask, []string{
		"One minus twice the overlap of prediction and object over the sum of their sizes. " +
			"It is for segmentation: background that is called background plays no part, however much there is of it.",
		"One wrong pixel weighs more on a small object than on a large one, as it should. " +
			"The smoothing keeps the quotient alive where both are empty.",
	}, "Milletari et al., V-Net, 2016"},
	{"bce_dice_loss", "BCE-Dice loss", OnMask, []string{
		"The sum of the mean cross-entropy and the Dice loss: a smooth pull on every pixel from the " +
			"one, the overlap from the other.",
		"The Dice loss alone pulls weakly while nothing overlaps yet; the cross-entropy alone forgets small objects. " +
			"The mix says how much of either.",
	}, ""},
	{"jaccard_loss", "Jaccard loss", OnMask, []string{
		"One minus the intersection over the union, IoU: the number by which segmentation is " +
			"mostly judged, on probabilities.",
		"It orders predictions as Dice does, and is harder on poor overlap: Dice counts the intersection twice.",
	}, ""},
	{"tversky_loss", "Tversky loss", OnMask, []string{
		"Dice with a price on each error: α on what is called object and is not, β on what is object and was missed.",
		"For tumours, a missed pixel is worse than one too many: β above α. " +
			"The power γ turns easy images down, as the focal loss does with examples.",
	}, "Salehi et al., Tversky Loss Function for Image Segmentation, 2017"},
	{"lovasz_softmax_loss", "Lovász-Softmax loss", OnMask, []string{
		"It makes the mean IoU of object and background itself something that can be trained. " +
			"IoU only jumps when a pixel changes sides; its Lovász extension is the tightest convex surface through the jumps.",
		"Sort the pixels by error, the worst first. " +
			"Each error counts as much as its pixel adds to 1 − IoU once all before it are wrong as well.",
	}, "Berman et al., The Lovász-Softmax Loss, 2018"},
	{"lovasz_sigmoid_loss", "Lovász sigmoid loss", OnMask, []string{
		"The Lovász extension of 1 − IoU of the object alone, on the probability of the object. " +
			"For one class among background it is the usual choice.",
		"Where there is no object at all, it is the largest error: one sure false alarm is as bad as many.",
	}, "Berman et al., The Lovász-Softmax Loss, 2018"},
	{"lovasz_hinge_loss", "Lovász hinge loss", OnMask, []string{
		"The Lovász extension of 1 − IoU on hinge errors: how far the logit is from being right by 1. " +
			"What is right by more than that costs nothing and pulls at nothing.",
		"It needs logits, and is not bounded by 1.",
	}, "Berman et al., The Lovász-Softmax Loss, 2018"},
	{"iou_balanced_loss", "IoU-balanced loss", OnBoxes, []string{
		"In detection, each positive's cross-entropy is weighted by its IoU with the true box, to the power of η. " +
			"Boxes that fit well are listened to more, so that in the end a high score means a box that fits.",
		"The weights are scaled so that the total of the positives stays what it was: on the same boxes the loss is the " +
			"plain cross-entropy. What changes is which boxes dominate it.",
	}, "Wu et al., IoU-balanced Loss Functions for Single-stage Object Detection, 2019"},
}

// LabLosses returns the losses of the lab in their order.
func LabLosses() []LabLoss { return slices.Clone(labLosses) }

// A Lab is the settings of the loss lab. They are kept in the URL, without
// defaults.
type Lab struct {
	Loss   LabLoss
	Losses tradeoff.LossArgs
	Boxes  tradeoff.Boxes // of which the lab knows η, the normalisation and the base

	P        float64 // probability of the example that the curves are about
	Negative bool    // that example is negative
	Share    float64 // of positives among the examples

	Object string // of the mask
	Mask   []int  // level of each pixel
	Brush  int    // level
	Pixel  int    // that the curves are about

	Placed [3]Placed // the boxes that can be moved
	Box    int       // that the curves are about
}

// A Placed is the position of a box, and the model's confidence.
type Placed struct {
	X, Y int
	P    float64
}

// The scenes of the lab.
const (
	MaskSide = 10
	SceneW   = 120
	SceneH   = 72

	DefaultShare      = 0.05
	LeastShare        = 0.01
	MostShare         = 0.5
	Examples          = 400
	Separation        = 2.0 // between the classes, in standard deviations
	defaultLabP       = 0.3
	leastP, mostP     = 0.01, 0.99
	NegativeBoxP      = 0.3
	largest, smallest = "large", "small"
)

// Levels are the probabilities that a pixel may be painted with.
var Levels = [...]float64{0.01, 0.1, 0.2, 0.3, 0.4, 0.6, 0.7, 0.8, 0.9, 0.99}

const lastLevel = len(Levels) - 1

// objects are the true masks: first and behind the last row and column.
var objects = map[string][2]int{smallest: {4, 6}, largest: {2, 8}, "none": {0, 0}}

// Objects are the names of the true masks.
func Objects() []string { return []string{smallest, largest, "none"} }

// Truth returns which pixels belong to an object.
func Truth(object string) []bool {
	span := objects[object]
	out := make([]bool, MaskSide*MaskSide)
	for i := range out {
		row, column := i/MaskSide, i%MaskSide
		out[i] = row >= span[0] && row < span[1] && column >= span[0] && column < span[1]
	}
	return out
}

// FirstMask is the prediction to begin with: the object, one column too far to
// the right and unsure at its edges.
func FirstMask(object string) []int {
	truth := Truth(object)
	out := make([]int, len(truth))
	for i := range truth {
		before := i%MaskSide > 0 && truth[i-1]
		switch {
		case truth[i] && before:
			out[i] = lastLevel
		case before:
			out[i] = 6
		case truth[i]:
			out[i] = 3
		}
	}
	if object == "none" {
		out[44], out[45] = 7, 4
	}
	return out
}

// RightMask is the prediction that is sure and right.
func RightMask(object string) []int {
	out := make([]int, MaskSide*MaskSide)
	for i, in := range Truth(object) {
		if in {
			out[i] = lastLevel
		}
	}
	return out
}

// FirstPixel is the pixel that the curves are about to begin with.
func FirstPixel(object string) int {
	first := objects[object][0]
	return first*MaskSide + first
}

// TrueBoxes are the boxes that the detector looks for.
var TrueBoxes = [3]calc.Box{{X: 8, Y: 8, W: 28, H: 36}, {X: 48, Y: 26, W: 30, H: 28}, {X: 88, Y: 8, W: 24, H: 44}}

// NegativeBox is a candidate that matches no true box.
var NegativeBox = calc.Box{X: 12, Y: 54, W: 20, H: 14}

var firstPlaced = [3]Placed{{10, 10, 0.8}, {54, 32, 0.6}, {84, 22, 0.4}}

// Predicted is the box i where it was put; it has the size of the true one.
func (l Lab) Predicted(i int) calc.Box {
	b := TrueBoxes[i]
	b.X, b.Y = float64(l.Placed[i].X), float64(l.Placed[i].Y)
	return b
}

// DefaultLab is the lab at a loss, as it opens.
func DefaultLab(loss LabLoss) Lab {
	return Lab{
		Loss: loss, P: defaultLabP, Share: DefaultShare, Object: smallest, Mask: FirstMask(smallest), Brush: lastLevel,
		Pixel: FirstPixel(smallest), Placed: firstPlaced,
	}
}

// labFields are the parameters of a [Lab] besides those of the losses, in the order
// in which they are read: a loss and an object have their own first settings.
var labFields = slices.Concat([]tradeoff.Field[Lab]{
	lossField,
	realField("p", "the probability of the example that the curves are about", wantedP, defaultLabP,
		tradeoff.Range{Low: leastP, High: mostP}, func(l *Lab) *float64 { return &l.P }),
	realField("positives", "the share of positives among the examples",
		fmt.Sprintf("a number from %v to %v", LeastShare, MostShare), DefaultShare,
		tradeoff.Range{Low: LeastShare, High: MostShare}, func(l *Lab) *float64 { return &l.Share }),
	tradeoff.ToggleField("truth", "0: the example is negative", "1", func(l *Lab) *bool { return &l.Negative }),
	tradeoff.WordsField(
		tradeoff.Parameter{Name: "object", About: "the true mask", Default: smallest, Choices: Objects()},
		func(l *Lab) string { return l.Object },
		func(l *Lab, text string) {
			l.Object = cmp.Or(text, smallest)
			l.Mask, l.Pixel = FirstMask(l.Object), FirstPixel(l.Object)
		},
	),
	maskField,
	plainCount("brush", "the level that pixels are painted with", lastLevel, 0, lastLevel, func(l *Lab) *int {
		return &l.Brush
	}),
	countField("pixel", "the pixel that the curves are about", "", 0, MaskSide*MaskSide-1,
		func(l *Lab) *int { return &l.Pixel }, func(l *Lab) int { return FirstPixel(l.Object) }),
	plainCount("box", "the box that the curves are about", 0, 0, len(firstPlaced)-1, func(l *Lab) *int { return &l.Box }),
}, placedFields())

// LabParameters returns the parameters that a [Lab] has in a URL besides those of
// the losses, which are those of a run's state.
func LabParameters() []tradeoff.Parameter { return tradeoff.Parameters(labFields) }

var wantedP = fmt.Sprintf("a number from %v to %v", leastP, mostP)

// placedFields say where the boxes were put.
func placedFields() (list []tradeoff.Field[Lab]) {
	for i, first := range firstPlaced {
		of, box := strconv.Itoa(i+1), TrueBoxes[i]
		list = append(list,
			plainCount("x"+of, "where box "+of+" was put, from the left", first.X, 0, SceneW-int(box.W),
				func(l *Lab) *int { return &l.Placed[i].X }),
			plainCount("y"+of, "where box "+of+" was put, from the top", first.Y, 0, SceneH-int(box.H),
				func(l *Lab) *int { return &l.Placed[i].Y }),
			realField("p"+of, "confidence of the model in box  "+of, wantedP, first.P,
				tradeoff.Range{Low: leastP, High: mostP}, func(l *Lab) *float64 { return &l.Placed[i].P }))
	}
	return list
}

var lossField = tradeoff.Field[Lab]{
	Parameter: tradeoff.Parameter{Name: "loss", About: "the loss that is shown", Default: labLosses[0].ID},
	Parse: func(l *Lab, q url.Values) error {
		id := q.Get("loss")
		if id == "" {
			return nil
		}
		at := slices.IndexFunc(labLosses, func(x LabLoss) bool { return x.ID == id })
		if at < 0 {
			return tradeoff.Errorf(tradeoff.NotFound, "the lab has no loss %q", id).WithHint("Choose one of the page.")
		}
		l.Loss = labLosses[at]
		return nil
	},
	Print: func(l *Lab) []string {
		if l.Loss.ID == labLosses[0].ID {
			return nil
		}
		return []string{l.Loss.ID}
	},
}

var maskField = tradeoff.Field[Lab]{
	Parameter: tradeoff.Parameter{Name: "mask", About: "the level of each pixel, a digit each", Beside: "paint"},
	Parse: func(l *Lab, q url.Values) (err error) {
		if v := q.Get("mask"); v != "" {
			l.Mask, err = parseMask(v)
		}
		return err
	},
	Print: func(l *Lab) []string {
		if slices.Equal(l.Mask, FirstMask(l.Object)) {
			return nil
		}
		return []string{MaskText(l.Mask)}
	},
}

// paintField is the pixel that a form paints.
var paintField = countField("paint", "the pixel that is painted", "", 0, MaskSide*MaskSide-1,
	func(l *Lab) *int { return &l.Pixel }, func(l *Lab) int { return l.Pixel })

// ParseLab reads a lab from a URL's query. Its errors name the parameter. With
// paint, a pixel is painted: the brush, or nothing where the brush has been.
func ParseLab(q url.Values) (Lab, error) {
	l := DefaultLab(labLosses[0])
	if err := tradeoff.ParseFields(labFields, q, &l); err != nil {
		return l, err
	}
	parameters := make(url.Values)
	for name, v := range q {
		if strings.Contains(name, "_loss.") || name == "eta" || name == "normalize" || name == "base" {
			parameters[name] = v
		}
	}
	state, err := tradeoff.ParseState(parameters)
	if err != nil {
		return l, err
	}
	l.Losses, l.Boxes = state.Losses, state.Boxes
	if q.Get("paint") == "" {
		return l, nil
	}
	if err := paintField.Parse(&l, q); err != nil {
		return l, err
	}
	l.Mask = slices.Clone(l.Mask)
	if l.Mask[l.Pixel] != l.Brush {
		l.Mask[l.Pixel] = l.Brush
	} else {
		l.Mask[l.Pixel] = 0
	}
	return l, nil
}

// parseMask reads one digit for each pixel.
func parseMask(text string) ([]int, error) {
	out := make([]int, 0, len(text))
	for _, c := range text {
		if c < '0' || c > '9' {
			break
		}
		out = append(out, int(c-'0'))
	}
	if len(out) != MaskSide*MaskSide || len(text) != len(out) {
		return nil, tradeoff.Errorf(tradeoff.Invalid, "mask is %q", text).
			WithHint("Give %d digits, one for each pixel.", MaskSide*MaskSide)
	}
	return out, nil
}

// MaskText writes a mask as the URL has it.
func MaskText(mask []int) string {
	b := make([]byte, len(mask))
	for i, level := range mask {
		b[i] = '0' + byte(level)
	}
	return string(b)
}

// Query returns l as [ParseLab] reads it.
func (l Lab) Query() url.Values {
	q := l.RunQuery()
	tradeoff.PrintFields(labFields, &l, q)
	return q
}

// RunQuery returns the parameters of the losses as the page of a run reads them.
func (l Lab) RunQuery() url.Values { return tradeoff.State{Losses: l.Losses, Boxes: l.Boxes}.Query() }
