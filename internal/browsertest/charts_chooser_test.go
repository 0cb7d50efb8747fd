package browsertest

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// order returns the ids of the charts in their order.
func order(b *tab) string {
	return js[string](b, `[...document.querySelectorAll("[data-chosen-charts] > [data-chart-card]")].map(c => c.dataset.chartCard).join()`)
}

func TestChoosingMovingAndEnlargingCharts(t *testing.T) {
	s := start(t)
	b := s.tab(t)
	b.open("/runs/1?threshold=0.3")
	if got := order(b); got != "tradeoff,roc,pr" {
		t.Errorf("%s are shown first", got)
	}
	b.do(chromedp.Click(chromedp.CSS("#charts .chooser summary")),
		chromedp.Click(chromedp.CSS(`[data-chooser] [value="det"]`)))
	b.until("the chart has come", `document.querySelector('[data-chart="det"] canvas')`)
	if got, want := b.text(`[data-readout="det"]`), "0.3: miss rate"; !strings.HasPrefix(got, want) {
		t.Errorf("the new chart reads %q, want %q", got, want)
	}
	b.do(chromedp.Click(chromedp.CSS(`[data-chooser] [value="roc"]`)))
	b.until("the ROC has gone", `!document.querySelector('[data-chart="roc"]')`)
	b.do(chromedp.Click(chromedp.CSS(`[data-chooser] [value="calibration"]`)))
	b.until("the calibration has come", `document.querySelector('[data-chart="calibration"] canvas')`)
	uniform := b.text(`[data-chart-card="calibration"] .summary`)
	b.do(chromedp.Click(chromedp.CSS(`[data-chooser] [value="quantile"]`)))
	b.until("the bins have changed", fmt.Sprintf(`document.querySelector('[data-chart-card="calibration"] .summary').textContent.trim() !== %q && document.querySelector('[data-chart="calibration"] canvas')`, uniform))

	b.do(chromedp.Click(chromedp.CSS(`[data-chart-card="det"] [data-chart-menu] summary`)),
		chromedp.Focus(chromedp.CSS(`[data-chart-card="det"] [data-move="-1"]`)), chromedp.KeyEvent(kb.Enter))
	b.frame()
	if got, want := order(b), "tradeoff,det,pr,calibration"; got != want {
		t.Errorf("after moving %s are shown, want %s", got, want)
	}
	b.do(chromedp.KeyEvent(kb.Enter)) // the focus has moved with it
	b.frame()
	if got, want := order(b), "det,tradeoff,pr,calibration"; got != want {
		t.Errorf("after moving again %s are shown, want %s", got, want)
	}
	if got := js[string](b, `new URL(location).searchParams.get("charts")`); got != order(b) {
		t.Errorf("the URL has %s", got)
	}
	b.do(chromedp.Click(chromedp.CSS(`[data-chart-card="pr"] [data-chart-menu] summary`)),
		chromedp.Focus(chromedp.CSS(`[data-chart-card="pr"] [data-enlarge]`)), chromedp.KeyEvent(kb.Enter))
	b.frame()
	width := `document.querySelector('[data-chart="pr"] canvas').getBoundingClientRect().width`
	b.until("the chart is wide", width+" > 1000")
	b.axe()
	b.window("charts-large")
	b.do(chromedp.KeyEvent(kb.Escape))
	b.until("the chart is as before", width+" < 700")

	other := s.tab(t)
	other.open(js[string](b, "location.pathname + location.search"))
	if got, want := order(other), order(b); got != want {
		t.Errorf("the link shows %s, want %s", got, want)
	}
	if got, want := other.text(`[data-chart-card="calibration"] .summary`),
		b.text(`[data-chart-card="calibration"] .summary`); got != want {
		t.Errorf("the link shows %q, want %q", got, want)
	}
	b.do(chromedp.Click(chromedp.CSS(`[data-chooser] [value="det"]`)),
		chromedp.Click(chromedp.CSS(`[data-chooser] [value="tradeoff"]`)),
		chromedp.Click(chromedp.CSS(`[data-chooser] [value="pr"]`)),
		chromedp.Click(chromedp.CSS(`[data-chooser] [value="calibration"]`)))
	b.until("without any the default ones are back", `[...document.querySelectorAll("[data-chosen-charts] > [data-chart-card]")].map(c => c.dataset.chartCard).join() === "tradeoff,roc,pr" && document.querySelector('[data-chooser] [value="roc"]').checked`)
}

func TestChartChooserWorksWithoutScripts(t *testing.T) {
	s := start(t)
	b := s.tab(t)
	b.open("/runs/1?charts=pr,roc&threshold=0.3&cost_fn=3")
	got := js[string](b, `(() => { const f = document.querySelector("[data-chooser]"); f.querySelector('[value="gain"]').checked = true; return f.getAttribute("action").split("#")[0] + "?" + new URLSearchParams(new FormData(f)) })()`)
	page := js[string](b, fmt.Sprintf(`fetch(%q).then(r => r.text()).then(h => { const d = new DOMParser().parseFromString(h, "text/html"); return [...d.querySelectorAll("[data-chosen-charts] > [data-chart-card]")].map(c => c.dataset.chartCard).join() + " " + d.getElementById("threshold").value + " " + d.getElementById("cost_fn").value })`, got))
	if want := "pr,roc,gain 0.3 3"; page != want {
		t.Errorf("%s shows %q, want %q", got, page, want)
	}
}

func TestCurvesAndHistogramCanBeChosen(t *testing.T) {
	s := start(t)
	b := s.tab(t)
	b.open("/runs/1?charts=tradeoff,histogram&threshold=0.3")
	b.do(chromedp.Click(chromedp.CSS("#charts .chooser summary")))
	curves := `[...document.querySelectorAll('[data-chart="tradeoff"] [data-dot]')].map(d => d.dataset.dot).join()`
	for _, c := range []struct{ click, want, url string }{
		{`[name="curves"][value="mcc"]`, "recall,precision,specificity,f1,mcc", "curves=recall%2Cprecision%2Cspecificity%2Cf1%2Cmcc"},
		{`[name="curves"][value="f1"]`, "recall,precision,specificity,mcc", "curves=recall%2Cprecision%2Cspecificity%2Cmcc"},
	} {
		b.do(chromedp.Click(chromedp.CSS("[data-chooser] " + c.click)))
		b.until("the curves are "+c.want, fmt.Sprintf(`%s === %q && document.querySelector('[data-chart="tradeoff"] canvas')`, curves, c.want))
		if got := js[string](b, "location.search"); !strings.Contains(got, c.url) {
			t.Errorf("the URL is %s, want %s in it", got, c.url)
		}
		if got := js[int](b, `echarts.getInstanceByDom(document.querySelector('[data-chart="tradeoff"] [data-drawing]')).getOption().series.length`); got != strings.Count(c.want, ",")+1 {
			t.Errorf("%d curves are drawn, want %s", got, c.want)
		}
	}
	bars := `JSON.stringify(echarts.getInstanceByDom(document.querySelector('[data-chart="histogram"] [data-drawing]')).getOption().series[0].data)`
	drawn := js[string](b, bars)
	for _, choice := range []string{"count", "log", "10", "60"} {
		b.do(chromedp.Click(chromedp.CSS(fmt.Sprintf(`[data-chooser] [type="radio"][value=%q]`, choice))))
		b.until(choice+" is in the URL and drawn", fmt.Sprintf(`location.search.includes("=%s") && document.querySelector('[data-chart="histogram"] canvas') && %s !== %s`, choice, bars, "`"+drawn+"`"))
		drawn = js[string](b, bars)
	}
	for _, w := range js[[]string](b, fmt.Sprintf(`(%s)(["0.31", "0.6"])`, compareCharts)) {
		t.Error(w)
	}
	link := js[string](b, "location.pathname + location.search")
	other := s.tab(t)
	other.open(link)
	if got := js[string](other, bars); got != drawn {
		t.Error("the link draws other bars")
	}
	if got, want := js[string](other, curves), js[string](b, curves); got != want {
		t.Errorf("the link draws %s, want %s", got, want)
	}
}

func TestChartsAreArrangedByKeyboardAndTouch(t *testing.T) {
	s := start(t)
	b := s.tab(t)
	b.do(chromedp.EmulateViewport(390, 844))
	b.open("/runs/1?charts=roc,histogram,tradeoff")
	b.do(chromedp.Focus(chromedp.CSS(`[data-chart-card="roc"] [data-chart-menu] summary`)), chromedp.KeyEvent(kb.Enter))
	focused := `document.activeElement.matches(%q)`
	// the tab order of a menu
	for _, next := range []string{"[data-enlarge]", "[data-png]", "[data-svg]", "[data-csv]", `[data-move="1"]`} {
		b.do(chromedp.KeyEvent(kb.Tab))
		if !js[bool](b, fmt.Sprintf(focused, next)) {
			t.Fatalf("Tab leads to %s, want %s", js[string](b, "document.activeElement.outerHTML"), next)
		}
	}
	b.do(chromedp.KeyEvent(kb.Enter))
	b.frame()
	if got, want := order(b), "histogram,roc,tradeoff"; got != want {
		t.Errorf("the order is %s, want %s", got, want)
	}
	if !js[bool](b, `document.activeElement.matches('[data-chart-card="roc"] [data-move="1"]')`) {
		t.Error("the focus did not move along")
	}
	// the menu is still open
	b.do(chromedp.Focus(chromedp.CSS(`[data-chart-card="roc"] [data-enlarge]`)), chromedp.KeyEvent(" "))
	b.frame()
	sharp := `(() => { const c = document.querySelector('[data-chart="roc"] canvas'), r = c.getBoundingClientRect(); return c.width === Math.round(r.width * devicePixelRatio) && c.height === Math.round(r.height * devicePixelRatio) && r.height > 400 })()`
	b.until("the enlarged chart is drawn anew in all of its pixels", sharp)
	b.overflow()
	b.axe()
	b.do(chromedp.KeyEvent(kb.Escape))
	b.until("the chart is as before", `document.querySelector('[data-chart="roc"] canvas').getBoundingClientRect().height < 400`)
}
