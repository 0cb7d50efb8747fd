package browsertest

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// slicesNow is JavaScript for the slices of the errors tab as they are shown.
const slicesNow = `[document.querySelector("[data-all]").textContent,
	"stale: " + document.querySelector("[data-slice-plot]").hasAttribute("data-stale"), ...[...document.querySelectorAll("[data-slice]")].map(r =>
	[r.dataset.slice, r.querySelector("[data-value]").textContent, r.querySelector("[data-counts-text]").textContent,
		r.hasAttribute("data-few"), ...["r", "display"].map(a => r.querySelector("[data-mark]").getAttribute(a)),
		...[["mark", "cx"], ["range", "x1"], ["range", "x2"], ["all-line", "x1"]].map(([part, a]) => {
			const drawn = r.querySelector("[data-" + part + "]");
			return drawn.getAttribute("display") === "none" ? "" : parseFloat(drawn.getAttribute(a)).toFixed(1);
		}),
	].join(" "))]`

// dragged is JavaScript that moves the slider, and for the slices and the number of
// requests in the frame after.
const dragged = `(async () => {
	const slider = document.getElementById("slider"), requests = () => performance.getEntriesByType("resource").length;
	const before = requests();
	let slowest = 0, last = performance.now();
	for (const place of [0.1, 0.35, 0.72, 0.97]) {
		slider.value = place;
		slider.dispatchEvent(new Event("input"));
		await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
		slowest = Math.max(slowest, -last + (last = performance.now()));
	}
	// On a machine so busy that the slider has rested meanwhile, the page may ask.
	return [...` + slicesNow + `, (slowest < 250 ? requests() - before : 0) + " requests"];
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

// rowsNow is JavaScript for the rows on the errors tab as they are shown.
const rowsNow = `[document.querySelector(".error-rows [data-shown]").textContent,
	"stale: " + document.querySelector(".error-rows").hasAttribute("data-stale"),
	...[...document.querySelectorAll(".error-rows tbody tr")].map(r => [...r.cells].map(c => c.textContent + c.className).join("|") +
		places(r))]`

// placesInRow is JavaScript for where the score and the threshold are drawn in a row. Places
// halfway between two roundings would differ, so that these are cut.
const placesInRow = `const places = r => [["distance", "x1"], ["distance", "x2"], ["at", "x1"], ["at", "x2"], ["mark", "cx"]].map(([part, a]) =>
	" " + Math.floor(10 * parseFloat(r.querySelector("." + part).getAttribute(a)) + 0.001) / 10).join("");`

// TestRowsFollowTheThreshold drags on the errors tab: rows enter and leave without a
// request, and are those that the server sends for the same threshold.
func TestRowsFollowTheThreshold(t *testing.T) {
	s := start(t)
	_, ids := s.upload("school", "school.csv", students(500), "group=band&group=age&group=remark")
	b := s.tab(t)
	for _, cell := range []string{"fn", "fp", "tp", "tn"} {
		b.open(fmt.Sprintf("/runs/%d?tab=errors&cell=%s&page=2", ids[0], cell))
		b.until("the rows are live", `performance.getEntriesByType("resource").some(e => e.name.includes("/errors/window"))`)
		b.frame()
		if got := b.text(".error-rows [data-shown]"); !strings.HasPrefix(got, "13–24 of ") {
			t.Errorf("%s: page 2 has %q", cell, got)
		}
		shown := js[[]string](b, placesInRow+strings.Replace(dragged, slicesNow, rowsNow, 1))
		if n := shown[len(shown)-1]; n != "0 requests" {
			t.Errorf("%s: a drag sends %s", cell, n)
		}
		b.until("the clearest difference follows", `!document.querySelector("[data-slice-finding]").hasAttribute("data-stale")`)
		b.until("the address follows", `!location.search.includes("page=") && location.search.includes("threshold=")`)
		b.open(js[string](b, "location.pathname + location.search"))
		if served := js[[]string](b, placesInRow+rowsNow); fmt.Sprint(served) != fmt.Sprint(shown[:len(shown)-1]) {
			t.Errorf("%s: the browser shows\n%q, the server\n%q", cell, shown, served)
		}
	}
}

// TestErrorsTabPagesAndFilters chooses an outcome, a page and a filter in place.
func TestErrorsTabPagesAndFilters(t *testing.T) {
	s := start(t)
	file := students(400)
	_, ids := s.upload("school", "school.csv", file, "group=band&group=age&group=remark")
	b := s.tab(t)
	b.open(fmt.Sprintf("/runs/%d?threshold=0.45", ids[0]))
	b.press(`[data-outcome="tn"]`)
	b.until("the outcome is chosen", `document.activeElement.dataset.drilldown === "cell-tn" && document.querySelector(".error-rows").dataset.errorRows === "tn"`)
	want := len(cellRows(t, file, "tn", 0.45))
	if got := b.text(".error-rows [data-shown]"); got != fmt.Sprintf("1–12 of %d true negatives at 0.45.", want) {
		t.Errorf("the tab says %q", got)
	}
	b.do(chromedp.Focus(chromedp.CSS(".error-rows .table-wrap")), chromedp.KeyEvent(kb.PageDown))
	b.until("the next page is there", `document.querySelector(".error-rows [data-shown]").textContent.startsWith("13–24")`)
	if !js[bool](b, `document.activeElement.matches(".error-rows .table-wrap")`) {
		t.Error("the focus has left the table")
	}
	b.press(".error-rows summary")
	b.do(chromedp.SetValue(chromedp.CSS("#by"), "band"), typed("#value", "40+"))
	b.press(".error-rows .filter button")
	n := 0
	for _, row := range cellRows(t, file, "tn", 0.45) {
		if row[3] == "40+" {
			n++
		}
	}
	b.until("the filter is on", fmt.Sprintf(`document.querySelector(".error-rows [data-shown]").textContent === "1–12 of %d true negatives at 0.45."`, n))
	b.axe()
	b.press(`[data-drilldown="filter"]`)
	b.until("the filter is off", fmt.Sprintf(`document.querySelector(".error-rows [data-shown]").textContent.includes("of %d ")`, want))
	if got := js[string](b, "location.search"); strings.Contains(got, "by=") {
		t.Errorf("the address is %s", got)
	}
}
