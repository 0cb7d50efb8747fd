package learn

import (
	"fmt"
	"math"
	"net/http"
	"net/url"

	"tradeoff/internal/calc"
	"tradeoff/internal/explore"
	"tradeoff/internal/format"
	"tradeoff/internal/lesson"
	"tradeoff/internal/source"
	"tradeoff/internal/tradeoff"
	"tradeoff/internal/web"
	"tradeoff/web/templates"
)

// scanPage shows one step of the lesson.
func (s *Pages) scanPage(w http.ResponseWriter, r *http.Request) error {
	v, err := s.lessonAt(r)
	if err != nil {
		return err
	}
	out := v.view(web.NewPage(r, v.step().Title+" · The scan", "learn"))
	runs, _, err := s.explorer.Runs(r.Context(), source.RunFilter{Limit: 200})
	if err != nil {
		return err
	}
	for _, run := range runs {
		if run.Task == tradeoff.BinaryTask && run.Positives > 0 && run.Positives < run.N {
			out.Teacher.Runs = append(out.Teacher.Runs, templates.Choice{Value: fmt.Sprint(run.ID), Label: run.Name})
		}
	}
	return web.Page(w, r, http.StatusOK, templates.ScanPage(out))
}

// A lessonView is a school at a step of the lesson.
type lessonView struct {
	state  lesson.State
	school *lesson.School
	steps  []lesson.Step
	index  int // of the step
	point  calc.OperatingPoint
	at     int // index of the point, counted from the lowest threshold
}

// lessonAt returns the school and the step that the query asks for.
func (s *Pages) lessonAt(r *http.Request) (lessonView, error) {
	v := lessonView{}
	var err error
	if v.state, err = lesson.ParseState(r.URL.Query()); err != nil {
		return v, err
	}
	if v.school, err = s.school(r, v.state); err != nil {
		return v, err
	}
	v.steps, v.index = v.school.Steps(), lesson.StepIndex(v.state.Step)
	v.moveTo(v.state.Threshold)
	return v, nil
}

// moveTo moves the line to a threshold, or to its default for nil.
func (v *lessonView) moveTo(threshold *float64) {
	t := v.school.Threshold()
	if threshold != nil {
		t = *threshold
	}
	k := v.school.Sweep.Index(t)
	v.point, v.at = v.school.Sweep.Point(k), v.last()-k
}

// school invents the students, or selects them from the rows of a run.
func (s *Pages) school(r *http.Request, state lesson.State) (*lesson.School, error) {
	if state.Run == 0 {
		return state.Plan.Make(explore.ForReading(state.Words)), nil
	}
	run, err := s.explorer.Run(r.Context(), state.Run)
	if err != nil {
		return nil, err
	}
	e, err := s.explorer.Experiment(r.Context(), run.ExperimentID)
	if err != nil {
		return nil, err
	}
	if run.Task != tradeoff.BinaryTask {
		return nil, tradeoff.Errorf(tradeoff.Invalid,
			"the lesson is about two classes, and run %d is of another sort", run.ID).
			WithHint("Choose a run with labels and one score.")
	}
	sweep, err := s.explorer.Sweep(r.Context(), run)
	if err != nil {
		return nil, err
	}
	school, ok := lesson.SchoolOf(explore.ForReading(e), sweep)
	if !ok {
		return nil, tradeoff.Errorf(tradeoff.Invalid,
			"all rows of run %d are of one class, so that there is nothing to teach on", run.ID).
			WithHint("Choose a run with both classes.")
	}
	return school, nil
}

// last is the index of the highest threshold.
func (v lessonView) last() int { return v.school.Sweep.Len() - 1 }

// step returns the current step.
func (v lessonView) step() lesson.Step { return v.steps[v.index] }

// link returns the address of the lesson with a change of its state.
func (v lessonView) link(change func(*lesson.State)) string {
	s := v.state
	change(&s)
	return scanPath(s.Query())
}

// scanPath returns the address of the lesson with a query.
func scanPath(q url.Values) string {
	if len(q) == 0 {
		return "/learn/scan"
	}
	return "/learn/scan?" + q.Encode()
}

// toStep returns the address of another step. It keeps the threshold and drops what
// was set on this step.
func (v lessonView) toStep(i int) string {
	return v.link(func(s *lesson.State) {
		*s = lesson.State{
			Run: s.Run, Plan: s.Plan, Words: s.Words, Projector: s.Projector, Threshold: s.Threshold,
			Step: v.steps[i].ID, P: 1,
		}
	})
}

// thresholdText returns the text of the threshold with an index, counted from the
// lowest threshold.
func (v lessonView) thresholdText(i int) string {
	t := v.school.Sweep.Threshold(v.last() - i)
	if math.IsInf(t, 1) {
		return "∞"
	}
	return format.Number(t)
}
