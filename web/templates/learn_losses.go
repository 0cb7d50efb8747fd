package templates

import "strconv"

// LabView is one loss of the loss lab.
type LabView struct {
	Page     Page
	Losses   []Choice // addresses; the current one has none
	ID, Name string
	For      []string
	Reading  string
	Controls []LossControl
	Hidden   []Choice // other parameters of the URL, for the form

	Example *LabExampleView // the example that the curves are about; nil: a pixel or a box
	Now     LabNowView
	Charts  [2]LabChartView // the loss and its gradient

	Uneven *UnevenView
	Mask   *MaskView
	Scene  *SceneView

	Question QuestionView
	Runs     []Choice
	RunQuery []Choice
	Section  string // of the page of a run
	Data     LabData
}

// LabExampleView is the example of the curves.
type LabExampleView struct {
	P        string
	Positive bool
}

// LabNowView is the loss at the current probability.
type LabNowView struct {
	Of, P                              string
	Loss, Slope, PlainLoss, PlainSlope string
	Reason                             string
}

// LabChartView is the curve of a loss with that of cross-entropy behind it.
type LabChartView struct {
	ID, Title, Label, Axis string
	XTicks, YTicks         []TickView
	Curve, Plain           string
	Dot, PlainDot          DotView
}

// UnevenView is the share of each group of an imbalanced set of examples in the losses.
type UnevenView struct {
	Share, Slider, Facts string
	Controls             []LossControl
	Groups               []OutcomeView
	Bars                 []SharesView
	Said                 string
}

// SharesView is a bar of shares, group by group.
type SharesView struct {
	ID, Name string
	Parts    []SharePart
}

// SharePart is one group's share.
type SharePart struct{ Outcome, X, Width, Text string }

// MaskView is a small image to paint.
type MaskView struct {
	Objects []RadioView
	Mask    string
	Brush   string
	BrushP  string
	Pixel   string
	Rows    [][]PixelView
	Losses  []MaskLossView
	Areas   []AreaView
	Said    string
}

// PixelView is one pixel.
type PixelView struct {
	Index, Level, Label string
	Object, Current     bool
}

// MaskLossView is a loss of the mask, and the price of one more wrong pixel.
type MaskLossView struct {
	ID, Name, Href, Value, Small, Large, Times string
	Current                                    bool
}

// AreaView is a Lovász extension as an area.
type AreaView struct {
	ID, Title, Says string
	Steps           []AreaStep
	YTicks          []TickView
}

// AreaStep is the pixels of one error.
type AreaStep struct {
	Outcome             string
	X, Y, Width, Height string
}

// SceneView is the boxes and the true ones.
type SceneView struct {
	Eta              string
	Normalize, Focal bool
	Boxes            []SceneBox
	Negative         SceneBox
	Total, Plain     string
	Mean, MeanPlain  string
	Undefined        string
	Said             string
}

// SceneBox is one candidate, with its true box.
type SceneBox struct {
	Number, X, Y, W, H, MaxX, MaxY        string
	TrueX, TrueY                          string
	P, IoU, Weight, Plain, Loss, Gradient string
	LabelX, LabelY, TrueLabelY            string
	Up, Current                           bool
	Says                                  string
}

// LabData is the data of the script of the lab.
type LabData struct {
	Loss       string            `json:"loss"`
	Name       string            `json:"name"`
	Sort       string            `json:"sort"`
	Fields     []LossField       `json:"fields"`
	Reasons    map[string]string `json:"reasons"`
	Names      map[string]string `json:"names"`
	P          float64           `json:"p"`
	Share      float64           `json:"share"`
	Examples   int               `json:"examples"`
	Separation float64           `json:"separation"`
	Levels     []float64         `json:"levels"`
	Side       int               `json:"side"`
	Truths     map[string]string `json:"truths"` // 1 for each pixel of the object
	Firsts     map[string]string `json:"firsts"` // levels
	Pixels     map[string]int    `json:"pixels"`
	Mask       string            `json:"mask"`
	Pixel      int               `json:"pixel"`
	TrueBoxes  [][4]float64      `json:"trueBoxes"`
	Placed     [][3]float64      `json:"placed"` // as the URL leaves them out
	Scene      [2]int            `json:"scene"`
	NegativeP  float64           `json:"negativeP"`
}

// sceneCurrent is the index of the box that the curves are about.
func sceneCurrent(s SceneView) string {
	for i, b := range s.Boxes {
		if b.Current {
			return strconv.Itoa(i)
		}
	}
	return ""
}
