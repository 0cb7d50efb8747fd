package browsertest

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// TestHeadLeadsToOtherRuns uses the menus beside the name of a run.
func TestHeadLeadsToOtherRuns(t *testing.T) {
	s := start(t)
	b := s.tab(t)
	b.open("/runs/1?policy=max_f1&tab=calibration&prevalence=0.05")
	if got := b.text("[data-siblings] > summary"); !strings.HasSuffix(got, " of 2 runs") {
		t.Errorf("beside the name stands %q", got)
	}
	press(b, "[data-siblings] > summary")
	b.axe()
	b.click(`[data-of-run="2"]`)
	at := js[string](b, `location.pathname + location.search`)
	for _, want := range []string{"/runs/2?", "policy=max_f1", "tab=calibration", "prevalence=0.05"} {
		if !strings.Contains(at, want) {
			t.Errorf("the other run is at %s, which lacks %s", at, want)
		}
	}
	b.open("/runs/1?threshold=0.3")
	press(b, "[data-siblings] > summary")
	b.click(`[data-of-run="2"]`)
	if at := js[string](b, `location.search`); strings.Contains(at, "threshold") {
		t.Errorf("the threshold of one run goes to another: %s", at)
	}

	press(b, "[data-compare-with] > summary")
	press(b, `[data-compare-with] input[value="1"]`)
	b.axe()
	b.click("[data-compare-with] form button")
	if at := js[string](b, `location.pathname + location.search`); at != "/compare?run=2&run=1" {
		t.Errorf("the menu compares %s", at)
	}
	b.open("/runs/2")
	press(b, "[data-compare-with] > summary")
	if got := b.text("[data-compare-all]"); got != "All 2 on this test set" {
		t.Errorf("the menu offers %q", got)
	}
	b.click("[data-compare-all]")
	if at := js[string](b, `location.search`); at != "?run=2&run=1" {
		t.Errorf("all on the test set are %s", at)
	}
}

// TestKeysOfARun uses the keys that work wherever the focus is, except in fields.
func TestKeysOfARun(t *testing.T) {
	s := start(t)
	b := s.tab(t)
	b.open("/runs/1?policy=max_f1")
	key := func(keys string) { b.do(chromedp.KeyEvent(keys)) }
	key("t")
	if !js[bool](b, `document.activeElement.id === "slider"`) {
		t.Error("t does not lead to the slider")
	}
	for n, tab := range []string{"overview", "errors", "calibration", "deployment", "losses", "details"} {
		key(fmt.Sprint(n + 1))
		b.until("the tab "+tab+" is open", fmt.Sprintf(`document.querySelector("#panel-%s").hasAttribute("data-open")`, tab))
	}
	key("?")
	b.until("the keys are listed", `document.querySelector("[data-keys]").open`)
	b.axe()
	key(kb.Escape)
	b.until("the list is closed", `!document.querySelector("[data-keys]").open`)
	b.do(chromedp.Focus(chromedp.CSS("#threshold")))
	before := js[string](b, `location.pathname`)
	key("d")
	if got := js[string](b, `location.pathname`); got != before {
		t.Errorf("typing d into a field leads to %s", got)
	}
	b.do(chromedp.Focus(chromedp.CSS("[data-slider]")))
	turn := js[string](b, `document.querySelector("[data-to]").dataset.to`)
	b.leave("the key for the "+turn+" run", chromedp.KeyEvent(map[string]string{"previous": "[", "next": "]"}[turn]))
	if at := js[string](b, `location.pathname + location.search`); !strings.HasPrefix(at, "/runs/2?") ||
		!strings.Contains(at, "policy=max_f1") {
		t.Errorf("the key for the %s run leads to %s", turn, at)
	}
	b.leave("the key d", chromedp.KeyEvent("d"))
	if at := js[string](b, `location.pathname`); at != "/runs/2/decide" {
		t.Errorf("d leads to %s", at)
	}
}
