package browsertest

import (
	"fmt"
	"io"
	"net/http"
	"path/filepath"
	"strings"
	"testing"

	"tradeoff/internal/browsertest/webdriver"
)

// The walk takes the same steps in each browser. `make browser` leaves it out and
// `make test-browsers` takes it, since it needs two more browsers.

func TestWalkInChromium(t *testing.T) { walkIn(t, "Chromium") }
func TestWalkInFirefox(t *testing.T)  { walkIn(t, "Firefox") }
func TestWalkInWebKit(t *testing.T)   { walkIn(t, "WebKit") }

func walkIn(t *testing.T, engine string) {
	if err := webdriver.Missing(); err != nil {
		t.Fatal(err)
	}
	s := start(t)
	w := &walker{server: s, t: t, engine: engine}
	w.visitor = opened(t, engine, s)
	for _, step := range []struct {
		name string
		take func(*walker)
	}{
		{"upload", uploads},
		{"rename", renames},
		{"slider", dragsThreshold},
		{"lock", dragsLock},
		{"lesson", dragsLesson},
		{"thumbs", showsThumbs},
		{"report", opensReport},
		{"print", prints},
		{"frames", timesFrames},
	} {
		w.step(step.name, func() { step.take(w) })
	}
}

// uploads uploads a file in the form, saves its run, and goes back to the form, which must
// have no file.
func uploads(w *walker) {
	path := filepath.Join(w.t.TempDir(), "walked.csv")
	write(w.t, path, shapes()[0].csv)
	w.must(w.Navigate(w.url + "/upload"))
	w.must(w.SetFiles("[data-upload-file]", path))
	w.until("the file has been read", `document.querySelector("[data-save]") && document.readyState === "complete"`)
	draft := ask[string](w, "location.pathname")
	w.must(w.Back())
	w.until("the form is shown anew",
		`location.pathname === "/upload" && document.readyState === "complete" &&
			performance.getEntriesByType("navigation")[0].type === "reload"`)
	if n := ask[int](w, `document.querySelector("[data-upload-file]").files.length`); n != 0 {
		w.t.Errorf("after going back, the form still holds %d files", n)
	}
	w.must(w.Navigate(w.url + draft))
	w.press("[data-save]")
	w.until("the run is shown", `location.pathname.startsWith("/runs/")`)
	w.live("the run")
	if name := ask[string](w, `document.querySelector("h1").textContent.trim()`); name != "walked" {
		w.t.Errorf("the run is called %q, want the file's name", name)
	}
}

// renames changes the name of a run and goes back beyond the form.
func renames(w *walker) {
	w.visit("/runs/2")
	w.press(`.page-head a[href$="/edit"]`)
	w.until("the form is there", `location.pathname === "/runs/2/edit" && document.readyState === "complete"`)
	w.must(w.Script(`document.getElementById("name").value = "A walked name"`, nil))
	w.press(".form button.primary")
	w.until("the run is saved", `location.pathname === "/runs/2"`)
	w.live("the run")
	w.must(w.Back())
	w.until("the form is there again", `location.pathname === "/runs/2/edit" && document.readyState === "complete"`)
	w.must(w.Back())
	w.until("the run shows its new name",
		`location.pathname === "/runs/2" && document.querySelector("h1").textContent.trim() === "A walked name"`)
	w.live("the run")
}

// sameAsServed compares what a page shows with the server's page at its threshold.
func (w *walker) sameAsServed(when, address string) {
	w.t.Helper()
	w.until("every interval is there", `!document.querySelector("[data-metric-row][data-waiting]")`)
	var shown struct{ Got, Want map[string]string }
	w.must(w.Script(fmt.Sprintf(`
		const read = %s, threshold = document.getElementById("threshold").value.replace("∞", "inf");
		const page = await (await fetch(%q + "?threshold=" + threshold)).text();
		return { Got: read(document), Want: read(new DOMParser().parseFromString(page, "text/html")) };`,
		ofReport, address), &shown))
	w.same(when, shown.Got, shown.Want)
}

// same compares the numbers of a page with those of the server's page.
func (w *walker) same(when string, got, want map[string]string) {
	w.t.Helper()
	if len(want) < 20 {
		w.t.Fatalf("%s: the page shows only %d numbers", when, len(want))
	}
	for k, v := range want {
		if got[k] != v {
			w.t.Errorf("%s: %s is %q, on the server's page %q", when, k, got[k], v)
		}
	}
}

// moved runs a step that changes a value on the page.
func (w *walker) moved(what, value string, step func()) {
	w.t.Helper()
	before := ask[string](w, value)
	step()
	if now := ask[string](w, value); now == before {
		w.t.Errorf("%s leaves %s", what, now)
	}
}

// ringed fails the test unless an element has a focus ring.
func (w *walker) ringed(when, selector string) {
	w.t.Helper()
	var ring bool
	w.must(w.Script(fmt.Sprintf(`
		const s = getComputedStyle(document.querySelector(%q));
		return s.outlineStyle !== "none" && parseFloat(s.outlineWidth) >= 2;`, selector), &ring))
	if !ring {
		w.t.Errorf("%s: %s shows no focus ring", when, selector)
	}
}

const thresholdShown = `document.getElementById("threshold").value`

// dragsThreshold moves the slider of a run by mouse and by keys.
func dragsThreshold(w *walker) {
	w.visit("/runs/1")
	w.moved("dragging", thresholdShown, func() { w.drag("[data-slider]", 0.5, 0.7, 0.45) })
	w.sameAsServed("after a drag", "/runs/1")
	for _, key := range []string{"ArrowRight", "ArrowLeft", "PageDown", "Home", "End", "PageDown"} {
		w.moved(key, thresholdShown, func() {
			w.must(w.Press(key))
			w.frames()
		})
		w.ringed("after "+key, ".histogram")
	}
	w.sameAsServed("after the keys", "/runs/1")
	w.picture("run")
}

// dragsLock moves the slider on the metric that two runs share.
func dragsLock(w *walker) {
	w.visit("/compare?run=1&run=2&lock=recall:0.9")
	shown := `document.querySelector("[data-lock-value]").textContent`
	settled := func(when string) {
		w.t.Helper()
		w.until("the server has answered "+when, `document.querySelector("[data-compare-results][aria-busy]") === null &&
			location.search.includes(encodeURIComponent(`+shown+`))`)
		var texts [2]string
		w.must(w.Script(`
			const read = `+comparedTexts+`, page = await (await fetch(location.href)).text();
			return [read(document), read(new DOMParser().parseFromString(page, "text/html"))];`, &texts))
		if texts[0] != texts[1] {
			w.t.Errorf("%s the page shows\n%s\nthe server's\n%s", when, texts[0], texts[1])
		}
	}
	w.moved("dragging", shown, func() { w.drag("[data-lock]", 0.9, 0.6, 0.5) })
	settled("after a drag")
	for _, key := range []string{"ArrowLeft", "PageDown"} {
		w.moved(key, shown, func() {
			w.must(w.Press(key))
			w.frames()
		})
		w.ringed("after the mouse and "+key, "[data-lock]")
	}
	settled("after the keys")
}

// dragsLesson moves the line through the students of the lesson.
func dragsLesson(w *walker) {
	w.visit("/learn/scan?step=recall")
	counts := `[...document.querySelectorAll("[data-lesson-count]")]
		.map((e) => e.dataset.lessonCount + " " + e.textContent.trim()).join()`
	w.moved("dragging", counts, func() { w.drag("[data-students]", 0.5, 0.75, 0.5) })
	w.until("the address has the threshold",
		`new URLSearchParams(location.search).get("threshold") ===
			document.querySelector("[data-line-form] [name=threshold]").value`)
	got := ask[string](w, counts)
	var served string
	w.must(w.Script(`
		const page = await (await fetch(location.href)).text();
		const read = (document) => `+counts+`;
		return read(new DOMParser().parseFromString(page, "text/html"));`, &served))
	if got != served {
		w.t.Errorf("the lesson counts %s, the server %s", got, served)
	}
}

// opensReport opens a report from the disk and compares it with the server's page.
func opensReport(w *walker) {
	res, err := http.Get(w.url + "/runs/1/report?threshold=0.3")
	w.must(err)
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	w.must(err)
	path := filepath.Join(w.t.TempDir(), "report.html")
	write(w.t, path, text)
	w.must(w.Navigate("file://" + path))
	w.live("the report")
	if at := ask[string](w, "location.protocol"); at != "file:" {
		w.t.Fatalf("the report is at %s", at)
	}
	w.moved("dragging", thresholdShown, func() { w.drag("[data-slider]", 0.4, 0.7, 0.45) })
	w.moved("a key", thresholdShown, func() {
		w.must(w.Press("ArrowLeft"))
		w.frames()
	})
	const complete = `!document.querySelector("[data-metric-row][data-waiting]")`
	w.until("every interval is in the report", complete)
	got := ask[map[string]string](w, "("+ofReport+")(document)")
	threshold := strings.ReplaceAll(ask[string](w, thresholdShown), "∞", "inf")
	w.visit("/runs/1?threshold=" + threshold + "&metrics=" + allRows())
	w.same("in the report", got, ask[map[string]string](w, "("+ofReport+")(document)"))
}
