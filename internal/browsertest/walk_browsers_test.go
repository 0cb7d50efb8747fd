package browsertest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"tradeoff/internal/browsertest/webdriver"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// A visitor is a window of one browser that the walk uses like a person.
// Places are CSS pixels from the top left of the window.
type visitor interface {
	// Navigate goes to an address and waits until its page is loaded.
	Navigate(url string) error
	// Back goes one step back in the history.
	Back() error
	// Script runs the body of an async function in the page and decodes its result.
	Script(body string, out any) error
	// SetFiles chooses files in the file input that a CSS selector matches.
	SetFiles(selector string, paths ...string) error
	// Press presses and releases keys, by their names in the DOM.
	Press(names ...string) error
	// Drag presses the mouse at the first place, moves it through the others and
	// releases it at the last.
	Drag(places ...[2]float64) error
	// Resize sets the size of the window's content.
	Resize(width, height int) error
	// Screenshot returns the viewport as a PNG file.
	Screenshot() ([]byte, error)
	// Print returns the page as a PDF file on paper of a size in centimetres.
	Print(width, height float64) ([]byte, error)
	Close() error
}

// opened opens a window of a browser until the test ends.
func opened(t *testing.T, name string, s *server) visitor {
	t.Helper()
	var v visitor
	var err error
	var log bytes.Buffer
	switch home := t.TempDir(); name {
	case "Chromium":
		v = &chromium{s.tab(t)}
	case "Firefox":
		v, err = webdriver.Firefox(home, &log)
	case "WebKit":
		v, err = webdriver.WebKit(home, &log)
	}
	if err != nil {
		t.Fatalf("starting %s: %v\n%s", name, err, tail(log.String(), 4000))
	}
	t.Cleanup(func() {
		if err := v.Close(); err != nil {
			t.Errorf("%s ended with %v", name, err)
		}
		if t.Failed() {
			t.Logf("the log of %s:\n%s", name, tail(log.String(), 4000))
		}
	})
	if err := v.Resize(1440, 1000); err != nil {
		t.Fatal(err)
	}
	return v
}

// chromium is a visitor in the browser that all other tests use.
type chromium struct{ *tab }

func (c *chromium) Navigate(url string) error { return chromedp.Do(c.ctx, chromedp.Navigate(url)) }
func (c *chromium) Close() error              { return nil }

// Back is refused for a moment after another one, until the page that came back from the
// browser's memory is the active one.
func (c *chromium) Back() error {
	for end := time.Now().Add(10 * time.Second); ; time.Sleep(50 * time.Millisecond) {
		err := chromedp.Do(c.ctx, chromedp.NavigateBack())
		if err == nil || !strings.Contains(err.Error(), "Not attached to an active page") || time.Now().After(end) {
			return err
		}
	}
}

func (c *chromium) Script(body string, out any) error {
	script := "(async () => {" + body + "\n})().then((v) => JSON.stringify(v ?? null))"
	text, err := chromedp.Run(c.ctx, chromedp.Evaluate[string](script, chromedp.EvalAwaitPromise))
	if err == nil && out != nil {
		err = json.Unmarshal([]byte(text), out)
	}
	return err
}

func (c *chromium) SetFiles(selector string, paths ...string) error {
	return chromedp.Do(c.ctx, chromedp.SetUploadFiles(chromedp.CSS(selector), paths))
}

func (c *chromium) Press(names ...string) error {
	keys := map[string]string{
		"ArrowLeft": kb.ArrowLeft, "ArrowRight": kb.ArrowRight, "PageUp": kb.PageUp, "PageDown": kb.PageDown,
		"Home": kb.Home, "End": kb.End, "Enter": kb.Enter, "Tab": kb.Tab,
	}
	for _, name := range names {
		if err := chromedp.Do(c.ctx, chromedp.KeyEvent(keys[name])); err != nil {
			return err
		}
	}
	return nil
}

func (c *chromium) Drag(places ...[2]float64) error {
	last := len(places) - 1
	event := func(kind input.DispatchMouseEventType, place [2]float64) error {
		options := []chromedp.MouseOption{chromedp.ButtonLeft}
		if kind != input.DispatchMouseEventTypeMouseMoved {
			options = append(options, chromedp.ClickCount(1))
		}
		return chromedp.Do(c.ctx, chromedp.MouseEvent(kind, place[0], place[1], options...))
	}
	if err := event(input.DispatchMouseEventTypeMousePressed, places[0]); err != nil {
		return err
	}
	for _, place := range places[1:] {
		time.Sleep(16 * time.Millisecond)
		if err := event(input.DispatchMouseEventTypeMouseMoved, place); err != nil {
			return err
		}
	}
	return event(input.DispatchMouseEventTypeMouseReleased, places[last])
}

func (c *chromium) Resize(width, height int) error {
	return chromedp.Do(c.ctx, chromedp.EmulateViewport(int64(width), int64(height)))
}

func (c *chromium) Screenshot() ([]byte, error) {
	return chromedp.Run(c.ctx, chromedp.CaptureScreenshot())
}

func (c *chromium) Print(width, height float64) ([]byte, error) {
	paper := chromedp.PaperSize{Width: width / 2.54, Height: height / 2.54}
	return chromedp.Run(c.ctx, chromedp.PrintToPDF(chromedp.PDFPaper(paper), chromedp.PDFPreferCSSPageSize()))
}

// A walker goes through the pages of one server in one browser.
type walker struct {
	visitor
	*server
	t      *testing.T
	engine string
}

// step runs a part of the walk as a subtest.
func (w *walker) step(name string, take func()) {
	outer := w.t
	outer.Run(name, func(t *testing.T) {
		w.t, w.server.t = t, t
		defer func() { w.t, w.server.t = outer, outer }()
		defer func() {
			if t.Failed() {
				w.picture("failed-" + name)
			}
		}()
		take()
	})
}

// must fails the test if there is an error.
func (w *walker) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

// ask returns the value of an expression in the page, which may await.
func ask[T any](w *walker, expression string) (v T) {
	w.t.Helper()
	w.must(w.Script("return ("+expression+")", &v))
	return v
}

// until waits until an expression is true. It ignores errors, because evaluation fails
// while a page is replaced by the next one.
func (w *walker) until(what, expression string) {
	w.t.Helper()
	var last error
	for deadline := time.Now().Add(30 * time.Second); time.Now().Before(deadline); time.Sleep(50 * time.Millisecond) {
		var done bool
		if last = w.Script("return !!("+expression+")", &done); last == nil && done {
			return
		}
	}
	var at string
	w.Script("return location.href", &at)
	w.t.Fatalf("gave up waiting until %s, on %s (%v)", what, at, last)
}

// visit opens a page of the server, and waits until its scripts have started.
func (w *walker) visit(path string) {
	w.t.Helper()
	w.must(w.Navigate(w.url + path))
	w.live(path)
}

// live waits until the scripts of the page at a path have started.
func (w *walker) live(path string) {
	w.t.Helper()
	w.until(path+" is live", `document.readyState === "complete" && document.documentElement.dataset.live === ""`)
}

// frames waits until the browser has painted.
func (w *walker) frames() {
	w.t.Helper()
	w.must(w.Script(`await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))`, nil))
}

// A box is the rectangle of an element in the window.
type box struct{ Left, Top, Width, Height float64 }

// at returns the place at fractions of the width and height of the box.
func (b box) at(x, y float64) [2]float64 { return [2]float64{b.Left + x*b.Width, b.Top + y*b.Height} }

// box scrolls an element into the middle of the window and returns its rectangle.
func (w *walker) box(selector string) box {
	w.t.Helper()
	var b box
	w.must(w.Script(fmt.Sprintf(`
		const e = document.querySelector(%q);
		e.scrollIntoView({ block: "center", behavior: "instant" });
		await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
		const r = e.getBoundingClientRect();
		return { Left: r.left, Top: r.top, Width: r.width, Height: r.height };`, selector), &b))
	return b
}

// press clicks the middle of an element.
func (w *walker) press(selector string) {
	w.t.Helper()
	w.must(w.Drag(w.box(selector).at(0.5, 0.5)))
}

// drag moves the mouse over an element, from one fraction of its width to another, at a
// fraction of its height.
func (w *walker) drag(selector string, from, to, y float64) {
	w.t.Helper()
	b := w.box(selector)
	const steps = 12
	var places [][2]float64
	for i := range steps + 1 {
		places = append(places, b.at(from+(to-from)*float64(i)/steps, y))
	}
	w.must(w.Drag(places...))
	w.frames()
}

// picture keeps a screenshot in the folder SCREENSHOTS, if it is set.
func (w *walker) picture(name string) {
	w.t.Helper()
	w.file(fmt.Sprintf("walk-%s-%s.png", w.engine, name), w.Screenshot)
}

// file keeps a file in the folder of the screenshots.
func (w *walker) file(name string, content func() ([]byte, error)) {
	w.t.Helper()
	dir := os.Getenv("SCREENSHOTS")
	if dir == "" {
		return
	}
	b, err := content()
	if err == nil {
		err = os.WriteFile(filepath.Join(dir, name), b, 0o644)
	}
	if err != nil {
		w.t.Error(err)
	}
}
