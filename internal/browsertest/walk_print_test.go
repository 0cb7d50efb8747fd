package browsertest

import (
	"fmt"
	"io"
	"math"
	"net/http"
	"path/filepath"
)

// focal is the colour of focal loss on paper, which is unique.
const focal = "#b3265e"

// tolerance is the allowed distance on paper in points: less than the width of a line.
const tolerance = 1.5

// prints prints pages and checks the positions of their parts.
func prints(w *walker) {
	charts := "charts=tradeoff,roc,pr,calibration,cost"
	res, err := http.Get(w.url + "/runs/1/report?threshold=0.3&" + charts)
	w.must(err)
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	w.must(err)
	path := filepath.Join(w.t.TempDir(), "report.html")
	write(w.t, path, text)
	for _, page := range []struct {
		name, address string
		width, height float64 // in centimetres
		losses        int     // drawings of losses
	}{
		{"run", w.url + "/runs/1?" + charts, 21, 29.7, 3},
		{"comparison", w.url + "/compare?run=1&run=2&lock=recall:0.9", 21, 29.7, 0},
		{"report", "file://" + path, 21.59, 27.94, 3},
	} {
		w.must(w.Navigate(page.address))
		w.live(page.name)
		w.frames()
		pdf, err := w.Print(page.width, page.height)
		w.must(err)
		w.file(fmt.Sprintf("walk-%s-%s.pdf", w.engine, page.name), func() ([]byte, error) { return pdf, nil })
		sheets := drawn(w.t, pdf)
		if got := w.onAxes(page.name, sheets); got != page.losses {
			w.t.Errorf("the printed %s has %d drawings of losses, want %d", page.name, got, page.losses)
		}
		w.apart(page.name, sheets)
		if w.engine != "Chromium" { // it prints charts as lines, the others as pictures
			w.whole(page.name, sheets, ask[int](w, `document.querySelectorAll("[data-drawing]").length`))
		}
	}
}

// onAxes fails the test unless each curve of a loss is on the axes that were drawn before
// it, and returns the number of curves.
func (w *walker) onAxes(name string, sheets []sheet) int {
	w.t.Helper()
	n := 0
	for number, s := range sheets {
		var axes []line // horizontal lines of one width, the last ones that were drawn
		for _, l := range s.lines {
			if l.level() {
				if len(axes) > 0 && !(near(axes[0].left, l.left) && near(axes[0].right, l.right)) {
					axes = nil
				}
				axes = append(axes, l)
				continue
			}
			if l.colour != focal || l.points < 20 {
				continue
			}
			n++
			grid := axes[max(0, len(axes)-5):] // five lines to a drawing
			if len(grid) < 5 {
				w.t.Errorf("page %d of the printed %s: a curve without axes", number+1, name)
				continue
			}
			top, bottom := math.Inf(1), math.Inf(-1)
			for _, g := range grid {
				top, bottom = min(top, g.top), max(bottom, g.bottom)
			}
			// A curve begins or ends on the lowest line, and comes to the highest or leaves the drawing there.
			if !near(l.bottom, bottom) || l.top > top+tolerance ||
				!near(l.left, grid[0].left) || !near(l.right, grid[0].right) {
				w.t.Errorf("page %d of the printed %s: a curve goes from x %.1f to %.1f and down to y %.1f, "+
					"its axes from x %.1f to %.1f and down to y %.1f",
					number+1, name, l.left, l.right, l.bottom, grid[0].left, grid[0].right, bottom)
			}
		}
	}
	return n
}

func near(a, b float64) bool { return math.Abs(a-b) <= tolerance }

// whole fails the test unless there are want pictures, each on one page.
func (w *walker) whole(name string, sheets []sheet, want int) {
	w.t.Helper()
	n := 0
	for number, s := range sheets {
		for _, p := range s.pictures {
			n++
			if p.top < 0 || p.left < 0 || p.right > s.width || p.bottom > s.height {
				w.t.Errorf("page %d of the printed %s: a chart goes beyond the page", number+1, name)
			}
		}
	}
	if n != want {
		w.t.Errorf("the printed %s has %d pictures of charts, want %d: one on two pages is two", name, n, want)
	}
}

// apart fails the test if lines of text overlap, as where a section covers the end of the
// previous one.
func (w *walker) apart(name string, sheets []sheet) {
	w.t.Helper()
	for number, s := range sheets {
		n := 0
		for i, a := range s.glyphs {
			for _, b := range s.glyphs[i+1:] {
				across, down := math.Abs(a[0]-b[0]), math.Abs(a[1]-b[1])
				if across < 3 && down > 0.5 && down < 4 {
					n++
				}
			}
		}
		if n > 3 { // names of curves may touch
			w.t.Errorf("page %d of the printed %s: %d letters lie over others", number+1, name, n)
		}
	}
}
