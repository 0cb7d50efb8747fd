package browsertest

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
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

func TestFlipsAndRanks(t *testing.T) {
	s := start(t)
	_, runs := s.upload("Flips", "older with quite a long name for a model.csv", flipFile(0), "")
	_, more := s.upload("Flips", "newer.csv", flipFile(9), "")
	b := s.tab(t)
	both := fmt.Sprintf("run=%d&run=%d", runs[0], more[0])
	b.open("/compare/flips?" + both)
	b.axe()
	b.overflow()
	before := b.text(`[data-said]`)
	b.do(chromedp.SetValue(`#threshold_b`, "0.05"), chromedp.Submit(`[data-thresholds-form]`))
	b.until("the second run calls nearly all", `new URL(location).searchParams.get("threshold_b") === "0.05" && document.querySelector("[data-said]") !== null`)
	if b.text(`[data-said]`) == before {
		t.Error("another threshold, and the same sentence")
	}
	alarms := b.text(`[data-list="new_alarms"] b`)
	b.do(chromedp.Click(`.cells [data-list="new_alarms"]`))
	b.until("the rows of the list", `document.querySelector("[data-listed]")?.textContent === "New alarms"`)
	if got := b.text(`[data-shown]`); !strings.HasSuffix(got, "of "+alarms) {
		t.Errorf("the list says %s, and the link %s", got, alarms)
	}

	b.open("/compare/ranks?" + both)
	b.axe()
	b.overflow()
	b.do(chromedp.SetValue(`#x`, "specificity"), chromedp.Submit(`#front form`))
	b.until("another front", `new URL(location).searchParams.get("x") === "specificity" && document.querySelector(".front")?.getAttribute("aria-label").startsWith("Runs by Specificity")`)
}

// A room looks at the flips and the ranks of a part of the rows.
func TestARoomLooksAtAPartOfTwoRuns(t *testing.T) {
	s := start(t)
	_, runs := s.upload("Room", "older.csv", flipFile(0), "group=site")
	_, more := s.upload("Room", "newer.csv", flipFile(9), "group=site")
	b := s.tab(t)
	b.open(fmt.Sprintf("/compare?run=%d&run=%d", runs[0], more[0]))
	if options := js[string](b, `[...document.querySelectorAll("#slices-suggested option")].map((o) => o.value).join()`); options != "site:north,site:south" {
		t.Errorf("suggested are %s", options)
	}
	b.do(chromedp.SetValue(`#slice`, "site:south"), chromedp.Submit(`[data-part-chooser]`))
	b.until("half of the rows", `document.querySelector("[data-part]")?.textContent.includes("60 of 120 rows")`)
	for _, page := range []struct{ link, head string }{{"[data-ranks]", "Ranks"}, {"[data-compare]", "Compare runs"}, {"[data-flips]", "Flips"}} {
		b.do(chromedp.Click(page.link))
		b.until("the same part under "+page.head, fmt.Sprintf(`document.querySelector("h1")?.textContent === %q && document.querySelector("[data-part]")?.textContent.includes("60 of 120 rows")`, page.head))
		if page.head == "Compare runs" {
			continue
		}
		b.do(chromedp.Click(`[data-meeting-enter]`))
		b.until("a meeting", `document.documentElement.hasAttribute("data-meeting")`)
		b.do(chromedp.Click(`[data-names="hide"]`))
		b.until("no name", `document.querySelector('[data-names="reveal"]') !== null && !document.querySelector("main").textContent.includes("older")`)
		b.axe()
		b.overflow()
		b.do(chromedp.Click(`[data-names="reveal"]`))
		b.until("the names", `document.querySelector("main").textContent.includes("older")`)
		b.do(chromedp.Click(`[data-meeting-leave]`))
		b.until("no meeting", `!document.documentElement.hasAttribute("data-meeting")`)
	}
}
