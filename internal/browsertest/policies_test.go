package browsertest

import (
	"fmt"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

func TestAnOpenPageGetsTheOptimumOfOtherSamples(t *testing.T) {
	s := start(t)
	for name, csv := range map[string][]byte{"whole": shapes()[0].csv, "thinned": big(12_000)} {
		_, ids := s.upload(name, name+".csv", csv, "")
		b := s.tab(t)
		b.open(fmt.Sprintf("/runs/%d", ids[0]))
		asked(b)
		press(b, `[data-policy="max_f1"]`)
		b.until("where the optimum lies is said", `/the optimum lies between/.test(document.querySelector("[data-other-samples]").textContent)`)
		b.until("it is shaded", `document.querySelectorAll("[data-plateau] .other-samples").length === 1 && document.querySelectorAll("[data-plateau] .as-good").length > 0`)
		if n := len(asked(b)); n < 1 || n > 24 {
			t.Errorf("%s: %d requests, want a few", name, n)
		}
		said := b.text("[data-other-samples]")

		press(b, `[data-policy="max_mcc"]`)
		b.until("the other one is said", fmt.Sprintf(`/the optimum lies/.test(document.querySelector("[data-other-samples]").textContent) && document.querySelector("[data-other-samples]").textContent !== %q`, said))
		asked(b)
		press(b, `[data-policy="max_f1"]`)
		b.until("the first one is said again", fmt.Sprintf(`document.querySelector("[data-other-samples]").textContent === %q`, said))
		if sent := asked(b); len(sent) > 0 {
			t.Errorf("%s: what was known is asked again: %v", name, sent)
		}

		b.do(chromedp.Focus(chromedp.CSS("[data-slider]")), chromedp.KeyEvent(kb.End), chromedp.KeyEvent(kb.Home))
		b.frame()
		if got := b.text(".said"); got != "" {
			t.Errorf("%s: after a move by hand the page still says %q", name, got)
		}
		if n := js[int](b, `document.querySelectorAll("[data-plateau] rect").length`); n > 0 {
			t.Errorf("%s: after a move by hand %d stretches are shaded", name, n)
		}
		press(b, `[data-policy-form="recall>="] button`)
		b.until("recall is chosen", `new URL(location).searchParams.get("policy") === "recall>=0.9"`)
		if got := b.text("[data-other-samples]"); got != "" {
			t.Errorf("%s: a constraint has the optimum %q", name, got)
		}
	}
}

func TestAPageThatLeavesAPolicyAsksNoMore(t *testing.T) {
	s := start(t)
	b := s.tab(t)
	b.open("/runs/1")
	asked(b)
	js[bool](b, `(document.querySelector('[data-policy="max_f1"]').click(), document.querySelector('[data-policy="max_mcc"]').click(), true)`)
	b.do(chromedp.Focus(chromedp.CSS("[data-slider]")), chromedp.KeyEvent(kb.ArrowRight))
	js[bool](b, `new Promise(done => setTimeout(done, 700, true))`)
	if sent := asked(b); len(sent) > 0 {
		t.Errorf("nobody waits any more, but the page asks %v", sent)
	}
}

// press clicks what leads to no other page.
func press(b *tab, selector string) {
	b.t.Helper()
	b.do(chromedp.Click(chromedp.CSS(selector)))
}
