package shape

import (
	"context"

	"tradeoff/internal/calc"
	"tradeoff/internal/evaluate"
	"tradeoff/internal/explore"
)

// A PointJSON is an operating point with its metrics and its place in the sweep.
type PointJSON struct {
	evaluate.Point
	Index int `json:"index" doc:"its place in the sweep; 0 is the point at which no row is predicted positive"`
}

// NewPointJSON returns an operating point of the subject, which is at index in the sweep,
// with its metrics.
func NewPointJSON(ctx context.Context, of explore.Subject, p calc.OperatingPoint, index int) (PointJSON, error) {
	point, err := of.PointAt(ctx, p, nil)
	return PointJSON{point, index}, err
}
