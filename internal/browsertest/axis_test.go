package browsertest

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// rare is a file of n rows of which one in 200 is positive, with scores of 0.
func rare(n int) []byte {
	r := rand.New(rand.NewPCG(4, 4))
	var b strings.Builder
	b.WriteString("label,score\n")
	for i := range n {
		label, z := 0, 1.6*r.NormFloat64()-8
		if i%200 == 0 {
			label, z = 1, z+4
		}
		if i%50 == 7 {
			fmt.Fprintf(&b, "%d,0\n", label)
			continue
		}
		fmt.Fprintf(&b, "%d,%.7g\n", label, sigmoid(z))
	}
	return []byte(b.String())
}

// pictured is JavaScript for what the histogram of a document shows, numbers rounded.
const pictured = `(root => {
	const rounded = d => d.replace(/[\d.]+/g, x => Math.round(x));
	const shown = e => e.getAttribute("display") !== "none";
	return {
		bars: [...root.querySelectorAll("[data-bars], [data-feet]")].map(p => rounded(p.getAttribute("d"))).join(" "),
		labels: [...root.querySelectorAll("[data-score-ticks] text")].map(t => rounded(t.getAttribute("x")) + t.textContent).join(" "),
		mark: rounded(root.querySelector("[data-threshold-mark]").getAttribute("x")) + shown(root.querySelector("[data-threshold-mark]")),
		beyond: [...root.querySelectorAll("[data-beyond]")].filter(shown).map(e => e.textContent).join(),
		middle: rounded(root.querySelector("[data-axis-line]").getAttribute("y1")),
		scales: String(shown(root.querySelector("[data-own-scales]"))),
		kind: root.querySelector("[data-axis][aria-current]").dataset.axis,
		tools: [...root.querySelectorAll("[data-zoom]:not([hidden])")].map(e => e.dataset.zoom).join(),
	};
})`

// zoomed waits until the address and the bars have followed, and returns the zoom of the
// address. The picture is then the one that the server draws at this address.
func (b *tab) zoomed() string {
	b.t.Helper()
	js[bool](b, `new Promise(done => setTimeout(done, 500, true))`)
	for what, both := range js[map[string][2]string](b, `fetch(location.href).then(r => r.text()).then(text => {
		const here = `+pictured+`(document), there = `+pictured+`(new DOMParser().parseFromString(text, "text/html"));
		return Object.fromEntries(Object.keys(here).map(k => [k, [here[k], there[k]]]));
	})`) {
		if both[0] != both[1] {
			b.t.Errorf("%s: %.300q in the browser, %.300q from the server", what, both[0], both[1])
		}
	}
	return js[string](b, `new URL(location).searchParams.get("zoom") ?? ""`)
}

// box returns left, top, width and height of an element.
func (b *tab) box(selector string) [4]float64 {
	b.t.Helper()
	return js[[4]float64](b, fmt.Sprintf(
		`(r => [r.left, r.top, r.width, r.height])(document.querySelector(%q).getBoundingClientRect())`, selector))
}

func TestZoomShowsAPartOfTheAxis(t *testing.T) {
	s := start(t)
	_, ids := s.upload("rare", "rare.csv", rare(3_000), "") // all operating points are stops
	b := s.tab(t)
	b.open(fmt.Sprintf("/runs/%d?threshold=0.02", ids[0]))
	if got := b.zoomed(); got != "" {
		t.Errorf("at first the zoom is %s", got)
	}
	strip := b.box("[data-axis-strip]")
	at := func(share float64) (x, y float64) { return strip[0] + share*strip[2], strip[1] + strip[3]/2 }
	const ctrl = 2
	wheel := func(selector string, deltaY float64, modifiers int64) {
		box := b.box(selector)
		b.do(chromedp.MouseEvent(input.DispatchMouseEventTypeMouseWheel, box[0]+box[2]/2, box[1]+box[3]/2,
			func(p *input.DispatchMouseEventParams) { // 0 would be left out
				p.DeltaX, p.DeltaY, p.Modifiers = 0.01, deltaY, modifiers
			}))
	}
	changes := func(what string, act func()) {
		t.Helper()
		before := js[string](b, `location.search`)
		b.sent()
		act()
		if b.zoomed(); js[string](b, `location.search`) == before {
			t.Errorf("%s changes nothing", what)
		}
	}
	b.do(chromedp.Focus(chromedp.CSS("[data-slider]")))
	changes("the key +", func() { b.do(chromedp.KeyEvent("+")) })
	if got := b.text("[data-status]"); !strings.HasPrefix(got, "In view: scores from ") {
		t.Errorf("the zoom is announced as %q", got)
	}
	changes("the key −", func() { b.do(chromedp.KeyEvent("-")) })
	changes("the wheel over the labels", func() { wheel("[data-axis-strip]", -100, 0) })
	changes("Ctrl and the wheel over the histogram", func() { wheel("[data-histogram]", -100, ctrl) })
	changes("the key 0", func() { b.do(chromedp.Focus(chromedp.CSS("[data-slider]")), chromedp.KeyEvent("0")) })
	if got := b.zoomed(); got != "" {
		t.Errorf("after the key 0 the zoom is %s", got)
	}
	changes("a drag over the labels", func() {
		x, y := at(0.7)
		end, _ := at(0.9)
		b.do(chromedp.DragAndDropXY(x, y, end, y, 5))
	})
	if got := b.text(`[data-beyond="low"]`); got != "◂ threshold 2%" && got != "◂ threshold 0.02" {
		t.Errorf("the threshold out of view is said as %q", got)
	}
	changes("a double click", func() {
		x, y := at(0.5)
		b.do(chromedp.MouseClickXY(x, y, chromedp.ClickCount(2)))
	})
	changes("the button +", func() { b.do(chromedp.Click(chromedp.CSS(`[data-zoom="in"]`))) })
	changes("the button for all", func() { b.do(chromedp.Click(chromedp.CSS(`[data-zoom="all"]`))) })
	if !js[bool](b, `document.activeElement.hasAttribute("data-slider")`) {
		t.Error("the button that is gone took the focus with it")
	}
	wheel("[data-histogram]", 200, 0)
	b.until("the wheel over the histogram scrolls the page", `scrollY > 0`)
	if got := b.zoomed(); got != "" {
		t.Errorf("after scrolling the zoom is %s", got)
	}
}

func TestZoomAsksForBarsOnlyAtRest(t *testing.T) {
	s := start(t)
	_, ids := s.upload("rare", "rare.csv", rare(20_000), "")
	b := s.tab(t)
	b.open(fmt.Sprintf("/runs/%d", ids[0]))
	b.do(chromedp.Focus(chromedp.CSS("[data-slider]")))
	b.sent()
	for range 4 {
		b.do(chromedp.KeyEvent("+"))
	}
	b.until("the bars have been asked for", `new URL(location).searchParams.has("zoom")`)
	js[bool](b, `new Promise(done => setTimeout(done, 500, true))`)
	if sent := b.sent(); len(sent) != 1 || !strings.Contains(sent[0], "/histogram?") {
		t.Errorf("four steps send %v", sent)
	}
	b.zoomed()
	b.sent()
	for range 5 {
		b.do(chromedp.KeyEvent(kb.PageUp))
	}
	b.frame()
	if sent := b.sent(); len(sent) > 0 {
		t.Errorf("moving in a zoomed view sends %v", sent)
	}
	b.zoomed()
}

func TestAxisIsSwitchedInPlace(t *testing.T) {
	s := start(t)
	_, ids := s.upload("rare", "rare.csv", rare(20_000), "")
	b := s.tab(t)
	b.open(fmt.Sprintf("/runs/%d?threshold=0.02", ids[0]))
	for _, c := range []struct{ kind, search string }{{"quantile", "quantile"}, {"linear", "linear"}, {"logit", ""}} {
		press(b, ".axis-kinds > summary")
		b.do(chromedp.Click(chromedp.CSS(fmt.Sprintf("[data-axis=%q]", c.kind))))
		b.until("the axis is "+c.kind, fmt.Sprintf(`(new URL(location).searchParams.get("axis") ?? "") === %q`, c.search))
		b.zoomed()
		// A drag is linear on every axis: the middle of the slider is about the middle of the
		// picture, where a linear axis has few scores.
		js[bool](b, `(() => { const e = document.querySelector("[data-slider]"); e.value = 0.5; e.dispatchEvent(new Event("input", {bubbles: true})); return true })()`)
		b.frame()
		if x := js[float64](b, `parseFloat(document.querySelector("[data-threshold-mark]").getAttribute("x"))`); x < 40 || x > 60 {
			t.Errorf("%s: the middle of the slider is at %v%%", c.kind, x)
		}
		b.zoomed()
	}
}

func TestZoomWithoutScripts(t *testing.T) {
	s := start(t)
	_, ids := s.upload("rare", "rare.csv", rare(3_000), "")
	b := s.tab(t)
	b.withoutScripts()
	b.open(fmt.Sprintf("/runs/%d", ids[0]))
	b.leave("the link to zoom in", chromedp.Click(chromedp.CSS(`[data-zoom="in"]`)))
	if u := js[string](b, "location.search"); !strings.Contains(u, "zoom=") {
		t.Errorf("the link leads to %s", u)
	}
	b.do(chromedp.Click(chromedp.CSS(".axis-kinds > summary")))
	b.leave("the link to the linear axis", chromedp.Click(chromedp.CSS(`[data-axis="linear"]`)))
	if u := js[string](b, "location.search"); !strings.Contains(u, "axis=linear") || strings.Contains(u, "zoom=") {
		t.Errorf("the link leads to %s", u)
	}
}
