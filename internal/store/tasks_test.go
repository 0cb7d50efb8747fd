package store

import (
	"bytes"
	"reflect"
	"strings"
	"testing"

	"tradeoff/internal/calc"
	"tradeoff/internal/column"
	"tradeoff/internal/tradeoff"
	"tradeoff/migrations"
)

// newClassRun returns a run of three classes and n rows, each with an image.
func newClassRun(experiment int64, n int) NewRun {
	r := seeded(7)
	classes := make([]uint16, n)
	scores := [3][]float64{make([]float64, n), make([]float64, n), make([]float64, n)}
	for i := range n {
		classes[i] = uint16(r.IntN(3))
		for c := range scores {
			scores[c][i] = r.NormFloat64()
		}
	}
	columns := []column.Column{
		{Name: "species", Role: tradeoff.LabelRole, Classes: classes},
		{Name: "tile", Role: tradeoff.ImageRole, Classes: classes},
	}
	roles := tradeoff.Roles{Label: "species", Image: "tile"}
	names := []string{"setosa", "versicolor", "virginica"}
	for c, name := range names {
		columns = append(columns, column.Column{Name: "p_" + name, Role: tradeoff.ScoreRole, Floats: scores[c]})
		roles.Score = append(roles.Score, "p_"+name)
	}
	return NewRun{
		Run: &tradeoff.Run{
			ExperimentID: experiment, Name: "classes", Task: tradeoff.MultiClassTask, ScoreKind: calc.Logit, N: n, Roles: roles,
			SourceName: "iris.csv", SourceSHA256: strings.Repeat("0b", 32), TaskFacts: tradeoff.TaskFacts{Classes: names},
		},
		Columns: columns,
		Summary: []byte("what the page shows"),
		Metrics: []RunMetric{{ID: "accuracy", Estimate: calc.Estimate{Value: calc.Defined(0.5)}}},
	}
}

func storeClassRun(t *testing.T, s *Store) NewRun {
	t.Helper()
	n := newClassRun(createExperiment(t, s, "iris").ID, 5000)
	if err := s.CreateRuns(t.Context(), []NewRun{n}); err != nil {
		t.Fatal(err)
	}
	return n
}

func TestMultiClassRunRoundTrips(t *testing.T) {
	s := open(t, t.TempDir())
	n := storeClassRun(t, s)
	s = reopen(t, s)
	run, err := s.Run(t.Context(), n.Run.ID)
	if err != nil || !reflect.DeepEqual(run, *n.Run) {
		t.Errorf("got %+v, %v, want %+v", run, err, *n.Run)
	}
	if got, err := s.Summary(t.Context(), run.ID); err != nil || !bytes.Equal(got, n.Summary) {
		t.Errorf("got %q, %v, want %q", got, err, n.Summary)
	}
	columns, err := s.Columns(t.Context(), run.ID)
	if err != nil || len(columns) != len(n.Columns) {
		t.Fatalf("got %d columns, %v, want %d", len(columns), err, len(n.Columns))
	}
	for i := range columns {
		if !sameColumn(n.Columns[i], columns[i]) {
			t.Errorf("column %q came back otherwise", columns[i].Name)
		}
	}
	if err := rename(s, run.ID, "other"); err != nil {
		t.Fatal(err)
	}
	if run, err = s.Run(t.Context(), run.ID); err != nil || run.Name != "other" ||
		!reflect.DeepEqual(run.Classes, n.Run.Classes) {
		t.Errorf("renamed: got %+v, %v", run, err)
	}
	if ids, err := s.RunsLackingIntervals(t.Context()); err != nil || len(ids) != 0 {
		t.Errorf("runs lacking intervals: got %v, %v", ids, err)
	}
}

func TestMultiClassRunHasNoSweep(t *testing.T) {
	s := open(t, t.TempDir())
	n := storeClassRun(t, s)
	reads := everyRead(t, s, n.Run.ID)
	reads["Groups"] = func() error { _, err := s.ranking(t.Context(), n.Run.ID); return err }
	for what, read := range reads {
		switch what {
		case "Run", "RunMetrics", "Columns":
			if err := read(); err != nil {
				t.Errorf("%s: %v", what, err)
			}
		default:
			if err := read(); tradeoff.KindOf(err) != tradeoff.NotFound || !strings.Contains(err.Error(), "3 classes") {
				t.Errorf("%s: got %v, want not found because of 3 classes", what, err)
			}
		}
	}
}

func TestSweepAndClassesAreExclusive(t *testing.T) {
	s := open(t, t.TempDir())
	e := createExperiment(t, s, "x")
	both, neither, few := newClassRun(e.ID, 5), newClassRun(e.ID, 5), newClassRun(e.ID, 5)
	both.Sweep = newRun(e.ID, "r", calc.Binary{Kind: calc.Score, Label: []uint8{0, 1}, Score: []float64{1, 2}}).Sweep
	neither.Run.Classes = nil
	few.Run.Roles.Score = few.Run.Roles.Score[:2]
	for name, n := range map[string]NewRun{"both": both, "neither": neither, "too few score columns": few} {
		if err := s.CreateRuns(t.Context(), []NewRun{n}); err == nil || n.Run.ID != 0 {
			t.Errorf("%s: got %v, id %d", name, err, n.Run.ID)
		}
	}
}

func TestDamagedFactsAreDetected(t *testing.T) {
	s := open(t, t.TempDir())
	n := storeClassRun(t, s)
	if _, err := s.writer.Exec(`UPDATE runs SET facts = replace(facts, 'setosa', 'virgin')`); err != nil {
		t.Fatal(err)
	}
	_, err := s.Run(t.Context(), n.Run.ID)
	wantKind(t, err, tradeoff.Internal, "damaged")
}

func TestRunsOfAllTasksSurviveMigrations(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	binary, classes := store1(t, s, cases()["weighted"]), storeClassRun(t, s)
	provider, err := s.provider(migrations.FS)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := provider.DownTo(t.Context(), 2); err != nil {
		t.Fatal(err)
	}
	wantIntact(t, s)
	if _, err := s.writer.Exec(`UPDATE runs SET task = 'multiclass'`); err == nil {
		t.Error("the older schema takes other tasks")
	}
	s.Close()

	s = open(t, dir) // goes up
	wantIntact(t, s)
	ctx, id := t.Context(), binary.Run.ID
	if got, err := s.Run(ctx, id); err != nil || !reflect.DeepEqual(got, *binary.Run) {
		t.Errorf("got %+v, %v, want %+v", got, err, *binary.Run)
	}
	columns, err := s.Columns(ctx, id)
	if err != nil || len(columns) != len(binary.Columns) {
		t.Fatalf("got %d columns, %v, want %d", len(columns), err, len(binary.Columns))
	}
	for i := range columns {
		if !sameColumn(binary.Columns[i], columns[i]) {
			t.Errorf("column %q came back otherwise", columns[i].Name)
		}
	}
	if got, err := s.Sweep(ctx, id); err != nil || !sameSweep(got, binary.Sweep) {
		t.Errorf("the sweep changed, %v", err)
	}
	if got, err := s.RunMetrics(ctx, id); err != nil || !reflect.DeepEqual(got, binary.Metrics) {
		t.Errorf("the metrics changed, %v", err)
	}
	_, err = s.Run(ctx, classes.Run.ID) // an older program could not read it
	wantKind(t, err, tradeoff.NotFound)
	if again := storeClassRun(t, s); again.Run.ID <= classes.Run.ID {
		t.Errorf("id %d was used twice", again.Run.ID)
	}
	if _, err := s.writer.Exec(`UPDATE runs SET task = 'ternary'`); err == nil {
		t.Error("the schema takes any task")
	}
	if _, err := s.writer.Exec(`UPDATE columns SET role = 'colour'`); err == nil {
		t.Error("the schema takes any role")
	}
	if err := removeRun(t, s, id); err != nil {
		t.Fatal(err)
	}
	var left int
	if err := s.writer.QueryRow(`SELECT count(*) FROM chunks WHERE run_id = ?`, id).Scan(&left); err != nil || left != 0 {
		t.Errorf("%d chunks are left, %v", left, err)
	}
}

func TestExperimentRejectsRunsOfAnotherTask(t *testing.T) {
	s := open(t, t.TempDir())
	n := storeClassRun(t, s)
	binary := newRun(n.Run.ExperimentID, "two classes",
		calc.Binary{Kind: calc.Score, Label: []uint8{0, 1}, Score: []float64{1, 2}})
	wantKind(t, s.CreateRuns(t.Context(), []NewRun{binary}), tradeoff.Conflict, "binary", "multi-class")
	if err := s.CreateRuns(t.Context(), []NewRun{newClassRun(n.Run.ExperimentID, 10)}); err != nil {
		t.Error(err)
	}
	other := createExperiment(t, s, "another")
	one, two := newRun(other.ID, "a", calc.Binary{Kind: calc.Score, Label: []uint8{0, 1}, Score: []float64{1, 2}}),
		newClassRun(other.ID, 10)
	wantKind(t, s.CreateRuns(t.Context(), []NewRun{one, two}), tradeoff.Conflict)
	if list, _, err := s.Runs(t.Context(), RunFilter{ExperimentID: other.ID}); err != nil || len(list) != 0 {
		t.Errorf("%d runs of two tasks were stored, %v", len(list), err)
	}
}

func TestBestMultiClassRunHasHighestMacroF1(t *testing.T) {
	s := open(t, t.TempDir())
	e := createExperiment(t, s, "iris")
	var list []NewRun
	for i, f1 := range []float64{0.5, 0.75, 0.25} {
		n := newClassRun(e.ID, 10)
		n.Metrics = []RunMetric{{ID: "macro_f1", Estimate: calc.Estimate{Value: calc.Defined(f1)}},
			{ID: "accuracy", Estimate: calc.Estimate{Value: calc.Defined(float64(i))}}}
		list = append(list, n)
	}
	if err := s.CreateRuns(t.Context(), list); err != nil {
		t.Fatal(err)
	}
	got, _, err := s.Experiments(t.Context(), ExperimentFilter{})
	if err != nil || got[0].Best == nil || got[0].Best.ID != list[1].Run.ID || got[0].Best.Metric != list[1].Metrics[0] {
		t.Errorf("got %+v, %v", got[0].Best, err)
	}
}
