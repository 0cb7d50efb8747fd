package show

import (
	"testing"

	"tradeoff/internal/catalog"
)

func TestWordsStayInThePlotAndOffTheThreshold(t *testing.T) {
	for _, c := range []struct {
		name               string
		corner             catalog.Corner
		x, y               float64
		letters            int
		named              bool
		anchor, at, dx, dy string
	}{
		{"right below", catalog.LowerRight, 0.2, 0.5, 10, false, "start", "20%", "10", "20"},
		{"no room on the right", catalog.LowerRight, 0.9, 0.5, 10, false, "end", "90%", "-10", "20"},
		{"no room on either side", catalog.LowerRight, 0.5, 0.5, 30, false, "start", "28%", "0", "20"},
		{"left below", catalog.LowerLeft, 0.9, 0.5, 10, false, "end", "90%", "-10", "20"},
		{"no room on the left", catalog.LowerLeft, 0.1, 0.5, 10, false, "start", "10%", "10", "20"},
		{"at the bottom", catalog.LowerRight, 0.2, 0.02, 10, false, "start", "20%", "10", "-12"},
		{"above the name of a reference line", catalog.LowerRight, 0.02, 0.1, 25, false, "start", "2%", "10", "-12"},
		{"at the top", catalog.UpperRight, 0.2, 0.98, 10, false, "start", "20%", "10", "20"},
		{"above", catalog.UpperRight, 0.2, 0.5, 10, false, "start", "20%", "10", "-12"},
		{"beside the threshold", catalog.UpperRight, 0.46, 0.5, 20, true, "start", "46%", "10", "-12"},
		{"beside a high threshold", catalog.UpperRight, 0.6, 0.5, 20, true, "end", "60%", "-10", "-12"},
	} {
		w := WordsAt(c.corner, c.x, c.y, c.letters, c.named)
		if w.Anchor != c.anchor || w.X != c.at || w.DX != c.dx || w.DY != c.dy {
			t.Errorf("%s: %+v", c.name, w)
		}
	}
}
