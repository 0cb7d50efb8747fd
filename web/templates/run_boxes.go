package templates

// BoxesView is what the page of a detection run has beyond that of a binary one.
type BoxesView struct {
	Action    string
	Hidden    []Choice
	Eta       string
	Normalize bool
	Focal     bool
	Base      string // the loss that is shared out
	IoU       string // from which a box is found
	TrueBoxes string
	Uploaded  string // the number that came with the file
	Unknown   string // said where the number of true boxes is not known

	Values         []FactView
	Undefined      string // why there are no weights
	Turned         string // how many positives are turned up and down
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
