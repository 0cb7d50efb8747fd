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
	const name = e.dataset.policy ? "policy " + e.dataset.policy
		: form ? (e.tagName === "BUTTON" ? "policy " : "bound of ") + form.dataset.policyForm
		: e.id ? "field " + e.id
		: e.hasAttribute("data-slider") ? "slider"
		: e.tagName === "SUMMARY" ? "summary " + e.parentElement.className
		: e.dataset.elsewhereLink !== undefined ? "other run"
		: e.tagName.toLowerCase() + " " + e.textContent.trim();
	return [name, String(!!(seen(e) || seen(e.closest(".histogram"))))];
})()`

// TestThresholdControlsWorkByKeyboard moves through the page with Tab only, uses each
// control of the operating bar and of the deployment section, and checks its effect.
func TestThresholdControlsWorkByKeyboard(t *testing.T) {
	s := start(t)
	b := s.tab(t)
	b.open("/runs/2?charts=cost")
	key := func(keys ...string) {
		for _, k := range keys {
			b.do(chromedp.KeyEvent(k))
		}
	}
	typedHere := func(text string) {
		b.do(chromedp.KeyEvent("a", chromedp.KeyModifiers(chromedp.ModifierCtrl)), chromedp.KeyEvent(text+kb.Enter))
	}
	shown := func() string {
		b.frame()
		return js[string](b, "JSON.stringify(("+shownChoice+")(document))")
	}
	says := func(part, want string) func() error {
		return func() error {
			var got string
			for range 200 { // the page updates within a frame or two
				b.frame()
				if got = js[string](b, "("+shownChoice+")(document)["+fmt.Sprintf("%q", part)+"]"); strings.Contains(got, want) {
					return nil
				}
			}
			return fmt.Errorf("%s is %q, want %q", part, got, want)
		}
	}
	use := map[string]struct {
		do   func()
		want func() error
	}{
		"field threshold":        {func() { typedHere("0,3") }, says("threshold", "0.3")},
		"policy default":         {func() { key(kb.Enter) }, says("pressed", "0.5")},
		"policy max_f1":          {func() { key(kb.Enter) }, says("said", "F1 is highest")},
		"policy manual":          {func() { key(kb.Enter) }, says("pressed", "by hand")},
		"policy max_youden_j":    {func() { key(kb.Enter) }, says("said", "Youden's J is highest")},
		"policy max_mcc":         {func() { key(kb.Enter) }, says("said", "Matthews correlation is highest")},
		"policy closest_topleft": {func() { key(kb.Enter) }, says("said", "comes closest")},
		"policy min_cost":        {func() { key(kb.Enter) }, says("said", "Mistakes cost least")},
		"policy recall>=":        {func() { key(kb.Enter) }, says("said", "a recall of at least 0.9")},
		"bound of recall>=":      {func() { typedHere("0,8") }, says("said", "a recall of at least 0.8")},
		"policy precision>=":     {func() { key(kb.Enter) }, says("said", "a precision of at least 0.9")},
		"bound of precision>=":   {func() { typedHere("0,55") }, says("said", "a precision of at least 0.55")},
		"policy specificity>=":   {func() { key(kb.Enter) }, says("said", "a specificity of at least 0.9")},
		"bound of specificity>=": {func() { typedHere("0.7") }, says("said", "a specificity of at least 0.7")},
		"policy alert_rate<=":    {func() { key(kb.Enter) }, says("said", "an alert rate of at most 0.1")},
		"bound of alert_rate<=":  {func() { typedHere("0,25") }, says("said", "an alert rate of at most 0.25")},
		"policy max_f":           {func() { key(kb.Enter) }, says("said", "F2 is highest")},
		"bound of max_f":         {func() { typedHere("0,5") }, says("said", "F0.5 is highest")},
		"summary more elsewhere": {func() { key(kb.Enter) }, func() error {
			if !js[bool](b, `document.querySelector("[data-elsewhere]").open`) {
				return fmt.Errorf("the list is closed")
			}
			return nil
		}},
		"slider":           {func() { key(kb.PageUp) }, says("pressed", "by hand")},
		"field prevalence": {func() { typedHere("0,02") }, says("frequencies", "20 are diabetic")},
		"field cost_fn":    {func() { typedHere("12,5") }, says("cost", "")},
		"field cost_fp":    {func() { typedHere("0,25") }, says("cost", "")},
	}
	// So that each control has something to change.
	before := map[string]string{"policy default": `[data-policy="max_mcc"]`, "policy manual": `[data-policy="max_mcc"]`}
	walked := make(map[string]bool)
	for range 120 {
		key(kb.Tab)
		at := js[[]string](b, focused)
		name := at[0]
		if at[1] != "true" {
			t.Errorf("the focus on %q is not seen", name)
		}
		if name == "other run" {
			walked[name] = true
		}
		control, ok := use[name]
		if !ok || walked[name] {
			continue
		}
		walked[name] = true
		if other := before[name]; other != "" {
			js[bool](b, fmt.Sprintf(`(document.querySelector(%q).click(), true)`, other))
			b.frame()
		}
		old := shown()
		control.do()
		if err := control.want(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if name != "summary more elsewhere" && shown() == old {
			t.Errorf("%s changes nothing", name)
		}
		if now := js[[]string](b, focused)[0]; now != name {
			t.Errorf("after %s the focus is on %s", name, now)
		}
		if len(walked) == len(use)+1 {
			break
		}
	}
	for name := range use {
		if !walked[name] {
			t.Errorf("Tab does not lead to %s", name)
		}
	}
	if !walked["other run"] {
		t.Error("Tab does not lead to the list of other runs")
	}
}

func TestInvalidInputIsReported(t *testing.T) {
	s := start(t)
	b := s.tab(t)
	b.open("/runs/2")
	for _, c := range []struct{ field, text, says string }{
		{"#threshold", "a lot", "“a lot” is not a number."},
		{`[data-policy-form="recall>="] [name=bound]`, "0,9,0", "“0,9,0” is not a number."},
		{`[data-policy-form="max_f"] [name=bound]`, "0", "“0” is not a number above 0."},
		{"#prevalence", "1,5", "“1,5” is not a share between 0 and 1, such as 0.02."},
		{"#cost_fn", "-1", "“-1” is not a number from 0 up."},
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
