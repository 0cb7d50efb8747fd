package shape

import (
	"context"

	"tradeoff/internal/calc"
	"tradeoff/internal/evaluate"
	"tradeoff/internal/explore"
)

// A PointJSON is an operating point with its metrics and its index in the sweep.
type PointJSON struct {
	evaluate.Point
	Index int `json:"index" doc:"in the sweep; at point 0, no row is predicted positive"`
}

// NewPoint returns an operating point of a subject with its metrics.
func NewPoint(ctx context.Context, of explore.Subject, p calc.OperatingPoint, index int) (PointJSON, error) {
	point, err := of.PointAt(ctx, p, nil)
	return PointJSON{point, index}, err
}
