package tradeoff

import "tradeoff/internal/catalog"

// A Style is how a metric is drawn in charts: the hue of its key, curve and point, which
// is the name of a CSS token, and the dashes of its curve.
type Style struct {
	Hue  string // "recall"
	Dash Dash
}

// A Dash distinguishes curves of one hue.
type Dash = catalog.Dash

// The dashes.
const (
	Solid  = catalog.Solid
	Dashed = catalog.Dashed
	Dotted = catalog.Dotted
)

// StyleOf returns the style of the confusion metric id.
func StyleOf(id string) Style {
	m, _ := catalog.MetricByID(id)
	if m.Hue == "" {
		return Style{Hue: id, Dash: m.Dash}
	}
	return Style{Hue: m.Hue, Dash: m.Dash}
}

// StyleOfLoss returns the style of a loss that has a curve: one of shape
// [catalog.PerRow].
func StyleOfLoss(id string) Style {
	l, _ := catalog.LossByID(id)
	return Style{Hue: l.Hue, Dash: l.Dash}
}
