package browsertest

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// TestSliceOfARunCanBeExplored opens the page of a slice, where every number must be that of
// a run of only these rows.
func TestSliceOfARunCanBeExplored(t *testing.T) {
	s := start(t)
	all, some := byBand(15_000) // each has more scores than the slider has stops
	_, ids := s.upload("school", "school.csv", all, "group=band")
	_, alone := s.upload("forty", "forty.csv", some, "group=band")
	b := s.tab(t)
	b.open(fmt.Sprintf("/runs/%d/slices?by=band&threshold=0.45", ids[0]))
	b.click(`.slices [data-slice="40+"] [data-explore]`)
	if got, want := b.text("[data-part]"), "6,000 of 15,000 rows: band is "; !strings.HasPrefix(got, want) {
		t.Errorf("the head says %q, want %q", got, want)
	}
	b.axe()

	// The pages of the slice and of the run show the same after every move.
	const seen = `JSON.stringify([document.getElementById("threshold").value, document.querySelector("[data-answer]").textContent,
		...[...document.querySelectorAll(".matrix td, [data-metric-row] [data-value], [data-metric-row] [data-interval], [data-loss-value], [data-frequency], [data-share-said]")].map(e => e.textContent.trim().replace(/\s+/g, " "))])`
	other := s.tab(t)
	other.open(fmt.Sprintf("/runs/%d?threshold=0.45", alone[0]))
	// Intervals appear later on both pages, so read one again until both show the same.
	compare := func(what string) {
		t.Helper()
		const rests = `document.querySelector("[data-waiting]") === null`
		b.until("the part rests at "+what, rests)
		other.until("the run rests at "+what, rests)
		var part, run string
		for end := time.Now().Add(30 * time.Second); time.Now().Before(end); time.Sleep(25 * time.Millisecond) {
			if part, run = js[string](b, seen), js[string](other, seen); part == run {
				return
			}
		}
		t.Fatalf("at %s the part shows\n%s\nand the run\n%s", what, part, run)
	}
	both := func(f func(*tab)) { f(b); f(other) }
	compare("the threshold of the slices")
	both(func(b *tab) { b.do(typed("#threshold", "0.3337"+kb.Enter)) })
	compare("a threshold between two stops")
	both(func(b *tab) { b.do(chromedp.Focus(chromedp.CSS("[data-slider]")), chromedp.KeyEvent(kb.ArrowRight)) })
	compare("the next score")
	both(func(b *tab) { b.do(chromedp.Click(chromedp.CSS(`[data-policy="max_f1"]`))) })
	b.until("the answer is settled", `document.querySelector("[data-answer]").textContent.includes("No threshold has a higher F1.")`)
	compare("what a policy picks")
	b.until("the URL keeps the part", `location.search.includes("slice=band%3A40%2B") && location.search.includes("policy=max_f1")`)
	before := js[string](b, seen)
	b.open(js[string](b, "location.pathname + location.search"))
	b.until("the link shows the same", fmt.Sprintf(`%s === %q`, seen, before))

	b.click("[data-whole]")
	if got := js[string](b, "location.search"); strings.Contains(got, "slice") || !strings.Contains(got, "policy=max_f1") {
		t.Errorf("the whole run is at %s", got)
	}
	if js[bool](b, `document.querySelector("[data-part]") !== null`) {
		t.Error("the whole run is said to be a part")
	}
}

// byBand returns a file of n rows, two fifths of which are of the band "40+",
// and the file of only these.
func byBand(n int) (all, some []byte) {
	r := rand.New(rand.NewPCG(21, 22))
	header := "id,label,score,band\n"
	all, some = []byte(header), []byte(header)
	for i := range n {
		y, band := r.IntN(2), []string{"40+", "40+", "20-39", "under 20", ""}[i%5]
		line := fmt.Sprintf("s%d,%d,%.9f,%s\n", i, y, sigmoid(1.2*float64(y)-0.6+r.NormFloat64()), band)
		if all = append(all, line...); band == "40+" {
			some = append(some, line...)
		}
	}
	return all, some
}
