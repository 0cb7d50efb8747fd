package tradeoff

import (
	"slices"
	"strings"

	"tradeoff/internal/calc"
)

// DefaultTiles returns the metrics that have a tile if nobody chose any.
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

// parseTiles reads metrics=recall,mcc or, as a form sends it, one after the
// other. It returns nil for the default tiles.
func parseTiles(values []string) ([]string, error) {
	var list []string
	for _, id := range strings.Split(strings.Join(values, ","), ",") {
		id = strings.TrimSpace(id)
		if id == "" || slices.Contains(list, id) {
			continue
		}
		if m, ok := calc.MetricByID(id); !ok || !m.OfConfusion() {
			return nil, Errorf(Invalid, "there is no metric %.40q of one threshold", id).WithMend("There are recall, precision, specificity, npv, f1, mcc and the others of docs/metrics.md, section 3.")
		}
		list = append(list, id)
	}
	if slices.Equal(list, DefaultTiles()) {
		return nil, nil
	}
	return list, nil
}
