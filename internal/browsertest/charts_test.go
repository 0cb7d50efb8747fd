package browsertest

import (
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"tradeoff/internal/calc"
	"tradeoff/internal/tradeoff"
)

const (
	allCharts  = "calibration,cost,decision,gain,lift,det,histogram,tradeoff,roc,pr"
	chosenOnes = "calibration,cost,decision,gain,lift,det,histogram,tradeoff"
)

// allCurves are all metrics that the trade-off chart can draw.
func allCurves() string {
	var ids []string
	for _, m := range calc.ConfusionMetrics() {
		if tradeoff.IsCurve(m.ID) {
			ids = append(ids, m.ID)
		}
	}
	return strings.Join(ids, ",")
}

// compareCharts is JavaScript that compares the reading of each chart with the
// page that the server renders for the same URL.
const compareCharts = `async (thresholds) => {
	const shown = (root) => Object.fromEntries([...root.querySelectorAll("[data-chosen-charts] [data-readout]")].map(r => [r.dataset.readout, r.textContent.trim()]));
	const marks = (root) => Object.fromEntries([...root.querySelectorAll("[data-chosen-charts] [data-chart]")].map(c => [c.dataset.chart,
		[...c.querySelectorAll("[data-marks] > circle")].map(d => d.getAttribute("display") === "none" ? "none" : parseFloat(d.getAttribute("cx")).toFixed(1) + " " + parseFloat(d.getAttribute("cy")).toFixed(1)).join()
		+ [...c.querySelectorAll("[data-name]")].map(n => n.getAttribute("display") === "none" ? " none" : " " + parseFloat(n.getAttribute("x")).toFixed(1) + " " + parseFloat(n.getAttribute("y")).toFixed(1)).join()
		+ [...c.querySelectorAll("text[data-readout], text[data-dashed-name]")].map(w => " " + ["x", "y", "dx", "dy", "text-anchor"].map(a => parseFloat(w.getAttribute(a)) || w.getAttribute(a)).join(" ")).join("")
		+ [...c.querySelectorAll("[data-best]")].map(p => " " + p.getAttribute("d").length)
		+ [...c.querySelectorAll(".marker")].map(l => " line " + parseFloat(l.getAttribute("x1")).toFixed(1)).join()]));
	const wrong = [];
	const field = document.getElementById("threshold");
	for (const t of thresholds) {
		field.value = t;
		field.dispatchEvent(new Event("change", {bubbles: true}));
		for (let i = 0; i < 400 && new URL(location).searchParams.get("threshold") !== t.replace("∞", "inf"); i++) await new Promise(d => setTimeout(d, 25));
		const page = new DOMParser().parseFromString(await fetch(location.href).then(r => r.text()), "text/html");
		for (const of of [shown, marks]) {
			const want = of(page), got = of(document);
			const near = (a, b) => { const x = a?.split(/[ ,]/) ?? [], y = b?.split(/[ ,]/) ?? []; return x.length === y.length && x.every((v, i) => v === y[i] || Math.abs(v - y[i]) < 0.15); };
			for (const k of new Set([...Object.keys(want), ...Object.keys(got)]))
				if (of === marks ? !near(want[k], got[k]) : want[k] !== got[k]) wrong.push(location.search + ": " + k + " is " + got[k] + ", the server says " + want[k]);
		}
	}
	return wrong.slice(0, 12);
}`

func TestChartReadingsMatchTheServer(t *testing.T) {
	s := start(t)
	b := s.tab(t)
	for _, shape := range shapes() {
		t.Run(shape.name, func(t *testing.T) {
			b.in(t)
			_, ids := s.upload(shape.name, shape.name+".csv", shape.csv, shape.query)
			queries := []string{"", "&bins=quantile&prevalence=0.02&cost_fn=7&histogram=log&histogram_bins=10&curves=" + allCurves()}
			if shape.name != "probability" && shape.name != "weighted" && shape.name != "one class" {
				queries = queries[:1]
			}
			for _, query := range queries {
				b.open(fmt.Sprintf("/runs/%d?charts=%s%s", ids[0], chosenOnes, query))
				for _, w := range js[[]string](b, fmt.Sprintf(`(%s)(["0.31", "-2", "0.77", "1", "∞"])`, compareCharts)) {
					t.Error(w)
				}
				if query == "" {
					b.axe()
					b.overflow()
				}
			}
		})
	}
}

func TestChartsShowCostsAndPrevalence(t *testing.T) {
	s := start(t)
	b := s.tab(t)
	b.open("/runs/1?charts=cost,decision,det,pr&threshold=0.3")
	notes := `[...document.querySelectorAll("[data-chart-card] [data-restated]:not([hidden])")].map(n => n.closest("[data-chart-card]").dataset.chartCard + " " + n.textContent).join()`
	if got := js[string](b, notes); got != "" {
		t.Errorf("without a prevalence in use the charts say %q of it", got)
	}
	before := map[string]string{"cost": b.text(`[data-readout="cost"]`), "decision": b.text(`[data-readout="decision"]`),
		"det": b.text(`[data-readout="det"]`), "pr": b.text(`[data-readout="pr"]`)}
	axes := `JSON.stringify(["cost", "decision"].map(id => echarts.getInstanceByDom(document.querySelector('[data-chart="' + id + '"] [data-drawing]')).getOption().yAxis[0].axisLabel.customValues))`
	ends := js[string](b, axes)
	b.sent()
	js[bool](b, `(() => { for (const [id, v] of [["cost_fn", "12"], ["prevalence", "0.4"]]) { const f = document.getElementById(id); f.value = v; f.dispatchEvent(new Event("change", {bubbles: true})); } return true })()`)
	b.until("the URL has the costs", `new URL(location).searchParams.get("cost_fn") === "12"`)
	if sent := b.sent(); len(sent) > 0 {
		t.Errorf("changing the setting sent %v", sent)
	}
	if got := js[string](b, notes); got != "cost restated for 40%,decision restated for 40%,pr restated for 40%" {
		t.Errorf("of the prevalence in use the charts say %q", got)
	}
	for id, old := range before {
		if now := b.text(fmt.Sprintf(`[data-readout=%q]`, id)); (now == old) != (id == "det") {
			t.Errorf("%s read %q and now reads %q", id, old, now)
		}
	}
	if now := js[string](b, axes); now == ends {
		t.Errorf("the axes still end at %s", now)
	}
	for _, w := range js[[]string](b, fmt.Sprintf(`(%s)(["0.31", "0.6"])`, compareCharts)) {
		t.Error(w)
	}
}

func TestDraggingOnEveryChart(t *testing.T) {
	s := start(t)
	_, ids := s.upload("drag", "drag.csv", big(6_000), "")
	b := s.tab(t)
	b.open(fmt.Sprintf("/runs/%d?charts=%s", ids[0], allCharts))
	for i, id := range strings.Split(allCharts, ",") {
		place := fmt.Sprintf(`(() => { const r = document.querySelector('[data-chart=%q]').getBoundingClientRect(); return [r.left, r.top, r.width, r.height] })()`, id)
		js[bool](b, fmt.Sprintf(`(document.querySelector('[data-chart=%q]').scrollIntoView({block: "center"}), true)`, id))
		b.frame()
		box := js[[]float64](b, place)
		field := js[string](b, `document.getElementById("threshold").value`)
		b.sent()
		y := box[1] + box[3]*0.45
		// away from the previous chart
		b.do(chromedp.DragAndDropXY(box[0]+box[2]*0.35, y, box[0]+box[2]*(0.7+0.1*float64(i%2)), y, 8))
		b.frame()
		if now := js[string](b, `document.getElementById("threshold").value`); now == field {
			t.Errorf("dragging on %s did not move the threshold from %s", id, field)
		}
		if sent := b.sent(); len(sent) > 0 {
			t.Errorf("dragging on %s sent %v", id, sent)
		}
	}
}

func TestChartsAreExported(t *testing.T) {
	s := start(t)
	b := s.tab(t)
	b.open("/runs/1?charts=" + allCharts + "&hull=1")
	js[bool](b, `(() => {
		window.saved = {};
		const made = new Map(), make = URL.createObjectURL;
		URL.createObjectURL = (blob) => { const url = make.call(URL, blob); made.set(url, blob); return url };
		HTMLAnchorElement.prototype.click = function () { saved[this.download] = made.get(this.href) };
		return true;
	})()`)
	for _, id := range strings.Split(allCharts, ",") {
		js[bool](b, fmt.Sprintf(`(() => { for (const kind of ["png", "svg"]) document.querySelector('[data-chart-card=%q] [data-' + kind + ']').dispatchEvent(new MouseEvent("click", {bubbles: true})); return true })()`, id))
		b.until("both are saved", fmt.Sprintf(`saved["run-1-%s.png"] && saved["run-1-%s.svg"]`, id, id))
		if head := js[string](b, fmt.Sprintf(`saved["run-1-%s.png"].slice(1, 4).text()`, id)); head != "PNG" {
			t.Errorf("the picture of %s begins with %q", id, head)
		}
		svg := js[string](b, fmt.Sprintf(`saved["run-1-%s.svg"].text()`, id))
		for _, bad := range []string{"class=", "data-", "style=", "var("} {
			if strings.Contains(svg, bad) {
				t.Errorf("the SVG of %s has %s", id, bad)
			}
		}
		if fault := js[string](b, fmt.Sprintf(`saved["run-1-%s.svg"].text().then(s => new DOMParser().parseFromString(s, "image/svg+xml").querySelector("parsererror")?.textContent ?? "")`, id)); fault != "" {
			t.Errorf("the SVG of %s: %s", id, fault)
		}
		keepFile(b, id+".svg", []byte(svg))
		var png []byte
		if err := json.Unmarshal([]byte(js[string](b, fmt.Sprintf(`saved["run-1-%s.png"].arrayBuffer().then(a => JSON.stringify(btoa(Array.from(new Uint8Array(a), (c) => String.fromCharCode(c)).join(""))))`, id))), &png); err != nil {
			t.Fatal(err)
		}
		keepFile(b, "png-"+id+".png", png)
		link := js[string](b, fmt.Sprintf(`document.querySelector('[data-chart-card=%q] [data-csv]').href`, id))
		res, err := http.Get(link)
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		if res.StatusCode != 200 || !strings.HasPrefix(res.Header.Get("Content-Disposition"), "attachment") {
			t.Errorf("%s answered %d with %v", link, res.StatusCode, res.Header)
		}
	}
}

// keepFile keeps a downloaded file in the folder SCREENSHOTS, if it is set.
func keepFile(b *tab, name string, content []byte) {
	b.t.Helper()
	if dir := os.Getenv("SCREENSHOTS"); dir != "" {
		if err := os.WriteFile(filepath.Join(dir, name), content, 0o644); err != nil {
			b.t.Fatal(err)
		}
	}
}

func TestProbitsMatchTheServer(t *testing.T) {
	r := rand.New(rand.NewPCG(9, 9))
	type row struct{ P, Want float64 }
	var rows []row
	for range 2000 {
		p := math.Exp(-30 * r.Float64())
		if r.IntN(2) == 0 {
			p = r.Float64()
		}
		rows = append(rows, row{p, calc.NormalQuantile(p)})
	}
	sent, err := json.Marshal(rows)
	if err != nil {
		t.Fatal(err)
	}
	b := start(t).tab(t)
	b.open("/")
	for _, w := range js[[]string](b, fmt.Sprintf(`%s.then(n => %s.filter(r => !(Math.abs(n.normalQuantile(r.P) - r.Want) <= 1e-12 * Math.abs(r.Want))).map(r => r.P + ": " + n.normalQuantile(r.P) + ", want " + r.Want).slice(0, 5))`, core(b, "normal"), sent)) {
		t.Error(w)
	}
}

func TestChartsInEveryThemeAndWidth(t *testing.T) {
	s := start(t)
	_, ids := s.upload("logits", "logits.csv", shapes()[1].csv, "kind=logit")
	b := s.tab(t)
	b.looks("charts", func() {
		b.open("/runs/1?hull=1&charts=" + allCharts)
		js[bool](b, `(document.querySelector("#charts .chooser").open = true)`)
	})
	b.do(chromedp.EmulateViewport(1440, 1000))
	b.open(fmt.Sprintf("/runs/%d?prevalence=0.1&bins=quantile&charts=%s", ids[0], chosenOnes))
	b.picture("charts-logits")
}

func TestCurveNamesDoNotOverlap(t *testing.T) {
	s := start(t)
	_, ids := s.upload("names", "names.csv", shapes()[1].csv, "kind=logit")
	b := s.tab(t)
	for _, width := range []int64{390, 1440} {
		b.do(chromedp.EmulateViewport(width, 1000))
		for _, query := range []string{"", "&curves=" + allCurves(), "&curves=mcc,balanced_accuracy,npv,f2,predicted_positive_rate&prevalence=0.01"} {
			b.open(fmt.Sprintf("/runs/%d?charts=tradeoff%s", ids[0], query))
			found := js[struct {
				Shown   int
				Touch   []string
				Outside []string
				Crossed []string
			}](b, `(() => {
				const names = [...document.querySelectorAll("[data-chosen-charts] [data-name]:not([display=none])")].map(n => ({text: n.textContent, box: n.getBoundingClientRect()}));
				const plot = document.querySelector('[data-chart="tradeoff"]').getBoundingClientRect();
				const touch = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
				return {
					shown: names.length,
					touch: names.flatMap((a, i) => names.slice(i + 1).filter(b => touch(a.box, b.box)).map(b => a.text + " and " + b.text)),
					outside: names.filter(n => n.box.right > plot.right || n.box.left < plot.left || n.box.top < plot.top).map(n => n.text),
					crossed: ["0", "0.5", "inf"].flatMap(t => {
						const field = document.getElementById("threshold");
						field.value = t;
						field.dispatchEvent(new Event("change", {bubbles: true}));
						const line = document.querySelector('[data-chart="tradeoff"] .marker').getBoundingClientRect();
						return names.filter(n => n.box.left <= line.right).map(n => n.text + " at " + t);
					}),
				};
			})()`)
			if found.Shown < 4 || len(found.Touch) > 0 || len(found.Outside) > 0 || len(found.Crossed) > 0 {
				t.Errorf("at %d px, %s: %+v", width, query, found)
			}
			b.keep(fmt.Sprintf("curves-%d-%d", width, len(query)),
				chromedp.Screenshot(chromedp.CSS(`[data-chart-card="tradeoff"]`)))
		}
	}
}

func TestDotsHaveTheHueOfTheirMetric(t *testing.T) {
	s := start(t)
	b := s.tab(t)
	b.open("/runs/1?charts=tradeoff,roc,pr&threshold=0.3")
	for dot, token := range map[string]string{`[data-chart="tradeoff"] [data-dot="recall"]`: "--recall",
		`[data-chart="tradeoff"] [data-dot="precision"]`: "--precision", `[data-chart="roc"] [data-dot]`: "--ink",
		`[data-chart="pr"] [data-dot]`: "--ink"} {
		if !js[bool](b, fmt.Sprintf(`(() => { const probe = document.body.appendChild(document.createElement("i")); probe.style.color = "var(%s)"; return getComputedStyle(document.querySelector(%q)).fill === getComputedStyle(probe).color })()`, token, dot)) {
			t.Errorf("%s does not have the colour %s", dot, token)
		}
	}
}

func TestROCBandAppearsWhenComputed(t *testing.T) {
	s := start(t)
	for name, csv := range map[string][]byte{"thinned": big(30_000), "weighted": weighted(4, 3000)} {
		_, ids := s.upload(name, name+".csv", csv, "")
		b := s.tab(t)
		b.open(fmt.Sprintf("/runs/%d", ids[0]))
		b.until("the band is drawn", `document.querySelector("[data-band]").getAttribute("d").length > 1000`)
		if got := b.text("[data-band-note]"); !strings.Contains(got, "95% of 2,000 resamples") {
			t.Errorf("%s: the note says %q", name, got)
		}
		// The server draws the same band, and none when it is switched off.
		drawn := func(query string) string {
			return js[string](b, fmt.Sprintf(`fetch("/runs/%d?%s").then(r => r.text()).then(h => new DOMParser().parseFromString(h, "text/html").querySelector("[data-band]")?.getAttribute("d") ?? "none")`, ids[0], query))
		}
		if got, want := js[string](b, `document.querySelector("[data-band]").getAttribute("d")`), drawn(""); got != want {
			t.Errorf("%s: the browser draws %.60s…, the server %.60s…", name, got, want)
		}
		if got := drawn("band=0"); got != "none" {
			t.Errorf("%s: band=0 draws %.60s", name, got)
		}
		b.do(chromedp.Click(chromedp.CSS("#charts .chooser summary")),
			chromedp.Click(chromedp.CSS(`[data-chooser] [name="band"][type="checkbox"]`)))
		b.until("the band has gone", `!document.querySelector("[data-band]") && document.querySelector('[data-chart="roc"] canvas')`)
		if got := js[string](b, "location.search"); !strings.Contains(got, "band=0") {
			t.Errorf("the URL is %s", got)
		}
		b.do(chromedp.Click(chromedp.CSS(`[data-chooser] [name="band"][type="checkbox"]`)))
		b.until("the band is back", `document.querySelector("[data-band]")`)
		if got := js[string](b, "location.search"); strings.Contains(got, "band") {
			t.Errorf("the URL is %s", got)
		}
	}
}
