package browsertest

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// boxFile is candidate boxes whose scores are weakly correlated with their overlap.
func boxFile() string {
	r := rand.New(rand.NewPCG(8, 15))
	var b strings.Builder
	b.WriteString("id,score,label,iou\n")
	for i := range 120 {
		iou := r.Float64()
		score := math.Min(0.999, math.Max(0.001, 0.2+0.6*iou+0.2*r.NormFloat64()))
		if iou >= 0.5 {
			fmt.Fprintf(&b, "b%d,%.4f,1,%.4f\n", i, score, iou)
		} else {
			fmt.Fprintf(&b, "b%d,%.4f,0,\n", i, score)
		}
	}
	return b.String()
}

func TestControlsOfBoxesChangeWhatTheyName(t *testing.T) {
	s := start(t)
	_, runs := s.upload("Boxes", "boxes.csv", []byte(boxFile()), "true_boxes=90")
	b := s.tab(t)
	b.expect("422") // the page may send the first typed digit to the server, which rejects it
	b.open(fmt.Sprintf("/runs/%d?tab=errors", runs[0]))
	b.axe()
	b.overflow()
	mean := func() string { return b.text(`[data-boxes-results] .facts div:nth-child(1) dd`) }
	factor := func() string { return b.text(`[data-boxes-results] .facts div:nth-child(5) dd`) }
	plain := func() string { return b.text(`[data-boxes-results] .facts div:nth-child(2) dd`) }
	if mean() != plain() {
		t.Errorf("normalised, the mean is %s and that of the plain loss %s", mean(), plain())
	}
	settled := func(what, parameter string, f func() string, before string) {
		t.Helper()
		b.until(what, fmt.Sprintf(`document.querySelector("[data-boxes-results]").getAttribute("aria-busy") === null
			&& location.search.slice(1).split("&").includes(%q)`, parameter))
		if got := f(); got == before {
			t.Errorf("%s: it stays %s", what, got)
		}
	}
	set := func(selector, change string) {
		js[bool](b, fmt.Sprintf(`(() => { const e = document.querySelector(%q); %s; e.dispatchEvent(new Event("input", {bubbles: true})); return true; })()`, selector, change))
	}
	before := factor()
	set("[data-eta-slider]", `e.value = "3"`)
	settled("η turns the weights", "eta=3", factor, before)
	if got := js[string](b, `document.querySelector('[name="eta"]').value + location.search`); got != "3?tab=errors&eta=3" {
		t.Errorf("field and address say %s", got)
	}
	before = mean()
	set(`[name="normalize"]`, `e.checked = true`)
	settled("weights that are not normalised change the mean", "normalize=0", mean, before)
	before = plain()
	set(`[name="base"]`, `e.checked = true`)
	settled("the focal loss is another one", "base=focal", plain, before)
	ap := func() string { return b.text(`[data-box-ap]`) }
	before = ap()
	b.do(typed("#box-iou", "0.8"))
	settled("another IoU finds other boxes", "iou=0.8", ap, before)
	if want := "AP " + b.text(`[data-ap="0.80"]`); ap() != want {
		t.Errorf("the curve says %s, the table %s", ap(), want)
	}
	before = b.text(`[data-mean-ap]`)
	b.do(typed("#true-boxes", "150"))
	settled("more true boxes lower the mean", "true_boxes=150", func() string { return b.text(`[data-mean-ap]`) }, before)
	b.do(typed("#true-boxes", "3"))
	b.until("too few true boxes are refused", `!document.querySelector("[data-boxes-problem]").hidden`)
	shown := b.text(`[data-mean-ap]`)
	js[bool](b, `(document.querySelector("#true-boxes").value = "", true)`)
	for _, scheme := range []string{"light", "dark"} {
		b.scheme(scheme)
		for _, width := range []int64{390, 1920} {
			b.do(chromedp.EmulateViewport(width, 900))
			b.overflow()
			b.picture(fmt.Sprintf("boxes-%s-%d", scheme, width))
		}
	}
	if shown == "" {
		t.Error("nothing is shown")
	}
}
