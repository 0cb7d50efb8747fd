package browsertest

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"tradeoff/internal/calc"
)

// allRows are all metrics that can be shown at the threshold.
func allRows() string {
	var ids []string
	for _, m := range calc.ConfusionMetrics() {
		ids = append(ids, m.ID)
	}
	return strings.Join(ids, ",")
}

func TestMetricRowsMatchTheServer(t *testing.T) {
	s := start(t)
	b := s.tab(t)
	for _, shape := range append(shapes(), shape{"thinned", "", big(30_000)}) {
		if shape.name == "logit" || shape.name == "tied" || shape.name == "close scores" {
			continue // their matrices are covered by others
		}
		t.Run(shape.name, func(t *testing.T) {
			b.in(t)
			_, ids := s.upload(shape.name, shape.name+".csv", shape.csv, shape.query)
			queries := []string{"", "&prevalence=0.02", "&matrix=row", "&matrix=column", "&prevalence=0.3&matrix=counts"}
			if shape.name != "probability" && shape.name != "weighted" && shape.name != "thinned" {
				queries = queries[:1]
			}
			for _, query := range queries {
				b.open(fmt.Sprintf("/runs/%d?metrics=%s%s", ids[0], allRows(), query))
				b.picture("metrics-" + strings.ReplaceAll(shape.name, " ", "-") + strings.TrimLeft(query, "&"))
				for _, key := range []string{"PageUp", "End"} {
					for _, w := range js[compared](b, fmt.Sprintf("(%s)(%q, 3)", compare, key)).Wrong {
						t.Errorf("%s %s: %s", query, key, w)
					}
				}
			}
		})
	}
}

func TestRowKeepsItsSizeWhileIntervalIsPending(t *testing.T) {
	s := start(t)
	b := s.tab(t)
	b.open("/runs/1?threshold=0.3&metrics=mcc,dor,recall")
	const shown = `({
		value: document.querySelector('[data-metric-row="mcc"] [data-value]').textContent,
		interval: document.querySelector('[data-metric-row="mcc"] [data-interval]').textContent,
		height: String(document.querySelector(".metric-rows").offsetHeight),
	})`
	before := js[map[string]string](b, shown)
	b.sent()
	moving := js[map[string]string](b, `(async () => { // in the frame of the move, before the threshold rests
		const slider = document.querySelector("[data-slider]");
		slider.value = "0.6";
		slider.dispatchEvent(new Event("input", {bubbles: true}));
		await new Promise(done => requestAnimationFrame(() => done()));
		return `+shown+`;
	})()`)
	if moving["value"] == before["value"] || moving["interval"] != "…" ||
		moving["height"] != before["height"] {
		t.Errorf("while moving the row shows %v, before %v", moving, before)
	}
	b.until("the interval has come", `document.querySelectorAll("[data-waiting]").length === 0`)
	after := js[map[string]string](b, shown)
	if !strings.Contains(after["interval"], "–") || after["interval"] == before["interval"] ||
		after["height"] != before["height"] {
		t.Errorf("at rest the row shows %v, before %v", after, before)
	}
	if sent := b.sent(); len(sent) > 0 {
		t.Errorf("the interval sent %v", sent)
	}
}

func TestEveryMetricCanBeShown(t *testing.T) {
	s := start(t)
	b := s.tab(t)
	b.open("/runs/1?threshold=0.7&metrics=" + allRows())
	if n, want := js[int](b, `document.querySelectorAll("[data-metric-row]").length`), len(calc.ConfusionMetrics()); n != want {
		t.Fatalf("%d metrics are shown, want %d", n, want)
	}
	b.axe()
	b.overflow()
	b.do(chromedp.Focus(chromedp.CSS("[data-slider]")), chromedp.KeyEvent(kb.ArrowRight))
	b.until("the URL follows", `new URL(location).searchParams.get("threshold") !== "0.7"`)
	js[bool](b, `(document.querySelectorAll("[data-metric-chooser] [name=metrics]").forEach(box => box.checked = ["mcc", "npv"].includes(box.value)), true)`)
	js[bool](b, `(document.querySelector("[data-metric-chooser]").closest("details").open = true)`)
	b.click("[data-metric-chooser] button")
	if got := js[string](b, `[...document.querySelectorAll("[data-metric-row]")].map(t => t.dataset.metricRow).join()`); got != "npv,mcc" {
		t.Errorf("the metrics are %s, want npv,mcc", got)
	}
	if got := js[string](b, `new URL(location).searchParams.get("threshold")`); got == "" || got == "0.7" {
		t.Errorf("the threshold became %q", got)
	}
}

// TestMatrixHasForms chooses each form of the matrix, with and without a prevalence. None
// of that loads the page again.
func TestMatrixHasForms(t *testing.T) {
	s := start(t)
	b := s.tab(t)
	b.open("/runs/1?threshold=0.3")
	shown := func() string { return b.text(`[data-matrix-forms] [aria-current]`) }
	if got := shown(); got != "Counts" {
		t.Errorf("%q is pressed, want Counts", got)
	}
	big := func() string {
		return js[string](b, `[...document.querySelectorAll(".matrix .tp .cell-numbers > *")].sort((a, b) => parseFloat(getComputedStyle(b).fontSize) - parseFloat(getComputedStyle(a).fontSize))[0].textContent`)
	}
	counted := big()
	b.sent()
	b.do(chromedp.Click(chromedp.CSS(`[data-matrix-form="row"]`)))
	b.until("the URL has the form", `new URL(location).searchParams.get("matrix") === "row"`)
	if got := big(); got == counted || !strings.HasSuffix(got, "%") || got != b.text(`.matrix [data-share="tp"]`) {
		t.Errorf("the large number is %q, want the share of the row", got)
	}
	b.do(chromedp.Click(chromedp.CSS("#tab-deployment")), typed("#prevalence", "0.05"+kb.Enter),
		chromedp.Click(chromedp.CSS("#tab-overview")))
	b.until("the matrix is in deployment", `document.querySelector("[data-matrix-forms] [aria-current]").dataset.matrixForm === "deployed"`)
	if got := b.text(`.matrix [data-sum="n"]`); got != "1,000" {
		t.Errorf("the matrix has %s cases, want 1,000", got)
	}
	if got := b.text(`[data-metric-row="precision"] [data-counts]`); !strings.HasSuffix(got, " in test set") {
		t.Errorf("beside the restated precision stands %q", got)
	}
	b.picture("matrix-deployed")
	b.do(chromedp.Click(chromedp.CSS(`[data-matrix-form="counts"]`)))
	b.until("the matrix has the test set again", `new URL(location).searchParams.get("matrix") === "counts"`)
	if got := big(); got != counted || shown() != "Test set" {
		t.Errorf("%s shows %s, want %s", shown(), got, counted)
	}
	if sent := b.sent(); len(sent) > 0 {
		t.Errorf("choosing a form sent %v", sent)
	}
	b.axe()
	b.overflow()
}
