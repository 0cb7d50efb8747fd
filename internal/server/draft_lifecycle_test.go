package server

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"

	"tradeoff/internal/ingest"
	"tradeoff/internal/intake"
	"tradeoff/internal/web"
)

func TestCancelledDraftLeavesNothing(t *testing.T) {
	s := open(t, Options{})
	path := draftOf(t, s, "file:a.csv", few, "file:b.csv", table(100))
	if names := spooled(t, s); len(names) != 1 {
		t.Fatalf("the folder of drafts holds %v", names)
	}
	for range 2 {
		if w := ask(s, "POST", path+"/cancel", ""); w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/upload" {
			t.Errorf("cancelling answers %d to %s", w.Code, w.Header().Get("Location"))
		}
	}
	for _, method := range []string{"GET", "POST"} {
		if w := ask(s, method, path, ""); w.Code != http.StatusNotFound {
			t.Errorf("%s: afterwards there is %d", method, w.Code)
		}
	}
	names := spooled(t, s)
	if _, bytes := s.drafts.Held(); len(names) > 0 || bytes != 0 {
		t.Errorf("the folder of drafts holds %v, and %d bytes are counted", names, bytes)
	}
	if e, r, _ := contents(t, s); e+r != 0 {
		t.Errorf("%d experiments and %d runs are stored", e, r)
	}
}

// TestWorkOnADraftIsCancelled cancels drafts that wait for their turn, after reading their
// progress.
func TestWorkOnADraftIsCancelled(t *testing.T) {
	s := open(t, Options{})
	var leaves []func()
	for range intake.AtOnce {
		leave, err := s.intake.Take(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		leaves = append(leaves, leave)
	}
	body, kind := form("file:a.csv", few)
	path := ask(s, "POST", "/uploads", body, "Content-Type", kind).Header().Get("Location")
	p := answer[struct {
		Phase, Text string
		Total       int
	}](t, ask(s, "GET", path+"/progress", ""), http.StatusOK)
	if p.Phase != "waiting" || p.Text == "" || p.Total != len(few) {
		t.Errorf("the progress is %+v", p)
	}
	if p := look(t, s, path); p.status != http.StatusOK || !strings.Contains(p.text, "Waiting for its turn") {
		t.Errorf("the page shows %s", p.text)
	}
	if w := ask(s, "POST", path+"/cancel", ""); w.Code != http.StatusSeeOther {
		t.Errorf("cancelling answers %d", w.Code)
	}
	if s.intake.Slots().Entered() != intake.AtOnce || len(spooled(t, s)) > 0 {
		t.Error("something is left of it")
	}
	for _, leave := range leaves {
		leave()
	}
}

func TestIncompleteUploadLeavesNoDraft(t *testing.T) {
	s := open(t, Options{Limits: ingest.Limits{Bytes: 1 << 16}})
	body, kind := form("file:a.csv", few, "file:b.csv", table(200))
	late, lateKind := form("file:a.csv", few, "label", "label")
	large, largeKind := form("file:a.csv", table(8000))
	for what, c := range map[string]struct {
		query, body, kind string
		status            int
		says              string
	}{
		"cut short":         {"", body[:len(body)*2/3], kind, 422, "could not be read"},
		"too large":         {"", large, largeKind, 413, "--max-size"},
		"field behind":      {"", late, lateKind, 422, "comes after the file"},
		"unknown parameter": {"?lable=x", body, kind, 422, "lable"},
		"without a file":    {"", "", "multipart/form-data; boundary=x", 422, "could not be read"},
	} {
		w := ask(s, "POST", "/uploads"+c.query, c.body, "Content-Type", c.kind)
		if w.Code != c.status || !strings.Contains(w.Body.String(), c.says) ||
			!strings.Contains(w.Body.String(), "data-upload-file") {
			t.Errorf("%s: status %d, want %d, %q and the form: %.300s", what, w.Code, c.status, c.says, w.Body)
		}
		w = ask(s, "POST", "/uploads"+c.query, c.body, "Content-Type", c.kind, "Accept", "application/json")
		if p := answer[web.Problem](t, w, c.status); p.Detail == "" {
			t.Errorf("%s: %+v", what, p)
		}
		names := spooled(t, s)
		if drafts, bytes := s.drafts.Held(); len(names) > 0 || drafts > 0 || bytes != 0 {
			t.Fatalf("%s: left are %v, %d drafts, %d bytes", what, names, drafts, bytes)
		}
	}
	empty, emptyKind := form("experiment", "", "file:", "")
	if w := ask(s, "POST", "/uploads", empty, "Content-Type", emptyKind); w.Code != 422 ||
		!strings.Contains(w.Body.String(), "Choose a file") {
		t.Errorf("no file chosen: status %d: %.300s", w.Code, w.Body)
	}
}

func TestDraftsAreDeletedAtStart(t *testing.T) {
	s := open(t, Options{})
	path := draftOf(t, s, "file:a.csv", few)
	if len(spooled(t, s)) != 1 {
		t.Fatal("there is no file")
	}
	next := New(s.store, Options{}) // as after a kill
	next.drafts.Sweep()
	if names := spooled(t, next); len(names) > 0 {
		t.Errorf("a new server finds %v", names)
	}
	if w := ask(next, "GET", path, ""); w.Code != http.StatusNotFound ||
		!strings.Contains(w.Body.String(), "for an hour") {
		t.Errorf("a new server answers %d", w.Code)
	}
	draftOf(t, next, "file:a.csv", few)
	next.drafts.Close()
	if names := spooled(t, next); len(names) > 0 {
		t.Errorf("a server that has ended leaves %v", names)
	}
	body, kind := form("file:a.csv", few)
	if w := ask(next, "POST", "/uploads", body, "Content-Type", kind); w.Code != http.StatusServiceUnavailable {
		t.Errorf("and answers an upload with %d", w.Code)
	}
}

// TestConcurrentChangesOfOneDraft changes, saves and cancels drafts concurrently: each is
// saved at most once, and nothing is left.
func TestConcurrentChangesOfOneDraft(t *testing.T) {
	s := open(t, Options{})
	for i := range 6 {
		path := draftOf(t, s, "file:a.csv", strings.ReplaceAll(few, "0.9", fmt.Sprintf("0.9%d", i)))
		var wg sync.WaitGroup
		for k := range 8 {
			wg.Go(func() {
				switch {
				case k == 7 && i%2 == 0:
					ask(s, "POST", path+"/cancel", "")
				case k%2 == 0:
					ask(s, "POST", path, "do=save", "Content-Type", "application/x-www-form-urlencoded")
				default:
					ask(s, "POST", path, "f0.shown=1&f0.kind=score&do=check", "Content-Type", "application/x-www-form-urlencoded")
				}
			})
		}
		wg.Wait()
		if _, _, err := s.drafts.Find(strings.TrimPrefix(path, "/uploads/")); err == nil {
			workEnds(t, s, path)
		}
		if _, r, _ := contents(t, s); r > i+1 {
			t.Fatalf("%d runs are stored of %d drafts", r, i+1)
		}
	}
	s.drafts.Close()
	if names := spooled(t, s); len(names) > 0 {
		t.Errorf("left are %v", names)
	}
}
