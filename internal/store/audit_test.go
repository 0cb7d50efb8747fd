package store

import (
	"context"
	"database/sql"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"tradeoff/internal/tradeoff"
)

// audited formats the entries of the audit, oldest first: action, object, id, name and
// changed fields.
func audited(t testing.TB, s *Store, filter AuditFilter) (lines []string) {
	t.Helper()
	for e, err := range s.AuditAll(t.Context(), filter) {
		if err != nil {
			t.Fatal(err)
		}
		lines = append(lines, fmt.Sprintf("%s %s %d %s: %s → %s", e.Action, e.Object, e.ObjectID, e.Name, e.Before, e.After))
	}
	slices.Reverse(lines)
	return lines
}

// readMethods are the exported methods of a store that write nothing.
var readMethods = strings.Fields(`AnyExperiment Audit AuditAll ClassRows Close Columns ColumnsOf Decision Decisions Dir Display
	Duplicates Examples Experiment Experiments FindID GroupValues LabelGroup OperatingPoint Part PlainRuns Points Predictions
	ReplacedBy Rows RowsWithID Run RunMetrics Runs RunsLackingIntervals RunsLackingPredictions RunsOfSource RunsOnTestSet
	SampleOffered Setting Source Summary Sweep Trash UploadedBy`)

// TestEveryWriteIsAudited lists all methods of a store: each new one has to be added here
// as a read or a write.
func TestEveryWriteIsAudited(t *testing.T) {
	s := open(t, t.TempDir())
	ctx := tradeoff.WithActor(t.Context(), tradeoff.Actor{Who: "Ada", Address: "192.0.2.7", RequestID: "r1"})
	e := createExperiment(t, s, "x")
	runs := storeRuns(t, s, e.ID, "r1", "r2", "r3", "r4", "r5", "r6")
	r1, r2, r3, r4 := runs[0].ID, runs[1].ID, runs[2].ID, runs[3].ID
	other := createExperiment(t, s, "other")
	storeRuns(t, s, other.ID, "of other")
	another := createExperiment(t, s, "another")
	for _, err := range []error{
		s.DeleteRun(t.Context(), r2), s.DeleteRun(t.Context(), r3), s.DeleteRun(t.Context(), r4),
		s.DeleteExperiment(t.Context(), other.ID),
		s.DeleteExperiment(t.Context(), another.ID),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	newExperiment := tradeoff.Experiment{Name: "sample"}
	writes := map[string]struct {
		write func() error
		want  string // entries of the audit: actions and objects
	}{
		"CreateExperiment": {func() error {
			return s.CreateExperiment(ctx, &tradeoff.Experiment{Name: "new"})
		}, "create experiment"},
		"UpdateExperiment": {func() error {
			_, err := s.UpdateExperiment(ctx, e.ID, func(e *tradeoff.Experiment) error { e.Name = "y"; return nil })
			return err
		}, "update experiment"},
		"UpdateRun":  {func() error { return renameBy(ctx, s, r1, "better") }, "update run"},
		"CreateRuns": {func() error { return s.CreateRuns(ctx, []NewRun{newRun(e.ID, "a", two)}) }, "create run"},
		"CreateUpload": {func() error {
			return s.CreateUpload(ctx, Upload{
				Runs: []NewRun{newRun(0, "b", two)}, Experiment: &tradeoff.Experiment{Name: "of an upload"},
				Key: &UploadKey{"k", strings.Repeat("ab", 32)},
			})
		}, "create experiment, create run"},
		"CreateUpload, replacing": {func() error {
			return s.CreateUpload(ctx, Upload{Runs: []NewRun{newRun(e.ID, "b", two)}, Replaces: runs[4].ID})
		}, "create run, replace run"},
		"CreateSample": {func() error {
			_, err := s.CreateSample(ctx, &newExperiment, []NewRun{newRun(0, "s", two)})
			return err
		}, "create setting, create experiment, create run"},
		"MarkSampleOffered": {func() error {
			fresh := open(t, t.TempDir())
			if err := fresh.MarkSampleOffered(ctx); err != nil {
				return err
			}
			if got := audited(t, fresh, AuditFilter{}); len(got) != 1 ||
				!strings.HasPrefix(got[0], "create setting 0 sample_offered") {
				t.Errorf("MarkSampleOffered is audited as %q", got)
			}
			return nil
		}, ""},
		"SetSetting":      {func() error { _, err := s.SetSetting(ctx, "theme", "dark"); return err }, "create setting"},
		"CreateDecision":  {func() error { d := decided(r1); return s.CreateDecision(ctx, &d) }, "create decision"},
		"SetPredictions":  {func() error { return s.SetPredictions(ctx, r1, strings.Repeat("0", 32)) }, "compute run"},
		"ReplaceMetrics":  {func() error { return s.ReplaceMetrics(ctx, r1, nil) }, "compute run"},
		"RestoreRun":      {func() error { _, err := s.RestoreRun(ctx, r2); return err }, "restore run"},
		"PurgeRun":        {func() error { return s.PurgeRun(ctx, r3) }, "purge run"},
		"PurgeExperiment": {func() error { return s.PurgeExperiment(ctx, another.ID) }, "purge experiment"},
		"DeleteRun":       {func() error { return s.DeleteRun(ctx, runs[5].ID) }, "delete run"},
		"DeleteExperiment": {func() error {
			return s.DeleteExperiment(ctx, newExperiment.ID)
		}, "delete run, delete experiment"},
		"RestoreExperiment": {func() error { _, _, err := s.RestoreExperiment(ctx, other.ID); return err },
			"restore run, restore experiment"},
		"Purge": {func() error {
			_, err := s.Purge(ctx, s.clock().Add(time.Hour))
			return err
		}, "purge run, purge experiment, purge run, purge run, purge run"},
		"PurgeDaily": {func() error { return nil }, ""}, // by Purge
	}
	order := []string{"CreateSample"}
	for _, name := range slices.Sorted(maps.Keys(writes)) {
		if name != "CreateSample" && name != "Purge" {
			order = append(order, name)
		}
	}
	last := int64(0)
	for _, name := range append(order, "Purge") {
		before := len(audited(t, s, AuditFilter{}))
		if err := writes[name].write(); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		var got []string
		for e, err := range s.AuditAll(t.Context(), AuditFilter{}) {
			if before--; err != nil {
				t.Fatal(err)
			}
			if e.ID <= last {
				break
			}
			got = append(got, fmt.Sprintf("%s %s", e.Action, e.Object))
			if want := tradeoff.ActorFrom(ctx); last > 0 && e.Actor != want {
				t.Errorf("%s is audited as the act of %+v", name, e.Actor)
			}
		}
		slices.Reverse(got)
		if text := strings.Join(got, ", "); last > 0 && text != writes[name].want {
			t.Errorf("%s is audited as %q, want %q", name, text, writes[name].want)
		}
		list, _, err := s.Audit(t.Context(), AuditFilter{Limit: 1})
		if err != nil {
			t.Fatal(err)
		}
		last = list[0].ID
	}
	methods := reflect.TypeFor[*Store]()
	for i := range methods.NumMethod() {
		name := methods.Method(i).Name
		_, write := writes[name]
		if read := slices.Contains(readMethods, name); read == write {
			t.Errorf("the method %s is not known to read or to write", name)
		}
	}
	wantIntact(t, s)
}

func TestWriteRejectsChangeWithoutAudit(t *testing.T) {
	s := open(t, t.TempDir())
	n := store1(t, s, cases()["ties"])
	err := s.write(t.Context(), func(tx *sql.Tx, _ *audit) error {
		_, err := tx.Exec(`UPDATE runs SET name = 'other'`)
		return err
	})
	wantKind(t, err, tradeoff.Internal)
	if got, err := s.Run(t.Context(), n.Run.ID); err != nil || got.Name != n.Run.Name {
		t.Errorf("got %+v, %v", got, err)
	}
}

func TestAuditHasChangedFields(t *testing.T) {
	s := open(t, t.TempDir())
	e := createExperiment(t, s, "x")
	n := storeRuns(t, s, e.ID, "r")[0]
	for range 2 { // the second time nothing changes
		_, err := s.UpdateRun(t.Context(), n.ID, func(r *tradeoff.Run) error {
			r.Name, r.Tags = "better", []string{"a"}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	share := 0.25
	_, err := s.UpdateExperiment(t.Context(), e.ID, func(e *tradeoff.Experiment) error {
		e.Prevalence, e.Description = &share, strings.Repeat("é", 3000)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.SetSetting(t.Context(), "theme", "light"); err != nil {
		t.Fatal(err)
	}
	if _, err := s.SetSetting(t.Context(), "theme", "dark"); err != nil {
		t.Fatal(err)
	}
	long := strings.Repeat("é", 248) + "…"
	want := []string{
		`create experiment 1 x: {} → {"cost_fn":1,"cost_fp":1,"description":"","name":"x","negative_name":"negative",` +
			`"positive_name":"positive","prevalence":null,"unit_plural":"cases","unit_singular":"case"}`,
		`create run 1 r: {} → {"experiment_id":1,"n":2,"name":"r","source_name":"r.csv","source_sha256":"` +
			strings.Repeat("0a", 32) + `","task":"binary"}`,
		`update run 1 better: {"name":"r","tags":[]} → {"name":"better","tags":["a"]}`,
		`update experiment 1 x: {"description":"","prevalence":null} → {"description":"` + long + `","prevalence":0.25}`,
		`create setting 0 theme: {} → {"value":"light"}`,
		`update setting 0 theme: {"value":"light"} → {"value":"dark"}`,
	}
	if got := audited(t, s, AuditFilter{}); !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestAuditShortensLongTexts(t *testing.T) {
	values := fields{}
	for i := range 100 {
		values[fmt.Sprintf("f%02d", i)] = strings.Repeat("x", 10_000)
	}
	old, now, err := changes(nil, values)
	if err != nil || old != "{}" || len(now) > maxAuditFields+500 || !strings.Contains(now, `"left_out":8`) {
		t.Errorf("got %s, %d bytes, %v", old, len(now), err)
	}
	s := open(t, t.TempDir())
	ctx := tradeoff.WithActor(t.Context(), tradeoff.Actor{Who: " A\nda\xff" + strings.Repeat("x", 1000)})
	if err := s.CreateExperiment(ctx, &tradeoff.Experiment{Name: "x"}); err != nil {
		t.Fatal(err)
	}
	list, _, err := s.Audit(t.Context(), AuditFilter{})
	if err != nil || len(list[0].Who) != maxName || !strings.HasPrefix(list[0].Who, "A da�x") ||
		!strings.HasSuffix(list[0].Who, "x…") {
		t.Errorf("got %+v, %v", list, err)
	}
}

func TestAuditIsAppendOnly(t *testing.T) {
	s := open(t, t.TempDir())
	createExperiment(t, s, "x")
	for _, statement := range []string{`UPDATE audit SET who = 'other'`, `DELETE FROM audit`} {
		if _, err := s.writer.Exec(statement); err == nil {
			t.Errorf("%s is not refused", statement)
		}
	}
	createExperiment(t, s, "y")
	if _, err := s.writer.Exec(`DROP TRIGGER audit_never_changes; UPDATE audit SET who = 'Eve' WHERE id = 1`); err != nil {
		t.Fatal(err)
	}
	list, _, err := s.Audit(t.Context(), AuditFilter{})
	if err != nil || len(list) != 2 || list[0].Damaged || !list[1].Damaged || list[1].Who != "" {
		t.Errorf("got %+v, %v", list, err)
	}
}

func TestAuditFiltersAndPages(t *testing.T) {
	s := open(t, t.TempDir())
	start := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
	now := start
	s.now = func() time.Time { return now }
	for i := range 12 {
		who := []string{"Ada", "Grace", ""}[i%3]
		e := tradeoff.Experiment{Name: fmt.Sprint(i)}
		if err := s.CreateExperiment(as(t, who), &e); err != nil {
			t.Fatal(err)
		}
		if i < 2 {
			if err := s.DeleteExperiment(as(t, who), e.ID); err != nil {
				t.Fatal(err)
			}
		}
		now = now.Add(time.Hour)
	}
	for _, c := range []struct {
		filter AuditFilter
		want   string
	}{
		{AuditFilter{}, "11 10 9 8 7 6 5 4 3 2 1 1 0 0"},
		{AuditFilter{Who: "Ada"}, "9 6 3 0 0"},
		{AuditFilter{Action: tradeoff.DeleteAction}, "1 0"},
		{AuditFilter{Object: tradeoff.RunObject}, ""},
		{AuditFilter{Object: tradeoff.ExperimentObject, ObjectID: 2}, "1 1"},
		{AuditFilter{From: start.Add(9 * time.Hour)}, "11 10 9"},
		{AuditFilter{To: start.Add(2 * time.Hour)}, "1 1 0 0"},
		{AuditFilter{From: start.Add(2 * time.Hour), To: start.Add(4 * time.Hour), Who: "Ada"}, "3"},
	} {
		got := allPages(t, func(cursor string) (names []string, next string, err error) {
			f := c.filter
			f.Limit, f.Cursor = 3, cursor
			list, next, err := s.Audit(t.Context(), f)
			for _, e := range list {
				names = append(names, e.Name)
			}
			return names, next, err
		})
		if text := strings.Join(got, " "); text != c.want {
			t.Errorf("%+v: got %s, want %s", c.filter, text, c.want)
		}
	}
	for _, f := range []AuditFilter{{Object: "planet"}, {Action: "sing"}, {Cursor: "x"}, {From: now, To: start}} {
		_, _, err := s.Audit(t.Context(), f)
		wantKind(t, err, tradeoff.Invalid)
	}
}

// renameBy gives a run another name.
func renameBy(ctx context.Context, s *Store, id int64, name string) error {
	_, err := s.UpdateRun(ctx, id, func(r *tradeoff.Run) error { r.Name = name; return nil })
	return err
}
