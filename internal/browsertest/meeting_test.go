package browsertest

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// TestThresholdMovesInPresentationMode uses the keys without the focus on the slider, and
// checks that model names stay hidden until they are shown again.
func TestThresholdMovesInPresentationMode(t *testing.T) {
	s := start(t)
	b := s.tab(t)
	b.open("/runs/2")
	name := js[string](b, `document.querySelector("h1").textContent.trim()`)
	threshold := func() string {
		b.frame()
		return js[string](b, `document.getElementById("threshold").value`)
	}
	b.do(chromedp.KeyEvent(kb.ArrowRight))
	if got := threshold(); got != "0.5" {
		t.Errorf("outside a meeting an arrow key has moved the threshold to %s", got)
	}

	press(b, "[data-share] summary")
	b.click("[data-meeting-enter]")
	b.do(chromedp.KeyEvent(kb.ArrowRight), chromedp.KeyEvent(kb.ArrowRight))
	moved := threshold()
	if moved == "0.5" {
		t.Error("in a meeting the arrow keys do not move the threshold")
	}
	b.do(chromedp.KeyEvent(kb.PageDown))
	if lower := threshold(); lower >= moved {
		t.Errorf("a page key has led from %s to %s", moved, lower)
	}
	at := threshold()
	b.do(chromedp.Focus(chromedp.CSS("#threshold")), chromedp.KeyEvent(kb.ArrowRight), chromedp.KeyEvent(kb.Home))
	if got := threshold(); got != at {
		t.Errorf("keys in the field have moved the threshold to %s", got)
	}
	b.until("the address follows", `new URL(location).searchParams.get("threshold") === document.getElementById("threshold").value`)
	b.axe()
	b.overflow()
	b.picture("meeting")

	b.do(chromedp.Click(chromedp.CSS("[data-full-screen]")))
	b.until("the screen is filled", `document.fullscreenElement !== null && document.querySelector("[data-full-screen]").textContent === "Leave full screen"`)
	b.do(chromedp.Click(chromedp.CSS("[data-full-screen]")))
	b.until("the screen is left", `document.fullscreenElement === null && document.querySelector("[data-full-screen]").textContent === "Full screen"`)

	b.click(`[data-names="hide"]`)
	page := js[string](b, `document.title + document.body.textContent + [...document.querySelectorAll("[aria-label]")].map(e => e.getAttribute("aria-label"))`)
	if strings.Contains(page, name) || !strings.Contains(page, "Model A") {
		t.Errorf("the name %q is not hidden", name)
	}
	b.click(`[data-names="reveal"]`)
	if got := js[string](b, `document.querySelector("h1").textContent.trim()`); got != name {
		t.Errorf("revealed, the run is called %q, want %q", got, name)
	}
	b.click("[data-meeting-leave]")
	if got := threshold(); got != at {
		t.Errorf("after the meeting the threshold is %s, it was %s", got, at)
	}
}
