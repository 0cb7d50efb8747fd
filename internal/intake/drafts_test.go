package intake

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"tradeoff/internal/ingest"
	"tradeoff/internal/jobs"
	"tradeoff/internal/tradeoff"
)

// table returns a file of n rows.
func table(n int) string {
	rng := rand.New(rand.NewPCG(1, uint64(n)))
	var b strings.Builder
	b.WriteString("id,label,score\n")
	for i := range n {
		y := rng.IntN(2)
		fmt.Fprintf(&b, "r%d,%d,%.6f\n", i, y, (rng.Float64()+float64(y))/2)
	}
	return b.String()
}

// draftOf keeps a file as a draft and returns its id when the work on it has ended.
func draftOf(t testing.TB, m *Drafts, name, text string) string {
	t.Helper()
	id, err := m.Receive(t.Context(), nil, form("file:"+name, text))
	if err != nil {
		t.Fatal(err)
	}
	outcome(t, m, id)
	return id
}

// outcome waits for the work on a draft and returns what is known then.
func outcome(t testing.TB, m *Drafts, id string) DraftState {
	t.Helper()
	d, done, err := m.Find(id)
	if err != nil {
		t.Fatal(err)
	}
	defer done()
	now, err := d.Wait(t.Context(), time.Hour)
	if err != nil || now.Pending {
		t.Fatalf("the work on the draft does not end: %v", err)
	}
	return now
}

// isThere reports whether there is a draft of an id; if not, Find must say so.
func isThere(t testing.TB, m *Drafts, id string) bool {
	t.Helper()
	_, done, err := m.Find(id)
	if err == nil {
		done()
	} else if tradeoff.KindOf(err) != tradeoff.NotFound {
		t.Errorf("a draft that is not there gives %v", err)
	}
	return err == nil
}

// TestDraftIsCorrectedAndSaved answers the question of a file and saves it under the
// name that its form gives it.
func TestDraftIsCorrectedAndSaved(t *testing.T) {
	in := open(t, Options{})
	m := drafts(t, in)
	id := draftOf(t, m, "x.csv", strings.NewReplacer(",1,", ",pear,", ",0,", ",apple,").Replace(few))
	d, done, err := m.Find(id)
	if err != nil {
		t.Fatal(err)
	}
	defer done()
	now := d.State()
	if c := now.Checks; c.OK || c.File(0).Problem == nil || len(c.File(0).Problem.Fixes) != 2 {
		t.Fatalf("the checks say %+v", c)
	}
	if err := m.Change(t.Context(), d, map[string][]string{"do": {"fix:0:positive:pear"}}); err != nil {
		t.Fatal(err)
	}
	if now = outcome(t, m, id); !now.Checks.OK || now.Settings.Files[0].Options.Positive != "pear" {
		t.Fatalf("after the answer: %+v", now.Checks)
	}
	if _, r, _ := contents(t, in); r != 0 {
		t.Fatal("it is stored before it is saved")
	}
	form := map[string][]string{"do": {"save"}, "f0.shown": {"1"}, "f0.name": {"mine"}, "f0.positive": {"pear"}}
	if err := m.Change(t.Context(), d, form); err != nil {
		t.Fatal(err)
	}
	if now = outcome(t, m, id); now.Saved == nil || now.Saved.Runs[0].Name != "mine" {
		t.Fatalf("it was saved as %+v", now.Saved)
	}
	if p := d.Progress(); p.Phase != ended || p.Bytes < p.Total || p.Rows != 8 {
		t.Errorf("the progress is %+v", p)
	}
	if n, bytes := m.Held(); n != 1 || bytes != 0 || len(spooled(t, m)) > 0 {
		t.Errorf("%d drafts of %d bytes are held, left is %v", n, bytes, spooled(t, m))
	}
	if last := m.Cancel(d); last.Saved == nil {
		t.Error("cancelling it too late does not say that it was saved")
	}
}

// TestDraftReplacesARunOrChoosesItsExperiment asks what drafts can become.
func TestDraftReplacesARunOrChoosesItsExperiment(t *testing.T) {
	in := open(t, Options{})
	m := drafts(t, in)
	receive(t, in, "experiment_name=A&name=old", file("a.csv", few))
	receive(t, in, "experiment_name=B", file("b.csv", few))
	c, err := m.Choices(t.Context(), Settings{})
	if err != nil || c.Replaces != nil || len(c.Experiments) != 2 {
		t.Errorf("a new run has the choices %+v, %v", c, err)
	}
	c, err = m.Choices(t.Context(), Settings{Upload: Upload{Replaces: 1}})
	if err != nil || c.Replaces == nil || c.Replaces.Name != "old" || c.Experiments != nil {
		t.Errorf("a run in the place of another has the choices %+v, %v", c, err)
	}
	if _, err = m.Choices(t.Context(), Settings{Upload: Upload{Replaces: 9}}); tradeoff.KindOf(err) != tradeoff.NotFound {
		t.Errorf("a run that is not there gives %v", err)
	}
}

func TestDraftsAreBounded(t *testing.T) {
	m := drafts(t, open(t, Options{Limits: ingest.Limits{Bytes: 1 << 12}}))
	var ids []string
	for len(ids) < 100 {
		id, err := m.Receive(t.Context(), nil, form("file:a.csv", table(150)))
		if tradeoff.KindOf(err) == tradeoff.Busy && err != nil {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		outcome(t, m, id)
		ids = append(ids, id)
	}
	if n, bytes := m.Held(); n != len(ids) || n < draftsAtOnce || n >= 100 || bytes > m.limit {
		t.Fatalf("%d drafts of %d bytes are kept, the limit is %d", n, bytes, m.limit)
	}
	// A draft that was not used for long is evicted.
	d, done, err := m.Find(ids[1])
	if err != nil {
		t.Fatal(err)
	}
	done()
	m.mu.Lock()
	d.used = time.Now().Add(-draftIdle)
	m.mu.Unlock()
	if now := outcome(t, m, draftOf(t, m, "new.csv", table(150))); now.Checks == nil {
		t.Error("the new draft is not checked")
	}
	if isThere(t, m, ids[1]) {
		t.Error("the idle draft is still there")
	}
	for _, id := range slices.Concat(ids[:1], ids[2:]) {
		if !isThere(t, m, id) {
			t.Error("another draft is gone")
		}
	}
}

func TestExpiredDraftIsGone(t *testing.T) {
	m := drafts(t, open(t, Options{}))
	id := draftOf(t, m, "a.csv", few)
	d, done, err := m.Find(id)
	if err != nil {
		t.Fatal(err)
	}
	m.expire(d)
	if !isThere(t, m, id) {
		t.Error("a draft that is looked at expires")
	}
	done()
	m.expire(d)
	if isThere(t, m, id) || len(spooled(t, m)) > 0 {
		t.Errorf("the expired draft is still there, or its files: %v", spooled(t, m))
	}
}

// TestEndedJobNoLongerUsesItsDraft keeps a job from leaving its draft: until it
// can, it has not ended.
func TestEndedJobNoLongerUsesItsDraft(t *testing.T) {
	m := drafts(t, open(t, Options{}))
	d, done, err := m.Find(draftOf(t, m, "a.csv", few))
	if err != nil {
		t.Fatal(err)
	}
	defer done()
	var free []func()
	for range AtOnce {
		leave, err := m.intake.Take(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		free = append(free, leave)
	}
	if err := m.start(t.Context(), d, d.said.clone(), toCheck); err != nil {
		t.Fatal(err)
	}
	m.mu.Lock()
	for _, leave := range free {
		leave()
	}
	for d.job.now().Phase != ended {
		time.Sleep(time.Millisecond)
	}
	select {
	case <-d.job.ticket.Done():
		t.Error("a job has ended that still uses its draft")
	case <-time.After(20 * time.Millisecond):
	}
	m.mu.Unlock()
	<-d.job.ticket.Done()
	m.mu.Lock()
	defer m.mu.Unlock()
	if d.busy != 1 {
		t.Errorf("%d use the draft, want this test alone", d.busy)
	}
}

// TestWorkThatNeverBeginsLeavesItsDraft ends work before it has begun, and asks for
// work when none is taken any more.
func TestWorkThatNeverBeginsLeavesItsDraft(t *testing.T) {
	m := drafts(t, open(t, Options{}))
	d, done, err := m.Find(draftOf(t, m, "a.csv", few))
	if err != nil {
		t.Fatal(err)
	}
	defer done()
	alone := func(when string) {
		t.Helper()
		m.mu.Lock()
		defer m.mu.Unlock()
		if d.busy != 1 {
			t.Errorf("%s: %d use the draft, want this test alone", when, d.busy)
		}
	}
	m.work = jobs.New[string](jobs.Options[struct{}]{Held: true})
	if err := m.start(t.Context(), d, d.said.clone(), toCheck); err != nil {
		t.Fatal(err)
	}
	if p := d.job.now(); p.Phase != waiting {
		t.Errorf("work that has not begun is %q, want %q", p.Phase, waiting)
	}
	m.end(d)
	if alone("ended before it began"); d.job.now().Phase != ended {
		t.Errorf("work that was ended is %q, want %q", d.job.now().Phase, ended)
	}
	m.work.Close(t.Context())
	before := d.job
	if err := m.start(t.Context(), d, d.said.clone(), toCheck); tradeoff.KindOf(err) != tradeoff.Unavailable {
		t.Errorf("work that is refused gives %v", err)
	}
	if alone("refused"); d.job != before {
		t.Error("work that was refused is the draft's")
	}
}
