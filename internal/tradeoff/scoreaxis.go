package tradeoff

import (
	"math"
	"net/url"
	"strings"

	"tradeoff/internal/axis"
	"tradeoff/internal/calc"
)

// ScoreAxis is the axis of the histogram and of all charts by threshold.
type ScoreAxis struct {
	Kind axis.Kind // "": chosen from the scores
	Zoom *Zoom     // nil: the whole axis
}

// A Zoom is the range of scores that is in view. High is infinite for all scores from Low up.
type Zoom struct{ Low, High float64 }

// scoreAxisFields are the parameters of a [ScoreAxis].
var scoreAxisFields = []Field[ScoreAxis]{
	choice("axis", "what the axis of scores spreads evenly: scores, log odds of probabilities, or ranks of rows; "+
		"by default chosen from the scores", func(a *ScoreAxis) *axis.Kind { return &a.Kind }, "",
		axis.KindsFor(calc.Probability)...),
	zoomField,
}

var zoomField = Field[ScoreAxis]{
	Parameter: Parameter{Name: "zoom", Example: "0.01,0.2",
		About: "the range of scores in view, low,high; high may be inf"},
	Parse: func(a *ScoreAxis, q url.Values) error {
		text := strings.TrimSpace(q.Get("zoom"))
		if text == "" {
			return nil
		}
		low, high, ok := strings.Cut(text, ",")
		if ok = ok && !strings.Contains(high, ","); ok {
			from, errLow := ParseThreshold(low)
			to, errHigh := ParseThreshold(high)
			if ok = errLow == nil && errHigh == nil && from < to && !math.IsInf(from, 0); ok {
				a.Zoom = &Zoom{from, to}
			}
		}
		if !ok {
			return Errorf(Invalid, "zoom is %.60q", text).
				WithHint("Give two scores, the lower one first, such as zoom=0.01,0.2.")
		}
		return nil
	},
	Print: func(a *ScoreAxis) []string {
		if a.Zoom == nil {
			return nil
		}
		return []string{a.Zoom.String()}
	},
}

// String writes z as addresses have it.
func (z Zoom) String() string { return ThresholdText(z.Low) + "," + ThresholdText(z.High) }
