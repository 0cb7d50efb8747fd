package browsertest

import (
	"fmt"
	"io"
	"math"
	"net/http"
	"path/filepath"
	"strings"
)

// focal is the colour of focal loss on paper, which nothing else has.
const focal = "#b3265e"

// tolerance is how far things may lie apart on paper, in points, that belong
// together: less than a line is thick.
const tolerance = 1.5

// prints puts pages on paper and looks at what lies where. WebKitWebDriver has no
// command that prints, so in WebKit the same looks at the print rules on screen,
// where pages have no ends.
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
		if w.engine == "WebKit" {
			w.printsOnScreen(page.name)
			continue
		}
		pdf, err := w.Print(page.width, page.height)
		w.must(err)
		w.file(fmt.Sprintf("walk-%s-%s.pdf", w.engine, page.name), func() ([]byte, error) { return pdf, nil })
		sheets := drawn(w.t, pdf)
		if got := w.onAxes(page.name, sheets); got != page.losses {
			w.t.Errorf("the printed %s has %d drawings of losses, want %d", page.name, got, page.losses)
		}
		w.apart(page.name, sheets)
		if w.engine == "Firefox" { // which prints the charts as pictures, where Chromium draws lines
			w.whole(page.name, sheets, ask[int](w, `document.querySelectorAll("[data-drawing]").length`))
		}
	}
}

// onAxes fails the test unless each curve of a loss lies on the axes that were
// drawn before it, and returns how many it found.
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

// whole fails the test unless there are so many pictures, each on one page.
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

// apart fails the test if lines of text lie over others, as where a section covers
// the end of the one before.
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

// printsOnScreen applies the print rules to what is shown, and compares the curves
// of losses with their axes there.
func (w *walker) printsOnScreen(name string) {
	w.t.Helper()
	var wrong []string
	w.must(w.Script(`
		const rules = (list) => [...list].flatMap((rule) => [rule, ...rules(rule.cssRules ?? [])]);
		for (const sheet of document.styleSheets)
			for (const rule of rules(sheet.cssRules)) if (rule.media?.mediaText === "print") rule.media.mediaText = "all";
		dispatchEvent(new Event("beforeprint"));
		await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
		const wrong = [], box = (e) => e.getBoundingClientRect();
		for (const chart of document.querySelectorAll(".loss-chart")) {
			const axes = [...chart.querySelectorAll(".grid")].map(box);
			const curve = box(chart.querySelector('[data-loss-curve="focal_loss"]'));
			const low = Math.max(...axes.map((a) => a.bottom));
			if (Math.abs(curve.bottom - low) > 2 || Math.abs(curve.left - axes[0].left) > 2)
				wrong.push("a curve goes down to " + curve.bottom + ", its axes to " + low);
		}
		const cards = [...document.querySelectorAll("main .card")].filter((card) => box(card).height > 0);
		for (const [i, card] of cards.entries())
			for (const other of cards.slice(i + 1)) {
				const a = box(card), b = box(other);
				const across = Math.min(a.right, b.right) - Math.max(a.left, b.left);
				const down = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
				if (across > 1 && down > 1 && !card.contains(other)) wrong.push(card.className + " lies over " + other.className);
			}
		return wrong;`, &wrong))
	for _, s := range wrong {
		w.t.Errorf("the printed %s: %s", name, strings.TrimSpace(s))
	}
}
