package store

import (
	"reflect"
	"testing"

	"tradeoff/internal/tradeoff"
	"tradeoff/migrations"
)

// labelled returns new runs of one upload that share a label group.
func labelled(experiment int64, group string, labels ...string) (list []NewRun) {
	g := &tradeoff.LabelGroup{Name: group}
	for _, label := range labels {
		n := newRun(experiment, label, two)
		n.Run.LabelGroup = g
		list = append(list, n)
	}
	return list
}

func TestEachUploadOfAFileMakesNewLabelGroups(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	e := createExperiment(t, s, "x").ID
	first, second, alone := labelled(e, "toxic", "a", "b"), labelled(e, " toxic\n", "a", "b"), newRun(e, "alone", two)
	for _, list := range [][]NewRun{first, second, {alone}} {
		if err := s.CreateRuns(t.Context(), list); err != nil {
			t.Fatal(err)
		}
	}
	s.Close()
	s = open(t, dir)
	for i, list := range [][]NewRun{first, second} {
		want := tradeoff.LabelGroup{ID: int64(i + 1), Name: "toxic"}
		group, runs, err := s.LabelGroup(t.Context(), want.ID)
		if err != nil || group != want || len(runs) != 2 {
			t.Fatalf("got %+v with %d runs, %v, want %+v", group, len(runs), err, want)
		}
		for k, r := range runs {
			if !reflect.DeepEqual(r.Run, *list[k].Run) || *r.LabelGroup != want ||
				!reflect.DeepEqual(r.Metrics, list[k].Metrics) {
				t.Errorf("got %+v, want %+v", r, list[k].Run)
			}
		}
	}
	if got, err := s.Run(t.Context(), alone.Run.ID); err != nil || got.LabelGroup != nil {
		t.Errorf("a run of one label is in the group %+v, %v", got.LabelGroup, err)
	}
	_, _, err := s.LabelGroup(t.Context(), 3)
	wantKind(t, err, tradeoff.NotFound, "label group 3")
}

func TestFailedUploadLeavesNoLabelGroup(t *testing.T) {
	s := open(t, t.TempDir())
	e := createExperiment(t, s, "x").ID
	list := labelled(e, "toxic", "a", "b")
	list[1].Run.ExperimentID = e + 1
	wantKind(t, s.CreateRuns(t.Context(), list), tradeoff.NotFound)
	if g := list[0].Run.LabelGroup; g.ID != 0 {
		t.Errorf("the group of a failed upload has the id %d", g.ID)
	}
	wantKind(t, s.CreateRuns(t.Context(), labelled(e, " ", "a", "b")), tradeoff.Invalid)
	list[1].Run.ExperimentID = e
	if err := s.CreateRuns(t.Context(), list); err != nil || list[0].Run.LabelGroup.ID != 1 {
		t.Errorf("got %+v, %v", list[0].Run.LabelGroup, err)
	}
}

func TestReplacingRunJoinsTheLabelGroup(t *testing.T) {
	s := open(t, t.TempDir())
	e := createExperiment(t, s, "x").ID
	list := labelled(e, "toxic", "a", "b")
	if err := s.CreateRuns(t.Context(), list); err != nil {
		t.Fatal(err)
	}
	n := newRun(e, "a again", two)
	if err := s.CreateUpload(t.Context(), Upload{Runs: []NewRun{n}, Replaces: list[0].Run.ID}); err != nil {
		t.Fatal(err)
	}
	_, runs, err := s.LabelGroup(t.Context(), 1)
	if err != nil || len(runs) != 2 || runs[0].Name != "b" || runs[1].Name != "a again" ||
		*n.Run.LabelGroup != (tradeoff.LabelGroup{ID: 1, Name: "toxic"}) {
		t.Errorf("got %+v, %v", runs, err)
	}
}

func TestLabelGroupIsDeletedWithItsLastRun(t *testing.T) {
	s := open(t, t.TempDir())
	e := createExperiment(t, s, "x").ID
	groups := func() (n int) {
		if err := s.writer.QueryRow(`SELECT count(*) FROM label_groups`).Scan(&n); err != nil {
			t.Fatal(err)
		}
		return n
	}
	list := labelled(e, "toxic", "a", "b")
	for _, upload := range [][]NewRun{list, labelled(e, "toxic", "a", "b")} {
		if err := s.CreateRuns(t.Context(), upload); err != nil {
			t.Fatal(err)
		}
	}
	for i, left := range []int{2, 1} {
		if err := removeRun(t, s, list[i].Run.ID); err != nil || groups() != left {
			t.Errorf("%d groups are left, %v, want %d", groups(), err, left)
		}
	}
	if err := removeExperiment(t, s, e); err != nil || groups() != 0 {
		t.Errorf("%d groups outlive the experiment, %v", groups(), err)
	}
	wantIntact(t, s)
}

func TestRenamingRunKeepsItsLabelGroup(t *testing.T) {
	s := open(t, t.TempDir())
	list := labelled(createExperiment(t, s, "x").ID, "toxic", "a", "b")
	if err := s.CreateRuns(t.Context(), list); err != nil {
		t.Fatal(err)
	}
	got, err := s.UpdateRun(t.Context(), 1, func(r *tradeoff.Run) error {
		r.Name, r.LabelGroup = "c", nil // only name and remarks are stored
		return nil
	})
	if err != nil || got.Name != "c" || got.LabelGroup == nil {
		t.Fatalf("got %+v, %v", got, err)
	}
	if read, err := s.Run(t.Context(), 1); err != nil || !reflect.DeepEqual(read, got) {
		t.Errorf("got %+v, %v, want %+v", read, err, got)
	}
}

func TestDamagedLabelGroupIsDetected(t *testing.T) {
	for _, damage := range []string{
		`UPDATE label_groups SET name = 'other' WHERE id = 1`,
		`UPDATE runs SET label_group_id = 2 WHERE id = 1`,
		`UPDATE runs SET label_group_id = NULL WHERE id = 1`,
	} {
		s := open(t, t.TempDir())
		e := createExperiment(t, s, "x").ID
		for range 2 {
			if err := s.CreateRuns(t.Context(), labelled(e, "toxic", "a", "b")); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := s.writer.Exec(damage); err != nil {
			t.Fatal(err)
		}
		_, err := s.Run(t.Context(), 1)
		wantKind(t, err, tradeoff.Internal, "run 1")
	}
	s := open(t, t.TempDir())
	if err := s.CreateRuns(t.Context(), labelled(createExperiment(t, s, "x").ID, "toxic", "a", "b")); err != nil {
		t.Fatal(err)
	}
	for _, wrong := range []string{
		`DELETE FROM label_groups`, `UPDATE runs SET label_group_id = 9`, `INSERT INTO label_groups (name) VALUES (' ')`,
	} {
		if _, err := s.writer.Exec(wrong); err == nil {
			t.Errorf("%s is accepted", wrong)
		}
	}
}

func TestRunsOfOlderSchemaHaveNoLabelGroup(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	n := newRun(createExperiment(t, s, "x").ID, "r", two)
	if err := s.CreateRuns(t.Context(), []NewRun{n}); err != nil {
		t.Fatal(err)
	}
	provider, err := s.provider(migrations.FS)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := provider.DownTo(t.Context(), 5); err != nil {
		t.Fatal(err)
	}
	s.Close()
	if got, err := open(t, dir).Run(t.Context(), n.Run.ID); err != nil || !reflect.DeepEqual(got, *n.Run) {
		t.Errorf("got %+v, %v, want %+v", got, err, *n.Run)
	}
}
