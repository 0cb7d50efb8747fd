package tradeoff

import "tradeoff/internal/catalog"

// A Look is how a metric is drawn: the hue that its key, its curve and its point
// share, which is the name of a CSS token, and the dashes of its curve.
type Look struct {
	Hue  string // "recall"
	Dash Dash
}

// A Dash tells curves of one hue apart.
type Dash = catalog.Dash

// The dashes.
const (
	Solid  = catalog.Solid
	Dashed = catalog.Dashed
	Dotted = catalog.Dotted
)

// LookOfLoss returns how a loss is drawn that has a curve: one of shape
// [catalog.PerRow].
func LookOfLoss(id string) Look {
	l, _ := catalog.LossByID(id)
	return Look{Hue: l.Hue, Dash: l.Dash}
}

// LookOf returns how the confusion metric id is drawn.
func LookOf(id string) Look {
	m, _ := catalog.MetricByID(id)
	if m.Hue == "" {
		return Look{Hue: id, Dash: m.Dash}
	}
	return Look{Hue: m.Hue, Dash: m.Dash}
}
