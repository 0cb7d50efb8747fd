package store

import (
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"testing/fstest"

	"tradeoff/internal/calc"
	"tradeoff/internal/tradeoff"
	"tradeoff/migrations"
)

// withSteps adds steps to those of the program.
func withSteps(t *testing.T, more fstest.MapFS) fs.FS {
	t.Helper()
	steps := fstest.MapFS{}
	names, err := fs.Glob(migrations.FS, "*.sql")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		b, err := fs.ReadFile(migrations.FS, name)
		if err != nil {
			t.Fatal(err)
		}
		steps[name] = &fstest.MapFile{Data: b}
	}
	maps.Copy(steps, more)
	return steps
}

func useSteps(steps fs.FS) Option { return func(o *options) { o.migrations = steps } }

func schema(t *testing.T, s *Store) (sql []string) {
	t.Helper()
	rows, err := s.writer.Query(`SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'goose%' ORDER BY name`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var line string
		if err := rows.Scan(&line); err != nil {
			t.Fatal(err)
		}
		sql = append(sql, line)
	}
	return sql
}

func TestMigrationsGoDownAndUp(t *testing.T) {
	s := open(t, t.TempDir())
	want := schema(t, s)
	provider, err := s.provider(migrations.FS)
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if _, err := provider.DownTo(t.Context(), 0); err != nil {
			t.Fatal(err)
		}
		if left := schema(t, s); len(left) > 1 { // sqlite_sequence cannot be dropped
			t.Errorf("going down leaves %q", left)
		}
		if _, err := provider.Up(t.Context()); err != nil {
			t.Fatal(err)
		}
		if got := schema(t, s); !reflect.DeepEqual(got, want) {
			t.Errorf("going down and up gives another schema:\n%s", strings.Join(got, "\n"))
		}
	}
	var id int
	if err := s.writer.QueryRow(`PRAGMA application_id`).Scan(&id); err != nil || id != applicationID {
		t.Errorf("the database is marked as %d, %v", id, err)
	}
	store1(t, s, cases()["ties"])
}

func TestMetricsOfOlderSchemaAreRecomputed(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	var stored []NewRun
	for _, name := range []string{"ties", "weighted"} {
		stored = append(stored, store1(t, s, cases()[name])) // with metrics made up by the test
	}
	provider, err := s.provider(migrations.FS)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := provider.DownTo(t.Context(), 1); err != nil {
		t.Fatal(err)
	}
	s.Close()
	s = open(t, dir)
	for _, n := range stored {
		got, err := s.RunMetrics(t.Context(), n.Run.ID)
		if err != nil || len(got) != len(calc.RunMetrics()) {
			t.Fatalf("got %d metrics, %v, want %d", len(got), err, len(calc.RunMetrics()))
		}
		for _, m := range got {
			if want := n.Sweep.Evaluate(m.ID); !reflect.DeepEqual(m.Value, want.Value) || !reflect.DeepEqual(m.Low, want.Low) {
				t.Errorf("%s is %+v, want %+v", m.ID, m.Estimate, want)
			}
		}
	}
}

func TestReplacedMetricsAreKept(t *testing.T) {
	s := open(t, t.TempDir())
	n := store1(t, s, cases()["ties"])
	lacking := []RunMetric{{ID: "brier",
		Estimate: calc.Estimate{Value: calc.Defined(0.25), Low: calc.Undefined(calc.NeedsBootstrap),
			High: calc.Undefined(calc.NeedsBootstrap), IntervalReason: calc.NeedsBootstrap}}}
	if err := s.ReplaceMetrics(t.Context(), n.Run.ID, lacking); err != nil {
		t.Fatal(err)
	}
	if ids, err := s.RunsLackingIntervals(t.Context()); err != nil || !reflect.DeepEqual(ids, []int64{n.Run.ID}) {
		t.Errorf("got %v, %v, want run %d", ids, err, n.Run.ID)
	}
	full := []RunMetric{{ID: "brier", Estimate: calc.Estimate{Value: calc.Defined(0.25), Low: calc.Defined(0.2),
		High: calc.Defined(0.3), Method: "bootstrap"}}}
	if err := s.ReplaceMetrics(t.Context(), n.Run.ID, full); err != nil {
		t.Fatal(err)
	}
	if got, err := s.RunMetrics(t.Context(), n.Run.ID); err != nil || !reflect.DeepEqual(got, full) {
		t.Errorf("got %+v, %v, want %+v", got, err, full)
	}
	if ids, err := s.RunsLackingIntervals(t.Context()); err != nil || len(ids) != 0 {
		t.Errorf("got %v, %v, want none", ids, err)
	}
	wantKind(t, s.ReplaceMetrics(t.Context(), n.Run.ID+1, full), tradeoff.NotFound)
}

func TestOpenRejectsNewerDatabaseWithoutChangingIt(t *testing.T) {
	dir := t.TempDir()
	newer := withSteps(t, fstest.MapFS{"00099_later.sql": {Data: []byte("-- +goose Up\nCREATE TABLE later (x INTEGER) STRICT;\n-- +goose Down\nDROP TABLE later;\n")}})
	s := open(t, dir, useSteps(newer))
	e := createExperiment(t, s, "from the future")
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	before, err := os.ReadFile(s.path())
	if err != nil {
		t.Fatal(err)
	}
	_, err = Open(t.Context(), dir)
	wantKind(t, err, tradeoff.Conflict, s.path(), "newer version", "99")
	if after, _ := os.ReadFile(s.path()); string(after) != string(before) {
		t.Error("the file was changed")
	}
	if got, err := open(t, dir, useSteps(newer)).Experiment(t.Context(), e.ID); err != nil || got != e {
		t.Errorf("got %+v, %v", got, err)
	}
}

func TestOpenBacksUpOlderDatabaseAndKeepsItsNumbers(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	n := store1(t, s, cases()["weighted"])
	s.Close()
	step := fstest.MapFS{"00099_later.sql": {Data: []byte("-- +goose Up\nALTER TABLE runs ADD COLUMN later TEXT NOT NULL DEFAULT '';\n-- +goose Down\nALTER TABLE runs DROP COLUMN later;\n")}}
	s = open(t, dir, useSteps(withSteps(t, step)))
	if got, err := s.Sweep(t.Context(), n.Run.ID); err != nil || !sameSweep(got, n.Sweep) {
		t.Errorf("the sweep changed, %v", err)
	}
	if got, err := s.RunMetrics(t.Context(), n.Run.ID); err != nil || !reflect.DeepEqual(got, n.Metrics) {
		t.Errorf("the metrics changed, %v", err)
	}

	backups, _ := filepath.Glob(filepath.Join(dir, "tradeoff-before-upgrade-from-*.db"))
	if len(backups) != 1 {
		t.Fatalf("got backups %v", backups)
	}
	restored := filepath.Join(t.TempDir(), "restored")
	if err := os.MkdirAll(restored, 0o750); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(backups[0], filepath.Join(restored, fileName)); err != nil {
		t.Fatal(err)
	}
	s = open(t, restored)
	wantIntact(t, s)
	if got, err := s.Sweep(t.Context(), n.Run.ID); err != nil || !sameSweep(got, n.Sweep) {
		t.Errorf("the backup holds another sweep, %v", err)
	}
}

func TestFailedMigrationChangesNothing(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	n := store1(t, s, cases()["ties"])
	s.Close()
	broken := fstest.MapFS{"00099_broken.sql": {Data: []byte("-- +goose Up\nCREATE TABLE half (x INTEGER) STRICT;\nCREATE TABLE runs (x INTEGER);\n-- +goose Down\nDROP TABLE half;\n")}}
	for range 2 { // the second time finds the backup of the first
		if _, err := Open(t.Context(), dir, useSteps(withSteps(t, broken))); err == nil {
			t.Fatal("no error")
		}
	}
	s = open(t, dir)
	wantIntact(t, s)
	if _, err := s.Run(t.Context(), n.Run.ID); err != nil {
		t.Error(err)
	}
	if left, _ := filepath.Glob(filepath.Join(dir, "*.partial")); len(left) > 0 {
		t.Errorf("%v are left", left)
	}
}

// wantIntact lets SQLite check the whole database.
func wantIntact(t testing.TB, s *Store) {
	t.Helper()
	var result string
	if err := s.writer.QueryRow(`PRAGMA integrity_check`).Scan(&result); err != nil || result != "ok" {
		t.Errorf("integrity check: %s, %v", result, err)
	}
	rows, err := s.writer.Query(`PRAGMA foreign_key_check`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	if rows.Next() {
		t.Error("a row refers to one that is not there")
	}
}
