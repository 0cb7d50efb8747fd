package browsertest

import (
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"tradeoff/internal/npy/npytest"
)

// masks are images as they are uploaded, the last one without a positive pixel.
type masks struct {
	n, height, width int
	prob             []float32
	mask             []uint8
}

func discs(n, height, width int) *masks {
	m := &masks{n: n, height: height, width: width}
	m.prob, m.mask = npytest.Discs(3, n, height, width)
	return m
}

// called reports whether pixel i is predicted positive.
func (m *masks) called(i int, threshold float64) bool { return float64(m.prob[i]) >= threshold }

func (s *server) uploadMasks(m *masks) int64 {
	file := npytest.Archive("prob", npytest.Array(m.prob, m.n, m.height, m.width), "mask",
		npytest.Array(m.mask, m.n, m.height, m.width))
	_, ids := s.upload("Masks", "masks.npz", file, "")
	return ids[0]
}

// outcomes returns the outcomes of the pixels of image k, a letter each.
func (m *masks) outcomes(k int, threshold float64) string {
	var b strings.Builder
	size := m.height * m.width
	for i := k * size; i < (k+1)*size; i++ {
		switch called := m.called(i, threshold); {
		case called && m.mask[i] == 1:
			b.WriteByte('P')
		case called:
			b.WriteByte('p')
		case m.mask[i] == 1:
			b.WriteByte('n')
		default:
			b.WriteByte('N')
		}
	}
	return b.String()
}

// shown is JavaScript for the content of the section of images: its texts, the positions
// of dots, and the targets of links.
const shown = `(doc => {
	const root = doc.querySelector("[data-images]").cloneNode(true);
	for (const e of root.querySelectorAll("noscript, script, [hidden]")) e.remove();
	const words = root.innerHTML.replace(/<[^>]*>/g, " ").replace(/\s+/g, " ");
	const dots = [...root.querySelectorAll("[data-dots], [data-chosen]")].map(e => e.getAttribute("d")).join(" ");
	const marks = [...root.querySelectorAll("line[data-mark], [data-course-mark]")].map(e => e.getAttribute("display") + e.getAttribute("x1")).join(" ");
	const links = [...root.querySelectorAll("a")].map(e => new URL(e.getAttribute("href"), location).href).map(h => { const u = new URL(h); u.searchParams.sort(); return u.search + u.hash; });
	const says = [...root.querySelectorAll("canvas")].map(e => e.getAttribute("aria-label") + e.width + e.height);
	return [words, dots, marks, ...links, ...says];
})`

// sameAsServed fails the test unless the section of images shows what the server shows at
// the current address of the page.
func (b *tab) sameAsServed(what string) {
	b.t.Helper()
	// usually enough for the order of images and the address
	js[bool](b, `new Promise(done => setTimeout(done, 600, true))`)
	different := "not compared"
	for range 20 {
		b.until("the intervals are there", `!document.querySelector("[data-images]").hasAttribute("data-ranging")`)
		different = js[string](b, fmt.Sprintf(`fetch(location.href).then(r => r.text()).then(text => {
		const here = %[1]s(document), there = %[1]s(new DOMParser().parseFromString(text, "text/html"));
		const at = here.findIndex((x, i) => x !== there[i]);
		if (at < 0 && here.length === there.length) return "";
		let from = 0;
		while (here[at]?.[from] === there[at]?.[from] && from < 5000) from++;
		return "…" + here[at]?.slice(Math.max(0, from - 60), from + 60) + "… in the browser, …" + there[at]?.slice(Math.max(0, from - 60), from + 60) + "… on the server";
	})`, shown))
		if different == "" {
			return
		}
		time.Sleep(100 * time.Millisecond)
	}
	b.t.Errorf("%s: %s", what, different)
}

// drawn reads the painted pictures: by image, the outcome of every pixel.
func (b *tab) drawn() map[string]string {
	b.t.Helper()
	return js[map[string]string](b, `(() => {
		const key = {};
		for (const [id, letter] of Object.entries({tp: "P", fp: "p", fn: "n"})) key[getComputedStyle(document.querySelector(".images .outcome." + id)).backgroundColor.match(/\d+/g).join()] = letter;
		const out = {};
		for (const c of document.querySelectorAll("[data-card] canvas[data-painted], [data-large]:not([hidden]) canvas[data-painted]")) {
			const d = c.getContext("2d").getImageData(0, 0, c.width, c.height).data;
			let text = "";
			for (let i = 0; i < d.length; i += 4) text += d[i + 3] < 255 ? "N" : key[d[i] + "," + d[i + 1] + "," + d[i + 2]] ?? "?";
			out[c.dataset.painted.split(" ")[0]] = text;
		}
		return out;
	})()`)
}

// painted is JavaScript for the content of each painted picture: image, layer and threshold.
const painted = `[...document.querySelectorAll("[data-painted]")].map(c => c.dataset.painted)`

func TestImagesFollowTheThreshold(t *testing.T) {
	m := discs(20, 24, 32)
	s := start(t)
	run := s.uploadMasks(m)
	b := s.tab(t)
	b.do(chromedp.EmulateViewport(1440, 1600))
	b.open(fmt.Sprintf("/runs/%d?tab=errors&image=19", run))
	js[bool](b, `(document.querySelector("[data-gallery]").scrollIntoView(), true)`)
	b.until("all pictures are drawn", `document.querySelectorAll("[data-painted]").length === 13`)
	b.sameAsServed("as served")
	before := b.text(`[data-measure="dice"] [data-mean]`)
	for _, place := range []float64{0.3, 0.712, 0.0005, 0.98} {
		b.sent()
		js[bool](b, `(window.paintedBefore = new Set(`+painted+`), true)`)
		js[bool](b, fmt.Sprintf(`(() => { const e = document.querySelector("[data-slider]"); e.value = %v; e.dispatchEvent(new Event("input", {bubbles: true})); return true; })()`, place))
		b.frame()
		if now := b.text(`[data-measure="dice"] [data-mean]`); now == before {
			t.Errorf("at %v of the slider the mean Dice stays %s", place, now)
		} else {
			before = now
		}
		for _, r := range b.sent() {
			// updated once the threshold no longer moves
			if !strings.Contains(r, "/map/") && !strings.Contains(r, "intervals=1") && !strings.Contains(r, "/errors") {
				t.Errorf("a drag asks for %s", r)
			}
		}
		at := js[float64](b, `(text => text.endsWith("%") ? Number((Number(text.slice(0, -1)) / 100).toPrecision(12))
			: Number(text.replace("∞", "Infinity")))(document.querySelector("#threshold").value)`)
		b.until("all pictures are drawn anew", `(list => list.length === 13 && new Set(list.map(p => p.split(" ").at(-1))).size === 1
			&& !list.some(p => paintedBefore.has(p)))(`+painted+`)`)
		pictures := b.drawn()
		if len(pictures) < 12 {
			t.Errorf("there are %d pictures", len(pictures))
		}
		for image, got := range pictures {
			var k int
			fmt.Sscan(image, &k)
			if want := m.outcomes(k, at); got != want {
				t.Errorf("at %v image %d is drawn as %s, and is %s", at, k, got, want)
			}
		}
		b.sameAsServed(fmt.Sprintf("at %v", at))
	}
	if why := b.text(`[data-measure="dice"] [data-over]`); !strings.Contains(why,
		"undefined: an empty mask, called empty") {
		t.Errorf("the mean says %q", why)
	}
	b.until("the empty image is last", `document.querySelector("[data-large] [data-large-fact=dice]").textContent.includes("—")`)
}

func TestControlsOfImagesChangeWhatTheyName(t *testing.T) {
	m := discs(20, 24, 32)
	s := start(t)
	run := s.uploadMasks(m)
	b := s.tab(t)
	b.open(fmt.Sprintf("/runs/%d?tab=errors&threshold=0.4", run))
	b.axe()
	const cards = `[...document.querySelectorAll("[data-card]:not([hidden])")].map(e => e.dataset.card).join()`
	click := func(selector, what, inURL string) {
		t.Helper()
		before := js[string](b, cards)
		b.do(chromedp.Click(chromedp.CSS(selector)))
		b.until(what, fmt.Sprintf(`%s !== %q && location.search.includes(%q)`, cards, before, inURL))
		b.sameAsServed(what)
	}
	b.sent()
	click(`[data-choice="-fn"]`, "most missed first", "images=-fn")
	click(`[data-images] [data-pager] [rel="next"]`, "the second page", "image_page=2")
	click(`[data-choice="-fp"]`, "most false first", "images=-fp")
	click(`[data-choice="index"]`, "as in the file", "images=index")
	if got := js[string](b, cards); got != "0,1,2,3,4,5,6,7,8,9,10,11" {
		t.Errorf("in the order of the file they are %s", got)
	}
}

func TestOneImageIsEnlarged(t *testing.T) {
	m := discs(20, 24, 32)
	s := start(t)
	run := s.uploadMasks(m)
	b := s.tab(t)
	b.open(fmt.Sprintf("/runs/%d?tab=errors&threshold=0.4&images=index", run))
	// By keyboard.
	b.do(chromedp.Focus(chromedp.CSS(`[data-card="4"] a`)), chromedp.KeyEvent(kb.Enter))
	b.until("image 4 stands on its own", `!document.querySelector("[data-large]").hidden && location.search.includes("image=4") && document.activeElement.id === "image-name"`)
	b.sameAsServed("one image")
	b.do(chromedp.Click(chromedp.CSS(`[data-next]`)))
	b.until("the next one", `location.search.includes("image=5") && document.querySelector("[data-large] [data-name]").textContent.includes("5")`)
	b.do(chromedp.Click(chromedp.CSS(`[data-choice="scores"]`)))
	b.until("scores in grey", `location.search.includes("layer=scores") && document.querySelector("[data-large] canvas").dataset.painted === "5 scores 0.4"`)
	i := 24*32*5 + 100
	if got, want := js[float64](b, `document.querySelector("[data-large] canvas").getContext("2d").getImageData(4, 3, 1, 1).data[0]`), math.Round(255*float64(m.prob[i])); got != want {
		t.Errorf("a score of %v is drawn as %v, not %v", m.prob[i], got, want)
	}
	b.do(chromedp.Click(chromedp.CSS(`[data-choice="mask"]`)))
	b.until("the true mask", `document.querySelector("[data-large] canvas").dataset.painted === "5 mask 0.4"`)
	white := js[int](b, `(() => { const c = document.querySelector("[data-large] canvas"); return c.getContext("2d").getImageData(0, 0, c.width, c.height).data.reduce((n, x, i) => n + (i % 4 === 0 && x === 255), 0); })()`)
	if want := strings.Count(m.outcomes(5, 0), "P"); white == 0 || white != want {
		t.Errorf("the mask has %d white pixels of %d", white, want)
	}
	b.do(chromedp.Click(chromedp.CSS(`[data-close]`)))
	b.until("it is closed", `document.querySelector("[data-large]").hidden && document.activeElement.matches('[data-card="5"] a') && !location.search.includes("image=")`)
}

func TestImageChartsLinkToImages(t *testing.T) {
	m := discs(20, 24, 32)
	s := start(t)
	run := s.uploadMasks(m)
	b := s.tab(t)
	b.open(fmt.Sprintf("/runs/%d?tab=errors&threshold=0.4", run))
	// A dot of the strip is an image.
	dot := js[[]float64](b, `(() => { const box = document.querySelector("[data-strip-plot]"); box.scrollIntoView({block: "center"}); const r = box.getBoundingClientRect();
		const [x, y] = document.querySelector("[data-dots]").getAttribute("d").match(/M(\d+) (\d+)h/).slice(1).map(Number); return [r.left + x / 1000 * r.width, r.top + y / 1000 * r.height]; })()`)
	b.do(chromedp.MouseEvent("mouseMoved", dot[0], dot[1]))
	b.until("the dot says its Dice", `document.querySelector("[data-strip-note]").textContent.includes("Dice 0.")`)
	b.do(chromedp.MouseClickXY(dot[0], dot[1]))
	b.until("the image of the dot", `location.search.includes("image=0") && !document.querySelector("[data-large]").hidden`)
	// A position on the Dice curve is a threshold.
	place := js[[]float64](b, `(() => { const box = document.querySelector("[data-course-plot]"); box.scrollIntoView({block: "center"}); const r = box.getBoundingClientRect(); return [r.left + 0.75 * r.width, r.top + 20]; })()`)
	b.do(chromedp.MouseClickXY(place[0], place[1]))
	b.until("the threshold is moved", `Math.abs(Number(document.querySelector("#threshold").value) - 0.75) < 0.03`)
	b.sameAsServed("after a click into the course of Dice")
	// The parameters of the losses are those of the panel above.
	before := b.text(`[data-image-loss="dice_loss"] [data-mean]`)
	b.openTab("losses")
	b.do(typed(`[name="dice_loss.smooth"]`, "40"+kb.Enter))
	b.openTab("errors")
	b.until("the losses follow their parameters", fmt.Sprintf(`document.querySelector('[data-image-loss="dice_loss"] [data-mean]').textContent !== %q && location.search.includes("dice_loss.smooth=40")`, before))
	b.sameAsServed("with other losses")
	for _, scheme := range []string{"light", "dark"} {
		b.scheme(scheme)
		for _, width := range []int64{390, 1920} {
			b.do(chromedp.EmulateViewport(width, 2600))
			b.overflow()
			js[bool](b, `(document.querySelector("[data-images]").scrollIntoView(), true)`)
			b.frame()
			b.window(fmt.Sprintf("images-%s-%d", scheme, width))
		}
	}
	b.axe()
}
