package api

import (
	"net/http"

	"tradeoff/internal/calc"
	"tradeoff/internal/evaluate"
	"tradeoff/internal/explore"
	"tradeoff/internal/link"
	"tradeoff/internal/tradeoff"
	"tradeoff/internal/web"
)

// A labelAveragesJSON is a label group with its averages.
type labelAveragesJSON struct {
	ID           int64          `json:"id"`
	Name         string         `json:"name"`
	ExperimentID int64          `json:"experiment_id"`
	URL          string         `json:"url" doc:"path of the experiment's page"`
	Labels       []labelRunJSON `json:"labels"`
	evaluate.LabelMeans
}

// A labelRunJSON is the run of one label.
type labelRunJSON struct {
	RunID  int64           `json:"run_id"`
	Name   string          `json:"name"`
	URL    string          `json:"url" doc:"path of its page"`
	At     *labelPointJSON `json:"at,omitempty" doc:"its operating point; absent if the policy picks none"`
	Reason calc.Reason     `json:"reason,omitempty" doc:"why there is no operating point"`
}

// A labelPointJSON is a threshold with the confusion matrix there.
type labelPointJSON struct {
	Threshold calc.Number `json:"threshold"`
	calc.Confusion
}

// getLabelGroup answers with the averages over the labels of a group.
func (s runAPI) getLabelGroup(w http.ResponseWriter, r *http.Request) error {
	id, err := web.PathID(r, "id")
	if err != nil {
		return err
	}
	state, err := tradeoff.ParseState(r.URL.Query())
	if err != nil {
		return err
	}
	_, runs, err := s.explorer.LabelGroup(r.Context(), id)
	if err != nil {
		return err
	}
	e, err := s.explorer.Experiment(r.Context(), runs[0].ExperimentID)
	if err != nil {
		return err
	}
	g, err := s.explorer.Several.LabelAverages(r.Context(), id, func(run tradeoff.Run) (explore.Position, error) {
		if t := state.Threshold; t != nil {
			point, _, err := s.explorer.OperatingPoint(r.Context(), run.ID, *t)
			return explore.Position{Point: point}, err
		}
		return s.explorer.PositionOfRun(r.Context(), run, state.Policy, state.Setting(e))
	}, 0)
	if err != nil {
		return err
	}
	out := labelAveragesJSON{
		ID: g.ID, Name: g.Name, ExperimentID: e.ID, URL: link.To(r.Context(), link.ExperimentPath(e.ID)), LabelMeans: g.Means,
	}
	for i, run := range g.Runs {
		label := labelRunJSON{
			RunID: run.ID, Name: run.Name, URL: link.To(r.Context(), link.RunPath(run.ID)),
			Reason: g.Positions[i].Undefined,
		}
		if p := g.Positions[i].Point; label.Reason == "" {
			label.At = &labelPointJSON{calc.Number(p.Threshold), p.Confusion}
		}
		out.Labels = append(out.Labels, label)
	}
	return web.WriteJSON(w, http.StatusOK, out)
}
