package browsertest

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// caption is JavaScript for the caption of the band of best thresholds.
const caption = `(document.querySelector("[data-plateau] .long")?.textContent ?? "")`

func TestBandOfBestThresholdsAppearsOnOpenPage(t *testing.T) {
	s := start(t)
	for name, csv := range map[string][]byte{"whole": shapes()[0].csv, "thinned": big(6_000)} {
		_, ids := s.upload(name, name+".csv", csv, "")
		b := s.tab(t)
		b.open(fmt.Sprintf("/runs/%d", ids[0]))
		asked(b)
		press(b, `[data-policy="max_f1"]`)
		b.until("it is being computed, or there", caption+` === "computing interval…" || document.querySelector("[data-plateau] rect")`)
		b.until("the caption is there", `/^0.\d\d–0.\d\d: best threshold in 95% of resamples$/.test(`+caption+`)`)
		if n := js[int](b, `document.querySelectorAll("[data-plateau] rect").length`); n != 1 {
			t.Errorf("%s: there are %d bands, want 1", name, n)
		}
		if n := len(asked(b)); n < 1 || n > 24 {
			t.Errorf("%s: %d requests, want a few", name, n)
		}
		said := js[string](b, caption)

		choosePolicy(b, "max_mcc")
		b.until("the other one is there", `/best threshold/.test(`+caption+`) && new URL(location).searchParams.get("policy") === "max_mcc"`)
		asked(b)
		press(b, `[data-policy="max_f1"]`)
		b.until("the first one is there again", fmt.Sprintf(`%s === %q`, caption, said))
		if sent := asked(b); len(sent) > 0 {
			t.Errorf("%s: what was known is asked again: %v", name, sent)
		}

		b.do(chromedp.Focus(chromedp.CSS("[data-slider]")), chromedp.KeyEvent(kb.End), chromedp.KeyEvent(kb.Home))
		b.frame()
		if got := b.text("[data-answer]"); strings.Contains(got, "No threshold") {
			t.Errorf("%s: after a move by hand the page still says %q", name, got)
		}
		if n := js[int](b, `document.querySelectorAll("[data-plateau] > *").length`); n > 0 {
			t.Errorf("%s: after a manual move the band has %d elements", name, n)
		}
		press(b, `[data-policy-form="recall>="] button`)
		b.until("recall is chosen", `new URL(location).searchParams.get("policy") === "recall>=0.9"`)
		if got := js[string](b, caption); got != "" {
			t.Errorf("%s: a constraint has the band %q", name, got)
		}
	}
}

// choosePolicy chooses a policy, opening More if it is there.
func choosePolicy(b *tab, policy string) {
	b.t.Helper()
	selector := fmt.Sprintf("[data-policy=%q]", policy)
	if js[bool](b, fmt.Sprintf(`document.querySelector("[data-more]").contains(document.querySelector(%q))`, selector)) {
		press(b, "[data-policies] summary")
	}
	press(b, selector)
}

func TestPageStopsRequestsAfterLeavingAPolicy(t *testing.T) {
	s := start(t)
	b := s.tab(t)
	b.open("/runs/1")
	asked(b)
	// At once, before the page has sent its request.
	js[bool](b, `(document.querySelector('[data-policy="max_f1"]').click(), document.querySelector('[data-policy="max_mcc"]').click(),
		document.querySelector("[data-slider]").dispatchEvent(new KeyboardEvent("keydown", {key: "ArrowRight", bubbles: true, cancelable: true})), true)`)
	b.until("it is the hand that chooses", `!document.querySelector("[data-policies] [data-current]") && new URL(location).searchParams.has("threshold")`)
	js[bool](b, `new Promise(done => setTimeout(done, 700, true))`)
	if sent := asked(b); len(sent) > 0 {
		t.Errorf("nothing is pending, but the page requests %v", sent)
	}
}

// shownChoice is JavaScript that reads the description of a choice on a page.
const shownChoice = `(root) => ({
	threshold: root.getElementById("threshold").value,
	said: root.querySelector("[data-answer]").textContent.trim().replace(/\s+/g, " ") + root.querySelector("[data-optimist]").hidden,
	matrix: root.querySelector(".matrix tbody").textContent.replace(/\s+/g, " "),
	metrics: [...root.querySelectorAll("[data-metric-row]")].map(t => t.querySelector("[data-value]").textContent + t.querySelector("[data-interval]").textContent + t.querySelector("[data-counts]").textContent).join(" "),
	frequencies: (root.querySelector("[data-defined]").hidden ? root.querySelector("[data-undefined]") : root.querySelector(".frequencies")).textContent.replace(/\s+/g, " "),
	icons: root.querySelector("[data-defined]").hidden ? "" : [...root.querySelectorAll("[data-squares]")].map(p => p.getAttribute("d").length).join(),
	cost: root.querySelector("[data-cost]").textContent,
	readouts: [...root.querySelectorAll("[data-panel][data-open] [data-readout]")].map(r => r.textContent.trim()).join(" "),
	pressed: [...root.querySelectorAll("[data-policies] [data-current]")].map(e => e.textContent.trim()).join(),
	elsewhere: root.querySelector("[data-elsewhere]").hidden ? "" : root.querySelector("[data-elsewhere] summary").textContent.trim(),
})`

// choosesAll is JavaScript that chooses every policy in turn, at the prevalence of the test
// set and at another one, and immediately compares the page with the server's page for the
// same choice.
const choosesAll = `(async (shown) => {
	const wrong = [];
	const frame = () => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
	const rest = async () => { do await frame(); while (document.querySelector("[data-waiting]")); }; // metrics are resampled when the threshold rests
	const controls = [...document.querySelectorAll("[data-policies] a[data-policy], [data-policies] form")];
	const near = (a, b) => { const x = a.split(/[ +]/), y = b.split(/[ +]/); return x.length === y.length && x.every((v, i) => Math.abs(v - y[i]) < 0.15); };
	for (const prevalence of ["", "0,02"]) {
		const field = document.getElementById("prevalence");
		field.value = prevalence;
		field.dispatchEvent(new Event("change", {bubbles: true}));
		await rest();
		for (const control of controls) {
			const before = JSON.stringify(shown(document));
			(control.tagName === "A" ? control : control.querySelector("button")).click();
			const policy = control.dataset.policy ?? control.dataset.policyForm + control.elements.bound.value;
			const url = new URL(location.pathname, location);
			url.searchParams.set("charts", new URL(location).searchParams.get("charts") ?? "");
			url.searchParams.set("cost_fn", "7");
			if (policy !== "default") url.searchParams.set("policy", policy);
			if (prevalence) url.searchParams.set("prevalence", prevalence);
			await rest();
			const want = shown(new DOMParser().parseFromString(await fetch(url).then(r => r.text()), "text/html")), got = shown(document);
			const refused = document.querySelector("[data-policy-field] [data-wrong]");
			if (!refused.hidden) { // the threshold stays, and the server says the same of it
				if (!want.said.includes(refused.textContent) && !want.said.includes("are undefined")) wrong.push(url.search + ": refused with " + refused.textContent + ", the server says " + want.said);
				if (JSON.stringify(got) !== before) wrong.push(url.search + ": refused, and " + JSON.stringify(got) + " is not " + before);
				continue;
			}
			wrong.push(...Object.keys(want).filter(k => want[k] !== got[k]).map(k => url.search + ": " + k + " is " + got[k] + ", the server says " + want[k]));
		}
	}
	return wrong.slice(0, 12);
})`

func TestPoliciesMatchTheServerOnEveryShape(t *testing.T) {
	s := start(t)
	b := s.tab(t)
	for _, shape := range shapes() {
		t.Run(shape.name, func(t *testing.T) {
			b.in(t)
			_, ids := s.upload(shape.name, shape.name+".csv", shape.csv, shape.query)
			b.open(fmt.Sprintf("/runs/%d?cost_fn=7&charts=tradeoff,roc,cost,decision", ids[0]))
			for _, wrong := range js[[]string](b, choosesAll+"("+shownChoice+")") {
				t.Error(wrong)
			}
		})
	}
}

// TestPoliciesAreExactOnThinnedStops compares the page with the server where it has to
// request the choice from the complete sweep.
func TestPoliciesAreExactOnThinnedStops(t *testing.T) {
	s := start(t)
	_, ids := s.upload("thinned", "thinned.csv", big(6_000), "")
	b := s.tab(t)
	b.open(fmt.Sprintf("/runs/%d?cost_fn=7", ids[0]))
	for _, wrong := range js[[]string](b, policies) {
		t.Error(wrong)
	}
}

const policies = `(async () => {
	const wrong = [];
	const shown = (root) => ({
		threshold: root.getElementById("threshold").value,
		said: root.querySelector("[data-answer]").textContent.trim().replace(/\s+/g, " ") + root.querySelector("[data-optimist]").hidden,
		matrix: root.querySelector(".matrix tbody").textContent.replace(/\s+/g, " "),
		metrics: [...root.querySelectorAll("[data-metric-row]")].map(t => t.querySelector("[data-value]").textContent + t.querySelector("[data-interval]").textContent + t.querySelector("[data-counts]").textContent).join(" "),
		frequencies: root.querySelector(".frequencies").textContent.replace(/\s+/g, " "),
		icons: [...root.querySelectorAll("[data-squares]")].map(p => p.getAttribute("d").length).join(),
		cost: root.querySelector("[data-cost]").textContent,
		plateau: [...root.querySelectorAll("[data-plateau] rect")].map(r => ["x", "width"].map(a => parseFloat(r.getAttribute(a)).toFixed(1)).join("+")).join(" "),
		caption: root.querySelector("[data-plateau] .long")?.textContent ?? "",
		pressed: [...root.querySelectorAll("[data-policies] [data-current]")].map(e => e.textContent.trim()).join(),
	});
	const wait = (ms) => new Promise(done => setTimeout(done, ms));
	const controls = [...document.querySelectorAll("[data-policies] a[data-policy], [data-policies] form")];
	for (const prevalence of ["0.02"]) {
		const field = document.getElementById("prevalence");
		field.value = prevalence;
		field.dispatchEvent(new Event("change", {bubbles: true}));
		for (const control of controls) {
			const before = document.querySelector("[data-answer]").textContent;
			if (control.tagName === "A") control.click();
			else control.querySelector("button").click();
			const near = (a, b) => { const x = a.split(/[ +]/), y = b.split(/[ +]/); return x.length === y.length && x.every((v, i) => Math.abs(v - y[i]) < 0.15); };
			const asked = control.dataset.policy ?? control.dataset.policyForm + control.elements.bound.value;
			let differs = ["the URL never said " + asked];
			for (let i = 0; i < 200 && differs.length > 0; i++) { // what is thinned settles, and the URL follows, after a while
				await wait(50);
				const refused = document.querySelector("[data-policy-field] [data-wrong]");
				if (!refused.hidden) {
					differs = document.querySelector("[data-answer]").textContent === before ? [] : ["refused, and the answer is another"];
					break;
				}
				const said = new URL(location).searchParams;
				if ((said.get("policy") ?? "default") !== asked || (said.get("prevalence") ?? "") !== prevalence) continue;
				const want = shown(new DOMParser().parseFromString(await fetch(location.href).then(r => r.text()), "text/html")), got = shown(document);
				differs = Object.keys(want).filter(k => want[k] !== got[k] && !(k === "plateau" && near(want[k], got[k])))
					.map(k => location.search + ": " + k + " is " + got[k] + ", the server says " + want[k]);
			}
			wrong.push(...differs);
		}
	}
	return wrong.slice(0, 12);
})()`

// press clicks an element that does not open another page.
func press(b *tab, selector string) {
	b.t.Helper()
	b.do(chromedp.Click(chromedp.CSS(selector)))
}

func TestThresholdChosenOnAnotherRun(t *testing.T) {
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
	press(b, "[data-elsewhere] summary")
	b.until("the link follows the policy", `new URL(document.querySelector("[data-elsewhere-link]").href).searchParams.get("chosen_by") === "recall>=0.9"`)
	b.do(chromedp.Focus(chromedp.CSS("[data-slider]")), chromedp.KeyEvent(kb.ArrowRight))
	press(b, "[data-elsewhere] summary")
	b.until("the link follows the hand", `(q => q.get("chosen_on") === "1" && !q.has("chosen_by"))(new URL(document.querySelector("[data-elsewhere-link]").href).searchParams)`)
	press(b, `[data-policy="max_f1"]`)
	press(b, "[data-elsewhere] summary")
	b.until("the link is as before", fmt.Sprintf(`document.querySelector("[data-elsewhere-link]").getAttribute("href") === %q`, want))

	b.click("[data-elsewhere-link]")
	if got := js[string](b, `location.pathname + location.search`); got != want {
		t.Errorf("the link leads to %s, want %s", got, want)
	}
	if got := b.text("[data-origin]"); !strings.Contains(got, chosen+" was chosen on") ||
		!strings.Contains(got, "by max F1") || !strings.Contains(got, "still optimistic") {
		t.Errorf("the page says %q", got)
	}
	if n := js[int](b, `document.querySelectorAll("[data-policies] [data-current]").length`); n > 0 {
		t.Errorf("%d policies are pressed", n)
	}
	b.axe()
	b.overflow()
	b.picture("elsewhere-applied")
	js[bool](b, `(() => { const f = document.getElementById("prevalence"); f.value = "0,3"; f.dispatchEvent(new Event("change", {bubbles: true})); return true })()`)
	b.until("the URL has both", `(q => q.get("prevalence") === "0.3" && q.get("chosen_on") === "1")(new URL(location).searchParams)`)
	b.do(chromedp.Focus(chromedp.CSS("[data-slider]")), chromedp.KeyEvent(kb.ArrowRight))
	b.until("a move by hand drops it", `document.querySelector("[data-origin]").hidden && !new URL(location).searchParams.has("chosen_on") && !new URL(location).searchParams.has("chosen_by")`)
	if n := js[int](b, `document.querySelectorAll("[data-policies] [data-current]").length`); n > 0 {
		t.Errorf("%d policies are pressed, want none", n)
	}
}
