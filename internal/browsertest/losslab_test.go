package browsertest

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"tradeoff/internal/catalog"
)

var labLosses = []string{"log_loss", "weighted_log_loss", "focal_loss", "dice_loss", "bce_dice_loss", "jaccard_loss",
	"tversky_loss",
	"lovasz_softmax_loss", "lovasz_sigmoid_loss", "lovasz_hinge_loss", "iou_balanced_loss"}

// shownLab is JavaScript that reads the content of a page of the lab.
const shownLab = `(doc) => {
	const out = {}, form = doc.getElementById("lab");
	const note = (name, text) => { out[name] = text.replace(/\s+/g, " ").trim(); };
	for (const e of form.querySelectorAll("[data-now], [data-now-of], [data-uneven-facts], [data-uneven-said], [data-mask-said], [data-area-says], [data-scene-said], [data-base-name], [data-brush-p]"))
		if (!e.closest("[hidden]")) note(e.getAttributeNames().filter(n => n.startsWith("data-")).join() + (e.dataset.now ?? "") + (e.closest("[data-area]")?.dataset.area ?? ""), e.textContent);
	for (const e of form.querySelectorAll("[data-part]")) note(e.closest("tr").dataset.sharesOf + " " + e.dataset.part, e.textContent);
	for (const e of form.querySelectorAll("[data-mask-loss] td")) note(e.closest("tr").dataset.maskLoss + " " + e.getAttributeNames().join(), e.textContent);
	for (const e of form.querySelectorAll(".pixel")) note("pixel " + e.value, e.getAttribute("aria-label") + " " + e.dataset.level + e.hasAttribute("data-object") + e.getAttribute("aria-current"));
	for (const e of form.querySelectorAll("[data-of]")) note("box " + e.closest("tr").dataset.sceneRow + " " + e.dataset.of, e.textContent);
	for (const e of form.querySelectorAll("[data-total], [data-mean]")) note("all boxes " + e.dataset.total + e.dataset.mean, e.textContent);
	for (const e of form.querySelectorAll("[data-box]")) note("drawn box " + e.dataset.box, e.getAttribute("aria-label") + ["x", "y"].map(n => e.firstElementChild.getAttribute(n)) + e.hasAttribute("data-up") + e.hasAttribute("data-current"));
	for (const [i, e] of [...form.querySelectorAll("[data-area]:not([hidden]) rect")].entries()) note("step " + i, e.getAttribute("class") + ["x", "y", "width", "height"].map(n => Math.round(Number(e.getAttribute(n)))));
	for (const [i, e] of [...form.querySelectorAll('.lab-charts text[text-anchor="end"], [data-area]:not([hidden]) text[text-anchor="end"]')].entries()) note("tick " + i, e.textContent);
	for (const e of form.elements) if (e.name && e.tagName === "INPUT" && e.type !== "hidden") note("field " + e.name + (e.type === "radio" ? e.value : ""), /radio|checkbox/.test(e.type) ? String(e.checked) : e.value.replace(",", "."));
	for (const e of doc.querySelectorAll("[data-run-query] input")) note("to the run " + e.name, e.value);
	for (const e of form.querySelectorAll("[data-dot]")) note("dot " + e.dataset.dot + e.closest("[data-lab-chart]").dataset.labChart, e.getAttribute("display") + (e.getAttribute("display") === "none" ? "" : Math.round(Number.parseFloat(e.getAttribute("cy")))));
	return out;
}`

// curvesApart is JavaScript that returns where the live curves differ from the server's.
const curvesApart = `(live, served) => [...live.querySelectorAll("[data-curve]")].flatMap(c => {
	const chart = c.closest("[data-lab-chart]").dataset.labChart;
	const points = e => {
		let x = 0, y = 0;
		return [...e.getAttribute("d").matchAll(/([MLlhv])(-?\d+)(?:[ ,]?(-?\d+))?/g)].map(([, command, a, b]) => {
			const by = { l: [a, b], h: [a, 0], v: [0, a] }[command];
			return ([x, y] = by ? [x + Number(by[0]), y + Number(by[1])] : [Number(a), Number(b)]);
		});
	};
	const mine = points(c), theirs = points(served.querySelector('[data-lab-chart="' + chart + '"] [data-curve="' + c.dataset.curve + '"]'));
	if (mine.length < 2 || theirs.length < 2) return mine.length === theirs.length ? [] : [chart + " " + c.dataset.curve + ": " + mine.length + " points, " + theirs.length + " on the server"];
	return theirs.filter(([x, y]) => y >= 0 && y <= 1000 && !mine.some(p => Math.abs(p[0] - x) <= 1 && Math.abs(p[1] - y) <= 2)).slice(0, 2).map(p => chart + " " + c.dataset.curve + " is not at " + p);
})`

// compareLab compares the page with the one that the server renders for its URL.
func compareLab(b *tab, when string) {
	b.t.Helper()
	for _, w := range js[[]string](b, fmt.Sprintf(`(async () => {
		let wrong = [];
		for (let i = 0; i < 80; i++) { // until the URL follows
			await new Promise(done => setTimeout(done, 120));
			const answer = await fetch(location.href), page = new DOMParser().parseFromString(await answer.text(), "text/html");
			if (!answer.ok) return ["the server refuses " + location.search];
			const want = (%[1]s)(page), got = (%[1]s)(document);
			wrong = Object.keys({...want, ...got}).filter(k => want[k] !== got[k]).map(k => k + " is " + got[k] + ", the server says " + want[k]).concat((%[2]s)(document, page));
			if (wrong.length === 0) break;
		}
		return wrong.slice(0, 10);
	})()`, shownLab, curvesApart)) {
		b.t.Errorf("%s: %s", when, w)
	}
}

func (b *tab) lab(query string) {
	b.t.Helper()
	b.open("/learn/losses?" + query)
}

// labNow is JavaScript for the texts of the lab at the current probability.
func labNow(b *tab) string { return b.text(`[data-now="loss"]`) + " " + b.text(`[data-now="slope"]`) }

func TestLabControlsMatchTheServer(t *testing.T) {
	s := start(t)
	b := s.tab(t)
	for _, id := range labLosses {
		b.lab("loss=" + id)
		compareLab(b, id+" at first")
		b.sent()
		for _, name := range js[[]string](b, `[...document.querySelectorAll('.lab-curves input:not([type="range"]):not([type="radio"]):not([type="number"])')].map(e => e.name)`) {
			if disabled := js[bool](b, fmt.Sprintf(`document.querySelector('[name="%s"]').disabled`, name)); disabled {
				continue
			}
			before := labNow(b)
			if js[bool](b, fmt.Sprintf(`document.querySelector('[name="%s"]').type === "checkbox"`, name)) {
				b.do(chromedp.Click(chromedp.CSS(fmt.Sprintf(`[name="%s"]`, name))))
			} else {
				js[bool](b, fmt.Sprintf(`(() => { const s = document.querySelector('[data-slides="%s"]'); s.value = Number(s.min) + 0.77 * (s.max - s.min); s.dispatchEvent(new Event("input", {bubbles: true})); return true })()`, name))
			}
			b.frame()
			if now := labNow(b); now == before {
				t.Errorf("%s: %s left loss and gradient at %s", id, name, now)
			}
		}
		// to compare, above
		sent := slices.DeleteFunc(b.sent(), func(r string) bool { return strings.HasSuffix(r, "?loss="+id) })
		if len(sent) > 0 {
			t.Errorf("%s: parameters asked for %v", id, sent)
		}
		compareLab(b, id+" after every control")
	}
}

func TestShareOfPositivesChangesTheLoss(t *testing.T) {
	s := start(t)
	b := s.tab(t)
	b.lab("loss=focal_loss")
	said := b.text("[data-uneven-said]")
	b.do(typed(`[name="positives"]`, "0,3"), chromedp.KeyEvent(kb.Enter))
	b.frame()
	if now := b.text("[data-uneven-said]"); now == said {
		t.Errorf("with 30%% positives it still says %q", now)
	}
	compareLab(b, "with 30% positives")
	b.do(chromedp.Click(chromedp.CSS(`[name="truth"][value="0"]`)))
	b.do(typed(`[name="weighted_log_loss.pos_weight"]`, "19"), chromedp.KeyEvent(kb.Tab))
	compareLab(b, "with a negative example and pos_weight 19")
	if got := js[string](b, `document.querySelector('nav a[href*="tversky"]').search`); !strings.Contains(got, "positives=0.3") || !strings.Contains(got, "pos_weight=19") {
		t.Errorf("the way to another loss forgets: %s", got)
	}
	b.do(typed(`[name="positives"]`, "3"), chromedp.KeyEvent(kb.Tab))
	b.frame()
	if !js[bool](b, `document.querySelector('[name="positives"]').getAttribute("aria-invalid") === "true"`) {
		t.Error("a share of 3 is taken")
	}
}

func pixelAt(b *tab, i int) [2]float64 {
	b.t.Helper()
	at := js[[]float64](b, fmt.Sprintf(`(() => { const p = document.querySelectorAll(".pixel")[%d]; p.scrollIntoView({block: "nearest"}); const r = p.getBoundingClientRect(); return [r.x + r.width / 2, r.y + r.height / 2] })()`, i))
	return [2]float64{at[0], at[1]}
}

func mask(b *tab) string {
	b.t.Helper()
	return js[string](b, `document.querySelector('[name="mask"]').value`)
}

func TestMaskIsPaintedByMouseTouchAndKeys(t *testing.T) {
	s := start(t)
	b := s.tab(t)
	b.lab("loss=lovasz_softmax_loss")
	js[bool](b, `document.querySelector("[data-pixels]").scrollIntoView({block: "center"}), true`)
	before := mask(b)
	from, to := pixelAt(b, 60), pixelAt(b, 63)
	b.do(chromedp.DragAndDropXY(from[0], from[1], to[0], to[1]))
	b.frame()
	if got := mask(b); !strings.HasPrefix(got[60:], "9") || got[63] != '9' || got == before {
		t.Errorf("after a drag the row is %s", got[60:70])
	}
	compareLab(b, "after a drag of the mouse")

	// Touch.
	at := pixelAt(b, 85)
	touch := func(kind input.DispatchTouchEventType, points ...*input.TouchPoint) {
		if _, err := chromedp.Call(b.ctx, input.DispatchTouchEvent,
			input.DispatchTouchEventParams{Type: kind, TouchPoints: points}); err != nil {
			t.Fatal(err)
		}
	}
	touch("touchStart", &input.TouchPoint{X: at[0], Y: at[1]})
	touch("touchEnd")
	b.frame()
	if got := mask(b); got[85] != '9' {
		t.Errorf("after a touch pixel 85 is %c", got[85])
	}

	// Keys: to the pixel, along the arrows, paint and take back.
	b.do(chromedp.Focus(chromedp.CSS(`.pixel[aria-current]`)), chromedp.KeyEvent(kb.ArrowUp),
		chromedp.KeyEvent(kb.ArrowLeft), chromedp.KeyEvent(" "))
	b.frame()
	if got := mask(b); got[74] != '9' {
		t.Errorf("after up, left and space pixel 74 is %c", got[74])
	}
	compareLab(b, "after keys")
	b.do(chromedp.KeyEvent(" "))
	b.frame()
	if got := mask(b); got[74] != '0' {
		t.Errorf("space again leaves %c", got[74])
	}
	b.do(chromedp.Focus(chromedp.CSS("[data-brush]")), chromedp.KeyEvent(kb.ArrowLeft), chromedp.KeyEvent(kb.ArrowLeft))
	b.do(chromedp.Focus(chromedp.CSS(`.pixel[aria-current]`)), chromedp.KeyEvent(" "))
	b.frame()
	if got := mask(b); got[74] != '7' {
		t.Errorf("with a lighter brush pixel 74 is %c", got[74])
	}
	for _, object := range []string{"large", "none"} {
		b.do(chromedp.Click(chromedp.CSS(fmt.Sprintf(`[name="object"][value="%s"]`, object))))
		compareLab(b, object+" object")
	}
	before = labNow(b)
	b.do(chromedp.Click(chromedp.CSS(`[name="lovasz_softmax_loss.all_classes"]`)))
	b.frame()
	if labNow(b) == before {
		t.Error("classes that do not occur change nothing where there is no object")
	}
	compareLab(b, "with classes that do not occur")
	b.do(chromedp.Click(chromedp.CSS(`[data-mask-set="right"]`)))
	compareLab(b, "sure and right")
	b.do(chromedp.Click(chromedp.CSS(`[data-mask-set="first"]`)))
	compareLab(b, "as at first")
}

func TestBoxesAreDraggedByMouseAndKeys(t *testing.T) {
	s := start(t)
	b := s.tab(t)
	b.lab("loss=iou_balanced_loss")
	js[bool](b, `document.querySelector("[data-scene-drawing]").scrollIntoView({block: "center"}), true`)
	weight := func(i int) string { return b.text(fmt.Sprintf(`[data-scene-row="%d"] [data-of="weight"]`, i)) }
	before := weight(2)
	at := js[[]float64](b, `(() => { const r = document.querySelector('[data-box="2"] rect').getBoundingClientRect(), s = document.querySelector("[data-scene-drawing]"); return [r.x + r.width / 2, r.y + r.height / 2, s.getScreenCTM().a] })()`)
	b.do(chromedp.DragAndDropXY(at[0], at[1], at[0]-6*at[2], at[1]-6*at[2]))
	b.frame()
	if got := b.text(`[data-scene-row="2"] [data-of="iou"]`); got != "1.00" {
		t.Errorf("dragged onto its true box, the IoU is %s", got)
	}
	if weight(2) == before {
		t.Error("its weight stays")
	}
	plain, total := b.text(`[data-total="plain"]`), b.text(`[data-total="loss"]`)
	if plain != total {
		t.Errorf("the total is %s, of plain cross-entropy %s", total, plain)
	}
	compareLab(b, "after a drag")
	b.do(chromedp.Focus(chromedp.CSS(`[data-box="3"]`)), chromedp.KeyEvent(kb.ArrowRight),
		chromedp.KeyEvent(kb.ArrowUp, chromedp.KeyModifiers(chromedp.ModifierShift)))
	b.frame()
	if got := js[string](b, `document.querySelector('[name="x3"]').value + " " + document.querySelector('[name="y3"]').value`); got != "85 17" {
		t.Errorf("after the keys box 3 is at %s", got)
	}
	compareLab(b, "after keys")
	b.until("the keys are spoken of", `document.querySelector("[data-status]").textContent.startsWith("box 3, IoU")`)
	b.do(chromedp.Click(chromedp.CSS(`[name="base"]`)))
	compareLab(b, "of the focal loss")
	b.do(chromedp.Click(chromedp.CSS(`[name="normalize"]`)))
	b.frame()
	if b.text(`[data-total="plain"]`) == b.text(`[data-total="loss"]`) {
		t.Error("without the normalisation the total stays")
	}
	compareLab(b, "not normalised")
	b.lab("loss=iou_balanced_loss&x1=92&y1=30&x2=0&y2=0&x3=40&y3=0")
	if got := labNow(b); got != "— —" {
		t.Errorf("where no box touches its true one the loss is %s", got)
	}
	compareLab(b, "no box touches")
}

func TestLabWorksByKeyboard(t *testing.T) {
	s := start(t)
	b := s.tab(t)
	walk := []string{"log_loss", "lovasz_softmax_loss", "iou_balanced_loss"} // one of each kind
	b.lab("")
	for i, id := range walk {
		reached := map[string]bool{}
		b.do(chromedp.Focus(chromedp.CSS(".skip")))
		for range 80 {
			b.do(chromedp.KeyEvent(kb.Tab))
			at := js[string](b, `(() => { const e = document.activeElement; return e === document.body ? "" : e.dataset.slides || e.dataset.box || e.name || e.tagName; })()`)
			if at == "" || reached["run"] && at == "A" {
				break
			}
			reached[at] = true
		}
		want := []string{"p", "positives", "guess"}
		switch js[string](b, `document.getElementById("lab").dataset.lab`) {
		case "mask":
			want = []string{"paint", "brush", "object", "guess"}
		case "boxes":
			want = []string{"1", "2", "3", "eta", "x1", "p3", "guess"}
		}
		for _, name := range want {
			if !reached[name] {
				t.Errorf("%s: the tab key does not reach %s, only %v", id, name, reached)
			}
		}
		if i+1 < len(walk) {
			b.leave("choosing the next loss", chromedp.Focus(chromedp.CSS(fmt.Sprintf(`nav a[href*="loss=%s"]`, walk[i+1]))),
				chromedp.KeyEvent(kb.Enter))
			if got := js[string](b, `document.querySelector('[name="loss"]').value`); got != walk[i+1] {
				t.Errorf("the lab shows %s, want %s", got, walk[i+1])
			}
		}
	}
}

func TestLossOfTheLabOpensOnARun(t *testing.T) {
	s := start(t)
	b := s.tab(t)
	b.lab("loss=tversky_loss&tversky_loss.alpha=0.3")
	b.do(typed(`[name="tversky_loss.beta"]`, "0.9"), chromedp.KeyEvent(kb.Tab))
	b.until("the address follows", `location.search.includes("beta=0.9")`)
	b.click("[data-on-run] .button")
	if got := js[string](b, `location.pathname + location.search + location.hash`); !strings.HasPrefix(got, "/runs/") || !strings.Contains(got, "tversky_loss.alpha=0.3&tversky_loss.beta=0.9") || !strings.HasSuffix(got, "#losses") {
		t.Errorf("it opens %s", got)
	}
	if got := js[string](b, `document.querySelector('[name="tversky_loss.beta"]').value`); got != "0.9" {
		t.Errorf("β is %s on the run", got)
	}
}

func TestFormulasAreRendered(t *testing.T) {
	s := start(t)
	b := s.tab(t)
	for _, id := range labLosses {
		b.lab("loss=" + id)
		if got := js[string](b, `(() => {
			const m = document.querySelector("math");
			if (!m.getAttribute("aria-label")) return "has no words";
			const f = m.querySelector("mfrac, msub, msup");
			const [a, b] = [...f.children].map(c => c.getBoundingClientRect());
			return f.localName === "mfrac" ? (a.bottom <= b.top + 1 ? "" : "numerator beside denominator") : a.right <= b.left + 2 && b.height < a.height * 1.2 ? "" : "index not beside its base";
		})()`); got != "" {
			t.Errorf("%s: %s", id, got)
		}
	}
}

func TestLabFitsEveryWindow(t *testing.T) {
	s := start(t)
	b := s.tab(t)
	for _, id := range []string{"focal_loss", "lovasz_softmax_loss", "iou_balanced_loss"} {
		if _, err := chromedp.Call(b.ctx, emulation.SetEmulatedMedia,
			emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-reduced-motion",
				Value: "reduce"}}}); err != nil {
			t.Fatal(err)
		}
		b.lab("loss=" + id)
		if !js[bool](b, `matchMedia("(prefers-reduced-motion: reduce)").matches`) {
			t.Fatal("motion is not reduced")
		}
		if n := js[int](b, `document.getAnimations().length`); n > 0 {
			t.Errorf("%s: %d animations run although motion is not wanted", id, n)
		}
		b.looks("lab-"+id, func() { b.lab("loss=" + id) })
	}
}

func TestLabTestsCoverEveryLoss(t *testing.T) {
	known := strings.Join(labLosses, " ")
	for _, l := range catalog.Losses {
		if l.Lab && !strings.Contains(known, l.ID) {
			t.Errorf("no test covers %s", l.ID)
		}
	}
}
