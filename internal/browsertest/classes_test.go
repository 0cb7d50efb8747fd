package browsertest

import (
	"bytes"
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// letters is a file of n rows and as many classes as there are names.
func letters(names []string, n int) []byte {
	r := rand.New(rand.NewPCG(31, 32))
	var b bytes.Buffer
	fmt.Fprintf(&b, "id,label,%s\n", strings.Join(names, ","))
	for i := range n {
		called := i % len(names)
		if r.Float64() < 0.3 { // a neighbour, mostly
			called = called ^ 1
			if called >= len(names) || r.Float64() < 0.3 {
				called = r.IntN(len(names))
			}
		}
		fmt.Fprintf(&b, "r%d,%s", i, names[i%len(names)])
		for c := range names {
			p := 1.0 / 64
			if c == called {
				p = 1 - float64(len(names)-1)/64
			}
			fmt.Fprintf(&b, ",%v", p)
		}
		b.WriteByte('\n')
	}
	return b.Bytes()
}

func TestMultiClassRunCanBeExplored(t *testing.T) {
	s := start(t)
	_, ids := s.upload("letters", "letters.csv", letters(strings.Split("ABCDEFGHIJ", ""), 600), "")
	b := s.tab(t)
	b.do(chromedp.EmulateViewport(1440, 1000))
	b.open(fmt.Sprintf("/runs/%d", ids[0]))
	b.axe()
	const cells = `[...document.querySelectorAll("#matrix td[data-level]")].map(e => e.textContent.trim()).join(" ")`
	changes := func(what, selector, inURL string) {
		t.Helper()
		before := js[string](b, cells)
		b.do(chromedp.Click(chromedp.CSS(selector)))
		b.until(what, fmt.Sprintf(`%s !== %q && location.search.includes(%q)`, cells, before, inURL))
	}
	changes("cells are shares of the class", `[data-chip="true"]`, "normalize=true")
	changes("confused classes stand side by side", `[data-chip="confusion"]`, "order=confusion")
	b.do(typed("#groups", "5"+kb.Enter))
	b.until("five groups are left", `document.querySelectorAll("#matrix tbody tr").length === 5 && location.search.includes("groups=5")`)
	b.axe()
	changes("a group opens", `#matrix tbody [data-group]`, "open=")
	changes("every class is back", `[data-ungroup]`, "normalize=true")

	b.do(chromedp.Click(chromedp.CSS(`#classes [data-sort="recall"]`)))
	b.until("the table is sorted", `location.search.includes("sort=-recall") && document.querySelector("#classes th[aria-sort=descending] [data-sort=recall]")`)
	recalls := js[[]float64](b, `[...document.querySelectorAll("#classes [data-class] [data-number=recall] [data-value]")].map(e => Number(e.textContent))`)
	if !slices.IsSortedFunc(recalls, func(x, y float64) int { return cmp.Compare(y, x) }) || len(recalls) != 10 {
		t.Errorf("recalls are %v", recalls)
	}

	value := func() string { return b.text(`[data-loss="focal_loss"] [data-loss-value]`) }
	share := func() string { return b.text(`[data-loss-share="focal_loss/0"]`) }
	loss, part := value(), share()
	b.do(chromedp.Focus(chromedp.CSS(`[data-slides="focal_loss.gamma"]`)), chromedp.KeyEvent(kb.Home))
	b.until("the focal loss follows γ", fmt.Sprintf(`document.querySelector('[data-loss="focal_loss"] [data-loss-value]').textContent.trim() !== %q && location.search.includes("focal_loss.gamma=0")`, loss))
	if got := b.text(`[data-loss="log_loss"] [data-loss-value]`); value() != got {
		t.Errorf("with γ = 0 the focal loss is %s, the cross-entropy %s", value(), got)
	}
	if share() == part {
		t.Error("the share of a class does not follow γ")
	}
	b.do(chromedp.Click(chromedp.CSS("[data-loss-reset]")))
	b.until("the usual parameters are back", fmt.Sprintf(`document.querySelector('[data-loss="focal_loss"] [data-loss-value]').textContent.trim() === %q && !location.search.includes("gamma")`, loss))

	b.click("[data-confusion]")
	if !js[bool](b, `location.pathname.endsWith("/examples") && document.querySelectorAll("table.data tbody tr").length > 0`) {
		t.Error("the cell does not lead to its rows")
	}
	b.axe()
	b.open(fmt.Sprintf("/runs/%d", ids[0]))
	b.click("[data-against]")
	if got := b.text("[data-part]"); !strings.Contains(got, "against the rest") {
		t.Errorf("the head says %q", got)
	}
	b.axe()
}

func TestMultiClassPagesFitAndAreReadable(t *testing.T) {
	s := start(t)
	long := strings.Split("setosa,the quick brown fox jumps over the lazy dog and goes on for ever,القطط والكلاب", ",")
	alphabet := strings.Split("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "")
	b := s.tab(t)
	for name, names := range map[string][]string{"long": long, "alphabet": alphabet} {
		experiment, ids := s.upload(name, name+".csv", letters(names, 520), "")
		b.looks("classes-"+name, func() { b.open(fmt.Sprintf("/runs/%d", ids[0])) })
		b.open(fmt.Sprintf("/experiments/%d", experiment))
		b.overflow()
	}
}
