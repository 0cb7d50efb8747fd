package api

import (
	"net/http"

	"github.com/go-chi/chi/v5"

	"tradeoff/internal/api/shape"
	"tradeoff/internal/calc"
	"tradeoff/internal/explore"
	"tradeoff/internal/tradeoff"
	"tradeoff/internal/web"
	"tradeoff/internal/wire"
)

// getInUse answers with an operating point as it is where the classifier is used.
func (s numberAPI) getInUse(w http.ResponseWriter, r *http.Request) error {
	v, err := web.At(r, s.explorer.RunAt)
	if err != nil {
		return err
	}
	point, err := v.PointAt(r.Context(), v.Point, v.Setting().Prevalence)
	if err != nil {
		return err
	}
	return web.WriteJSON(w, http.StatusOK, shape.NewDeploymentJSON(v, point.Metrics))
}

// thresholdOf returns the threshold in the query, or the default for scores of
// the given kind.
func thresholdOf(r *http.Request, kind calc.Kind) (float64, error) {
	state, err := tradeoff.ParseState(r.URL.Query())
	if err != nil {
		return 0, err
	}
	if state.Threshold == nil {
		return kind.DefaultThreshold(), nil
	}
	return *state.Threshold, nil
}

// subjectWithPoint returns what the request is about and its operating point at the
// threshold in the query, or else the default one.
func (s numberAPI) subjectWithPoint(r *http.Request) (of explore.Subject, p calc.OperatingPoint, index int, err error) {
	if of, err = web.At(r, s.explorer.SubjectAt); err != nil {
		return of, p, 0, err
	}
	threshold, err := thresholdOf(r, of.Run.ScoreKind)
	if err != nil {
		return of, p, 0, err
	}
	p, index, err = of.Part.OperatingPoint(r.Context(), threshold)
	return of, p, index, err
}

// A chosenPointJSON is an operating point that may have been chosen on another run.
type chosenPointJSON struct {
	shape.PointJSON
	Origin *originJSON `json:"origin,omitempty" doc:"where the threshold was chosen, if the query says so"`
}

func (s numberAPI) getOperatingPoint(w http.ResponseWriter, r *http.Request) error {
	of, p, index, err := s.subjectWithPoint(r)
	if err != nil {
		return err
	}
	state, err := tradeoff.ParseState(r.URL.Query())
	if err != nil {
		return err
	}
	var out chosenPointJSON
	if out.PointJSON, err = shape.NewPointJSON(r.Context(), of, p, index); err != nil {
		return err
	}
	if state.Origin != nil {
		o, err := s.explorer.Provenance(r.Context(), state)
		if err != nil {
			return err
		}
		e, err := s.explorer.Experiment(r.Context(), of.Run.ExperimentID)
		if err != nil {
			return err
		}
		out.Origin = newOriginJSON(o, of, e)
	}
	return web.WriteJSON(w, http.StatusOK, out)
}

// A sweepPoint is an operating point in a list of many.
type sweepPoint struct {
	Index     int         `json:"index"`
	Threshold calc.Number `json:"threshold"`
	calc.Confusion
}

// A sweepJSON is a part of a sweep, from the highest threshold down.
type sweepJSON struct {
	Total  int          `json:"total" doc:"operating points of the whole sweep"`
	Points []sweepPoint `json:"points"`
}

// Points in one answer: thinned ones by default and at most, and exact ones by
// default and at most.
const (
	sweepPoints    = 2048
	maxSweepPoints = wire.Budget
	windowPoints   = 1000
	maxWindow      = 100_000
)

// getSweep answers with the sweep: thinned to ?points=, or the part of it from
// ?offset= on with ?limit= points.
func (s numberAPI) getSweep(w http.ResponseWriter, r *http.Request) error {
	q := newQuery(r)
	points, offset, limit := q.integer("points"), q.integer("offset"), q.integer("limit")
	window := q.values.Has("offset") || q.values.Has("limit")
	if window && q.values.Has("points") && q.err == nil {
		q.err = tradeoff.Errorf(tradeoff.Invalid, "points goes neither with offset nor with limit").
			WithHint("Ask for a thinned sweep by points, or for a part of the exact one by offset and limit.")
	}
	if q.err != nil {
		return q.err
	}
	of, err := web.At(r, s.explorer.SubjectAt)
	if err != nil {
		return err
	}
	out := sweepJSON{Points: []sweepPoint{}}
	if window {
		list, total, err := of.Part.Points(r.Context(), offset, limit)
		if err != nil {
			return err
		}
		out.Total = total
		for i, p := range list {
			out.Points = append(out.Points, sweepPoint{offset + i, calc.Number(p.Threshold), p.Confusion})
		}
		return web.WriteJSON(w, http.StatusOK, out)
	}
	sweep, err := of.Part.Sweep(r.Context())
	if err != nil {
		return err
	}
	d := wire.NewDisplay(sweep, points)
	out.Total = d.Total
	for i := range d.Len() {
		p := d.Point(i)
		out.Points = append(out.Points, sweepPoint{int(d.Index[i]), calc.Number(p.Threshold), p.Confusion})
	}
	return web.WriteJSON(w, http.StatusOK, out)
}

// runDisplay answers with the binary form of a display; see package wire.
func (s numberAPI) runDisplay(w http.ResponseWriter, r *http.Request) error {
	of, err := web.At(r, s.explorer.SubjectAt)
	if err != nil {
		return err
	}
	d, err := s.explorer.DisplayOf(r.Context(), of)
	if err != nil {
		return err
	}
	if chi.URLParam(r, "hash") != explore.DisplayHash(d.Data) {
		return web.NotFound(w, r)
	}
	w.Header().Set("Content-Type", "application/octet-stream")
	w.Header().Set("Cache-Control", "private, max-age=31536000, immutable")
	return web.Send(w, http.StatusOK, d.Data)
}

// An originJSON says where a threshold was chosen.
type originJSON struct {
	Run        int64  `json:"run" doc:"the run on which it was chosen"`
	Part       string `json:"part,omitempty" doc:"the part of that run, as in the query"`
	Policy     string `json:"policy,omitempty" doc:"the policy that chose it; absent if it was chosen by hand"`
	Optimistic *bool  `json:"optimistic" doc:"whether it was chosen on rows of this test set, so that the numbers here are optimistic; null if it cannot be told"`
	SameKind   *bool  `json:"same_score_kind" doc:"whether the scores of both are of one kind; null if that run is gone"`
	Said       string `json:"said" doc:"the same in words"`
}

func newOriginJSON(o *explore.ThresholdProvenance, of explore.Subject, e tradeoff.Experiment) *originJSON {
	out := &originJSON{Run: o.Run, Part: o.View.Key(), Said: o.Text(of, e)}
	if o.Policy != nil {
		out.Policy = o.Policy.String()
	}
	if shares, known := o.SharesRows(of); known {
		out.Optimistic = &shares
	}
	if o.ChosenOn != nil {
		same := o.ChosenOn.ScoreKind == of.Run.ScoreKind
		out.SameKind = &same
	}
	return out
}
