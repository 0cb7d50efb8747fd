package store

import (
	"compress/gzip"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"testing"

	"tradeoff/internal/calc"
	"tradeoff/internal/tradeoff"
)

// fixtureRows are the rows of the two large runs of testdata/schema-7.db.gz, which the
// program wrote when its schema was 7: two runs of one upload with a key, one of them
// weighted, two of a label group, one that replaced another, and two decisions.
func fixtureRows() calc.Binary {
	r := seeded(9)
	return rows(r, 300, calc.Probability, func() float64 { return float64(r.IntN(101)) / 100 })
}

// oldFolder returns a data folder with a database of an older program.
func oldFolder(t *testing.T, name string) string {
	t.Helper()
	in, err := os.Open(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	unpacked, err := gzip.NewReader(in)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	out, err := os.Create(filepath.Join(dir, fileName))
	if err != nil {
		t.Fatal(err)
	}
	defer out.Close()
	if _, err := io.Copy(out, unpacked); err != nil {
		t.Fatal(err)
	}
	return dir
}

func TestDatabaseWithoutTrashIsMigratedCompletely(t *testing.T) {
	dir := oldFolder(t, "schema-7.db.gz")
	s := open(t, dir)
	wantIntact(t, s)
	if backups, _ := filepath.Glob(filepath.Join(dir, "tradeoff-before-upgrade-from-7.db")); len(backups) != 1 {
		t.Error("there is no backup")
	}
	e, err := s.Experiment(t.Context(), 1)
	if err != nil || e.Name != "Diabetes" || e.CostFN != 5 || *e.Prevalence != 0.25 || e.Version != 1 {
		t.Errorf("got %+v, %v", e, err)
	}
	if names := runNames(t, s, RunFilter{}); names != "insult new threat ties weighted" {
		t.Errorf("the runs are %s", names)
	}
	b := fixtureRows()
	for id, want := range []calc.Binary{1: b, 2: withWeights(b, func() float64 { return 0.5 })} {
		if id == 0 {
			continue
		}
		n := newRun(1, "", want)
		if sweep, err := s.Sweep(t.Context(), int64(id)); err != nil || !sameSweep(sweep, n.Sweep) {
			t.Errorf("run %d has another sweep, %v", id, err)
		}
		if got, err := s.RunMetrics(t.Context(), int64(id)); err != nil || !reflect.DeepEqual(got, n.Metrics) {
			t.Errorf("run %d has other metrics, %v", id, err)
		}
		columns, err := s.Columns(t.Context(), int64(id))
		if err != nil || len(columns) != len(n.Columns) {
			t.Errorf("run %d has %d columns, %v", id, len(columns), err)
		}
		for i := range columns {
			if !sameColumn(columns[i], n.Columns[i]) {
				t.Errorf("run %d has another column %q", id, columns[i].Name)
			}
		}
	}
	wantRemarks := tradeoff.Remarks{Notes: "first", Tags: []string{"baseline", "lab"}, ModelVersion: "v2",
		Date: "2026-01-31"}
	if r, err := s.Run(t.Context(), 1); err != nil || r.Version != 1 || !reflect.DeepEqual(r.Remarks, wantRemarks) {
		t.Errorf("got %+v, %v", r, err)
	}
	if by, err := s.ReplacedBy(t.Context(), 5); err != nil || by != 6 {
		t.Errorf("run 5 is replaced by %d, %v", by, err)
	}
	if g, list, err := s.LabelGroup(t.Context(), 1); err != nil || g.Name != "toxic" || len(list) != 2 {
		t.Errorf("got %+v with %d runs, %v", g, len(list), err)
	}
	if k, ids, err := s.UploadedBy(t.Context(), "k"); err != nil || k == nil || len(ids) != 2 {
		t.Errorf("the key made %v, %v", ids, err)
	}
	if list, _, err := s.Decisions(t.Context(), DecisionFilter{ExperimentID: 1}); err != nil || len(list) != 2 ||
		list[0].Corrects != list[1].ID {
		t.Errorf("%d decisions, %v", len(list), err)
	}
	if offered, err := s.SampleOffered(t.Context()); err != nil || !offered {
		t.Errorf("the sample was offered: %v, %v", offered, err)
	}
	if list := audited(t, s, AuditFilter{}); len(list) != 0 {
		t.Errorf("the audit has %v", list)
	}

	// New features work on it.
	if err := removeExperiment(t, s, 1); err != nil {
		t.Fatal(err)
	}
	if list, _, err := s.Decisions(t.Context(), DecisionFilter{ExperimentID: 1}); err != nil || len(list) != 2 {
		t.Errorf("%d decisions outlive the experiment, %v", len(list), err)
	}
	wantIntact(t, s)
}
