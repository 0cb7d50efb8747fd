package browsertest

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// TestDecisionRecordsTheCurrentState moves the threshold, records a decision from
// the keyboard, and opens it again.
func TestDecisionRecordsTheCurrentState(t *testing.T) {
	s := start(t)
	b := s.tab(t)
	b.open("/runs/2")
	b.do(chromedp.Focus(chromedp.CSS("[data-slider]")), chromedp.KeyEvent(kb.ArrowRight), chromedp.KeyEvent(kb.ArrowRight),
		chromedp.KeyEvent(kb.ArrowRight))
	b.frame()
	at := js[string](b, `document.getElementById("threshold").value`)
	counts := func(mark string) string {
		return js[string](b, fmt.Sprintf(`["tp", "fn", "fp", "tn"].map(c => document.querySelector('[%s="' + c + '"]').textContent.trim()).join(" ")`, mark))
	}
	shown := counts("data-count")
	b.click("[data-decide]")
	b.axe()
	b.overflow()
	b.do(typed("#who", "Ada"), typed("#why", "misses are intolerable"), typed("#dissent", "Grace"))
	b.picture("decide")
	b.leave("deciding", chromedp.Focus(chromedp.CSS("#who")), chromedp.KeyEvent(kb.Enter))
	if at := js[string](b, `location.pathname`); !strings.HasPrefix(at, "/decisions/") {
		t.Fatalf("deciding leads to %s", at)
	}
	if got := js[string](b, `document.querySelector("[data-threshold]").textContent.trim()`); got != at {
		t.Errorf("decided at %s, the screen showed %s", got, at)
	}
	if got := counts("data-decided-count"); got != shown {
		t.Errorf("decided upon %s, the screen showed %s", got, shown)
	}
	b.axe()
	b.overflow()
	b.picture("decision")
	b.click("[data-reopen]")
	if got := js[string](b, `document.getElementById("threshold").value`); got != at {
		t.Errorf("opened again, the threshold is %s, want %s", got, at)
	}
	b.open("/experiments/1")
	if text := b.text("#decisions"); !strings.Contains(text, "misses are intolerable") {
		t.Errorf("the experiment lists %q", text)
	}
	b.axe()
	b.picture("experiment-decisions")
}
