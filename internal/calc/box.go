package calc

import "math"

// A Box is an axis-parallel rectangle, given by its lowest corner and its
// size.
type Box struct{ X, Y, W, H float64 }

// IoU returns the intersection of two boxes over their union; undefined if
// neither has an area.
func (b Box) IoU(o Box) Value {
	w := math.Min(b.X+b.W, o.X+o.W) - math.Max(b.X, o.X)
	h := math.Min(b.Y+b.H, o.Y+o.H) - math.Max(b.Y, o.Y)
	both := math.Max(w, 0) * math.Max(h, 0)
	return Ratio(both, float64(b.W*b.H)+float64(o.W*o.H)-both, ZeroDenominator)
}
