package browsertest

import (
	"fmt"
	"testing"

	"github.com/chromedp/chromedp"
)

// slicesNow is JavaScript for the slices of the errors tab as they are shown.
const slicesNow = `[document.querySelector("[data-all]").textContent,
	"stale: " + document.querySelector("[data-slice-plot]").hasAttribute("data-stale"), ...[...document.querySelectorAll("[data-slice]")].map(r =>
	[r.dataset.slice, r.querySelector("[data-value]").textContent, r.querySelector("[data-counts-text]").textContent,
		r.hasAttribute("data-few"), ...["r", "display"].map(a => r.querySelector("[data-mark]").getAttribute(a)),
		...[["mark", "cx"], ["range", "x1"], ["range", "x2"], ["all-line", "x1"]].map(([part, a]) => {
			const drawn = r.querySelector("[data-" + part + "]");
			return drawn.getAttribute("display") === "none" ? "" : parseFloat(drawn.getAttribute(a)).toFixed(2);
		}),
	].join(" "))]`

// dragged is JavaScript that moves the slider, and for the slices and the number of
// requests in the frame after.
const dragged = `(async () => {
	const slider = document.getElementById("slider"), requests = () => performance.getEntriesByType("resource").length;
	const before = requests();
	for (const place of [0.1, 0.35, 0.72, 0.97]) {
		slider.value = place;
		slider.dispatchEvent(new Event("input"));
		await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
	}
	return [...` + slicesNow + `, requests() - before + " requests"];
})()`

// TestSlicesMoveWithTheThreshold drags on the errors tab: slices move without a request,
// and are what the server sends for the same threshold.
func TestSlicesMoveWithTheThreshold(t *testing.T) {
	s := start(t)
	_, ids := s.upload("school", "school.csv", students(500), "group=band&group=age")
	b := s.tab(t)
	for _, metric := range []string{"recall", "precision", "fpr", "mcc"} {
		b.open(fmt.Sprintf("/runs/%d?tab=errors&slice_metric=%s", ids[0], metric))
		b.until("the slices are live", `performance.getEntriesByType("resource").some(e => e.name.includes("/slices/counts"))`)
		b.frame()
		shown := js[[]string](b, dragged)
		if n := shown[len(shown)-1]; n != "0 requests" {
			t.Errorf("%s: a drag sends %s", metric, n)
		}
		shown = shown[:len(shown)-1]
		b.until("the clearest difference follows", `!document.querySelector("[data-slice-finding]").hasAttribute("data-stale")`)
		b.open(js[string](b, "location.pathname + location.search"))
		if served := js[[]string](b, slicesNow); fmt.Sprint(served) != fmt.Sprint(shown) {
			t.Errorf("%s: the browser shows\n%q, the server\n%q", metric, shown, served)
		}
	}
}

// TestErrorsTabChoosesWhatItCompares opens the tab and chooses metric and columns in place.
func TestErrorsTabChoosesWhatItCompares(t *testing.T) {
	s := start(t)
	_, ids := s.upload("school", "school.csv", students(500), "group=band&group=age&group=remark")
	b := s.tab(t)
	b.open(fmt.Sprintf("/runs/%d", ids[0]))
	b.press(`#tab-errors`)
	b.until("the slices are there", `document.querySelector("[data-slice-plot]") !== null`)
	b.press(`[data-drilldown="metric-precision"]`)
	b.until("the metric is chosen", `document.querySelector("[data-slice-plot]").dataset.slicePlot === "precision"`)
	b.press(`[data-drilldown="column-remark"]`)
	b.until("the column is added", `document.querySelectorAll(".slice-plot h3").length === 4`)
	for _, want := range []string{"slice_metric=precision", "slice_by=remark", "tab=errors"} {
		if got := js[string](b, "location.search"); !js[bool](b, fmt.Sprintf("location.search.includes(%q)", want)) {
			t.Errorf("the address is %s, want %s in it", got, want)
		}
	}
	if !js[bool](b, `document.activeElement.dataset.drilldown === "column-remark"`) {
		t.Error("the focus has left the column")
	}
	b.axe()
	b.click(`[data-slice="40+"] a`)
	if got := js[string](b, "location.search"); !js[bool](b, `location.search.includes("slice=band%3A40%2B") && location.search.includes("tab=errors")`) {
		t.Errorf("the slice leads to %s", got)
	}
}

// press clicks what stays on its page.
func (b *tab) press(selector string) {
	b.t.Helper()
	b.do(chromedp.Click(chromedp.CSS(selector)))
}
