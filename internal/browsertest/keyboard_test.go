package browsertest

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// focused is JavaScript that returns the control with the focus, and whether its focus
// ring is visible.
const focused = `(() => {
	const e = document.activeElement;
	const seen = (x) => x && getComputedStyle(x).outlineStyle !== "none" && parseFloat(getComputedStyle(x).outlineWidth) > 0;
	const form = e.closest("[data-policy-form]");
	const name = e.hasAttribute("data-slider") ? "slider"
		: e.dataset.policy ? "policy " + e.dataset.policy
		: form ? (e.tagName === "BUTTON" ? "policy " : "bound of ") + form.dataset.policyForm
		: e.dataset.tab ? "tab " + e.dataset.tab
		: e.id ? "field " + e.id
		: e.tagName === "SUMMARY" ? "summary " + e.textContent.trim()
		: e.dataset.elsewhereLink !== undefined ? "other run"
		: e.tagName.toLowerCase() + " " + e.textContent.trim().slice(0, 40);
	return [name, String(!!(seen(e) || seen(e.closest(".histogram"))))];
})()`

// A keyboard uses a page by keys alone.
type keyboard struct{ *tab }

func (b keyboard) press(keys ...string) {
	for _, k := range keys {
		b.do(chromedp.KeyEvent(k))
	}
}

func (b keyboard) typed(text string) {
	b.do(chromedp.KeyEvent("a", chromedp.KeyModifiers(chromedp.ModifierCtrl)), chromedp.KeyEvent(text+kb.Enter))
}

// at fails the test unless a control has the focus, with a ring.
func (b keyboard) at(want string) {
	b.t.Helper()
	if got := js[[]string](b.tab, focused); got[0] != want || got[1] != "true" {
		b.t.Fatalf("the focus is on %q (ring: %s), want %q", got[0], got[1], want)
	}
}

// to presses Tab until a control has the focus.
func (b keyboard) to(want string, most int) {
	b.t.Helper()
	for range most {
		b.press(kb.Tab)
		if js[[]string](b.tab, focused)[0] == want {
			b.at(want)
			return
		}
	}
	b.t.Fatalf("after %d Tabs the focus is on %q, want %q", most, js[[]string](b.tab, focused)[0], want)
}

// says waits until a part of the page contains a text.
func (b keyboard) says(part, want string) {
	b.t.Helper()
	var got string
	for range 200 { // the page updates within a frame or two
		b.frame()
		if got = js[string](b.tab, "("+shownChoice+")(document)["+fmt.Sprintf("%q", part)+"]"); strings.Contains(got, want) {
			return
		}
	}
	b.t.Errorf("%s is %q, want %q", part, got, want)
}

// TestThresholdControlsWorkByKeyboard uses each control of the bar and of the deployment
// tab by keys alone.
func TestThresholdControlsWorkByKeyboard(t *testing.T) {
	s := start(t)
	b := keyboard{s.tab(t)}
	b.open("/runs/2?charts=cost")
	b.press(kb.Tab)
	b.at("a Skip to threshold")
	b.press(kb.Enter)
	b.at("slider")
	b.press(kb.PageUp)
	b.says("pressed", "")
	b.press(kb.Tab)
	b.at("field threshold")
	b.typed("0,3")
	b.says("threshold", "0.3")
	b.at("field threshold")

	// The policies in view are one stop; arrows choose.
	b.press(kb.Tab)
	b.at("policy default")
	b.press(kb.Enter)
	b.says("pressed", "0.5")
	b.press(kb.ArrowRight)
	b.at("policy max_f1")
	b.says("said", "No threshold has a higher F1.")
	b.press(kb.ArrowRight)
	b.at("policy recall>=")
	b.says("said", "highest threshold with recall ≥ 0.90.")
	b.press(kb.Tab)
	b.at("bound of recall>=")
	b.typed("0,8")
	b.says("said", "recall ≥ 0.80.")
	b.press(kb.ArrowUp)
	b.says("said", "recall ≥ 0.81.")
	b.at("bound of recall>=")
	b.do(chromedp.KeyEvent(kb.Tab, chromedp.KeyModifiers(chromedp.ModifierShift)))
	b.at("policy recall>=")
	b.press(kb.ArrowRight)
	b.at("policy min_cost")
	b.says("said", "No threshold costs less when one miss equals five false alarms.")
	for _, c := range []struct{ policy, said, bound, then string }{
		{"max_youden_j", "No threshold has a higher Youden's J.", "", ""},
		{"max_mcc", "No threshold has a higher MCC.", "", ""},
		{"closest_topleft", "No threshold comes closer to (0, 1) on the ROC curve.", "", ""},
		{"precision>=", "No threshold with precision ≥ 0.90", "0,55", "No threshold with precision ≥ 0.55"},
		{"specificity>=", "specificity ≥ 0.90", "0.7", "specificity ≥ 0.70"},
		{"alert_rate<=", "alert rate ≤ 0.10", "0,25", "alert rate ≤ 0.25"},
		{"max_f", "No threshold has a higher F2.", "0,5", "No threshold has a higher F0.5."},
	} {
		b.press(kb.ArrowRight)
		b.at("summary More")
		b.press(kb.Enter)
		b.to("policy "+c.policy, 16)
		b.press(kb.Enter)
		b.says("said", c.said)
		b.at("policy " + c.policy)
		if js[bool](b.tab, `document.querySelector("[data-policies] [data-menu]").open`) {
			t.Errorf("More stays open after %s", c.policy)
		}
		if c.bound != "" {
			b.press(kb.Tab)
			b.at("bound of " + c.policy)
			b.typed(c.bound)
			b.says("said", c.then)
			b.do(chromedp.KeyEvent(kb.Tab, chromedp.KeyModifiers(chromedp.ModifierShift)))
		}
		b.at("policy " + c.policy)
	}

	b.to("tab overview", 6)
	b.tabTo("[data-elsewhere] summary", 3)
	b.press(kb.Enter)
	b.to("other run", 2)

	b.do(chromedp.Focus(chromedp.CSS("#tab-overview")))
	b.press(kb.ArrowLeft, kb.ArrowLeft, kb.ArrowLeft)
	b.at("tab deployment")
	b.until("the URL has the tab", `new URL(location).searchParams.get("tab") === "deployment"`)
	b.to("field prevalence", 3)
	b.typed("0,02")
	b.says("frequencies", "20 are diabetic")
	for _, field := range []string{"cost_fn", "cost_fp"} {
		b.to("field "+field, 1)
		before := js[string](b.tab, "("+shownChoice+")(document).cost")
		b.typed("12,5")
		b.until("the cost changes", fmt.Sprintf("(%s)(document).cost !== %q", shownChoice, before))
		b.at("field " + field)
	}
}

func TestInvalidInputIsReported(t *testing.T) {
	s := start(t)
	b := s.tab(t)
	b.open("/runs/2?tab=deployment&policy=max_f2")
	for _, c := range []struct{ field, text, says string }{
		{"#threshold", "a lot", "Enter a number between 0 and 0.9926."},
		{"#threshold", kb.Backspace, "Enter a number between 0 and 0.9926."},
		{`[data-policy-form="recall>="] [name=bound]`, "0,9,0", "Enter a number."},
		{`[data-policy-form="max_f"] [name=bound]`, "0", "Enter a number above 0."},
		{"#prevalence", "1,5", "Enter a share between 0 and 1, such as 0.02."},
		{"#cost_fn", "-1", "Enter a number from 0 up."},
	} {
		b.frame()
		before := js[string](b, "JSON.stringify(("+shownChoice+")(document).matrix)")
		place := fmt.Sprintf(`document.getElementById(document.querySelector(%q).getAttribute("aria-describedby").split(" ").at(-1))`, c.field)
		b.do(typed(c.field, c.text+kb.Enter))
		b.until("it is said of "+c.field, fmt.Sprintf(`!%s.hidden && %[1]s.textContent === %q`, place, c.says))
		if after := js[string](b, "JSON.stringify(("+shownChoice+")(document).matrix)"); after != before {
			t.Errorf("%s: a wrong text changes the matrix", c.field)
		}
		if c.field == "#cost_fn" {
			b.axe()
		}
		good := "0,4"
		b.do(typed(c.field, good+kb.Enter))
		b.until("it is taken back for "+c.field, fmt.Sprintf(`%s.hidden && !document.querySelector(%q).hasAttribute("aria-invalid")`, place, c.field))
	}
	b.window("after-wrong-input")
}
