package templates

import "tradeoff/internal/axis"

// HistogramView is the histogram of the scores, over which the slider lies. Its places
// are in percent, those of the paths of its bars in thousandths.
type HistogramView struct {
	Value                      string // place of the threshold on the slider, from 0 to 1
	ValueText                  string // for a screen reader
	At                         string // the same place, "21.4%"
	LeftWidth, RightWidth      string // of the areas left and right of it
	Beyond                     Side   // where the threshold is if it is out of view
	Threshold                  string // as text, for that side
	Positive, Negative         string // the class names
	PositiveWord, NegativeWord bool   // whether there is room for them next to the mark
	RightHalf                  bool   // the mark is in the right half: narrow screens have room only left of it
	Fixed                      string // why the threshold cannot move; "" if it can
	Plateau                    PlateauView
	Up, Down                   BarsView // of positives and of negatives
	Middle                     string   // height of the axis
	Ticks                      []AxisTickView
	Above                      string // "1,002 fraud"
	Below                      string
	OwnScales                  bool // each class has its own scale
	Zoom                       ZoomView
	Axes                       []ChipView // kinds of axes
}

// Side is one of the two sides of the histogram, or neither.
type Side string

// The sides.
const (
	LeftSide  Side = "low"
	RightSide Side = "high"
)

// BarsView is the bars of one class: their outlines, and lines at their feet, so that the
// lowest bars can be seen.
type BarsView struct{ Outline, Feet string }

// PlateauView is the band of thresholds where the optimum of a policy lies in other
// samples, with a caption that has a short form for narrow windows. The zero PlateauView
// is none.
type PlateauView struct {
	Band            bool // false while it is being computed
	X, W, End       string
	Caption, Short  string
	Side, ShortSide CaptionSide
}

// CaptionSide is where the caption of a band is.
type CaptionSide string

// The sides.
const (
	RightOf CaptionSide = "right"
	LeftOf  CaptionSide = "left"
	Within  CaptionSide = "within" // no side has room
)

// captionX, captionGap and captionAnchor place a caption on a side of its band.
func (v PlateauView) captionX(s CaptionSide) string {
	if s == LeftOf {
		return v.X
	}
	return v.End
}

func captionGap(s CaptionSide) string {
	if s == RightOf {
		return "8"
	}
	return "-8"
}

func captionAnchor(s CaptionSide) string {
	if s == RightOf {
		return "start"
	}
	return "end"
}

// ZoomView has the addresses of the page with more or less of the axis in view.
type ZoomView struct {
	In, Out, All string
	Whole        bool // all of it is in view
}

// SpanView is a stretch of the slider.
type SpanView struct{ X, W, End string }

// AxisTickView is one label below the histogram. Anchor says which part of it is at the
// place, so that none leaves the page.
type AxisTickView struct{ At, Text, Anchor string }

// TickView is one label of an axis.
type TickView struct{ At, Text string }

// About says what the picture shows.
func (v HistogramView) About() string {
	s := "Histogram of the scores: " + v.Above + " above the line, " + v.Below + " below"
	if v.OwnScales {
		s += ", each on its own scale"
	}
	return s + "."
}

// AxisData is the axis of the slider as scripts read it.
type AxisData struct {
	axis.Axis
	From    float64 `json:"from"` // places of the axis that are in view
	To      float64 `json:"to"`
	Usual   string  `json:"usual"`   // the kind that addresses leave out
	Percent bool    `json:"percent"` // on an axis of log odds, scores are written as percent
	Bars    string  `json:"bars"`    // URL of the bars of another view
}
