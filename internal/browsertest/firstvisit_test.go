package browsertest

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// TestFirstVisitIsLive moves the threshold on the home page, follows the button to the run
// at that threshold, and adds the sample back after deleting it.
func TestFirstVisitIsLive(t *testing.T) {
	s := start(t)
	b := s.tab(t)
	b.open("/")
	b.until("the page is live", `document.documentElement.dataset.live === ""`)
	b.axe()
	counts := func() string {
		return js[string](b, `[...document.querySelectorAll("[data-count]")].map((e) => e.textContent).join()`)
	}
	if got := counts(); got != "42,40,16,542" {
		t.Errorf("the counts are %s", got)
	}
	b.do(chromedp.Focus(chromedp.CSS("[data-slider]")), chromedp.KeyEvent(kb.PageDown))
	b.until("the counts follow", `document.querySelector("[data-count]").textContent !== "42"`)
	moved := counts()
	threshold := strings.SplitN(js[string](b, `document.querySelector("[data-slider]").getAttribute("aria-valuetext")`), ":", 2)[0]
	if got := js[string](b, `document.querySelector('[data-pin="recall"] [data-value]').textContent`); got == "0.51" {
		t.Error("the metrics do not follow")
	}
	for _, width := range []int64{390, 1280, 1920} {
		b.do(chromedp.EmulateViewport(width, 900))
		b.overflow()
	}
	b.click(".claim .primary")
	b.at("/runs/2")
	if got := js[string](b, `document.getElementById("threshold").value`); got != threshold {
		t.Errorf("the run opens at %q, want %q", got, threshold)
	}
	if got := js[string](b, `[...document.querySelectorAll(".bar-counts [data-count]")].map((e) => e.textContent).join()`); got != moved {
		t.Errorf("the run has the counts %s, want %s", got, moved)
	}
	s.request("DELETE", "/api/v1/experiments/1", "", nil, nil)
	b.open("/")
	b.axe()
	b.click(".claim .primary")
	b.at("/")
	if got := b.text(".claim .primary"); got != "Open the sample" {
		t.Errorf("after adding the sample back the button says %q", got)
	}
}
