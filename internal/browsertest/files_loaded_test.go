package browsertest

import (
	"strings"
	"testing"
)

// TestRunPageLoadsSixFiles counts what a first visit gets besides the page and the
// run's data: the script, the stylesheet, the chart library, the icon, and the
// typeface once for Latin and once for Greek letters.
func TestRunPageLoadsSixFiles(t *testing.T) {
	b := start(t).tab(t)
	b.open("/runs/1")
	type file struct {
		Name          string
		Packed, Plain int
	}
	loaded := js[[]file](b, `document.fonts.ready.then(() => [
		...performance.getEntriesByType("resource").map(e => ({Name: e.name, Packed: e.encodedBodySize, Plain: e.decodedBodySize})),
		...(performance.getEntriesByType("resource").some(e => e.name.endsWith("icon.svg")) ? [] : [{Name: document.querySelector("link[rel=icon]").href}]),
	])`)
	files := 0
	for _, f := range loaded {
		t.Logf("%8d bytes packed, %8d plain: %s", f.Packed, f.Plain, f.Name)
		if strings.Contains(f.Name, "/static/") {
			files++
		}
	}
	if files > 6 {
		t.Errorf("a run page loads %d files, want at most 6", files)
	}
	if data := len(loaded) - files; data > 2 {
		t.Errorf("a run page asks for data %d times, want at most 2: the stops and the band of its ROC curve", data)
	}
}
