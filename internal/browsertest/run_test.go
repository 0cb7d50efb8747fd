package browsertest

import (
	"fmt"
	"math"
	"net/url"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// compare is JavaScript that presses a key repeatedly and compares the page, after each
// press or after several, with the page that the server renders for the same URL.
const compare = `async (key, most, presses = 1) => {
	const slider = document.querySelector("[data-slider]");
	const paint = () => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
	const shown = (root) => Object.fromEntries([
		...[...root.querySelectorAll("[data-metric-row]")].flatMap(t => [
			[t.dataset.metricRow, t.querySelector("[data-value]").textContent.trim()],
			[t.dataset.metricRow + " interval", t.querySelector("[data-interval]").textContent.trim()],
			...["counts", "beside-text", "remark-text"].map(part => [t.dataset.metricRow + " " + part, t.querySelector(` + "`[data-${part}]`" + `).textContent.trim()]),
		]),
		...["count", "share", "sum", "matrix-form"].flatMap(part => [...root.querySelectorAll(` + "`.matrix [data-${part}]`" + `)].map(c => [part + " " + Object.values(c.dataset).join(), c.hidden + c.textContent.trim()])),
		...[...root.querySelectorAll(".bar-counts [data-count], [data-counts-of]")].map(c => ["bar " + c.dataset.count, c.textContent.trim()]),
		...[...root.querySelectorAll("[data-pin]")].map(p => ["pinned " + p.dataset.pin, p.querySelector("[data-value]").textContent.trim()]),
		...[...root.querySelectorAll("[data-panel][data-open] [data-readout]")].map(r => ["readout " + r.dataset.readout, r.textContent.trim()]),
		["slider", root.querySelector("[data-slider]").getAttribute("aria-valuetext")],
	]);
	const wrong = [];
	let stops = 0, before = null;
	while (stops < most) {
		const field = document.getElementById("threshold").value;
		if (field === before) break; // the end
		before = field;
		stops++;
		for (let i = 0; i < 400 && document.querySelector("[data-metric-row][data-waiting]"); i++) await new Promise(done => setTimeout(done, 25));
		const url = new URL(location);
		url.searchParams.set("threshold", field.replace("∞", "inf"));
		const page = await fetch(url).then(r => r.text());
		const want = shown(new DOMParser().parseFromString(page, "text/html"));
		const got = shown(document);
		for (const k in want) if (want[k] !== got[k]) wrong.push(field + ": " + k + " is " + got[k] + ", the server says " + want[k]);
		if (wrong.length > 5) break;
		for (let i = 0; i < presses; i++) slider.dispatchEvent(new KeyboardEvent("keydown", {key, bubbles: true, cancelable: true}));
		await paint();
	}
	return {wrong, stops};
}`

type compared struct {
	Wrong []string
	Stops int
}

// TestStopsMatchTheServer visits all stops. If there are many, it compares every third:
// the numbers are computed from the counts of a stop, and TestMetricsMatchTheServer compares
// these computations with Go.
func TestStopsMatchTheServer(t *testing.T) {
	s := start(t)
	b := s.tab(t)
	for _, shape := range shapes() {
		t.Run(shape.name, func(t *testing.T) {
			b.in(t)
			_, ids := s.upload(shape.name, shape.name+".csv", shape.csv, shape.query)
			b.open(fmt.Sprintf("/runs/%d", ids[0]))
			if shape.name == "constant" {
				if !js[bool](b, `document.querySelector("[data-slider]").disabled`) ||
					b.text("[data-fixed]") != "All scores are 0.5: one threshold, two outcomes." {
					t.Error("the slider can be moved although all scores are equal")
				}
				return
			}
			b.do(chromedp.Focus(chromedp.CSS("[data-slider]")), chromedp.KeyEvent(kb.Home))
			b.frame()
			presses := 1
			switch shape.name {
			case "probability", "logit", "weighted":
				presses = 3
			}
			got := js[compared](b, fmt.Sprintf("(%s)(%q, 500, %d)", compare, "ArrowRight", presses))
			for _, w := range got.Wrong {
				t.Error(w)
			}
			if threshold := js[string](b, `document.getElementById("threshold").value`); threshold != "∞" {
				t.Errorf("stepping up ended at %s, want ∞", threshold)
			}
			if got.Stops < 2 {
				t.Errorf("only %d stops were visited", got.Stops)
			}
			b.picture("shape-" + strings.ReplaceAll(shape.name, " ", "-"))
		})
	}
}

func TestStepsAreExactOnThinnedStops(t *testing.T) {
	s := start(t)
	_, ids := s.upload("big", "big.csv", big(30_000), "")
	b := s.tab(t)
	b.open(fmt.Sprintf("/runs/%d?threshold=0.6", ids[0]))
	b.do(chromedp.Focus(chromedp.CSS("[data-slider]")))
	for _, key := range []string{"ArrowRight", "ArrowLeft"} {
		js[bool](b, fmt.Sprintf(`(async () => { for (const key of [%q]) { // the first step fetches its neighbours
			const before = document.getElementById("threshold").value;
			document.querySelector("[data-slider]").dispatchEvent(new KeyboardEvent("keydown", {key, bubbles: true, cancelable: true}));
			for (let i = 0; i < 200 && document.getElementById("threshold").value === before; i++) await new Promise(d => setTimeout(d, 10));
		} return true })()`, key))
		got := js[compared](b, fmt.Sprintf("(%s)(%q, 40)", compare, key))
		for _, w := range got.Wrong {
			t.Error(w)
		}
		if got.Stops != 40 {
			t.Errorf("%s visited %d stops, want 40", key, got.Stops)
		}
	}
	b.do(typed("#threshold", "0,123456"+kb.Enter))
	b.until("the typed threshold is shown", `document.getElementById("threshold").value === "0.123456"`)
	got := js[compared](b, fmt.Sprintf("(%s)(%q, 1)", compare, "ArrowRight"))
	for _, w := range got.Wrong {
		t.Error("typed: ", w)
	}
}

func TestDraggingUpdatesEverythingWithoutRequests(t *testing.T) {
	s := start(t)
	_, ids := s.upload("drag", "drag.csv", big(6_000), "")
	b := s.tab(t)
	b.open(fmt.Sprintf("/runs/%d", ids[0]))
	for _, c := range []struct{ what, selector string }{
		{"the histogram", "[data-histogram]"}, {"the trade-off chart", `[data-chart="tradeoff"]`},
		{"the ROC curve", `[data-chart="roc"]`}, {"the precision–recall curve", `[data-chart="pr"]`},
	} {
		box := js[[]float64](b, fmt.Sprintf(`(() => { const e = document.querySelector(%q); e.scrollIntoView({block: "center"}); const r = e.getBoundingClientRect(); return [r.left, r.top, r.width, r.height] })()`, c.selector))
		b.frame()
		box = js[[]float64](b, fmt.Sprintf(`(() => { const r = document.querySelector(%q).getBoundingClientRect(); return [r.left, r.top, r.width, r.height] })()`, c.selector))
		before := state(b)
		b.sent()
		y := box[1] + box[3]*0.45
		b.do(chromedp.DragAndDropXY(box[0]+box[2]*0.35, y, box[0]+box[2]*0.8, y, 12))
		b.frame()
		after := state(b)
		for what := range before {
			if before[what] == after[what] {
				t.Errorf("dragging on %s did not change %s", c.what, what)
			}
		}
		if sent := b.sent(); len(sent) > 0 {
			t.Errorf("dragging on %s sent %d requests: %v", c.what, len(sent), sent)
		}
		b.until("the URL has the threshold", `new URL(location).searchParams.get("threshold") === document.getElementById("threshold").value.replace("∞", "inf")`)
	}
}

// state is JavaScript for everything that a move must change.
func state(b *tab) map[string]string {
	return js[map[string]string](b, `({
		threshold: document.getElementById("threshold").value,
		matrix: document.querySelector(".matrix tbody").textContent,
		recall: document.querySelector('[data-metric-row="recall"]').textContent,
		specificity: document.querySelector('[data-metric-row="specificity"]').textContent,
		mark: document.querySelector("[data-threshold-mark]").getAttribute("x"),
		"the trade-off line": document.querySelector('[data-chart="tradeoff"] .marker').getAttribute("x1"),
		"the ROC dot": document.querySelector('[data-chart="roc"] .dot').getAttribute("cx") + document.querySelector('[data-chart="roc"] .dot').getAttribute("cy"),
		"the PR dot": document.querySelector('[data-chart="pr"] .dot').getAttribute("cx") + document.querySelector('[data-chart="pr"] .dot').getAttribute("cy"),
		"the ROC's reading": document.querySelector('[data-readout="roc"]').textContent,
	})`)
}

func TestLinkRestoresThePage(t *testing.T) {
	s := start(t)
	_, ids := s.upload("link", "link.csv", shapes()[0].csv, "")
	b := s.tab(t)
	b.open(fmt.Sprintf("/runs/%d", ids[0]))
	b.do(chromedp.Focus(chromedp.CSS("[data-slider]")))
	for range 7 {
		b.do(chromedp.KeyEvent(kb.ArrowLeft))
	}
	b.until("the URL has the threshold", `new URL(location).searchParams.get("threshold") === document.getElementById("threshold").value`)
	before, link := state(b), js[string](b, "location.href")
	u, err := url.Parse(link)
	if err != nil {
		t.Fatal(err)
	}
	other := s.tab(t)
	other.open(u.RequestURI())
	for what, want := range before {
		if got := state(other)[what]; got != want {
			t.Errorf("%s: the link shows %q, want %q", what, got, want)
		}
	}
}

func TestKeysOfTheSlider(t *testing.T) {
	s := start(t)
	_, ids := s.upload("keys", "keys.csv", shapes()[0].csv, "")
	b := s.tab(t)
	b.open(fmt.Sprintf("/runs/%d", ids[0]))
	b.do(chromedp.Focus(chromedp.CSS("[data-slider]")))
	value := func() float64 {
		b.frame()
		return js[float64](b, `(v => v === "∞" ? 99 : Number(v))(document.getElementById("threshold").value)`)
	}
	at := value()
	for _, c := range []struct {
		name, key string
		up        bool
	}{{"right", kb.ArrowRight, true}, {"left", kb.ArrowLeft, false}, {"up", kb.ArrowUp, true},
		{"down", kb.ArrowDown, false}, {"page up", kb.PageUp, true}, {"page down", kb.PageDown, false}} {
		b.do(chromedp.KeyEvent(c.key))
		now := value()
		if (now > at) != c.up || now == at {
			t.Errorf("%s went from %v to %v", c.name, at, now)
		}
		if strings.HasPrefix(c.name, "page") && math.Abs(now-at) > 0.05 {
			t.Errorf("%s went from %v to %v, want about a hundredth of the range", c.name, at, now)
		}
		at = now
	}
	b.do(chromedp.KeyEvent(kb.End))
	if got := value(); got != 99 {
		t.Errorf("End went to %v, want ∞", got)
	}
	if got := b.text(`.matrix [data-count="tp"]`) + b.text(`.matrix [data-count="fp"]`); got != "00" {
		t.Errorf("at ∞ the matrix has %s predicted positives, want none", got)
	}
	b.do(chromedp.KeyEvent(kb.Home))
	b.frame()
	if got := b.text(`.matrix [data-count="fn"]`) + b.text(`.matrix [data-count="tn"]`); got != "00" {
		t.Errorf("at the lowest score the matrix has %s predicted negatives, want none", got)
	}
}

func TestSliderStaysVisibleWhileScrolling(t *testing.T) {
	s := start(t)
	b := s.tab(t)
	for _, width := range []int64{390, 1440} {
		b.do(chromedp.EmulateViewport(width, 800))
		b.open("/runs/1")
		height := js[float64](b, `document.documentElement.scrollHeight`)
		far := js[float64](b, `(scrollTo(0, 700), scrollY)`)
		b.until("the bar sticks", `document.querySelector("[data-operating-bar]").hasAttribute("data-stuck")`)
		b.frame()
		if got := js[float64](b, `document.documentElement.scrollHeight`); math.Abs(got-height) > 1 {
			t.Errorf("at %d px the page grew from %v to %v px when the bar began to stick", width, height, got)
		}
		if got := js[float64](b, `scrollY`); math.Abs(got-far) > 1 {
			t.Errorf("at %d px the page scrolled from %v to %v by itself", width, far, got)
		}
		if top := js[float64](b, `document.querySelector("[data-slider]").getBoundingClientRect().top`); top < 0 || top > 300 {
			t.Errorf("at %d px the slider is at %v px, want it in view", width, top)
		}
		b.window(fmt.Sprintf("scrolled-%d", width))
		before := b.text(".matrix tbody")
		b.do(chromedp.Focus(chromedp.CSS("[data-slider]")), chromedp.KeyEvent(kb.PageDown))
		b.frame()
		if b.text(".matrix tbody") == before {
			t.Errorf("at %d px the stuck slider changes nothing", width)
		}
		js[bool](b, `(scrollTo(0, 0), true)`)
		b.until("the bar is free again", `!document.querySelector("[data-operating-bar]").hasAttribute("data-stuck")`)
	}
}

func TestMovingTheSliderLeavesThePolicy(t *testing.T) {
	s := start(t)
	b := s.tab(t)
	b.open("/runs/1?policy=max_f1")
	if got := b.text("[data-policies] [data-current]"); got != "Max F1" {
		t.Errorf("%q is pressed, want Max F1", got)
	}
	if got := b.text("[data-answer]"); !strings.HasSuffix(got, "No threshold has a higher F1.") {
		t.Errorf("the page says %q", got)
	}
	b.do(chromedp.Focus(chromedp.CSS("[data-slider]")), chromedp.KeyEvent(kb.ArrowRight))
	b.until("the URL has the threshold and no policy", `new URL(location).searchParams.has("threshold") && !new URL(location).searchParams.has("policy")`)
	if n := js[int](b, `document.querySelectorAll("[data-policies] [data-current]").length`); n > 0 {
		t.Errorf("%d policies are pressed, want none", n)
	}
	if got := b.text("[data-answer]"); strings.Contains(got, "No threshold") ||
		!js[bool](b, `document.querySelector("[data-optimist]").hidden`) {
		t.Errorf("the page still says %q", got)
	}
}
