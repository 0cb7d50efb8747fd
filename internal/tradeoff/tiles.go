package tradeoff

// DefaultTiles returns the metrics that have a tile by default.
func DefaultTiles() []string {
	return []string{"recall", "precision", "specificity", "accuracy", "f1"}
}

// Tiles returns the metrics that have a tile, in their order.
func (s State) Tiles() []string {
	if s.Metrics == nil {
		return DefaultTiles()
	}
	return s.Metrics
}

// tilesField is the parameter of [State.Metrics].
var tilesField = ids("metrics", "the metrics beside the matrix, separated by commas",
	func(s *State) *[]string { return &s.Metrics }, DefaultTiles(), checkPointMetric)
