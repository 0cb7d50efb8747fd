package browsertest

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// flipFile is a run whose row i has a score that depends on shift.
func flipFile(shift int) []byte {
	var b strings.Builder
	b.WriteString("id,label,score,site\n")
	for i := range 120 {
		fmt.Fprintf(&b, "c%d,%d,%.3f,%s\n", i, i%3/2, float64((i*37+shift*(i%7))%100)/100, []string{"north", "south"}[i%2])
	}
	return []byte(b.String())
}

func TestDisagreementsAndRanks(t *testing.T) {
	s := start(t)
	_, runs := s.upload("Flips", "older with quite a long name for a model.csv", flipFile(0), "")
	_, more := s.upload("Flips", "newer.csv", flipFile(9), "")
	b := s.tab(t)
	both := fmt.Sprintf("run=%d&run=%d", runs[0], more[0])
	b.open("/compare/flips?" + both)
	b.axe()
	b.overflow()
	before := b.text(`[data-said]`)
	b.leave("calling nearly all of the second run", chromedp.SetValue(`#threshold_b`, "0.05"),
		chromedp.Submit(`[data-thresholds-form]`))
	if b.text(`[data-said]`) == before {
		t.Error("another threshold, and the same sentence")
	}
	alarms := b.text(`[data-list="new_alarms"] b`)
	b.click(`.cells [data-list="new_alarms"]`)
	if got := b.text(`[data-listed]`); got != "New alarms" {
		t.Errorf("listed are %s", got)
	}
	if got := b.text(`[data-shown]`); !strings.HasSuffix(got, "of "+alarms) {
		t.Errorf("the list says %s, and the link %s", got, alarms)
	}

	b.open("/compare/ranks?" + both)
	b.axe()
	b.overflow()
	b.leave("choosing another front", chromedp.SetValue(`#x`, "specificity"), chromedp.Submit(`#front form`))
	if got := js[string](b, `document.querySelector(".front").getAttribute("aria-label")`); !strings.HasPrefix(got, "Runs by Specificity") {
		t.Errorf("the front is called %q", got)
	}
}

// TestThresholdLinesOfDisagreementsAreDragged moves each threshold by its line, and both at the crossing of
// the lines. This removes a lock.
func TestThresholdLinesOfDisagreementsAreDragged(t *testing.T) {
	s := start(t)
	_, runs := s.upload("Flips", "older.csv", flipFile(0), "")
	_, more := s.upload("Flips", "newer.csv", flipFile(9), "")
	b := s.tab(t)
	b.open(fmt.Sprintf("/compare/flips?run=%d&run=%d&lock=recall:0.8", runs[0], more[0]))
	fields := func() [2]float64 {
		return js[[2]float64](b, `["threshold_a", "threshold_b"].map(id => Number(document.getElementById(id).value))`)
	}
	for _, c := range []struct {
		line  string
		moves [2]bool
	}{{"a", [2]bool{true, false}}, {"b", [2]bool{false, true}}, {"ab", [2]bool{true, true}}} {
		before := fields()
		from := js[[2]float64](b, fmt.Sprintf(`(() => {
			const grip = document.querySelector('.scatter [data-line="%s"]');
			grip.scrollIntoView({block: "center"});
			const box = grip.getBoundingClientRect(), plot = grip.ownerSVGElement.getBoundingClientRect();
			return "%[1]s" === "a" ? [box.x + box.width / 2, plot.bottom - 30] : "%[1]s" === "b" ? [plot.right - 30, box.y + box.height / 2] : [box.x + box.width / 2, box.y + box.height / 2];
		})()`, c.line))
		b.do(chromedp.DragAndDropXY(from[0], from[1], from[0]+60, from[1]-40))
		b.frame()
		b.until("the page has followed", `document.querySelector("[data-follows][aria-busy]") === null && location.search.includes("threshold_a=")`)
		after := fields()
		for i, moves := range c.moves {
			if moved := after[i] != before[i]; moved != moves || moves && after[i] < before[i] {
				t.Errorf("dragging %s leads from %v to %v", c.line, before, after)
			}
		}
		if js[bool](b, `document.querySelector("[data-lock]") !== null || document.querySelector("[data-lock-form][data-current]") !== null`) {
			t.Error("recall is said to be locked")
		}
		shown := js[string](b, followed)
		b.open(js[string](b, `location.pathname + location.search`))
		if served := js[string](b, followed); served != shown {
			t.Errorf("after dragging %s the page shows\n%s\nand the server\n%s", c.line, shown, served)
		}
	}
	b.picture("flips-dragged")
}

// Disagreements and ranks of a slice are shown in presentation mode.
func TestPresentationOfASliceOfTwoRuns(t *testing.T) {
	s := start(t)
	_, runs := s.upload("Room", "older.csv", flipFile(0), "group=site")
	_, more := s.upload("Room", "newer.csv", flipFile(9), "group=site")
	b := s.tab(t)
	b.open(fmt.Sprintf("/compare?run=%d&run=%d", runs[0], more[0]))
	if options := js[string](b, `[...document.querySelectorAll("#slices-suggested option")].map((o) => o.value).join()`); options != "site:north,site:south" {
		t.Errorf("suggested are %s", options)
	}
	b.click(`[data-lock-form="recall"] button`)
	b.leave("choosing a part", chromedp.SetValue(`#slice`, "site:south"), chromedp.Submit(`[data-part-chooser]`))
	halved := func() {
		t.Helper()
		if got := b.text(`[data-part]`); !strings.Contains(got, "60 of 120 rows") {
			t.Errorf("the part is %s", got)
		}
	}
	halved()
	meets := func(names bool) {
		t.Helper()
		if meeting := js[bool](b, `document.documentElement.hasAttribute("data-meeting")`); !meeting {
			t.Error("the room does not meet")
		}
		if named := strings.Contains(b.text("main"), "older"); named != names {
			t.Errorf("names are shown: %t", named)
		}
	}
	for _, page := range []struct{ link, head string }{{"[data-ranks]", "Ranks"}, {"[data-compare]", "Compare runs"},
		{"[data-flips]", "Flips"}} {
		b.click(page.link)
		if got := b.text("h1"); got != page.head {
			t.Errorf("%s leads to %s", page.link, got)
		}
		halved()
		if page.head == "Compare runs" {
			continue
		}
		b.click(`[data-meeting-enter]`)
		meets(true)
		b.click(`[data-names="hide"]`)
		meets(false)
		locked := movesTheLock(b)
		b.axe()
		b.overflow()
		b.click(`[data-names="reveal"]`)
		meets(true)
		if got := js[string](b, `new URL(location).searchParams.get("lock")`); got != locked {
			t.Errorf("with the names the lock is %s, want %s", got, locked)
		}
		b.click(`[data-meeting-leave]`)
		if js[bool](b, `document.documentElement.hasAttribute("data-meeting")`) {
			t.Error("the room still meets")
		}
	}
}

// followed is JavaScript for the thresholds that a page shows, including its links.
const followed = `[...document.querySelectorAll("main [data-follows]")].map(e => e.textContent).join() + [...document.querySelectorAll("main a, main [type=hidden]")].map(e => e.getAttribute("href") ?? e.value)`

// movesTheLock moves the locked metric by keys in presentation mode, and returns the lock.
// The page must then show what the server shows at its address, including all links.
func movesTheLock(b *tab) string {
	b.t.Helper()
	before := js[string](b, followed)
	b.do(chromedp.KeyEvent(kb.PageDown), chromedp.KeyEvent(kb.ArrowLeft))
	value := b.text("[data-lock-value]")
	b.until("the page follows", `location.search.includes("lock=recall%3A`+value+`") && document.querySelector("main [data-follows][aria-busy]") === null`)
	after := js[string](b, followed)
	if after == before {
		b.t.Errorf("recall %s shows what was before", value)
	}
	if field := js[string](b, `document.querySelector("[data-lock-form][data-current] [name=bound]").value`); field != value {
		b.t.Errorf("the field says %s, the slider %s", field, value)
	}
	b.open(js[string](b, `location.pathname + location.search`))
	if served := js[string](b, followed); served != after {
		b.t.Errorf("after the keys the page shows\n%s\nand the server\n%s", after, served)
	}
	return "recall:" + value
}
