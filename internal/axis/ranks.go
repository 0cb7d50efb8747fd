package axis

import "math"

const (
	// maxKnots is about how many knots an axis of ranks has: three pixels lie between
	// two of them.
	maxKnots = 300

	// widest is the share of an axis of ranks that one score may take. Where most scores
	// are 0, the others would have no room besides them.
	widest = 0.1
)

// ranks returns the knots of an axis of ranks. Each score takes as much room as it has
// rows, but scores with many rows no more than others together allow.
func ranks(points Points) []Knot {
	last := points.Len() - 1
	scores, rows := make([]float64, last), make([]float64, last) // from the lowest score up
	above := 0.0
	for k := 1; k <= last; k++ {
		p := points.Point(k)
		scores[last-k], rows[last-k] = p.Threshold, p.TP+p.FP-above
		above = p.TP + p.FP
	}
	most := roomOfOne(rows)
	total := 0.0
	for _, n := range rows {
		total += min(n, most)
	}
	step := total / maxKnots
	knots := []Knot{{Score: scores[0]}}
	below, kept := 0.0, 0.0 // the room below the score at hand, and below the last knot
	for i, n := range rows {
		wide := min(n, most) > step || i > 0 && min(rows[i-1], most) > step
		if i > 0 && (wide || below-kept >= step || i == last-1) {
			knots = append(knots, Knot{Score: scores[i], Share: below / total})
			kept = below
		}
		below += min(n, most)
	}
	return knots
}

// roomOfOne returns the most rows for which one score gets room, so that none gets more
// than the widest share of the axis. Among few scores all get the same room.
func roomOfOne(rows []float64) float64 {
	most, least := math.Inf(1), math.Inf(1)
	for _, n := range rows {
		least = min(least, n)
	}
	for range 100 {
		total := 0.0
		for _, n := range rows {
			total += min(n, most)
		}
		next := max(float64(widest*total), least)
		if next >= most {
			break
		}
		most = next
	}
	return most
}
