package browsertest

import (
	"fmt"
	"io"
	"net/http"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// ofReport is JavaScript that reads what a page or a report of a run shows.
const ofReport = `(root) => {
	const text = (e) => e.textContent.replace(/\s+/g, " ").trim();
	return Object.fromEntries([
		...[...root.querySelectorAll("[data-metric-row]")].flatMap(t => [
			[t.dataset.metricRow, text(t.querySelector("[data-value]"))],
			[t.dataset.metricRow + " interval", text(t.querySelector("[data-interval]"))],
		]),
		...[...root.querySelectorAll(".matrix [data-count]")].map(c => [c.dataset.count, text(c)]),
		...[...root.querySelectorAll("[data-chosen-charts] [data-readout]")].map(r => ["readout " + r.dataset.readout, text(r)]),
		...[...root.querySelectorAll("[data-frequency]")].map(f => ["of whole cases " + f.dataset.frequency, text(f)]),
		...[...root.querySelectorAll("[data-loss]")].map(l => [l.dataset.loss, text(l.querySelector("[data-loss-value]"))]),
		["cost", text(root.querySelector("[data-cost]"))],
		["slider", root.querySelector("[data-slider]").getAttribute("aria-valuetext")],
	]);
}`

// report saves the report of a page to a file, as the button does, and opens the file in a
// tab without network.
func (s *server) report(t testing.TB, address string) (b *tab, path string) {
	t.Helper()
	res, err := http.Get(s.url + address)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode != http.StatusOK {
		t.Fatalf("%s answers %d, %v: %.300s", address, res.StatusCode, err, text)
	}
	path = filepath.Join(t.TempDir(), "a report.html")
	write(t, path, text)
	return s.offline(t, path), path
}

func (s *server) offline(t testing.TB, path string) *tab {
	t.Helper()
	b := s.tab(t)
	_, err := chromedp.Call(b.ctx, network.EmulateNetworkConditionsByRule, network.EmulateNetworkConditionsByRuleParams{
		MatchedNetworkConditions: []*network.Conditions{{Offline: true, DownloadThroughput: -1, UploadThroughput: -1}},
	})
	if err != nil {
		t.Fatal(err)
	}
	b.leave("opening the report", chromedp.Navigate("file://"+path))
	b.waitLive()
	return b
}

// onlyItself fails the test if the report has requested anything but itself.
func (b *tab) onlyItself(path string) {
	b.t.Helper()
	for _, r := range b.sent() {
		if !strings.HasPrefix(r, "GET file://"+strings.ReplaceAll(path, " ", "%20")) && !strings.HasPrefix(r, "GET data:") &&
			!strings.HasPrefix(r, "GET blob:") {
			b.t.Errorf("the report asks for %.200s", r)
		}
	}
}

// sameAsPage compares the report with the server's page at the report's threshold.
func sameAsPage(report, page *tab, when, address string) {
	report.t.Helper()
	report.until("every interval is there", `!document.querySelector("[data-metric-row][data-waiting]")`)
	threshold := js[string](report, `document.getElementById("threshold").value`)
	got := js[map[string]string](report, "("+ofReport+")(document)")
	want := js[map[string]string](page, fmt.Sprintf(`fetch(%q + "&threshold=" + %q.replace("∞", "inf")).then(r => r.text()).then(t => (%s)(new DOMParser().parseFromString(t, "text/html")))`, address, threshold, ofReport))
	if len(want) < 40 {
		report.t.Fatalf("the page shows only %d numbers", len(want))
	}
	for k, v := range want {
		if got[k] != v {
			report.t.Errorf("%s, at %s: %s is %q, on the page %q", when, threshold, k, got[k], v)
		}
	}
}

func TestReportWorksWithoutServerAndNetwork(t *testing.T) {
	s := start(t)
	body := `{"who":"the board","why":"recall first","dissent":""}`
	if status := s.request("POST", "/api/v1/runs/1/decisions?threshold=0.2", "application/json",
		strings.NewReader(body), nil); status != http.StatusCreated {
		t.Fatalf("deciding answers %d", status)
	}
	page := s.tab(t)
	page.open("/runs/1?threshold=0.3")
	if href := js[string](page, `document.querySelector("[data-report-link]").getAttribute("href")`); href != "/runs/1/report?threshold=0.3" {
		t.Errorf("the button leads to %s", href)
	}
	b, path := s.report(t, "/runs/1/report?threshold=0.3&charts=tradeoff,roc,pr,calibration")
	address := "/runs/1?charts=tradeoff,roc,pr,calibration&metrics=" + allRows()
	sameAsPage(b, page, "as written", address)
	decided := b.text(".report-decision")

	drag := func(selector string, from, to float64) {
		t.Helper()
		place := fmt.Sprintf(`(() => { const e = document.querySelector(%q); e.scrollIntoView({block: "center"}); const r = e.getBoundingClientRect(); return [r.left, r.top, r.width, r.height]; })()`, selector)
		js[[]float64](b, place)
		b.frame()
		box := js[[]float64](b, place)
		y := box[1] + 0.45*box[3]
		b.do(chromedp.DragAndDropXY(box[0]+from*box[2], y, box[0]+to*box[2], y, 12))
		b.frame()
	}
	before := js[string](b, `document.getElementById("threshold").value`)
	drag("[data-slider]", 0.4, 0.7)
	if now := js[string](b, `document.getElementById("threshold").value`); now == before {
		t.Errorf("dragging leaves the threshold at %s", now)
	}
	sameAsPage(b, page, "dragged", address)
	drag(`[data-chart="tradeoff"]`, 0.6, 0.25)
	sameAsPage(b, page, "dragged on a chart", address)
	if now := b.text(".report-decision"); now != decided {
		t.Errorf("the slider moves what was decided: %q, before %q", now, decided)
	}

	// The rest by keys only.
	b.do(chromedp.Focus(chromedp.CSS("[data-slider]")), chromedp.KeyEvent(kb.ArrowRight))
	b.frame()
	sameAsPage(b, page, "a step", address)
	js[bool](b, `(scrollTo(0, 0), true)`) // where the bar has room for the policies
	b.until("the policies are in view", `!document.querySelector("[data-operating-bar]").hasAttribute("data-stuck")`)
	b.do(chromedp.Focus(chromedp.CSS(`[data-policy="max_f1"]`)), chromedp.KeyEvent(kb.Enter))
	b.frame()
	sameAsPage(b, page, "max F1", address)
	if said := b.text("[data-answer]"); !strings.HasSuffix(said, "No threshold has a higher F1.") {
		t.Errorf("the policy says %q", said)
	}
	b.do(typed(`[data-policy-form="recall>="] input[name=bound]`, "0.95"), chromedp.KeyEvent(kb.Enter))
	b.frame()
	sameAsPage(b, page, "recall ≥ 0.95", address)
	b.openTab("deployment")
	b.do(typed("#prevalence", "0.02"), chromedp.KeyEvent(kb.Enter))
	b.do(typed("#cost_fn", "50"), chromedp.KeyEvent(kb.Enter))
	b.openTab("overview")
	b.frame() // the policy moves the threshold, which would undo the selection in its field
	b.do(typed("#threshold", "0.41"), chromedp.KeyEvent(kb.Enter))
	b.frame()
	sameAsPage(b, page, "elsewhere", address+"&prevalence=0.02&cost_fn=50")
	b.openTab("losses")
	b.do(typed(`input[name="focal_loss.gamma"]`, "3"), chromedp.KeyEvent(kb.Tab))
	b.openTab("overview")
	b.frame()
	sameAsPage(b, page, "another focal loss", address+"&prevalence=0.02&cost_fn=50&focal_loss.gamma=3")

	b.do(chromedp.Focus(chromedp.CSS("[data-reload]")), chromedp.KeyEvent(kb.Enter))
	b.until("it is as it was written", `document.documentElement?.dataset.live === "" && document.getElementById("threshold").value === "0.3" && document.getElementById("cost_fn").value !== "50"`)
	b.onlyItself(path)
}

// saved returns the text of the file that a click saves.
func (b *tab) saved(selector string) string {
	b.t.Helper()
	return js[string](b, fmt.Sprintf(`new Promise(done => {
		const make = URL.createObjectURL;
		URL.createObjectURL = (blob) => { blob.text().then(done); URL.createObjectURL = make; return "#main"; };
		document.querySelector(%q).click();
	})`, selector))
}

// TestReportOfThinnedRun checks that the slider only stops where the counts are known.
func TestReportOfThinnedRun(t *testing.T) {
	s := start(t)
	_, ids := s.upload("Big", "big.csv", big(30_000), "")
	page := s.tab(t)
	page.open("/learn")
	b, path := s.report(t, fmt.Sprintf("/runs/%d/report?threshold=0.3333333", ids[0]))
	if !strings.Contains(b.text("[data-thinned]"), "of the 30,0") {
		t.Errorf("it says %q", b.text("[data-thinned]"))
	}
	address := fmt.Sprintf("/runs/%d?metrics=%s", ids[0], allRows())
	sameAsPage(b, page, "as written", address)
	b.do(typed("#threshold", "0.5123456"), chromedp.KeyEvent(kb.Enter))
	b.frame()
	sameAsPage(b, page, "typed", address)
	for _, key := range []string{kb.ArrowRight, kb.ArrowLeft, kb.PageUp, kb.End, kb.Home} {
		before := js[string](b, `document.getElementById("threshold").value`)
		b.do(chromedp.Focus(chromedp.CSS("[data-slider]")), chromedp.KeyEvent(key))
		b.frame()
		if now := js[string](b, `document.getElementById("threshold").value`); now == before {
			t.Errorf("a key leaves the threshold at %s", now)
		}
		sameAsPage(b, page, "a key", address)
	}
	b.do(chromedp.Click(chromedp.CSS("[data-policies] summary")))
	b.do(chromedp.Focus(chromedp.CSS(`[data-policy="max_mcc"]`)), chromedp.KeyEvent(kb.Enter))
	b.frame()
	sameAsPage(b, page, "max MCC", address)
	b.openTab("losses")
	b.do(typed(`input[name="focal_loss.gamma"]`, "3"), chromedp.KeyEvent(kb.Tab))
	b.openTab("overview")
	b.frame()
	if value := b.text(`[data-loss="focal_loss"] [data-loss-value]`); !strings.HasPrefix(value, "≈ ") {
		t.Errorf("a loss that takes every row is %q", value)
	}
	if !js[bool](b, `document.querySelector("[data-failure]").hidden`) {
		t.Errorf("it complains: %s", b.text("[data-failure]"))
	}
	b.onlyItself(path)
}

// comparedOf is JavaScript that reads the table of a comparison.
const comparedOf = `(root) => Object.fromEntries([...root.querySelectorAll("[data-run]")].flatMap(row =>
	[...row.querySelectorAll("[data-value], [data-interval], [data-remark]")].map(e =>
		[row.dataset.run + " " + (e.dataset.value ?? (e.dataset.interval === undefined ? "remark" : e.dataset.interval + " interval")), e.textContent.trim()])))`

func TestReportOfComparisonLocksAnyMetric(t *testing.T) {
	s := start(t)
	page := s.tab(t)
	page.open("/learn")
	b, path := s.report(t, "/compare/report?run=1&run=2&lock=recall:0.8")
	same := func(when, lock string) {
		t.Helper()
		b.until("the table has settled", `!document.querySelector("[data-compare-results][aria-busy]")`)
		got := js[map[string]string](b, "("+comparedOf+")(document)")
		want := js[map[string]string](page, fmt.Sprintf(`fetch("/compare?run=1&run=2&lock=" + %q).then(r => r.text()).then(t => (%s)(new DOMParser().parseFromString(t, "text/html")))`, lock, comparedOf))
		if len(want) < 20 {
			t.Fatalf("the page shows only %v", want)
		}
		for k, v := range want {
			if got[k] != v {
				t.Errorf("%s: %s is %q, on the page %q", when, k, got[k], v)
			}
		}
	}
	same("as written", "recall:0.8")
	written := js[string](b, "("+comparedTexts+")(document)")
	tests := b.text(".verdicts li")
	if tests == "" || js[bool](b, `document.querySelector("[data-not-here]").checkVisibility()`) {
		t.Errorf("where it was written the tests say %q", tests)
	}
	b.do(chromedp.Focus(chromedp.CSS("#lock")), chromedp.KeyEvent(kb.ArrowRight))
	b.frame()
	same("a step", "recall:"+b.text("[data-lock-value]"))
	if js[bool](b, `document.querySelector(".verdicts li").checkVisibility()`) || !js[bool](b, `document.querySelector("[data-not-here]").checkVisibility()`) {
		t.Error("tests are shown that were not computed")
	}
	for metric, value := range map[string]string{"precision": "0.7", "fpr": "0.05", "threshold": "0.3",
		"expected_cost": "0.4", "recall": "0.8"} {
		field := fmt.Sprintf(`[data-lock-form=%q] input[name=bound]`, metric)
		b.do(typed(field, value), chromedp.KeyEvent(kb.Enter))
		b.frame()
		same(metric, metric+":"+value)
	}
	b.do(typed(`[data-lock-form="recall"] input[name=bound]`, "0.8"), chromedp.KeyEvent(kb.Enter))
	b.frame()
	b.until("the tests are back", `!document.querySelector("[data-compare-results][aria-busy]") && document.querySelector(".verdicts li").checkVisibility()`)
	if again := js[string](b, "("+comparedTexts+")(document)"); again != written {
		t.Errorf("where it was written it says\n%s\nat first it said\n%s", again, written)
	}
	b.onlyItself(path)

	atPolicy, path := s.report(t, "/compare/report?run=1&run=2&policy=max_f1")
	if js[bool](atPolicy, `document.querySelector("#lock").checkVisibility()`) {
		t.Error("nothing is locked, but there is a slider")
	}
	atPolicy.do(chromedp.Focus(chromedp.CSS(`[data-lock-form="precision"] button`)), chromedp.KeyEvent(kb.Enter))
	atPolicy.until("the slider is there", `document.querySelector("#lock").checkVisibility() && document.querySelector("[data-lock-value]").textContent === "0.9"`)
	atPolicy.onlyItself(path)
}

func TestReportShowsNamesAsText(t *testing.T) {
	const name = `</script><script>alert(1)</script><img src=x onerror=alert(2)>'"&`
	s := start(t)
	_, ids := s.upload(name, "a.csv", big(200), "name="+escape(name)+"&positive=1")
	body := fmt.Sprintf(`{"who":%[1]q,"why":%[1]q,"dissent":%[1]q}`, name)
	if status := s.request("POST", fmt.Sprintf("/api/v1/runs/%d/decisions", ids[0]), "application/json",
		strings.NewReader(body), nil); status != http.StatusCreated {
		t.Fatalf("deciding answers %d", status)
	}
	for _, address := range []string{fmt.Sprintf("/runs/%d/report", ids[0]),
		fmt.Sprintf("/compare/report?run=%d&run=1", ids[0])} {
		b, path := s.report(t, address)
		if shown := js[string](b, `document.body.innerText`); strings.Count(shown, name) < 4 {
			t.Errorf("%s: the name is shown %d times", address, strings.Count(shown, name))
		}
		if n := js[int](b, `document.querySelectorAll("img, script:not([type]):not(:empty)").length`); n != 1 { // the chart library
			t.Errorf("%s: %d elements came of a name", address, n-1)
		}
		b.onlyItself(path)
	}
}

func TestReportsFitAndAreReadable(t *testing.T) {
	s := start(t)
	body := `{"who":"The school board","why":"Misses cost more than a second look.\nRecall first.","dissent":"The nurse: 40 false alarms are too many for one afternoon."}`
	if status := s.request("POST", "/api/v1/runs/1/decisions?threshold=0.25", "application/json",
		strings.NewReader(body), nil); status != http.StatusCreated {
		t.Fatalf("deciding answers %d", status)
	}
	b, path := s.report(t, "/runs/1/report?policy=max_f1")
	reload := func() {
		b.leave("opening the report", chromedp.Navigate("file://"+path))
		b.waitLive()
	}
	b.looks("report-run", reload)
	if js[string](b, `(dispatchEvent(new Event("beforeprint")), getComputedStyle(document.body).backgroundColor)`) != "rgb(246, 247, 249)" {
		t.Error("a dark page is printed dark")
	}
	b.picture("report-run-before-print")
	if open := js[int](b, `document.querySelectorAll("details:not([open], .menu, .menu *)").length`); open != 0 {
		t.Errorf("%d parts are closed on paper", open)
	}
	js[bool](b, `dispatchEvent(new Event("afterprint"))`)

	b, path = s.report(t, "/compare/report?run=1&run=2&lock=recall:0.8")
	b.looks("report-compare", reload)
}
