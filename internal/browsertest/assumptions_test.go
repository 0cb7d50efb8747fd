package browsertest

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// TestAssumptionsAreSetAndRemoved uses the chips of a run's page: each says what is
// assumed, restates the numbers at once, and is taken back by a click or a key.
func TestAssumptionsAreSetAndRemoved(t *testing.T) {
	s := start(t)
	b := s.tab(t)
	b.open("/runs/1?threshold=0.3")
	shown := func() string {
		return js[string](b, `[...document.querySelectorAll("[data-assumption]:not([hidden])")].map(e => e.textContent.replace(/\s+/g, " ").trim()).join("; ")`)
	}
	precision := func() string { return b.text(`[data-metric-row="precision"] [data-value]`) }
	served := func(what string) {
		t.Helper()
		b.until("the address follows "+what, fmt.Sprintf(`fetch(location.href).then(r => r.text()).then(html => {
			const page = new DOMParser().parseFromString(html, "text/html");
			return [...page.querySelectorAll("[data-assumption]:not([hidden])")].map(e => e.textContent.replace(/\s+/g, " ").trim()).join("; ") === %q;
		})`, shown()))
	}
	first, before := shown(), precision()
	set := func(kind string, steps ...chromedp.Action[chromedp.Void]) {
		t.Helper()
		press(b, "[data-assumption-menu] > summary")
		press(b, fmt.Sprintf("[data-assumption-form=%q] > summary", kind))
		b.do(steps...)
		b.frame()
	}
	asked(b)
	set("prevalence", typed("#assumed-prevalence", "0,02"+kb.Enter))
	if got := shown(); !strings.HasPrefix(got, "Prevalence 2% (test set 12.8%)") {
		t.Errorf("the chips say %q", got)
	}
	if precision() == before {
		t.Errorf("at another prevalence the precision stays %s", before)
	}
	if got := js[string](b, `document.getElementById("prevalence").value`); got != "0.02" {
		t.Errorf("the field of the deployment tab says %q", got)
	}
	served("the prevalence")
	b.axe()
	b.overflow()
	b.picture("assumptions")

	set("costs", typed("#assumed-fn", "1"), typed("#assumed-fp", "4"+kb.Enter))
	if got := shown(); !strings.Contains(got, "1 false alarm = 4 misses") {
		t.Errorf("the chips say %q", got)
	}
	served("the costs")
	set("prevalence", typed("#assumed-prevalence", "2"+kb.Enter))
	wrong := b.text(`[data-assumption-form="prevalence"] [data-wrong]`)
	if wrong != "Enter a share between 0 and 1, such as 0.02." {
		t.Errorf("a share of 2 is met with %q", wrong)
	}
	b.do(chromedp.KeyEvent(kb.Escape))
	press(b, `[data-assumption="costs"] [data-remove]`)
	b.frame()
	if got := shown(); strings.Contains(got, "false alarm") {
		t.Errorf("a removed chip still says %q", got)
	}
	served("no costs")
	b.do(chromedp.Focus(chromedp.CSS(`[data-assumption="prevalence"] [data-remove]`)), chromedp.KeyEvent(kb.Delete))
	b.frame()
	if got := precision(); got != before || strings.Contains(shown(), "Prevalence") {
		t.Errorf("without the prevalence the precision is %s, want %s; the chips say %q, at first %q", got, before, shown(), first)
	}
	served("no prevalence")
	for _, r := range asked(b) {
		if !strings.Contains(r, "intervals") && !strings.Contains(r, "/in-use") {
			t.Errorf("the chips sent %s", r)
		}
	}
}

// TestSliceChipLeadsToTheSliceAndBack selects rows in the menu, and removes the selection.
func TestSliceChipLeadsToTheSliceAndBack(t *testing.T) {
	s := start(t)
	b := s.tab(t)
	b.open("/runs/1?threshold=0.3&tab=calibration")
	press(b, "[data-assumption-menu] > summary")
	press(b, `[data-assumption-form="slice"] > summary`)
	column := js[string](b, `document.querySelector("#slices-suggested option").value`)
	b.leave("choosing a slice", typed("#assumed-slice", column+kb.Enter))
	for _, want := range []string{"slice=", "threshold=0.3", "tab=calibration"} {
		if at := js[string](b, `location.search`); !strings.Contains(at, want) {
			t.Errorf("the slice is at %s, which lacks %s", at, want)
		}
	}
	if got := b.text(`[data-assumption="slice"] [data-assumption-text]`); got != strings.Replace(column, ":", ": ", 1) {
		t.Errorf("the chip says %q for %s", got, column)
	}
	b.axe()
	b.click(`[data-assumption="slice"] [data-remove]`)
	if at := js[string](b, `location.search`); strings.Contains(at, "slice=") || !strings.Contains(at, "threshold=0.3") {
		t.Errorf("without the slice the page is at %s", at)
	}
}
