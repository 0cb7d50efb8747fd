package browsertest

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

func TestSampleIsInstalledAndStaysDeleted(t *testing.T) {
	s := start(t)
	b := s.tab(t)
	b.open("/")
	if got := b.text(".experiment-link"); got != "Diabetes scan" {
		t.Fatalf("the first experiment is %q, want the sample", got)
	}
	b.axe()
	b.click(".experiment-link")
	if n := js[int](b, `document.querySelectorAll("table.data tbody tr").length`); n != 2 {
		t.Errorf("the leaderboard has %d runs", n)
	}
	b.axe()
	b.click("table.data tbody a")
	b.axe()
	b.open("/")
	b.click(".experiment-link")
	b.click("a.danger")
	b.axe()
	b.click("button.danger")
	if !js[bool](b, `location.pathname === "/" && !document.querySelector(".experiment-link")`) {
		t.Error("the home page is not empty")
	}
	b.picture("home-empty")
}

func write(t testing.TB, path string, content []byte) {
	t.Helper()
	if err := os.WriteFile(path, content, 0o644); err != nil {
		t.Fatal(err)
	}
}

func TestPagesWorkWithoutJavaScript(t *testing.T) {
	s := start(t)
	_, ids := s.upload("plain", "plain.csv", shapes()[0].csv, "")
	b := s.tab(t)
	b.withoutScripts()
	b.open(fmt.Sprintf("/runs/%d", ids[0]))
	plain := func(selector string) string {
		t.Helper()
		v, err := chromedp.Run(b.ctx, chromedp.TextContent(chromedp.CSS(selector)))
		if err != nil {
			t.Fatal(err)
		}
		return strings.TrimSpace(v)
	}
	before := plain(".matrix")
	b.picture("no-javascript")
	b.do(typed("#threshold", "0.2"))
	b.click("[data-apply]")
	if after := plain(".matrix"); after == before {
		t.Error("applying a threshold did not change the matrix")
	}
	file := filepath.Join(t.TempDir(), "plain form.csv")
	write(t, file, shapes()[5].csv)
	b.open("/upload")
	b.leaveUntil("uploading", noWork, chromedp.SetUploadFiles(chromedp.CSS("[data-upload-file]"), []string{file}),
		chromedp.Click(chromedp.CSS("[data-upload-button]")))
	if got := plain("h1"); got != "Check the upload" {
		t.Fatalf("the upload led to %q", got)
	}
	b.do(typed("[id='f0.name']", "plain name"), chromedp.Click(chromedp.CSS(`[id="f0.understood"] > summary`)),
		chromedp.SetValue(chromedp.CSS("[id='f0.kind']"), "score"))
	b.click("[data-check]")
	if got := plain(".draft-run"); !strings.Contains(got, "uncalibrated scores") {
		t.Errorf("checking again says %q", got)
	}
	b.picture("no-javascript-upload")
	b.click("[data-save]")
	if got := plain("h1"); got != "plain name" {
		t.Errorf("saving led to %q, want the run", got)
	}
}

// nasty are names that must stay text wherever they are shown.
var nasty = []string{
	`</script><script>document.title="owned"</script>`, `"><img src=x onerror="document.title='owned'">`, `{{7*7}}${7*7}`,
	`javascript:alert(1)`, strings.Repeat("long name without end", 9), strings.Repeat("W", 198), "مستشفى الأطفال — נבדקים",
	"a\u202eb",
}

func TestNamesAreShownAsText(t *testing.T) {
	s := start(t)
	b := s.tab(t)
	for i, name := range nasty {
		query := "name=" + escape(name) + "&positive_name=" + escape(name+" +") + "&negative_name=" + escape(name+" -")
		experiment, ids := s.upload(name, "x.csv", shapes()[5].csv, query)
		paths := []string{fmt.Sprintf("/experiments/%d", experiment), fmt.Sprintf("/runs/%d/delete", ids[0]),
			fmt.Sprintf("/experiments/%d/edit", experiment), fmt.Sprintf("/runs/%d", ids[0])}
		if i == len(nasty)-1 {
			paths = append([]string{"/"}, paths...) // has all of them
		}
		for _, path := range paths {
			b.open(path)
			if title := js[string](b, "document.title"); strings.Contains(title, "owned") && !strings.Contains(title, "<") {
				t.Errorf("%s ran the name %q", path, name)
			}
			if n := js[int](b, `document.querySelectorAll("main img, main script:not([src]):not([type='application/json'])").length`); n != 0 {
				t.Errorf("%s made %d elements of the name %q", path, n, name)
			}
			b.overflow()
		}
		b.picture(fmt.Sprintf("name-%d", i))
	}
}

func escape(s string) string {
	var b strings.Builder
	for _, c := range []byte(s) {
		fmt.Fprintf(&b, "%%%02X", c)
	}
	return b.String()
}

func TestPagesFitAndAreReadableInLightAndDark(t *testing.T) {
	s := start(t)
	experiment, ids := s.upload("Weather", "weather.csv", shapes()[0].csv, "positive_name=rain&negative_name=dry")
	_, thinned := s.upload("Big", "big.csv", big(6_000), "")
	pages := map[string]string{
		"home": "/", "sample": "/experiments/1", "sample-run": "/runs/1",
		"leaderboard": fmt.Sprintf("/experiments/%d", experiment),
		"run":         fmt.Sprintf("/runs/%d", ids[0]), "big-run": fmt.Sprintf("/runs/%d?threshold=0.7", thinned[0]),
		"edit": fmt.Sprintf("/experiments/%d/edit", experiment), "delete": fmt.Sprintf("/runs/%d/delete", ids[0]),
		"upload": "/upload", "edit-run": fmt.Sprintf("/runs/%d/edit", ids[0]), "missing": "/runs/999999/edit",
		"new": "/experiments/new",
	}
	b := s.tab(t)
	for name, path := range pages {
		t.Run(name, func(t *testing.T) {
			b := b
			if name == "missing" {
				b = s.tab(t)
				b.expect("404")
			}
			b.in(t)
			b.looks(name, func() { b.open(path) })
		})
	}
}

func TestThemeIsStored(t *testing.T) {
	s := start(t)
	b := s.tab(t)
	b.scheme("light")
	b.open("/runs/1")
	page := `getComputedStyle(document.body).backgroundColor`
	light := js[string](b, page)
	b.do(chromedp.Click(chromedp.CSS(`[data-theme-switch] [value="dark"]`)))
	b.until("the page is dark", page+` !== "`+light+`"`)
	dark := js[string](b, page)
	b.open("/")
	if got := js[string](b, page); got != dark {
		t.Errorf("the next page is %s, want %s", got, dark)
	}
	b.do(chromedp.Click(chromedp.CSS(`[data-theme-switch] [value=""]`)))
	b.until("the page is light again", page+` === "`+light+`"`)
}
