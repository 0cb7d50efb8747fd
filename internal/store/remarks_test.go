package store

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"tradeoff/internal/calc"
	"tradeoff/internal/source"
	"tradeoff/internal/tradeoff"
	"tradeoff/migrations"
)

// two is the smallest run.
var two = calc.Binary{Kind: calc.Score, Label: []uint8{0, 1}, Score: []float64{1, 2}}

func TestRemarksRoundTripAndChange(t *testing.T) {
	s := open(t, t.TempDir())
	n := newRun(createExperiment(t, s, "x").ID, "r", two)
	n.Run.Remarks = tradeoff.Remarks{Notes: " trained on\nschool A ", Tags: []string{"baseline, Lab ", "lab", ""},
		ModelVersion: "v2", Date: "2026-05-31"}
	if err := s.CreateRuns(t.Context(), []NewRun{n}); err != nil {
		t.Fatal(err)
	}
	want := tradeoff.Remarks{Notes: "trained on\nschool A", Tags: []string{"baseline", "Lab"}, ModelVersion: "v2",
		Date: "2026-05-31"}
	if got, err := s.Run(t.Context(), n.Run.ID); err != nil || !reflect.DeepEqual(got.Remarks, want) ||
		!reflect.DeepEqual(got, *n.Run) {
		t.Errorf("got %+v, %v, want %+v", got.Remarks, err, want)
	}
	for _, now := range []tradeoff.Remarks{{Notes: "other", Tags: []string{"a"}}, {}} {
		got, err := s.UpdateRun(t.Context(), n.Run.ID, func(r *tradeoff.Run) error {
			r.Remarks, r.N, r.ID = now, 99, 99 // only the remarks are stored
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if read, err := s.Run(t.Context(), n.Run.ID); err != nil || !reflect.DeepEqual(read, got) ||
			!reflect.DeepEqual(got.Remarks, now) || got.N != 2 {
			t.Errorf("got %+v, %v, want %+v", read, err, got)
		}
	}
}

func TestInvalidRemarksAreRejected(t *testing.T) {
	s := open(t, t.TempDir())
	n := store1(t, s, cases()["ties"])
	for what, r := range map[string]tradeoff.Remarks{
		"no date":       {Date: "31.5.2026"},
		"no such day":   {Date: "2026-02-30"},
		"long notes":    {Notes: strings.Repeat("x", maxDescription+1)},
		"long tag":      {Tags: []string{strings.Repeat("x", maxTag+1)}},
		"many tags":     {Tags: strings.Split("a,b,c,d,e,f,g,h,i,j,k,l,m,n,o,p,q,r,s,t,u", ",")},
		"a long number": {ModelVersion: strings.Repeat("x", maxName+1)},
	} {
		_, err := s.UpdateRun(t.Context(), n.Run.ID, func(run *tradeoff.Run) error {
			run.Remarks = r
			return nil
		})
		if tradeoff.KindOf(err) != tradeoff.Invalid {
			t.Errorf("%s: got %v", what, err)
		}
	}
	sentinel := errors.New("no")
	if _, err := s.UpdateRun(t.Context(), n.Run.ID, func(*tradeoff.Run) error { return sentinel }); !errors.Is(err,
		sentinel) {
		t.Errorf("got %v, want the error of the change", err)
	}
	if got, err := s.Run(t.Context(), n.Run.ID); err != nil || !reflect.DeepEqual(got, *n.Run) {
		t.Errorf("got %+v, %v, want %+v", got, err, *n.Run)
	}
}

func TestDamagedRemarksAreDetected(t *testing.T) {
	for _, damage := range []string{`notes = 'other'`, `tags = '["a"]'`, `model_version = 'v9'`, `date = '2026-01-01'`} {
		s := open(t, t.TempDir())
		n := store1(t, s, cases()["ties"])
		if _, err := s.writer.Exec(`UPDATE runs SET ` + damage); err != nil {
			t.Fatal(err)
		}
		_, err := s.Run(t.Context(), n.Run.ID)
		wantKind(t, err, tradeoff.Internal, "damaged")
	}
}

// allPages returns the entries of a list page by page.
func allPages(t *testing.T, read func(cursor string) (names []string, next string, err error)) []string {
	t.Helper()
	var all []string
	for cursor := ""; ; {
		names, next, err := read(cursor)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, names...)
		if cursor = next; cursor == "" {
			return all
		}
	}
}

func TestListsAreSortedAcrossPages(t *testing.T) {
	s := open(t, t.TempDir())
	hour := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	s.now = func() time.Time { hour = hour.Add(time.Hour); return hour }
	auc := func(v calc.Value) []RunMetric {
		return []RunMetric{{ID: "roc_auc", Estimate: calc.Estimate{Value: v, Low: calc.Undefined(calc.NoPositives),
			High: calc.Undefined(calc.NoPositives), IntervalReason: calc.NoPositives}}}
	}
	var e [4]tradeoff.Experiment
	for i, name := range []string{"beta", "Alpha", "gamma", "alpha"} {
		e[i] = createExperiment(t, s, name)
	}
	for i, r := range []struct {
		experiment int
		name, date string
		auc        calc.Value
	}{
		{0, "r0", "2026-03-01", calc.Defined(0.7)}, {0, "R1", "", calc.Defined(0.9)},
		{0, "r2", "2026-01-01", calc.Undefined(calc.NoPositives)},
		{0, "r3", "2026-02-01", calc.Defined(0.7)}, {1, "r4", "", calc.Defined(0.8)},
	} {
		n := newRun(e[r.experiment].ID, r.name, two)
		n.Metrics, n.Run.Date = auc(r.auc), r.date
		if i%2 == 0 {
			n.Run.Tags = []string{"Even", "all"}
		}
		if err := s.CreateRuns(t.Context(), []NewRun{n}); err != nil {
			t.Fatal(err)
		}
	}
	for sort, want := range map[string]string{
		"": "alpha gamma Alpha beta", "-created_at": "alpha gamma Alpha beta", "created_at": "beta Alpha gamma alpha",
		"name": "alpha Alpha beta gamma", "-name": "gamma beta alpha Alpha",
		"runs": "alpha gamma Alpha beta", "-runs": "beta Alpha alpha gamma",
		"roc_auc": "Alpha beta alpha gamma", "-roc_auc": "beta Alpha alpha gamma",
	} {
		for limit := 1; limit <= 5; limit++ {
			got := allPages(t, func(cursor string) (names []string, next string, err error) {
				list, next, err := s.Experiments(t.Context(), ExperimentFilter{Sort: sort, Limit: limit, Cursor: cursor})
				for _, e := range list {
					names = append(names, e.Name)
				}
				return names, next, err
			})
			if strings.Join(got, " ") != want {
				t.Errorf("experiments by %q, %d a page: got %v, want %s", sort, limit, got, want)
			}
		}
	}
	for query, want := range map[string]string{
		"": "r3 r2 R1 r0", "created_at": "r0 R1 r2 r3", "name": "r0 R1 r2 r3", "-name": "r3 r2 R1 r0",
		"date": "r2 r3 r0 R1", "-date": "r0 r3 r2 R1", "roc_auc": "r3 r0 R1 r2", "-roc_auc": "R1 r3 r0 r2",
		"n":         "r3 r2 R1 r0",
		"name|even": "r0 r2", "name|nothing": "", "name||r": "r0 R1 r2 r3", "name||1": "R1",
	} {
		parts := append(strings.Split(query, "|"), "", "")
		for limit := 1; limit <= 5; limit++ {
			got := allPages(t, func(cursor string) (names []string, next string, err error) {
				list, next, err := s.Runs(t.Context(),
					RunFilter{ExperimentID: e[0].ID, Sort: parts[0], Tag: parts[1], Search: parts[2], Limit: limit, Cursor: cursor})
				for _, r := range list {
					names = append(names, r.Name)
					if len(r.Metrics) != 1 {
						t.Errorf("%s has %d metrics", r.Name, len(r.Metrics))
					}
				}
				return names, next, err
			})
			if strings.Join(got, " ") != want {
				t.Errorf("runs by %q, %d a page: got %v, want %s", query, limit, got, want)
			}
		}
	}
	_, next, err := s.Runs(t.Context(), RunFilter{Sort: "name", Limit: 1})
	if err != nil || next == "" {
		t.Fatal(next, err)
	}
	for what, filter := range map[string]RunFilter{
		"no such order": {Sort: "r.id; --"}, "a cursor of another order": {Sort: "n", Cursor: next},
		"no cursor":     {Cursor: "x"},
		"a list as key": {Cursor: "eyJzIjoiLWNyZWF0ZWRfYXQiLCJrIjpbXSwiaSI6MX0"},
	} {
		_, _, err := s.Runs(t.Context(), filter)
		if tradeoff.KindOf(err) != tradeoff.Invalid {
			t.Errorf("%s: got %v", what, err)
		}
	}
	for _, sort := range append(slices.Clone(source.RunSorts), source.ExperimentSorts...) {
		if _, _, err := s.Runs(t.Context(), RunFilter{Sort: sort}); slices.Contains(source.RunSorts, sort) && err != nil {
			t.Errorf("%s: %v", sort, err)
		}
	}
}

func TestReplacedRunKeepsPositionAndRedirects(t *testing.T) {
	s := open(t, t.TempDir())
	e := createExperiment(t, s, "x")
	first, second := newRun(e.ID, "first", two), newRun(e.ID, "second", two)
	for i, n := range []NewRun{first, second} {
		at := time.Now().Add(time.Duration(i) * time.Second) // runs of one instant are listed by their ids
		s.now = func() time.Time { return at }
		if err := s.CreateRuns(t.Context(), []NewRun{n}); err != nil {
			t.Fatal(err)
		}
	}
	s.now = func() time.Time { return time.Now().Add(time.Hour) }
	old := first.Run.ID
	for i := range 2 { // the second time the successor is replaced
		n := newRun(e.ID, fmt.Sprint("better ", i), two)
		if err := s.CreateUpload(t.Context(), Upload{Runs: []NewRun{n}, Replaces: old}); err != nil {
			t.Fatal(err)
		}
		if !n.Run.CreatedAt.Equal(first.Run.CreatedAt) || n.Run.ID <= second.Run.ID {
			t.Errorf("the new run is %d, of %v, want a new id and %v", n.Run.ID, n.Run.CreatedAt, first.Run.CreatedAt)
		}
		for what, read := range everyRead(t, s, old) {
			if err := read(); tradeoff.KindOf(err) != tradeoff.NotFound {
				t.Errorf("%s of the replaced run: %v", what, err)
			}
		}
		for _, id := range []int64{first.Run.ID, old} {
			if by, err := s.ReplacedBy(t.Context(), id); err != nil || by != n.Run.ID {
				t.Errorf("run %d is replaced by %d, %v, want %d", id, by, err, n.Run.ID)
			}
		}
		old = n.Run.ID
	}
	for _, id := range []int64{old, second.Run.ID, 99} {
		if by, err := s.ReplacedBy(t.Context(), id); err != nil || by != 0 {
			t.Errorf("run %d is replaced by %d, %v", id, by, err)
		}
	}
	list, _, err := s.Runs(t.Context(), RunFilter{})
	if err != nil || len(list) != 2 || list[0].Name != "second" || list[1].Name != "better 1" {
		t.Errorf("got %d runs, %v", len(list), err)
	}
	n := newRun(e.ID, "n", two)
	wantKind(t, s.CreateUpload(t.Context(), Upload{Runs: []NewRun{n}, Replaces: first.Run.ID}), tradeoff.NotFound)
	wantKind(t, s.CreateUpload(t.Context(), Upload{Runs: []NewRun{n, second}, Replaces: old}), tradeoff.Invalid, "2 runs")
	if list, _, err := s.Runs(t.Context(), RunFilter{}); err != nil || len(list) != 2 {
		t.Errorf("refused uploads leave %d runs, %v", len(list), err)
	}
}

func TestUploadKeyExpires(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	e := createExperiment(t, s, "x")
	now := time.Now()
	s.now = func() time.Time { return now }
	request := strings.Repeat("ab", 32)
	store := func(key string) error {
		list := []NewRun{newRun(e.ID, "a", two), newRun(e.ID, "b", two)}
		return s.CreateUpload(t.Context(), Upload{Runs: list, Key: &UploadKey{key, request}})
	}
	if err := store("k"); err != nil {
		t.Fatal(err)
	}
	wantKind(t, store("k"), tradeoff.Conflict, "key")
	known := func(key string) bool {
		t.Helper()
		k, runs, err := s.UploadedBy(t.Context(), key)
		if err != nil {
			t.Fatal(err)
		}
		if k != nil && (k.Request != request || len(runs) != 2) {
			t.Errorf("%s: got %+v with the runs %v", key, k, runs)
		}
		return k != nil
	}
	s.Close()
	s = open(t, dir)
	s.now = func() time.Time { return now }
	if !known("k") || known("other") {
		t.Error("the key is not known after a restart, or one that was never used is")
	}
	if list, _, err := s.Runs(t.Context(), RunFilter{}); err != nil || len(list) != 2 {
		t.Errorf("%d runs, %v, want 2", len(list), err)
	}
	for after, want := range map[time.Duration]bool{24 * time.Hour: true, keysKept + time.Second: false} {
		s.now = func() time.Time { return now.Add(after) }
		if err := store(after.String()); err != nil {
			t.Fatal(err)
		}
		if known("k") != want && after > 24*time.Hour || !known(after.String()) {
			t.Errorf("after %v the key is known: %v, want %v", after, known("k"), want)
		}
	}
	if _, err := s.writer.Exec(`UPDATE upload_keys SET runs = '[7]'`); err != nil {
		t.Fatal(err)
	}
	_, _, err := s.UploadedBy(t.Context(), (keysKept + time.Second).String())
	wantKind(t, err, tradeoff.Internal, "damaged")
}

func TestRunsWithoutRemarksPassTheChecksum(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	n := store1(t, s, cases()["weighted"])
	provider, err := s.provider(migrations.FS)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := provider.DownTo(t.Context(), 3); err != nil {
		t.Fatal(err)
	}
	s.Close()
	if got, err := open(t, dir).Run(t.Context(), n.Run.ID); err != nil || !reflect.DeepEqual(got, *n.Run) {
		t.Errorf("got %+v, %v, want %+v", got, err, *n.Run)
	}
}

func TestSortNamesMatchTheFilters(t *testing.T) {
	if got := sortNames(runSortings); !slices.Equal(got, source.RunSorts) {
		t.Errorf("runs: %v, want %v", got, source.RunSorts)
	}
	if got := sortNames(experimentSortings); !slices.Equal(got, source.ExperimentSorts) {
		t.Errorf("experiments: %v, want %v", got, source.ExperimentSorts)
	}
}
