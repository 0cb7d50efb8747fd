package browsertest

import (
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"tradeoff/internal/tradeoff"
)

// shownLosses is JavaScript that reads the panel of a page.
const shownLosses = `(root) => Object.fromEntries([
	...[...root.querySelectorAll("[data-loss]")].flatMap(l => [
		[l.dataset.loss, l.querySelector("[data-loss-value]").textContent.trim()],
		[l.dataset.loss + " reason", l.querySelector("[data-loss-reason]").textContent.trim()],
		[l.dataset.loss + " formula", l.querySelector(".formula").textContent.replace(/\s+/g, " ").trim()],
		...[...l.querySelectorAll("[data-loss-extra]")].map(x => [l.dataset.loss + " " + x.dataset.lossExtra, x.textContent.trim()]),
		...[...l.querySelectorAll("input[name]")].map(x => [x.name, x.type === "checkbox" ? String(x.checked) : x.value]),
		...[...l.querySelectorAll("input[type=range]")].map(x => [x.dataset.slides + " slider", x.value]),
	]),
	["said", (root.querySelector("[data-share-said]")?.textContent ?? "").trim()],
	...[...root.querySelectorAll("[data-shape] .curve")].map(p => ["shape of " + p.dataset.lossCurve + " " + p.parentNode.dataset.shape, p.getAttribute("d").split(/[a-z]/i).length > 50 ? "drawn" : p.getAttribute("d")]),
])`

// compareLosses compares the panel with the one that the server renders for
// the URL of the page.
func compareLosses(b *tab, what string) {
	b.t.Helper()
	for _, w := range js[[]string](b, fmt.Sprintf(`(async () => {
		let wrong = [];
		for (let i = 0; i < 60; i++) { // until the URL follows
			await new Promise(done => setTimeout(done, 100));
			const page = await fetch(location.href).then(r => r.text());
			const want = (%[1]s)(new DOMParser().parseFromString(page, "text/html")), got = (%[1]s)(document);
			wrong = Object.keys({...want, ...got}).filter(k => want[k] !== got[k]).map(k => k + " is " + got[k] + ", the server says " + want[k]);
			if (wrong.length === 0) break;
		}
		return wrong;
	})()`, shownLosses)) {
		b.t.Errorf("%s: %s", what, w)
	}
}

// asked returns the API requests since the last call.
func asked(b *tab) []string {
	return slices.DeleteFunc(b.sent(), func(r string) bool { return !strings.Contains(r, "/api/") })
}

// slide moves a slider of a loss.
func slide(b *tab, name string, to float64) {
	b.t.Helper()
	js[bool](b, fmt.Sprintf(`(() => { const s = document.querySelector('[data-slides="%s"]'); s.value = %v; s.dispatchEvent(new Event("input", {bubbles: true})); return true })()`, name, to))
	b.frame()
}

// lossControls returns the controls of all losses, and their new values, in JSON.
func lossControls(t testing.TB) []byte {
	type control struct {
		Loss, Name string
		Switch     bool
		To         float64
	}
	var all []control
	for _, m := range tradeoff.Losses() {
		for _, p := range tradeoff.LossArgs(nil).Params(m) {
			c := p.Control
			all = append(all, control{m.ID, tradeoff.LossField(m, p), p.Switch, c.Low + 0.75*(c.High-c.Low)})
		}
	}
	sent, err := json.Marshal(all)
	if err != nil {
		t.Fatal(err)
	}
	return sent
}

// A movedLoss is the text of a loss before and after its control was moved. Before is
// empty if there is no such control.
type movedLoss struct{ Name, Before, After string }

// moveLosses is JavaScript that moves one control of the panel after the other.
const moveLosses = `async (controls) => {
	const moved = [];
	for (const c of controls) {
		const value = () => document.querySelector('[data-loss="' + c.Loss + '"] [data-loss-value]').textContent.trim();
		const field = document.querySelector('[name="' + c.Name + '"]');
		const before = field ? value() : "";
		if (field && c.Switch) field.click();
		else if (field) {
			const slider = document.querySelector('[data-slides="' + c.Name + '"]');
			slider.value = c.To;
			slider.dispatchEvent(new Event("input", {bubbles: true}));
		}
		if (field) await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
		moved.push({name: c.Name, before, after: value()});
	}
	return moved;
}`

func TestLossControlsMatchTheServer(t *testing.T) {
	s := start(t)
	b := s.tab(t)
	for _, shape := range shapes() {
		t.Run(shape.name, func(t *testing.T) {
			b.in(t)
			_, ids := s.upload("losses "+shape.name, shape.name+".csv", shape.csv, shape.query)
			b.open(fmt.Sprintf("/runs/%d?tab=losses", ids[0]))
			compareLosses(b, "at first")
			asked(b)
			for _, moved := range js[[]movedLoss](b, fmt.Sprintf("(%s)(%s)", moveLosses, lossControls(t))) {
				if moved.Before == "" {
					if moved.After != "—" && !strings.HasSuffix(moved.Name, ".all_classes") {
						t.Errorf("the loss is %s and has no control %s", moved.After, moved.Name)
					}
				} else if moved.After == moved.Before && shape.name == "probability" {
					t.Errorf("%s left the loss at %s", moved.Name, moved.Before)
				}
			}
			if sent := asked(b); len(sent) > 0 {
				t.Errorf("the controls sent %v", sent)
			}
			compareLosses(b, "after every control")
			b.axe()
			b.keepPanel("losses-of-" + strings.ReplaceAll(shape.name, " ", "-"))
			if js[bool](b, `!document.querySelector("[data-loss-reset]").hidden`) {
				b.do(chromedp.Click(chromedp.CSS("[data-loss-reset]")))
				b.frame()
				compareLosses(b, "after going back to the usual parameters")
			}
			b.until("the usual parameters are not in the URL", `!location.search.includes("_loss.")`)
		})
	}
}

func TestLossesOfThinnedStopsNeedOneRequest(t *testing.T) {
	s := start(t)
	_, ids := s.upload("big losses", "big.csv", big(30_000), "")
	b := s.tab(t)
	b.open(fmt.Sprintf("/runs/%d?tab=losses", ids[0]))
	js[bool](b, `document.querySelector("[data-share-said]").scrollIntoView({block: "center"}), true`)
	b.until("the shares are there", `document.querySelector("[data-share-said]").textContent.includes("%") && document.querySelector("[data-shares] .curve").getAttribute("d").length > 100`)
	asked(b)
	before := b.text(`[data-loss="focal_loss"] [data-loss-value]`)
	at := js[string](b, `(async () => {
		const slider = document.querySelector('[data-slides="focal_loss.gamma"]'), panel = document.querySelector("[data-losses]");
		for (const gamma of [3, 3.5, 4]) {
			slider.value = gamma;
			slider.dispatchEvent(new Event("input", {bubbles: true}));
		}
		await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
		return JSON.stringify(["focal_loss", "log_loss", "dice_loss", "tversky_loss", "lovasz_softmax_loss"].map(id => panel.querySelector('[data-loss="' + id + '"] [data-loss-value]').textContent));
	})()`)
	b.until("the server has answered", `!("stale" in document.querySelector("[data-losses]").dataset)`)
	sent := asked(b)
	if len(sent) != 1 || !strings.HasSuffix(sent[0], "/losses?focal_loss.gamma=4") {
		t.Errorf("sent %v", sent)
	}
	if now := b.text(`[data-loss="focal_loss"] [data-loss-value]`); now == before {
		t.Errorf("the focal loss stays %s", now)
	}
	settled := js[string](b, `JSON.stringify(["focal_loss", "log_loss", "dice_loss", "tversky_loss", "lovasz_softmax_loss"].map(id => document.querySelector('[data-loss="' + id + '"] [data-loss-value]').textContent))`)
	var about, exact []string
	if json.Unmarshal([]byte(at), &about) != nil || json.Unmarshal([]byte(settled), &exact) != nil {
		t.Fatal(at, settled)
	}
	for i, text := range about {
		near, err := strconv.ParseFloat(strings.TrimPrefix(text, "≈ "), 64)
		is, _ := strconv.ParseFloat(exact[i], 64)
		if err != nil || !strings.HasPrefix(text, "≈ ") || math.Abs(near/is-1) > 0.01 {
			t.Errorf("before the answer a loss is %q, after it %q", text, exact[i])
		}
	}
	compareLosses(b, "settled")

	// Without a script, a link requests the shares.
	if said := js[string](b, fmt.Sprintf(`(async () => {
		const page = (html) => new DOMParser().parseFromString(html, "text/html").querySelector("[data-share-said]");
		const ask = page(await fetch("/runs/%d").then(r => r.text())).querySelector("[data-ask]").getAttribute("href");
		return page(await fetch(ask).then(r => r.text())).textContent.trim();
	})()`, ids[0])); !strings.Contains(said, "% of the cross-entropy") {
		t.Errorf("who asks for the shares reads %q", said)
	}
}

func TestMixAndWeightsAreInTheURL(t *testing.T) {
	s := start(t)
	b := s.tab(t)
	b.open("/runs/1?tab=losses")
	value := `[data-loss="bce_dice_loss"] [data-loss-value]`
	even := b.text(value)
	asked(b)
	slide(b, "bce_dice_loss.mix", 0.75)
	if got := b.text(`[data-loss="bce_dice_loss"] .formula`); strings.Join(strings.Fields(got),
		" ") != "0.500 × cross-entropy + 1.50 × Dice loss" {
		t.Errorf("the formula is %q", got)
	}
	if sent := asked(b); len(sent) > 0 || b.text(value) == even {
		t.Errorf("the mix left the loss at %s and sent %v", even, sent)
	}
	compareLosses(b, "at a mix of 0.75")
	if q := js[string](b, "location.search"); !strings.Contains(q, "bce_dice_loss.mix=0.75") {
		t.Errorf("the URL is %s", q)
	}
	mixed := b.text(value)
	b.open("/runs/1?tab=losses&bce_dice_loss.weight_bce=0.5&bce_dice_loss.weight_dice=1.5")
	if got := b.text(value); got != mixed || !js[bool](b, `document.querySelector('[name="bce_dice_loss.mix"]').value === "0.75"`) {
		t.Errorf("the same weights give %s, want %s and the mix", got, mixed)
	}
	b.open("/runs/1?tab=losses&bce_dice_loss.weight_bce=3")
	for _, name := range []string{"weight_bce", "weight_dice"} {
		before := b.text(value)
		slide(b, "bce_dice_loss."+name, 0.35)
		if b.text(value) == before {
			t.Errorf("%s left the loss at %s", name, before)
		}
	}
	compareLosses(b, "with different weights")
}

func TestInvalidLossParameterIsMarked(t *testing.T) {
	s := start(t)
	b := s.tab(t)
	b.open("/runs/1?tab=losses")
	before := b.text(`[data-loss="focal_loss"] [data-loss-value]`)
	b.do(typed(`[name="focal_loss.gamma"]`, "-3"+kb.Tab))
	b.frame()
	if !js[bool](b, `document.querySelector('[name="focal_loss.gamma"]').getAttribute("aria-invalid") === "true"`) {
		t.Error("γ = −3 is not marked")
	}
	if now := b.text(`[data-loss="focal_loss"] [data-loss-value]`); now != before {
		t.Errorf("the focal loss went from %s to %s", before, now)
	}
	b.do(typed(`[name="focal_loss.gamma"]`, "0,5"+kb.Tab))
	b.frame()
	invalid := js[string](b, `document.querySelector('[name="focal_loss.gamma"]').getAttribute("aria-invalid")`)
	if now := b.text(`[data-loss="focal_loss"] [data-loss-value]`); now == before || invalid != "false" {
		t.Errorf("γ = 0,5 gives %s, marked %s", now, invalid)
	}
}

func TestLossPanelFitsEveryWindow(t *testing.T) {
	s := start(t)
	b := s.tab(t)
	b.looks("losses", func() { b.open("/runs/1?tab=losses&weighted_log_loss.pos_weight=4") })
}

// keepPanel keeps a screenshot of the panel.
func (b *tab) keepPanel(name string) {
	b.t.Helper()
	b.keep(name, chromedp.Screenshot(chromedp.CSS("[data-losses]")))
}
