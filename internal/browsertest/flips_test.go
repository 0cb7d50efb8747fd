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
