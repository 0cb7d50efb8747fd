package intake

import (
	"context"
	"net/url"
	"strings"
	"testing"
	"time"

	"tradeoff/internal/store"
	"tradeoff/internal/tradeoff"
)

func TestUploadTellsHowItsModelWasMade(t *testing.T) {
	in := open(t, Options{})
	query := url.Values{"param": {"lr=0.1", `seed="7"`}, "commit": {"ABCDEF01"}, "link": {"https://example.org/a,b"}}
	done, _ := receive(t, in, query.Encode(),
		form("params", `{"amp": true, "epochs": 3}`, "param", "opt.name=adam", "file:x.csv", few))
	r, err := in.store.Run(t.Context(), done.Runs[0].ID)
	if err != nil {
		t.Fatal(err)
	}
	var params []string
	for _, p := range r.Params {
		params = append(params, p.String())
	}
	if text := strings.Join(params, " "); text != `amp=true epochs=3 lr=0.1 opt.name=adam seed="7"` ||
		r.Commit != "abcdef01" || len(r.Links) != 1 || r.Links[0] != "https://example.org/a,b" {
		t.Errorf("got %s, %q, %q", text, r.Commit, r.Links)
	}

	// A run that replaces it keeps the facts that the new upload does not give.
	again, _ := receive(t, in, url.Values{"replace": {"1"}, "commit": {"1234567"}}.Encode(), file("y.csv", few))
	if got := again.Runs[0]; len(got.Params) != 5 || got.Commit != "1234567" || len(got.Links) != 1 {
		t.Errorf("got %+v", got.Remarks)
	}

	for _, query := range []url.Values{{"param": {"a b=1"}}, {"params": {"[1]"}}, {"commit": {"main"}}, {"link": {"x"}},
		{"param": {"a=1", "a=2"}}} {
		_, _, err := in.Receive(t.Context(), Request{Path: "/runs", Query: query, Body: file("x.csv", few)})
		if err == nil || tradeoff.KindOf(err) != tradeoff.Invalid {
			t.Errorf("%v: got %v", query, err)
		}
	}
	if _, runs, _ := contents(t, in); runs != 1 {
		t.Errorf("%d runs are stored, want 1", runs)
	}
}

func TestUploadWithTheKeyOfADeletedRunSaysSo(t *testing.T) {
	in := open(t, Options{})
	key := "k"
	request := func() Request { return Request{Path: "/runs", Key: &key, Body: file("x.csv", few)} }
	done, _, err := in.Receive(t.Context(), request())
	if err != nil {
		t.Fatal(err)
	}
	id := done.Runs[0].ID
	if err := in.store.DeleteRun(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	_, _, err = in.Receive(t.Context(), request())
	if err == nil || tradeoff.KindOf(err) != tradeoff.Conflict ||
		!strings.Contains(err.Error(), "in the trash. Restore that run, or") {
		t.Errorf("got %v", err)
	}
	if _, err := in.store.RestoreRun(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	if done, _, err = in.Receive(t.Context(), request()); err != nil || done.Runs[0].ID != id {
		t.Errorf("got %+v, %v", done, err)
	}
}

// TestUploadAndEditOfOneExperimentBothStay edits an experiment whose classes uploads name.
func TestUploadAndEditOfOneExperimentBothStay(t *testing.T) {
	in := open(t, Options{})
	e := tradeoff.Experiment{Name: "x"}
	if err := in.store.CreateExperiment(t.Context(), &e); err != nil {
		t.Fatal(err)
	}
	stop, stopped := make(chan struct{}), make(chan int)
	go func() {
		edits := 0
		for {
			select {
			case <-stop:
				stopped <- edits
				return
			default:
			}
			edits++
			_, err := in.store.UpdateExperiment(context.Background(), e.ID, func(e *tradeoff.Experiment) error {
				e.CostFN = float64(edits)
				return nil
			})
			if err != nil {
				t.Error(err)
			}
			time.Sleep(5 * time.Millisecond)
		}
	}()
	named := strings.NewReplacer(",1,", ",pear,", ",0,", ",apple,").Replace(few)
	receive(t, in, "experiment=1&positive=pear", file("x.csv", named))
	close(stop)
	edits := <-stopped
	got, err := in.store.Experiment(t.Context(), e.ID)
	if err != nil || got.PositiveName != "pear" || got.CostFN != float64(edits) {
		t.Errorf("after %d edits the experiment is %+v, %v", edits, got, err)
	}
}

func TestSavedDraftIsTheActOfItsPerson(t *testing.T) {
	in := open(t, Options{})
	m := drafts(t, in)
	id := draftOf(t, m, "x.csv", few)
	d, done, err := m.Find(id)
	if err != nil {
		t.Fatal(err)
	}
	defer done()
	ada := tradeoff.Actor{Who: "Ada", Address: "192.0.2.7", RequestID: "r1"}
	if err := m.Change(tradeoff.WithActor(t.Context(), ada), d, map[string][]string{"do": {"save"}}); err != nil {
		t.Fatal(err)
	}
	if now := outcome(t, m, id); now.Saved == nil {
		t.Fatalf("it was not saved: %+v", now.Checks)
	}
	list, _, err := in.store.Audit(t.Context(), store.AuditFilter{Action: tradeoff.CreateAction})
	if err != nil || len(list) != 2 || list[0].Actor != ada || list[1].Actor != ada {
		t.Errorf("the audit has %+v, %v", list, err)
	}
}
