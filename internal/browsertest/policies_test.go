package browsertest

import (
	"fmt"
	"strings"
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

func TestAThresholdThatWasChosenElsewhere(t *testing.T) {
	s := start(t)
	b := s.tab(t)
	b.open("/runs/1")
	if !js[bool](b, `document.querySelector("[data-elsewhere]").hidden`) {
		t.Error("the default threshold is offered to other runs")
	}
	press(b, `[data-policy="max_f1"]`)
	b.until("it is offered", `!document.querySelector("[data-elsewhere]").hidden`)
	chosen := js[string](b, `document.getElementById("threshold").value`)
	press(b, "[data-elsewhere] summary")
	b.until("the list is open", `document.querySelector("[data-elsewhere]").open`)
	b.axe()
	want := "/runs/2?threshold=" + chosen + "&chosen_on=1&chosen_by=max_f1"
	b.until("the link says where it was chosen", fmt.Sprintf(`document.querySelector("[data-elsewhere-link]").getAttribute("href") === %q`, want))
	b.picture("elsewhere-list")

	press(b, `[data-policy-form="recall>="] button`)
	b.until("the link follows the policy", `new URL(document.querySelector("[data-elsewhere-link]").href).searchParams.get("chosen_by") === "recall>=0.9"`)
	press(b, `[data-policy="manual"]`)
	b.until("the link follows the hand", `(q => q.get("chosen_on") === "1" && !q.has("chosen_by"))(new URL(document.querySelector("[data-elsewhere-link]").href).searchParams)`)
	press(b, `[data-policy="max_f1"]`)
	b.until("the link is as before", fmt.Sprintf(`document.querySelector("[data-elsewhere-link]").getAttribute("href") === %q`, want))

	click(b, "[data-elsewhere-link]")
	b.waitLive()
	b.until("the URL keeps where it was chosen", fmt.Sprintf(`location.pathname + location.search === %q`, want))
	if got := b.text("[data-origin]"); !strings.Contains(got, chosen+" was chosen on") || !strings.Contains(got, "by max F1") || !strings.Contains(got, "still optimistic") {
		t.Errorf("the page says %q", got)
	}
	if n := js[int](b, `document.querySelectorAll("[data-policies] [aria-current]").length`); n > 0 {
		t.Errorf("%d policies are pressed", n)
	}
	b.axe()
	b.overflow()
	b.picture("elsewhere-applied")
	js[bool](b, `(() => { const f = document.getElementById("prevalence"); f.value = "0,3"; f.dispatchEvent(new Event("change", {bubbles: true})); return true })()`)
	b.until("the URL has both", `(q => q.get("prevalence") === "0.3" && q.get("chosen_on") === "1")(new URL(location).searchParams)`)
	b.do(chromedp.Focus(chromedp.CSS("[data-slider]")), chromedp.KeyEvent(kb.ArrowRight))
	b.until("a move by hand drops it", `document.querySelector("[data-origin]").hidden && !new URL(location).searchParams.has("chosen_on") && !new URL(location).searchParams.has("chosen_by")`)
	if got := b.text("[data-policies] [aria-current]"); got != "by hand" {
		t.Errorf("%q is pressed, want by hand", got)
	}
}
