package browsertest

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// tabTo presses Tab until the element of a selector has the focus, and fails if it never
// gets it.
func (b *tab) tabTo(selector string, most int) {
	b.t.Helper()
	for range most {
		b.do(chromedp.KeyEvent(kb.Tab))
		if js[bool](b, fmt.Sprintf("document.activeElement.matches(%q)", selector)) {
			if seen := js[bool](b, `(() => { const r = document.activeElement.getBoundingClientRect(); return r.bottom > 0 && r.top < innerHeight })()`); !seen {
				b.t.Errorf("%s has the focus out of sight", selector)
			}
			return
		}
	}
	b.t.Fatalf("Tab does not lead to %s, but to %s", selector,
		js[string](b, "document.activeElement.outerHTML.slice(0, 200)"))
}

func TestMetricsChartsAndLossesByKeyboardAlone(t *testing.T) {
	s := start(t)
	b := s.tab(t)
	b.open("/runs/1?threshold=0.3&charts=roc,histogram")

	// Metrics: open the form, tick MCC, show it.
	b.do(chromedp.Focus(chromedp.CSS("#tab-overview")))
	b.tabTo(".metrics-at summary", 12)
	b.do(chromedp.KeyEvent(kb.Enter))
	b.tabTo(`[name="metrics"][value="mcc"]`, 12)
	b.do(chromedp.KeyEvent(" "))
	b.tabTo("[data-metric-chooser] button", 40)
	b.leave("showing MCC", chromedp.KeyEvent(kb.Enter))
	if !js[bool](b, `document.querySelector('[data-metric-row="mcc"]') !== null`) {
		t.Error("MCC has no row")
	}

	// Charts: one more, another scale, another place.
	b.do(chromedp.Focus(chromedp.CSS(".metrics-at summary")))
	b.tabTo("#charts summary", 12)
	b.do(chromedp.KeyEvent(kb.Enter))
	b.tabTo(`[name="charts"][value="det"]`, 12)
	b.do(chromedp.KeyEvent(" "))
	b.until("the DET curve has come", `document.querySelector('[data-chart="det"] canvas')`)
	b.tabTo(`[name="curves"][value="recall"]`, 12)
	b.tabTo(`[name="band"]`, 40)
	b.do(chromedp.KeyEvent(" "))
	b.until("the band has gone", `!document.querySelector("[data-band]")`)
	b.tabTo(`[name="histogram"]`, 6)
	b.do(chromedp.KeyEvent(kb.ArrowRight))
	b.until("the histogram counts", `document.querySelector('[data-chart-card="histogram"]').textContent.includes("upwards how many students each holds")`)
	b.axe()
	b.tabTo(`[data-chart-card="roc"] [data-chart-menu] summary`, 10)
	b.do(chromedp.KeyEvent(kb.Enter))
	b.tabTo(`[data-chart-card="roc"] [data-move="1"]`, 5)
	b.do(chromedp.KeyEvent(kb.Enter))
	b.frame()
	if got := order(b); got != "histogram,roc,det" {
		t.Errorf("the charts are %s", got)
	}
	b.do(chromedp.Focus(chromedp.CSS(`[data-chart-card="roc"] [data-chart-menu] summary`)))
	if !js[bool](b, `document.querySelector('[data-chart-card="roc"] [data-chart-menu]').open`) {
		b.do(chromedp.KeyEvent(kb.Enter))
	}
	b.tabTo(`[data-chart-card="roc"] [data-enlarge]`, 1)
	b.do(chromedp.KeyEvent(kb.Enter))
	b.until("the chart is large", `document.querySelector('[data-chart-card="roc"]').hasAttribute("data-large")`)
	b.do(chromedp.KeyEvent(kb.Escape))

	// Losses: a slider and the field beside it.
	b.do(chromedp.Focus(chromedp.CSS("#tab-overview")), chromedp.KeyEvent(kb.End), chromedp.KeyEvent(kb.ArrowLeft))
	b.tabTo(`[data-slides="focal_loss.gamma"]`, 8)
	value := `[data-loss="focal_loss"] [data-loss-value]`
	before := b.text(value)
	b.do(chromedp.KeyEvent(kb.ArrowRight))
	b.frame()
	if now := b.text(value); now == before || js[string](b, `document.activeElement.getAttribute("aria-valuetext")`) != "2.1" {
		t.Errorf("an arrow key left the focal loss at %s", now)
	}
	b.tabTo(`[name="focal_loss.gamma"]`, 1)
	b.do(chromedp.KeyEvent("a", chromedp.KeyModifiers(chromedp.ModifierCtrl)), chromedp.KeyEvent("3"+kb.Tab))
	b.frame()
	if got := js[string](b, `document.querySelector('[data-slides="focal_loss.gamma"]').value`); got != "3" {
		t.Errorf("the slider is at %s after typing 3", got)
	}
	b.tabTo(`[data-slides="bce_dice_loss.mix"]`, 12)
	b.tabTo(`[data-loss-reset]`, 40)
	b.do(chromedp.KeyEvent(kb.Enter))
	b.until("the usual parameters are back", `!location.search.includes("_loss")`)
	if q := js[string](b, "location.search"); !strings.Contains(q, "band=0") || !strings.Contains(q, "histogram=count") ||
		!strings.Contains(q, "charts=histogram%2Croc%2Cdet") || !strings.Contains(q, "mcc") {
		t.Errorf("the URL is %s", q)
	}
}

func TestFocusedElementIsNotCoveredByTheBar(t *testing.T) {
	s := start(t)
	b := s.tab(t)
	for _, width := range []int64{390, 1440} {
		b.do(chromedp.EmulateViewport(width, 844))
		b.open("/runs/1?tab=losses")
		b.do(chromedp.Focus(chromedp.CSS(`[data-loss-form] [name="tversky_loss.beta"]`)))
		for range 40 {
			b.do(chromedp.KeyEvent(kb.Tab, chromedp.KeyModifiers(chromedp.ModifierShift)))
			b.frame()
			if hidden := js[string](b, `(async () => {
				const e = document.activeElement, bar = document.querySelector("[data-operating-bar]");
				await Promise.all(bar.getAnimations().map(a => a.finished)); // it may just be shrinking
				if (bar.contains(e)) return "";
				const at = e.getBoundingClientRect(), over = bar.getBoundingClientRect();
				return at.top < over.bottom - 1 && at.bottom > over.top + 1 && bar.hasAttribute("data-stuck") ? e.outerHTML.slice(0, 120) : "";
			})()`); hidden != "" {
				t.Errorf("at %d px this hides below the bar: %s", width, hidden)
			}
		}
	}
}
