package chart

// Hull returns the upper convex hull of points whose X never falls, from the
// first to the last: of an ROC curve, the operating points that are best at
// some costs and prevalence.
func Hull(points []Point) []Point {
	var hull []Point
	for _, p := range points {
		for len(hull) >= 2 && !turnsRight(hull[len(hull)-2], hull[len(hull)-1], p) {
			hull = hull[:len(hull)-1]
		}
		hull = append(hull, p)
	}
	return hull
}

// turnsRight reports whether the way from a over b to c bends clockwise.
func turnsRight(a, b, c Point) bool {
	return (b.X-a.X)*(c.Y-a.Y)-(b.Y-a.Y)*(c.X-a.X) < 0
}
