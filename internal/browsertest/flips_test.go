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
	b.leave("calling nearly all of the second run", chromedp.SetValue(`#threshold_b`, "0.05"), chromedp.Submit(`[data-thresholds-form]`))
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
	for _, page := range []struct{ link, head string }{{"[data-ranks]", "Ranks"}, {"[data-compare]", "Compare runs"}, {"[data-flips]", "Flips"}} {
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
		b.axe()
		b.overflow()
		b.click(`[data-names="reveal"]`)
		meets(true)
		b.click(`[data-meeting-leave]`)
		if js[bool](b, `document.documentElement.hasAttribute("data-meeting")`) {
			t.Error("the room still meets")
		}
	}
}
