package browsertest

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/chromedp/chromedp"
)

// axe fails the test for every violation that axe-core finds on the page, of the given
// rules or of all.
func (b *tab) axe(rules ...string) {
	b.t.Helper()
	if !js[bool](b, `"axe" in window`) {
		source, err := os.ReadFile(filepath.Join("testdata", "axe.min.js"))
		if err != nil {
			b.t.Fatal(err)
		}
		js[bool](b, string(source)+";true")
	}
	options := `{resultTypes: ["violations"]}`
	if len(rules) > 0 {
		options = fmt.Sprintf(`{resultTypes: ["violations"], runOnly: ["%s"]}`, strings.Join(rules, `", "`))
	}
	found := js[[]string](b, `axe.run(document, `+options+`).then(r => r.violations.flatMap(v => v.nodes.map(n => v.id + ": " + n.target.join(" ") + " — " + n.failureSummary)))`)
	for _, f := range found {
		b.t.Errorf("axe: %s", f)
	}
}

// ofLooks are the rules that depend on width or colours.
var ofLooks = []string{"color-contrast", "link-in-text-block", "scrollable-region-focusable"}

// looks fails the test unless a page fits its window and is readable in light and dark, from
// the width of a phone to that of a projector. It loads the page twice, in the narrow and in
// the wide window, and resizes each to the other.
func (b *tab) looks(name string, show func()) {
	b.t.Helper()
	at := func(scheme string, width int64) {
		b.t.Helper()
		b.scheme(scheme)
		b.do(chromedp.EmulateViewport(width, 1000))
	}
	fits := func(scheme string, width int64) {
		b.t.Helper()
		at(scheme, width)
		b.frame()
		b.overflow()
		b.picture(fmt.Sprintf("%s-%s-%d", name, scheme, width))
	}
	at("light", 390)
	show()
	fits("light", 390)
	b.axe()
	fits("light", 1920)
	at("dark", 1920)
	show()
	fits("dark", 1920)
	b.axe(ofLooks...)
	fits("dark", 1440)
	fits("dark", 390)
}

// overflow fails the test if the page is wider than its window.
func (b *tab) overflow() {
	b.t.Helper()
	if wide := js[string](b, `(() => {
		const w = document.documentElement.clientWidth;
		if (document.documentElement.scrollWidth <= w) return "";
		return [...document.querySelectorAll("body *")].filter(e => e.getBoundingClientRect().right > w + 1 && !e.closest(".table-wrap, .visually-hidden, svg"))
			.map(e => e.tagName + "." + e.className).slice(0, 5).join(", ") || "something";
	})()`); wide != "" {
		b.t.Errorf("the page is wider than its window: %s", wide)
	}
}

// picture keeps a screenshot of the complete page in the folder SCREENSHOTS, if it is set.
func (b *tab) picture(name string) { b.t.Helper(); b.keep(name, chromedp.FullScreenshot(100)) }

// window keeps a screenshot of the viewport.
func (b *tab) window(name string) { b.t.Helper(); b.keep(name, chromedp.CaptureScreenshot()) }

func (b *tab) keep(name string, shot chromedp.Action[[]byte]) {
	b.t.Helper()
	dir := os.Getenv("SCREENSHOTS")
	if dir == "" {
		return
	}
	png, err := chromedp.Run(b.ctx, shot)
	if err != nil {
		b.t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, name+".png"), png, 0o644); err != nil {
		b.t.Fatal(err)
	}
}
