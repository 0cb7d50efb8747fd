package templates

// BoxesView is the part of the page that only a detection run has.
type BoxesView struct {
	Action    string
	Hidden    []Choice
	Eta       string
	Normalize bool
	Focal     bool
	Base      string // the loss that is weighted
	IoU       string // threshold from which a box counts as found
	TrueBoxes string
	Uploaded  string // the number that came with the file
	Unknown   string // note if the number of true boxes is unknown

	Values         []FactView
	Undefined      string // why there are no weights
	Turned         string // number of positives with weights above and below 1
	Dots, Curve    string // weights against IoU, in a square of 1000
	One            string // height of the weight 1
	XTicks, YTicks []TickView
	Most, Least    []BoxView

	AP                          []BoxAPView
	MeanAP                      string
	ChosenAP                    string
	APReason                    string
	PR                          string // precision against recall, in a square of 1000
	RecallTicks, PrecisionTicks []TickView
}

// BoxView is one positive candidate with its weight.
type BoxView struct {
	Row, Score, IoU, Weight, Plain, Loss, Gradient string
	Up                                             bool
}

// BoxAPView is the average precision at one IoU threshold.
type BoxAPView struct {
	IoU, AP, Width, Href string
	Current              bool
}
