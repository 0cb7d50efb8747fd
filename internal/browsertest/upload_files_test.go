package browsertest

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

func TestSeveralFilesAreDropped(t *testing.T) {
	s := start(t)
	b := s.tab(t)
	b.open("/")
	files, _ := json.Marshal(map[string]string{"first.csv": string(shapes()[0].csv),
		"broken.csv": "label,score\n1,0.5\n0,high\n", "second.csv": string(shapes()[2].csv)})
	b.leaveUntil("dropping files", noWork, chromedp.Evaluate[chromedp.Void](fmt.Sprintf(`(() => {
		const data = new DataTransfer();
		for (const [name, text] of Object.entries(%s)) data.items.add(new File([text], name));
		document.body.dispatchEvent(new DragEvent("dragover", {bubbles: true, cancelable: true, dataTransfer: data}));
		if (!document.querySelector("[data-upload][data-over]")) throw new Error("the page does not show where files may be dropped");
		document.body.dispatchEvent(new DragEvent("drop", {bubbles: true, cancelable: true, dataTransfer: data}));
		return {};
	})()`, files)))
	if n := js[int](b, `document.querySelectorAll(".draft-file").length`); n != 3 {
		t.Fatalf("%d files, want 3", n)
	}
	if got := b.text(".problem"); !strings.Contains(got, "Line 3") || !strings.Contains(got, "high") {
		t.Errorf("the problem is %q", got)
	}
	b.axe()
	recheck(b, "without the broken file", chromedp.Click(chromedp.CSS(`.problem [value^="leave:"]`)))
	if got := b.text("[data-save]"); got != "Save 2 runs" {
		t.Errorf("the button says %q", got)
	}
	before := s.stored()
	b.click("[data-save]")
	b.at("/experiments/")
	if n := s.stored(); n != before+2 {
		t.Errorf("%d runs are stored, want %d", n, before+2)
	}
}

// TestFilesAreOneTable changes the score of one of two files with the same columns, by
// itself and together, and looks at the page of 100 files.
func TestFilesAreOneTable(t *testing.T) {
	s := start(t)
	b := s.tab(t)
	var text strings.Builder
	text.WriteString("id,label,score,other\n")
	for i := range 60 {
		fmt.Fprintf(&text, "c%d,%d,0.%02d,0.%02d\n", i, i%2, 10+i, 80-i)
	}
	twin := []byte(text.String())
	preview(b, []string{"first.csv", "second.csv"}, twin, []byte(strings.ReplaceAll(text.String(), "c1,", "d1,")))
	scores := func() string {
		return js[string](b, `[...document.querySelectorAll("[id$='.as.score']")].map((s) => s.value).join()`)
	}
	pick(b, "f1.as.score", "other")
	if got := scores(); got != "other,other" {
		t.Errorf("together: the scores are %s", got)
	}
	if got := js[string](b, `document.activeElement.id`); got != "f1.as.score" {
		t.Errorf("the focus is at %q, want where it was", got)
	}
	recheck(b, "separately", chromedp.Click(chromedp.CSS("#draft-together")))
	pick(b, "f0.as.score", "score")
	if got := scores(); got != "score,other" {
		t.Errorf("separately: the scores are %s", got)
	}
	b.axe()
	var names []string
	var contents [][]byte
	for i := range 100 {
		names = append(names, fmt.Sprintf("student %03d.csv", i))
		contents = append(contents, []byte(strings.ReplaceAll(text.String(), "c1,", fmt.Sprintf("d%d,", i+200))))
	}
	preview(b, names, contents...)
	if got := b.text("[data-save]"); got != "Save 100 runs" {
		t.Errorf("the button says %q", got)
	}
	if height := js[int](b, `document.documentElement.scrollHeight`); height > 1600 {
		t.Errorf("the page of 100 files is %d px high", height)
	}
}
