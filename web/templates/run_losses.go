package templates

import "tradeoff/internal/tradeoff"

// LossesView is the panel of losses.
type LossesView struct {
	Action      string
	Hidden      []Choice // other parameters of the URL: names and values
	Reset       string   // address of this page with the usual parameters
	AsUsual     bool     // all parameters are the usual ones
	Unit, Units string
	Losses      []LossView
	Clipped     string // a note; "" if nothing is clipped

	Undefined   string // why nothing is drawn
	Names       []LossName
	Shares      []CurveView
	Said        string // about the hardest rows
	Ask         string // address that computes the shares; "" if they are there
	Shapes      []ShapeView
	XTicks      []TickView
	Probability string // name of the axis of the shapes
	YTicks      []TickView
	LossTicks   []TickView

	Data LossData
}

// LossView is one loss.
type LossView struct {
	ID, Name, Purpose, Formula string
	Terms                      []Term // of the formula, before the rest of it: texts and weights
	Value                      string
	Defined                    bool
	Reason                     string // "undefined: …"
	Over                       string // its denominator
	Extras                     []LossExtra
	Controls                   []LossControl
}

// LossExtra is the same loss with another denominator.
type LossExtra struct{ ID, Label, Value string }

// LossControl is a parameter: a slider with a field, or a switch.
type LossControl struct {
	Name, Label, Says   string
	Value               string
	Low, High, Step, At string // of the slider
	Log                 bool   // the slider's positions are powers of ten
	Switch, Ticked      bool
	Idle                bool // it has no effect now
}

// LossName is a loss in the key of a drawing.
type LossName struct {
	ID, Name string
	Look     tradeoff.Style
}

// ShapeView is the loss of one row of a class at each probability.
type ShapeView struct {
	Positive bool
	Class    string
	Curves   []CurveView
	Rug      string
}

// LossData is the data of the panel's script.
type LossData struct {
	At        string      `json:"at"` // URL of the losses with other parameters
	Kind      string      `json:"kind"`
	Positives float64     `json:"positives"` // weight
	Negatives float64     `json:"negatives"`
	Fields    []LossField `json:"fields"`
	Steps     int         `json:"steps"`
	Steepest  float64     `json:"steepest"`
	Hardest   float64     `json:"hardest"`
	Said      string      `json:"said"` // with gaps
}

// LossField is a parameter and the range that it must lie in.
type LossField struct {
	Name  string  `json:"name"`
	Loss  string  `json:"loss"`
	Param string  `json:"param"`
	Usual float64 `json:"usual"`
	Low   float64 `json:"low"`
	High  float64 `json:"high"`
	Open  bool    `json:"open"`            // low itself is outside
	Needs string  `json:"needs,omitempty"` // the switch without which it has no effect
}

func shapeID(positive bool) string {
	if positive {
		return "positive"
	}
	return "negative"
}
