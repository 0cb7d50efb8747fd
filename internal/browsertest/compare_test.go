package browsertest

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// comparedTexts is JavaScript that reads every number of the comparison's table.
const comparedTexts = `(root) => [...root.querySelectorAll(".compared [data-value], .compared [data-interval], .compared [data-difference], .compared [data-between], .compared [data-remark], [data-verdict]")]
	.map(e => e.textContent.replace(/\s+/g, " ").trim()).join("|")`

// liveTexts leaves out the texts that only the server computes.
const liveTexts = `(root) => [...root.querySelectorAll(".compared [data-value], .compared [data-interval], .compared [data-remark]")]
	.filter(e => !["roc_auc", "average_precision", "log_loss", "brier"].includes(e.dataset.value ?? e.dataset.interval))
	.map(e => e.textContent.replace(/\s+/g, " ").trim()).join("|")`

// TestOneSliderMovesAllRuns locks metrics, moves the slider, and compares what
// the page shows with the server's page for the same address.
func TestOneSliderMovesAllRuns(t *testing.T) {
	s := start(t)
	b := s.tab(t)
	served := func(read string) string {
		return js[string](b, `fetch(location.href).then(r => r.text()).then(t => (`+read+`)(new DOMParser().parseFromString(t, "text/html")))`)
	}
	b.open("/compare?run=1&run=2")
	b.until("no interval is to come", `document.querySelector("[data-pending]") === null`)
	for _, lock := range []string{"recall:0.9", "precision:0.6", "specificity:0.8", "fpr:0.1", "alert_rate:0.2", "alerts_per_100k:20000",
		"expected_cost:0.4", "threshold:0.5", "precision:0.1&prevalence=0.03&cost_fn=5"} {
		b.open("/compare?run=1&run=2&lock=" + lock)
		b.do(chromedp.Focus(chromedp.CSS("[data-lock]")))
		for _, key := range []string{kb.ArrowLeft, kb.PageDown, kb.ArrowRight} {
			before := js[string](b, `document.querySelector("[data-lock-value]").textContent`)
			b.do(chromedp.KeyEvent(key))
			b.until("another value than "+before, fmt.Sprintf(`document.querySelector("[data-lock-value]").textContent !== %q`, before))
			live := js[string](b, "("+liveTexts+")(document)")
			precision := js[float64](b, `Number(document.querySelector('[data-run="1"] [data-value="precision"]').textContent)`)
			b.until("the server has answered", `document.querySelector("[data-compare-results][aria-busy]") === null && location.search.includes(encodeURIComponent(document.querySelector("[data-lock-value]").textContent.replace("−", "-")))`)
			if now := js[float64](b, `Number(document.querySelector('[data-run="1"] [data-value="precision"]').textContent)`); math.Abs(now-precision) > 0.01 {
				t.Errorf("%s: before the server answered the precision was %v, it says %v", lock, precision, now)
			}
			// Numbers that are adjusted for a prevalence only have intervals by resampling.
			if got := js[string](b, "("+liveTexts+")(document)"); got != live && !strings.Contains(lock, "prevalence") {
				t.Errorf("%s: before the server answered the page showed\n%s\nit says\n%s", lock, live, got)
			}
			if got, want := js[string](b, "("+comparedTexts+")(document)"), served(comparedTexts); got != want {
				t.Errorf("%s: the page shows\n%s\nthe server says\n%s", lock, got, want)
			}
		}
	}
	dots := js[string](b, `[...document.querySelectorAll("[data-chart=roc] [data-dot]")].map(d => d.getAttribute("cx")).join()`)
	b.do(chromedp.KeyEvent(kb.PageUp))
	b.until("the dots have moved", fmt.Sprintf(`[...document.querySelectorAll("[data-chart=roc] [data-dot]")].map(d => d.getAttribute("cx")).join() !== %q`, dots))
}

// TestSelectedRunsAreCompared goes from the leaderboard to the comparison, changes
// the baseline, and hides the names.
func TestSelectedRunsAreCompared(t *testing.T) {
	s := start(t)
	b := s.tab(t)
	b.open("/experiments/1")
	for i := range 2 {
		b.do(chromedp.Click(chromedp.CSS(fmt.Sprintf("tbody tr:nth-child(%d) .compare-tick", i+1))))
	}
	b.click("#compare button")
	if got := js[int](b, `document.querySelectorAll(".compared tbody tr").length`); got != 2 {
		t.Fatalf("%d runs are compared", got)
	}
	first := b.text(".compared tbody tr:nth-child(1) small")
	b.click(".compared tbody tr:nth-child(2) [data-state-link]")
	if now := b.text(".compared tbody tr:nth-child(1) small"); now == first || strings.HasPrefix(now, "baseline") {
		t.Errorf("the first run says %q", now)
	}
	b.click(`[data-lock-form="recall"] button`)
	b.axe()
	b.overflow()
	b.picture("compare")
	b.click("[data-meeting-enter]")
	before := js[string](b, `document.querySelector("[data-lock-value]").textContent`)
	b.do(chromedp.KeyEvent(kb.ArrowLeft))
	b.until("the arrow keys move the locked value", fmt.Sprintf(`document.querySelector("[data-lock-value]").textContent !== %q`, before))
	b.until("the server has answered", `document.querySelector("[data-compare-results][aria-busy]") === null`)
	b.click(`[data-names="hide"]`)
	if text := js[string](b, `document.body.textContent`); strings.Contains(text, "Blood test") ||
		!strings.Contains(text, "Model B") {
		t.Error("the names are not hidden")
	}
	b.axe()
	b.picture("compare-meeting")
}

// TestPendingIntervalsAppear opens a comparison whose differences are
// still being resampled, and stays on it.
func TestPendingIntervalsAppear(t *testing.T) {
	s := start(t)
	var names, rows strings.Builder
	names.WriteString("label,a,b,c\n")
	for i := range 20_000 {
		fmt.Fprintf(&rows, "%d,%.4f,%.4f,%.4f\n", i%2, noise(i)/2+float64(i%2)/3, noise(i+7)/2+float64(i%2)/4, noise(i+11))
	}
	_, runs := s.upload("Pairs", "pairs.csv", []byte(names.String()+rows.String()),
		"kind=probability&score=a&score=b&score=c")
	b := s.tab(t)
	b.open(fmt.Sprintf("/compare?run=%d&run=%d&run=%d&lock=recall:0.9", runs[0], runs[1], runs[2]))
	// The focus stays on a link in the table while cells change.
	b.do(chromedp.Focus(chromedp.CSS(`[data-run="2"] [data-state-link]`)))
	if !js[bool](b, `document.querySelectorAll("[data-cell=average_precision][data-pending]").length === 2 && document.querySelector("[data-lacking]").textContent.includes("being computed")`) {
		t.Error("the page does not say that intervals are being computed")
	}
	b.until("the intervals are there", `document.querySelector("[data-pending]") === null`)
	for _, id := range []string{"average_precision", "log_loss", "brier"} {
		if texts := js[string](b, fmt.Sprintf(`[...document.querySelectorAll("[data-between=%s]")].map(e => e.textContent).join()`, id)); strings.Count(texts, "(") != 2 {
			t.Errorf("%s: intervals are %q", id, texts)
		}
	}
	if js[bool](b, `document.querySelector("[data-lacking]").textContent.trim() !== "" || !document.activeElement.matches("[data-state-link]") || document.querySelector("[data-status]").textContent === ""`) {
		t.Error("the note or the status is not that of a page which has everything, or the focus is lost")
	}
}

// noise is a number in [0,1) that looks random.
func noise(i int) float64 {
	x := math.Sin(float64(i)*12.9898) * 43758.5453
	return x - math.Floor(x)
}
