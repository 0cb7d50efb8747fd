package api

import (
	"net/http"

	"tradeoff/internal/calc"
	"tradeoff/internal/explore"
	"tradeoff/internal/tradeoff"
	"tradeoff/internal/web"
)

// getClassLosses answers with all losses of a run with more than two classes at
// the given parameters.
func (s numberAPI) getClassLosses(w http.ResponseWriter, r *http.Request) error {
	v, err := web.At(r, s.explorer.ClassRunAt)
	if err != nil {
		return err
	}
	if v.LossValues, err = explore.LossesOfClasses(r.Context(), v); err != nil {
		return err
	}
	out := lossesJSON{
		Losses: make(map[string]lossJSON), Clipped: v.LossValues.Clipped, ByClass: v.LossValues.ByClass,
	}
	for id, x := range v.LossValues.Values {
		out.Losses[id] = lossJSON{x, x.Reason}
	}
	return web.WriteJSON(w, http.StatusOK, out)
}

// A lossJSON is a loss, or the reason why there is none.
type lossJSON struct {
	Value  calc.Value  `json:"value"`
	Reason calc.Reason `json:"reason,omitempty"`
}

// A lossesJSON has the losses of a run.
type lossesJSON struct {
	Losses  map[string]lossJSON `json:"losses"`
	Clipped int                 `json:"clipped" doc:"rows whose cross-entropy is that of a clipped probability"`

	// With two classes.
	Rows   []float64            `json:"rows,omitempty" doc:"shares of the rows, the hardest first"`
	Shares map[string]lossShare `json:"shares,omitempty" doc:"the share of each loss in those rows; null if its sum is 0"`

	// With more, in the order of the classes.
	ByClass map[string][]calc.Value `json:"by_class,omitempty" doc:"by loss, a number for each class"`
}

// A lossShare is a list of shares, or null.
type lossShare []float64

// getLosses answers with all losses at the given parameters, from the complete sweep.
func (s numberAPI) getLosses(w http.ResponseWriter, r *http.Request) error {
	of, err := web.At(r, s.explorer.SubjectAt)
	if err != nil {
		return err
	}
	args, err := tradeoff.ParseLossArgs(r.URL.Query())
	if err != nil {
		return err
	}
	metrics, err := s.explorer.Metrics(r.Context(), of)
	if err != nil {
		return err
	}
	stored := make(map[string]calc.Value, len(metrics))
	for _, m := range metrics {
		stored[m.ID] = m.Value
	}
	found, err := of.Losses(r.Context(), args, stored, true)
	if err != nil {
		return err
	}
	out := lossesJSON{
		Losses: make(map[string]lossJSON), Clipped: found.Clipped,
		Rows: found.Shares.Rows, Shares: make(map[string]lossShare),
	}
	for id, v := range found.Values {
		out.Losses[id] = lossJSON{v, v.Reason}
	}
	for i, y := range found.Shares.Losses {
		out.Shares[explore.SharedLosses[i].ID] = y
	}
	return web.WriteJSON(w, http.StatusOK, out)
}
