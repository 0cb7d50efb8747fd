package show

import (
	"fmt"
	"math"
	"strings"

	"tradeoff/internal/calc"
	"tradeoff/internal/chart"
	"tradeoff/internal/format"
)

const (
	OverlapDigits = 3
	EmptyMask     = "an empty mask, called empty"
)

// overlapText writes a measure of a mask.
func OverlapText(v calc.Value) string {
	if !v.OK {
		return format.Undefined
	}
	return format.Fixed(v.V, OverlapDigits)
}

// outlined draws an area.
func Outlined(points []chart.Point) string {
	var b strings.Builder
	command := "M"
	for _, p := range points {
		fmt.Fprintf(&b, "%s%d %d", command, int(math.Round(p.X*Side)), int(math.Round((1-p.Y)*Side)))
		command = "L"
	}
	return b.String()
}
