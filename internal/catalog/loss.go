package catalog

// A Shape is how a loss is computed from the rows, which determines its
// function in calc and in the browser.
type Shape string

// The shapes.
const (
	PerRow  Shape = "row"     // a mean over rows: calc has the loss and the slope of one row
	Overlap Shape = "overlap" // a quotient of soft counts: calc has the weights of the counts
	Sorted  Shape = "sorted"  // a sum over rows in the order of their errors
	Mix     Shape = "mix"     // a weighted sum of two other losses
	Boxes   Shape = "boxes"   // of boxes and their overlaps with the true ones; not computed from a sweep
)

// A Reduction is the usual reduction of a loss of images.
type Reduction string

// The reductions. Losses without one differ between the two only by the weight of
// an image.
const (
	PerImage Reduction = "per_image" // the mean of the images' losses
	Pooled   Reduction = "pooled"    // the loss of the pixels of all images together
)

// A Loss is something that training minimises. calc has the function of each
// form under the same identifier, and the browser those that follow a slider.
type Loss struct {
	ID, Name, Short string // as in [Metric]
	Shape           Shape
	Margins         bool      // it takes logits or margins, no probabilities
	Images          Reduction // its usual reduction over images
	Two, Many       *Form     // of two classes, and of many; nil: there is none
	Lab             bool      // the loss lab has a page for it

	// Of losses whose curves are drawn, those of shape [PerRow] and two classes.
	Hue  string // a CSS token
	Dash Dash
}

// A Form is a loss of two classes, or of many.
type Form struct {
	Params  []Param
	Formula string // in words, with {bce} and {dice} to fill in a mix
	Purpose string // what it is for, with {positive}, {negative}, {unit} and {units} to fill
	Ask     string // the question that it answers; may be empty
	Over    string // what it is taken over, with {units} to fill; empty: as usual for its shape
	Means   []Mean // the same sum with other denominators
}

// A Mean is the sum of a loss over its rows, divided by a weighted number of rows.
type Mean struct {
	ID    string
	Label string // with {positive}, {negative} and {unit} to fill

	Positives string  // the parameter that weighs the positives; empty: they count once
	Negatives float64 // the weight of the negatives
}

// A Control is how a person sets a parameter of a loss. The slider covers
// useful values; its field accepts all valid ones.
type Control struct {
	Label     string  // of the slider
	Says      string  // to a screen reader; empty: the label
	Low, High float64 // of the slider
	Step      float64
	Log       bool    // the slider's ends and steps are powers of ten
	On        float64 // of a switch: its value when it is ticked
	Needs     string  // the switch without which the parameter has no effect
}

// AccessibleName returns the name for screen readers.
func (c Control) AccessibleName() string {
	if c.Says != "" {
		return c.Says
	}
	return c.Label
}

// LossByID returns a loss.
func LossByID(id string) (Loss, bool) {
	for _, l := range Losses {
		if l.ID == id {
			return l, true
		}
	}
	return Loss{}, false
}

// Metric returns a form of l as a metric of a run.
func (l Loss) Metric(f Form) Metric {
	return Metric{ID: l.ID, Name: l.Name, Short: l.Short, Group: LossGroup, Better: Lower, Span: Unbounded,
		Written: f.Formula, Ask: f.Ask, Params: f.Params}
}

// LossesOf returns the identifiers of the losses of two classes that have a shape.
func LossesOf(shape Shape) []string {
	var out []string
	for _, l := range Losses {
		if l.Shape == shape && l.Two != nil {
			out = append(out, l.ID)
		}
	}
	return out
}
