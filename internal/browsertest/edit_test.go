package browsertest

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

func TestExperimentsAreSortedByAClick(t *testing.T) {
	s := start(t)
	s.upload("Alpha", "a.csv", shapes()[0].csv, "")
	s.upload("Zeta", "z.csv", shapes()[0].csv, "")
	b := s.tab(t)
	b.open("/")
	names := `[...document.querySelectorAll(".experiment-link")].map((h) => h.textContent).join(" ")`
	for _, c := range []struct{ chip, want string }{
		{"", "Zeta Alpha Diabetes scan"}, {"name", "Alpha Diabetes scan Zeta"}, {"most runs", "Diabetes scan Zeta Alpha"},
		{"last changed", "Zeta Alpha Diabetes scan"},
	} {
		if c.chip != "" {
			b.click(fmt.Sprintf(`.chips a[data-sort=%q]`, c.chip))
		}
		if got := js[string](b, names); got != c.want {
			t.Errorf("by %q: got %s, want %s", c.chip, got, c.want)
		}
	}
	b.click(`.chips a[data-sort="name"]`)
	b.axe()
	b.leave("searching", typed("#search", "a\r"))
	if got := js[string](b, `location.search`); !strings.Contains(got, "sort=name") || !strings.Contains(got, "q=a") {
		t.Errorf("the search leads to %s", got)
	}
}

func TestRunIsEditedAndFoundByTag(t *testing.T) {
	s := start(t)
	experiment, ids := s.upload("Weather", "weather.csv", shapes()[0].csv, "")
	if status := s.request("POST", fmt.Sprintf("/api/v1/experiments/%d/runs?name=other", experiment), "text/csv",
		bytes.NewReader(shapes()[0].csv), nil); status != 201 {
		t.Fatalf("the second run answered %d", status)
	}
	b := s.tab(t)
	b.open(fmt.Sprintf("/runs/%d", ids[0]))
	b.click(`.page-head a[href$="/edit"]`)
	b.axe()
	b.do(typed("#notes", "Seen by the board."), typed("#tags", "audited, school A"), typed("#model_version", "2.1"))
	js[bool](b, `(document.getElementById("date").value = "2026-05-31", true)`)
	b.click(".form button.primary")
	for _, want := range []string{"Seen by the board.", "audited", "school A", "2.1", "2026-05-31"} {
		if got := b.text(".page-head"); !strings.Contains(got, want) {
			t.Errorf("the page of the run does not say %q: %s", want, got)
		}
	}
	b.axe()
	b.click(".page-head .tag")
	if got := js[int](b, `document.querySelectorAll("table.data tbody tr").length`); got != 1 {
		t.Errorf("%d runs have the tag, want 1", got)
	}
	b.axe()
	b.picture("leaderboard-tagged")
}

func TestClassesAreSwappedByAButton(t *testing.T) {
	s := start(t)
	_, ids := s.upload("Weather", "weather.csv", shapes()[0].csv, "")
	b := s.tab(t)
	old := fmt.Sprintf("/runs/%d", ids[0])
	counts := `["tp", "fn", "fp", "tn"].map((id) => document.querySelector(".matrix [data-count=" + id + "]").textContent).join(" ")`
	b.open(old)
	before := strings.Fields(js[string](b, counts))
	b.open(old + "/edit")
	b.click("[data-flip]")
	if at := js[string](b, `location.pathname`); !strings.HasPrefix(at, "/runs/") || at == old {
		t.Errorf("exchanging the classes leads to %s", at)
	}
	if after := strings.Fields(js[string](b, counts)); len(before) != 4 || len(after) != 4 || after[0] != before[2] ||
		after[1] != before[3] || after[2] != before[0] || after[3] != before[1] {
		t.Errorf("TP, FN, FP, TN are %v, before %v", after, before)
	}
	b.open(old + "?threshold=0.4")
	if !js[bool](b, `location.pathname !== "`+old+`" && location.search === "?threshold=0.4"`) {
		t.Error("the old address does not lead to the new run")
	}
}

func TestFileOfRunIsReplaced(t *testing.T) {
	s := start(t)
	_, ids := s.upload("Weather", "weather.csv", shapes()[0].csv, "")
	b := s.tab(t)
	b.open(fmt.Sprintf("/runs/%d/edit", ids[0]))
	b.overflow()
	checked(b, []string{"better.csv"}, shapes()[0].csv)
	if got := b.text("[data-draft]"); !strings.Contains(got, "takes the place of weather") {
		t.Errorf("the check-up does not say whose place it takes: %s", got)
	}
	b.click("[data-save]")
	if at := js[string](b, `location.pathname`); !strings.HasPrefix(at, "/runs/") ||
		at == fmt.Sprintf("/runs/%d", ids[0]) {
		t.Errorf("saving leads to %s", at)
	}
	if got := b.text("h1"); got != "weather" {
		t.Errorf("the new run is called %q, want the name of the old one", got)
	}
	b.open(fmt.Sprintf("/runs/%d", ids[0]))
	if js[bool](b, fmt.Sprintf(`location.pathname === "/runs/%d"`, ids[0])) {
		t.Error("the old address does not lead to the new run")
	}
}

func TestAPIReferenceFitsAndLinksToItsSections(t *testing.T) {
	s := start(t)
	b := s.tab(t)
	b.do(chromedp.EmulateViewport(390, 900))
	b.open("/")
	b.click(`.site-footer a[href="/api"]`)
	b.overflow()
	b.axe()
	b.do(chromedp.Click(chromedp.CSS(`a[href="#getChoice"]`)))
	b.until("the operation is in view", `(() => { const r = document.getElementById("getChoice").getBoundingClientRect(); return r.top >= 0 && r.top < innerHeight })()`)
	if broken := js[string](b, `[...document.querySelectorAll('main a[href^="#"]')].filter((a) => !document.getElementById(a.hash.slice(1))).map((a) => a.hash).join(" ")`); broken != "" {
		t.Errorf("links lead nowhere: %s", broken)
	}
	b.scheme("dark")
	b.axe()
	b.picture("api-dark-390")
}
