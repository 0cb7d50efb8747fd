package store

import (
	"fmt"
	"math"
	"strings"
	"sync"
	"testing"

	"tradeoff/internal/calc"
	"tradeoff/internal/tradeoff"
)

func TestExperimentRoundTrips(t *testing.T) {
	s := open(t, t.TempDir())
	p := 0.05
	e := tradeoff.Experiment{
		Name: "Diabetes scan", Description: "A school.\n</script>", PositiveName: "diabetic", NegativeName: "healthy",
		UnitSingular: "student", UnitPlural: "students", CostFP: 1, CostFN: 5.25, Prevalence: &p,
	}
	if err := s.CreateExperiment(t.Context(), &e); err != nil {
		t.Fatal(err)
	}
	if e.ID == 0 || e.CreatedAt.IsZero() {
		t.Errorf("no id or time: %+v", e)
	}
	got, err := reopen(t, s).Experiment(t.Context(), e.ID)
	if err != nil {
		t.Fatal(err)
	}
	if *got.Prevalence != p {
		t.Errorf("got prevalence %v, want %v", *got.Prevalence, p)
	}
	got.Prevalence, e.Prevalence = nil, nil
	if got != e {
		t.Errorf("got %+v, want %+v", got, e)
	}
}

func TestExperimentHasDefaults(t *testing.T) {
	e := createExperiment(t, open(t, t.TempDir()), "  spam ")
	want := tradeoff.Experiment{ID: e.ID, Name: "spam", PositiveName: "positive", NegativeName: "negative",
		UnitSingular: "case", UnitPlural: "cases", CostFP: 1, CostFN: 1, CreatedAt: e.CreatedAt, Version: 1}
	if e != want {
		t.Errorf("got %+v, want %+v", e, want)
	}
}

func TestCreateExperimentRejectsInvalidOnes(t *testing.T) {
	s := open(t, t.TempDir())
	for name, change := range map[string]func(*tradeoff.Experiment){
		"no name":           func(e *tradeoff.Experiment) { e.Name = " " },
		"equal classes":     func(e *tradeoff.Experiment) { e.NegativeName = "positive" },
		"negative cost":     func(e *tradeoff.Experiment) { e.CostFP = -1 },
		"infinite cost":     func(e *tradeoff.Experiment) { e.CostFN = math.Inf(1) },
		"cost NaN":          func(e *tradeoff.Experiment) { e.CostFN = math.NaN() },
		"prevalence of one": func(e *tradeoff.Experiment) { p := 1.0; e.Prevalence = &p },
		"prevalence NaN":    func(e *tradeoff.Experiment) { p := math.NaN(); e.Prevalence = &p },
	} {
		e := tradeoff.Experiment{Name: "x"}
		change(&e)
		if err := s.CreateExperiment(t.Context(), &e); tradeoff.KindOf(err) != tradeoff.Invalid || e.ID != 0 {
			t.Errorf("%s: got %v, id %d", name, err, e.ID)
		}
	}
}

func TestUpdateExperimentKeepsTimeOfCreation(t *testing.T) {
	s := open(t, t.TempDir())
	e := createExperiment(t, s, "before")
	_, err := s.UpdateExperiment(t.Context(), e.ID, func(e *tradeoff.Experiment) error {
		e.ID, e.Name, e.CostFN, e.CreatedAt = 99, "after", 7, e.CreatedAt.AddDate(1, 0, 0)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	changed := e
	changed.Name, changed.CostFN, changed.Version = "after", 7, 2
	if got, err := s.Experiment(t.Context(), e.ID); err != nil || got != changed {
		t.Errorf("got %+v, %v, want %+v", got, err, changed)
	}
}

func TestNamesAreCleaned(t *testing.T) {
	s := open(t, t.TempDir())
	long := tradeoff.Experiment{Name: strings.Repeat("ü", maxName+1)}
	wantKind(t, s.CreateExperiment(t.Context(), &long), tradeoff.Invalid, "201 characters")
	e := tradeoff.Experiment{Name: strings.Repeat("ü", maxName), PositiveName: "dia\nbetic\x00", Description: "two\nlines"}
	if err := s.CreateExperiment(t.Context(), &e); err != nil || e.PositiveName != "dia betic" ||
		e.Description != "two\nlines" {
		t.Errorf("got %+v, %v", e, err)
	}
	blank := tradeoff.Experiment{Name: "\u200b\ufeff\t"}
	wantKind(t, s.CreateExperiment(t.Context(), &blank), tradeoff.Invalid)
}

func TestConcurrentUpdatesAreAllKept(t *testing.T) {
	s := open(t, t.TempDir())
	e := createExperiment(t, s, "x")
	var wait sync.WaitGroup
	for range 20 {
		wait.Go(func() {
			_, err := s.UpdateExperiment(t.Context(), e.ID, func(e *tradeoff.Experiment) error {
				e.CostFN++
				return nil
			})
			if err != nil {
				t.Error(err)
			}
		})
	}
	wait.Wait()
	if got, err := s.Experiment(t.Context(), e.ID); err != nil || got.CostFN != e.CostFN+20 {
		t.Errorf("got a cost of %v, %v, want %v", got.CostFN, err, e.CostFN+20)
	}
}

func TestMissingExperimentIsNotFound(t *testing.T) {
	s := open(t, t.TempDir())
	_, err := s.Experiment(t.Context(), 7)
	wantKind(t, err, tradeoff.NotFound, "experiment 7")
	_, err = s.UpdateExperiment(t.Context(), 7, func(*tradeoff.Experiment) error { return nil })
	wantKind(t, err, tradeoff.NotFound)
	wantKind(t, s.DeleteExperiment(t.Context(), 7), tradeoff.NotFound)
}

func TestIDOfADeletedExperimentIsNotUsedAgain(t *testing.T) {
	s := open(t, t.TempDir())
	e := createExperiment(t, s, "a")
	if err := s.DeleteExperiment(t.Context(), e.ID); err != nil {
		t.Fatal(err)
	}
	if again := createExperiment(t, s, "b"); again.ID <= e.ID {
		t.Errorf("id %d after %d", again.ID, e.ID)
	}
}

func TestExperimentsContinueAtCursor(t *testing.T) {
	s := open(t, t.TempDir())
	for i := range 7 {
		createExperiment(t, s, fmt.Sprint("e", i))
	}
	var names []string
	cursor, pages := "", 0
	for {
		list, next, err := s.Experiments(t.Context(), ExperimentFilter{Limit: 3, Cursor: cursor})
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range list {
			names = append(names, e.Name)
		}
		pages++
		if cursor = next; cursor == "" {
			break
		}
	}
	if got := fmt.Sprint(names); got != "[e6 e5 e4 e3 e2 e1 e0]" || pages != 3 {
		t.Errorf("got %s in %d pages", got, pages)
	}
	_, _, err := s.Experiments(t.Context(), ExperimentFilter{Cursor: "rubbish"})
	wantKind(t, err, tradeoff.Invalid, "cursor")
}

func TestSearchMatchesNameAndDescription(t *testing.T) {
	s := open(t, t.TempDir())
	createExperiment(t, s, "Spam 100%")
	e := tradeoff.Experiment{Name: "Scan", Description: "no spam here"}
	if err := s.CreateExperiment(t.Context(), &e); err != nil {
		t.Fatal(err)
	}
	for search, want := range map[string]int{"SPAM": 2, "0%": 1, "%": 1, "_": 0, " scan ": 1, "": 2} {
		list, _, err := s.Experiments(t.Context(), ExperimentFilter{Search: search})
		if err != nil || len(list) != want {
			t.Errorf("%q: got %d experiments, %v, want %d", search, len(list), err, want)
		}
	}
}

func TestSummaryNamesTheBestRun(t *testing.T) {
	s := open(t, t.TempDir())
	empty := createExperiment(t, s, "empty")
	e := createExperiment(t, s, "full")
	perfect := calc.Binary{Kind: calc.Score, Label: []uint8{0, 1, 1}, Score: []float64{1, 2, 3}}
	poor := calc.Binary{Kind: calc.Score, Label: []uint8{0, 1, 1}, Score: []float64{2, 1, 3}}
	oneClass := calc.Binary{Kind: calc.Score, Label: []uint8{1}, Score: []float64{2}}
	list := []NewRun{newRun(e.ID, "poor", poor), newRun(e.ID, "perfect", perfect), newRun(e.ID, "one class", oneClass)}
	if err := s.CreateRuns(t.Context(), list); err != nil {
		t.Fatal(err)
	}
	got, _, err := s.Experiments(t.Context(), ExperimentFilter{})
	if err != nil || len(got) != 2 {
		t.Fatalf("got %d experiments, %v", len(got), err)
	}
	if b := got[0].Best; got[0].Runs != 3 || b == nil || b.Name != "perfect" || b.ID != list[1].Run.ID ||
		b.Metric != list[1].Metrics[0] {
		t.Errorf("got %d runs, best %+v", got[0].Runs, b)
	}
	if got[1].ID != empty.ID || got[1].Runs != 0 || got[1].Best != nil {
		t.Errorf("got %+v of an experiment without runs", got[1])
	}
}

func TestDeletedSampleIsNotInstalledAgain(t *testing.T) {
	s := open(t, t.TempDir())
	sample := func() (tradeoff.Experiment, bool) {
		e := tradeoff.Experiment{Name: "sample"}
		n := newRun(0, "model", calc.Binary{Kind: calc.Score, Label: []uint8{0, 1}, Score: []float64{1, 2}})
		created, err := s.CreateSample(t.Context(), &e, []NewRun{n})
		if err != nil {
			t.Fatal(err)
		}
		if created && (n.Run.ID == 0 || n.Run.ExperimentID != e.ID) {
			t.Errorf("got run %+v of experiment %d", n.Run, e.ID)
		}
		return e, created
	}
	if offered, err := s.SampleOffered(t.Context()); offered || err != nil {
		t.Fatalf("got %v, %v in a new folder", offered, err)
	}
	e, created := sample()
	if !created {
		t.Fatal("it was not created")
	}
	if err := s.DeleteExperiment(t.Context(), e.ID); err != nil {
		t.Fatal(err)
	}
	s = reopen(t, s)
	if offered, err := s.SampleOffered(t.Context()); !offered || err != nil {
		t.Errorf("got %v, %v after it was deleted", offered, err)
	}
	if _, created := sample(); created {
		t.Error("it came back")
	}
	if list, _, _ := s.Experiments(t.Context(), ExperimentFilter{}); len(list) != 0 {
		t.Errorf("there are %d experiments", len(list))
	}
}
