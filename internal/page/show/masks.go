package show

import (
	"fmt"
	"math"
	"strings"

	"tradeoff/internal/calc"
	"tradeoff/internal/chart"
	"tradeoff/internal/format"
)

// EmptyMask is what an image is whose true and predicted masks are both empty, which has
// no overlap.
const EmptyMask = "an empty mask, called empty"

// OverlapText returns the text of an overlap of two masks.
func OverlapText(v calc.Value) string {
	if !v.OK {
		return format.Undefined
	}
	return format.Share(v.V)
}

// OutlinePath returns the SVG path of a polygon in the unit square.
func OutlinePath(points []chart.Point) string {
	var b strings.Builder
	command := "M"
	for _, p := range points {
		fmt.Fprintf(&b, "%s%d %d", command, int(math.Round(p.X*PathSide)), int(math.Round((1-p.Y)*PathSide)))
		command = "L"
	}
	return b.String()
}
