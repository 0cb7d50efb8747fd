package axis

import (
	"math"
	"strconv"
)

// short returns the score with the fewest digits whose place is within the tolerance of a
// place.
func (a Axis) short(place, tolerance float64) float64 {
	exact := a.Score(place)
	if math.IsInf(exact, 0) {
		return exact
	}
	for digits := 1; digits <= 17; digits++ {
		x, err := strconv.ParseFloat(strconv.FormatFloat(exact, 'g', digits, 64), 64)
		if err == nil && math.Abs(a.At(x)-place) <= tolerance {
			return x
		}
	}
	return exact
}
