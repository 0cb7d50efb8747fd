package templates

// HistogramView is the histogram of the scores, over which the slider lies.
type HistogramView struct {
	Low, High                  string // the slider's ends; above the highest score no row is predicted positive
	Value                      string
	ValueText                  string     // for a screen reader
	At                         string     // position of the threshold, "21.4%"
	LeftWidth, RightWidth      string     // of the areas left and right of it
	Positive, Negative         string     // the class names
	PositiveWord, NegativeWord bool       // whether there is room for them next to the mark
	RightHalf                  bool       // the mark is in the right half: narrow screens have room only left of it
	AsGood                     []SpanView // equally good thresholds of a policy
	OtherSamples               []SpanView // where its optimum lies in other samples
	Bars                       []BarView
	Middle                     string // height of the axis
	Ticks                      []TickView
	Above                      string // "77 diabetic, above the line"
	Below                      string
	Scales                     string // a note if the two classes have different scales; "" otherwise
}

// SpanView is a stretch of the slider.
type SpanView struct{ X, W, End string }

// BarView is one bar of the histogram, in percent of the picture.
type BarView struct {
	Positive   bool
	X, Y, W, H string
}

// TickView is one label of an axis.
type TickView struct{ At, Text string }
