package browsertest

import (
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// TestPaletteOpensARun opens the palette by its keys, finds a run by a few letters and opens
// it by Enter; Escape closes the palette.
func TestPaletteOpensARun(t *testing.T) {
	s := start(t)
	b := s.tab(t)
	b.open("/")
	b.do(chromedp.KeyEvent("k", chromedp.KeyModifiers(2))) // Control
	b.until("the palette to list pages", `document.querySelectorAll("[data-palette][open] [role=option]").length > 5`)
	b.axe()
	b.picture("palette")
	b.do(chromedp.KeyEvent(kb.Escape))
	b.until("the palette to close", `!document.querySelector("[data-palette]").open`)
	b.do(chromedp.Click(chromedp.CSS("[data-search] input")), chromedp.KeyEvent("blood"))
	b.until("the run to be second", `document.querySelector("#palette-1 bdi")?.textContent === "Blood test and questionnaire"`)
	b.do(chromedp.KeyEvent(kb.ArrowDown))
	if got := js[string](b, `document.activeElement.getAttribute("aria-activedescendant")`); got != "palette-1" {
		t.Errorf("the current option is %q", got)
	}
	b.leaveUntil("the run", `location.pathname === "/runs/2"`, chromedp.KeyEvent(kb.Enter))
}
