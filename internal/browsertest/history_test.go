package browsertest

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

func TestADeletionIsUndoneByAClick(t *testing.T) {
	s := start(t)
	experiment, ids := s.upload("Weather", "weather.csv", shapes()[0].csv, "")
	b := s.tab(t)
	b.open(fmt.Sprintf("/runs/%d", ids[0]))
	press(b, "[data-more-actions] summary")
	b.click(`.page-head a[href$="/delete"]`)
	b.axe()
	b.click(".form button.danger")
	if at := js[string](b, `location.pathname`); at != fmt.Sprintf("/experiments/%d", experiment) {
		t.Errorf("deleting leads to %s", at)
	}
	if got := b.text("[data-message]"); !strings.Contains(got, "Run “weather” is in the trash until") {
		t.Errorf("the message says %q", got)
	}
	b.looks("deleted", func() { b.open(fmt.Sprintf("/experiments/%d?deleted=%d", experiment, ids[0])) })
	b.expect("410")
	b.looks("gone", func() { b.open(fmt.Sprintf("/runs/%d", ids[0])) })
	b.open(fmt.Sprintf("/experiments/%d?deleted=%d", experiment, ids[0]))
	b.click("[data-undo]")
	if got := js[string](b, `location.pathname`); got != fmt.Sprintf("/runs/%d", ids[0]) || b.text("h1") != "weather" {
		t.Errorf("undo leads to %s, %s", got, b.text("h1"))
	}

	b.open(fmt.Sprintf("/experiments/%d/delete", experiment))
	b.click(".form button.danger")
	if got := b.text("[data-message]"); !strings.Contains(got, "Experiment “Weather” is in the trash until") {
		t.Errorf("the message says %q", got)
	}
	b.click("[data-undo]")
	if got := b.text("h1"); got != "Weather" {
		t.Errorf("undo leads to %s", got)
	}
}

func TestTheTrashRestoresAndDeletesForGood(t *testing.T) {
	s := start(t)
	_, ids := s.upload("Weather", "weather.csv", shapes()[0].csv, "")
	for _, path := range []string{fmt.Sprintf("/api/v1/runs/%d", ids[0]), "/api/v1/experiments/1"} {
		if status := s.request("DELETE", path, "", nil, nil); status != 204 {
			t.Fatalf("deleting answered %d", status)
		}
	}
	b := s.tab(t)
	b.open("/")
	b.click(`.site-footer a[href="/trash"]`)
	b.looks("trash", func() { b.open("/trash") })
	b.click(fmt.Sprintf(`form[action="/runs/%d/restore"] button`, ids[0]))
	if got := b.text("[data-message]"); !strings.Contains(got, "Run “weather” is restored.") {
		t.Errorf("the message says %q", got)
	}
	if n := js[int](b, `document.querySelectorAll(".trash > li").length`); n != 1 {
		t.Errorf("%d things are left in the trash", n)
	}
	js[bool](b, `(document.querySelector(".sure summary").click(), true)`)
	b.axe()
	b.picture("trash-sure")
	b.click(".sure form button")
	for _, want := range []string{"was deleted permanently", "The trash is empty"} {
		if got := b.text("main"); !strings.Contains(got, want) {
			t.Errorf("the trash does not say %q: %s", want, got)
		}
	}
	b.looks("audit", func() { b.open("/audit") })
	js[bool](b, `(document.getElementById("action").value = "purge", true)`)
	b.click(".audit-filter button")
	got := b.text(".audit")
	if !strings.Contains(got, "Deleted experiment Diabetes scan permanently") || strings.Contains(got, "Created") {
		t.Errorf("the audit lists %q", got)
	}
}

func TestTwoPeopleEditOneRun(t *testing.T) {
	s := start(t)
	_, ids := s.upload("Weather", "weather.csv", shapes()[0].csv, "")
	edit := fmt.Sprintf("/runs/%d/edit", ids[0])
	ada, bob := s.tab(t), s.tab(t)
	ada.open(edit)
	bob.open(edit)
	ada.do(typed("#notes", "Trained on September."), typed("#params", "lr = 0.1"))
	ada.click(".form button.primary")
	if got := ada.text(".page-head"); !strings.Contains(got, "Trained on September.") || !strings.Contains(got, "lr") {
		t.Errorf("the page of the run says %q", got)
	}
	bob.expect("412")
	bob.do(typed("#notes", "Candidate for production."), typed("#name", "weather 2"))
	bob.click(".form button.primary")
	for _, want := range []string{
		"changed while you edited it", "Trained on September.", "Candidate for production.",
		"Nothing of yours was saved", "Parameter lr",
	} {
		if got := bob.text("[data-conflict]"); !strings.Contains(got, want) {
			t.Errorf("the conflict does not say %q: %s", want, got)
		}
	}
	typedNow := js[string](bob, `["notes", "name"].map((id) => document.getElementById(id).value).join("|")`)
	if typedNow != "Candidate for production.|weather 2" {
		t.Errorf("what was typed is now %q", typedNow)
	}
	for _, width := range []int64{390, 1440} {
		for _, scheme := range []string{"light", "dark"} {
			bob.scheme(scheme)
			bob.do(chromedp.EmulateViewport(width, 1000))
			bob.frame()
			bob.overflow()
			bob.axe()
			bob.picture(fmt.Sprintf("conflict-%s-%d", scheme, width))
		}
	}
	bob.do(typed("#params", "lr = 0.1\rbatch = 32"))
	bob.click(".form button.primary")
	if got := bob.text("h1"); got != "weather 2" {
		t.Errorf("saved again, the run is called %q", got)
	}
	bob.looks("edit", func() { bob.open(edit) })
	bob.open(fmt.Sprintf("/runs/%d", ids[0]))
	bob.picture("run-facts")
}
