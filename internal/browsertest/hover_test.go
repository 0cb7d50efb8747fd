package browsertest

import (
	"fmt"
	"slices"
	"strconv"
	"testing"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
)

// crosshair is what the page shows of the threshold under the pointer.
type crosshair struct {
	Shown   bool
	Heading string
	Rows    []string            // names
	Values  []string            // of these
	Dots    map[string][]string // by chart
	Line    string              // in the histogram, "" if hidden
}

// crosshairOf reads it once the frame is drawn.
func crosshairOf(b *tab) crosshair {
	b.t.Helper()
	b.frame()
	return js[crosshair](b, `(() => {
		const box = document.querySelector(".crosshair"), line = document.querySelector(".histogram .hover");
		const rows = [...box.querySelectorAll("li")];
		return {
			shown: !box.hidden,
			heading: box.querySelector("b").textContent,
			rows: rows.map(r => r.childNodes[1]?.textContent ?? r.textContent),
			values: rows.map(r => r.querySelector("b")?.textContent ?? ""),
			dots: Object.fromEntries([...document.querySelectorAll("[data-panel][data-open] [data-chart]")].filter(c => !c.querySelector("[data-marks] > g").closest("[display=none]")).map(c => [c.dataset.chart,
				[...c.querySelectorAll(".hollow:not([display=none])")].map(d => parseFloat(d.getAttribute("cx")).toFixed(1) + " " + parseFloat(d.getAttribute("cy")).toFixed(1))])),
			line: line.getAttribute("display") === "none" ? "" : parseFloat(line.getAttribute("x1")).toFixed(1),
		};
	})()`)
}

// spot returns the place on the screen at shares of the width and the height of an element.
func spot(b *tab, selector string, across, down float64) (x, y float64) {
	b.t.Helper()
	js[bool](b, fmt.Sprintf(`(document.querySelector(%q).scrollIntoView({block: "center"}), true)`, selector))
	b.frame()
	box := js[[]float64](b, fmt.Sprintf(`(() => { const r = document.querySelector(%q).getBoundingClientRect(); return [r.left, r.top, r.width, r.height] })()`, selector))
	return box[0] + across*box[2], box[1] + down*box[3]
}

// mouse sends an event of the mouse. Its left button is pressed and released by events of
// these kinds; others say with held that it is down.
func mouse(b *tab, kind input.DispatchMouseEventType, x, y float64, with ...chromedp.MouseOption) {
	b.t.Helper()
	if kind != input.DispatchMouseEventTypeMouseMoved {
		with = append(with, func(p *input.DispatchMouseEventParams) { p.Button, p.ClickCount = "left", 1 })
	}
	b.do(chromedp.MouseEvent(kind, x, y, with...))
}

// held says that the left button of the mouse is down.
func held(p *input.DispatchMouseEventParams) { p.Button, p.Buttons = "left", 1 }

func TestHoverShowsOneThresholdOnEveryChart(t *testing.T) {
	s := start(t)
	b := s.tab(t)
	b.open("/runs/1?threshold=0.3&charts=tradeoff,roc,pr,gain,calibration")
	field := js[string](b, `document.getElementById("threshold").value`)
	for selector, want := range map[string]struct {
		rows   []string
		sorted bool
	}{
		`[data-chart="tradeoff"]`: {[]string{"F1", "Precision", "Recall", "Specificity"}, true},
		`[data-chart="roc"]`:      {[]string{"false positive rate", "recall"}, true},
		`[data-chart="pr"]`:       {[]string{"precision", "recall"}, true},
		`[data-chart="gain"]`:     {[]string{"recall", "share predicted positive"}, true},
		`[data-histogram]`: {[]string{"false alarms (FP)", "misses (FN)", "true negatives", "true positives"},
			false},
		`[data-chart="calibration"]`: {nil, false},
	} {
		x, y := spot(b, selector, 0.4, 0.55)
		b.sent()
		mouse(b, input.DispatchMouseEventTypeMouseMoved, x, y)
		got := crosshairOf(b)
		if !got.Shown || got.Heading == field || got.Line == "" {
			t.Errorf("over %s there is %+v", selector, got)
			continue
		}
		if want.sorted && !slices.IsSortedFunc(got.Values, func(a, b string) int {
			x, _ := strconv.ParseFloat(a, 64)
			y, _ := strconv.ParseFloat(b, 64)
			return int(1000 * (y - x))
		}) {
			t.Errorf("over %s the values are %v, want them sorted", selector, got.Values)
		}
		slices.Sort(got.Rows)
		if want.rows != nil && !slices.Equal(got.Rows, want.rows) {
			t.Errorf("over %s the box has %q, want %q", selector, got.Rows, want.rows)
		}
		if now := js[string](b, `document.getElementById("threshold").value`); now != field {
			t.Errorf("hovering over %s moved the threshold", selector)
		}
		if sent := b.sent(); len(sent) > 0 {
			t.Errorf("hovering over %s sent %v", selector, sent)
		}
		// The marks are those of the page at that threshold.
		there := js[struct {
			Dots map[string][]string
			Line string
		}](b, fmt.Sprintf(`fetch("/runs/1?charts=tradeoff,roc,pr,gain,calibration&threshold=%s").then(r => r.text()).then(h => {
			const page = new DOMParser().parseFromString(h, "text/html");
			return {
				dots: Object.fromEntries([...page.querySelectorAll("[data-panel][data-open] [data-chart]")].map(c => [c.dataset.chart,
					[...c.querySelectorAll("[data-dot]:not([display=none])")].map(d => parseFloat(d.getAttribute("cx")).toFixed(1) + " " + parseFloat(d.getAttribute("cy")).toFixed(1))])),
				line: parseFloat(page.querySelector("[data-threshold-mark]").getAttribute("x")).toFixed(1),
			};
		})`, got.Heading))
		if fmt.Sprint(got.Dots) != fmt.Sprint(there.Dots) || got.Line != there.Line {
			t.Errorf("over %s the marks are at %v and %s, want %v and %s", selector, got.Dots, got.Line, there.Dots, there.Line)
		}
	}
	x, y := spot(b, `[data-chart="roc"]`, 0.5, 0.5)
	mouse(b, input.DispatchMouseEventTypeMouseMoved, x, y)
	if !crosshairOf(b).Shown {
		t.Error("there is nothing under the pointer")
	}
	b.window("hover")
	mouse(b, input.DispatchMouseEventTypeMousePressed, x, y)
	mouse(b, input.DispatchMouseEventTypeMouseMoved, x+20, y, held)
	if got := crosshairOf(b); got.Shown || len(got.Dots) > 0 || got.Line != "" {
		t.Errorf("during a drag there is %+v", got)
	}
	mouse(b, input.DispatchMouseEventTypeMouseReleased, x+20, y)
	mouse(b, input.DispatchMouseEventTypeMouseMoved, x, y)
	if !crosshairOf(b).Shown {
		t.Error("after a drag there is nothing under the pointer")
	}
	mouse(b, input.DispatchMouseEventTypeMouseMoved, 2, 2)
	if got := crosshairOf(b); got.Shown || len(got.Dots) > 0 || got.Line != "" {
		t.Errorf("after the pointer has left there is %+v", got)
	}
	b.axe()
}

func TestHoverMeasuresNothing(t *testing.T) {
	s := start(t)
	_, ids := s.upload("hover", "hover.csv", big(6_000), "")
	b := s.tab(t)
	b.open(fmt.Sprintf("/runs/%d", ids[0]))
	for _, selector := range []string{`[data-chart="tradeoff"]`, `[data-chart="roc"]`, "[data-histogram]"} {
		x, y := spot(b, selector, 0.3, 0.5)
		mouse(b, input.DispatchMouseEventTypeMouseMoved, x, y)
		if !crosshairOf(b).Shown {
			t.Fatalf("there is nothing under the pointer over %s", selector)
		}
		measured := js[int](b, fmt.Sprintf(`(async () => {
			const measure = Element.prototype.getBoundingClientRect, root = document.querySelector(%q);
			let n = 0;
			Element.prototype.getBoundingClientRect = function () { n++; return measure.call(this) };
			for (let i = 0; i < 40; i++) {
				root.dispatchEvent(new PointerEvent("pointermove", {clientX: %v + i, clientY: %v, bubbles: true, pointerType: "mouse"}));
				await new Promise(requestAnimationFrame);
			}
			Element.prototype.getBoundingClientRect = measure;
			return n;
		})()`, selector, x, y))
		if measured > 1 { // one after the scrolling
			t.Errorf("40 moves over %s measure the page %d times", selector, measured)
		}
	}
}

func TestNameUnderThePointerFadesTheOtherLines(t *testing.T) {
	s := start(t)
	b := s.tab(t)
	b.open("/runs/1?threshold=0.3&charts=tradeoff")
	opacity := func() map[string]float64 {
		b.frame()
		return js[map[string]float64](b, `Object.fromEntries(echarts.getInstanceByDom(document.querySelector('[data-chart="tradeoff"] [data-drawing]')).getOption().series.map(s => [s.id, s.lineStyle.opacity ?? 1]))`)
	}
	x, y := spot(b, `[data-chart="tradeoff"] [data-name="recall"] text`, 0.5, 0.5)
	mouse(b, input.DispatchMouseEventTypeMouseMoved, x, y)
	for id, got := range opacity() {
		if want := map[bool]float64{true: 1, false: 0.25}[id == "recall"]; got != want {
			t.Errorf("with the pointer on recall, %s has opacity %v, want %v", id, got, want)
		}
	}
	if crosshairOf(b).Shown {
		t.Error("on a name the pointer shows a threshold")
	}
	mouse(b, input.DispatchMouseEventTypeMouseMoved, 2, 2)
	for id, got := range opacity() {
		if got != 1 {
			t.Errorf("after the pointer has left, %s has opacity %v", id, got)
		}
	}
}
