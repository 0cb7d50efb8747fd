package browsertest

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"tradeoff/internal/npy/npytest"
)

// behindProxy is a dashboard below a folder, behind a proxy that only forwards the folder:
// any other request of a page fails the test.
func behindProxy(t *testing.T, folder string) *server {
	t.Helper()
	s := start(t, "--base-path", folder)
	back, err := url.Parse(strings.TrimSuffix(s.url, folder))
	if err != nil {
		t.Fatal(err)
	}
	proxy := &httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) {
		r.SetURL(back)
		r.Out.Host = r.In.Host
	}}
	front := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != folder && !strings.HasPrefix(r.URL.Path, folder+"/") {
			t.Errorf("the page asks for %s %s, which is not below %s", r.Method, r.URL.Path, folder)
			http.Error(w, "another product", http.StatusTeapot)
			return
		}
		proxy.ServeHTTP(w, r)
	}))
	t.Cleanup(front.Close)
	s.url = front.URL + folder
	return s
}

// below fails unless every link and form of the page is below the folder, after scripts
// have run.
func (b *tab) below(folder string) {
	b.t.Helper()
	for _, wrong := range js[[]string](b, fmt.Sprintf(`["href", "src", "action", "formaction"].flatMap((name) =>
		[...document.querySelectorAll("[" + name + "]")]
			.map((e) => [e.tagName, e.getAttribute(name)])
			.filter(([, to]) => !/^(#|data:|blob:)/.test(to))
			.filter(([, to]) => !(new URL(to, location).pathname + "/").startsWith(%q))
			.map(([tag, to]) => tag + " " + name + "=" + to))`, folder+"/")) {
		b.t.Errorf("%s has %s, which is not below %s", js[string](b, "location.pathname"), wrong, folder)
	}
}

// TestEverythingWorksBelowAFolder uploads, drags, follows links and changes the
// theme behind a proxy; nothing may be written to the console.
func TestEverythingWorksBelowAFolder(t *testing.T) {
	const folder = "/tools/tradeoff"
	s := behindProxy(t, folder)
	b := s.tab(t)
	b.open("/")
	b.below(folder)
	checked(b, []string{"model.csv"}, shapes()[0].csv)
	b.at(folder + "/uploads/")
	b.below(folder)
	b.click("[data-save]")
	b.at(folder + "/runs/")
	b.below(folder)

	before := state(b)
	b.do(chromedp.Focus(chromedp.CSS("[data-slider]")))
	for range 5 {
		b.do(chromedp.KeyEvent(kb.ArrowLeft))
	}
	b.until("the URL has the threshold",
		`new URL(location).searchParams.get("threshold") === document.getElementById("threshold").value`)
	if after := state(b); after["matrix"] == before["matrix"] {
		t.Error("the slider moves nothing")
	}
	b.at(folder + "/runs/")
	b.below(folder)
	threshold := js[string](b, `new URL(location).searchParams.get("threshold")`)
	press(b, `.matrix td a`)
	b.until("the rows are there", `document.querySelector("[data-error-rows]") !== null`)
	b.click("[data-rows-foot] > [data-errors-link]")
	b.at(folder + "/runs/")
	for _, want := range []string{"/examples?", "threshold=" + threshold} {
		if got := js[string](b, `location.href`); !strings.Contains(got, want) {
			t.Errorf("a cell of the matrix leads to %s, which lacks %s", got, want)
		}
	}
	b.below(folder)

	b.do(chromedp.Click(chromedp.CSS(`[data-theme-switch] [value="dark"]`)))
	b.open("/learn")
	if theme := js[string](b, `document.documentElement.dataset.theme`); theme != "dark" {
		t.Errorf("the next page has the theme %q", theme)
	}

	// Pages that send requests while they are open.
	_, thinned := s.upload("thinned", "thinned.csv", big(6_000), "")
	b.open(fmt.Sprintf("/runs/%d?charts=roc,histogram", thinned[0]))
	b.do(chromedp.Focus(chromedp.CSS("[data-slider]")), chromedp.KeyEvent(kb.ArrowLeft))
	b.until("a step is exact", `new URL(location).searchParams.has("threshold")`)
	b.below(folder)
	_, masks := s.upload("masks", "masks.npz", npytest.Masks(1, 4, 12, 15), "")
	b.open(fmt.Sprintf("/runs/%d?tab=errors", masks[0]))
	b.below(folder)
	b.do(chromedp.Click(chromedp.CSS(".image-card")))
	b.until("the image is shown large", `new URL(location).searchParams.has("image")`)
	b.at(fmt.Sprintf("%s/runs/%d", folder, masks[0]))
	b.below(folder)
	b.open("/compare?run=1&run=2&lock=recall:0.8")
	b.do(chromedp.Focus(chromedp.CSS("[data-lock]")), chromedp.KeyEvent(kb.PageDown))
	b.until("the server has answered", `!new URL(location).search.includes("0.8") &&
		!document.querySelector("[data-compare-results]").hasAttribute("aria-busy")`)
	b.below(folder)
	b.click("[data-ranks]")
	b.at(folder + "/compare/ranks")
	b.below(folder)
}
