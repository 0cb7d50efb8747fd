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

// getInUse answers with the numbers of an operating point in deployment.
func (s numberAPI) getInUse(w http.ResponseWriter, r *http.Request) error {
	v, err := web.At(r, s.explorer.RunAt)
	if err != nil {
		return err
	}
	point, err := v.PointAt(r.Context(), v.Point, v.Setting().Prevalence)
	if err != nil {
		return err
	}
	return web.WriteJSON(w, http.StatusOK, shape.NewInUseJSON(v, point.Metrics))
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

// subjectWithPoint returns the subject of a request, and its operating point at the
// threshold in the query, or else at the default one. index is the index of the
// point in the sweep.
func (s numberAPI) subjectWithPoint(r *http.Request) (
	of explore.Subject, p calc.OperatingPoint, index int, err error,
) {
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

// getOperatingPoint answers with an operating point at a threshold, and, if the
// threshold was chosen on another run, with what that means for the numbers.
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
	if out.PointJSON, err = shape.NewPoint(r.Context(), of, p, index); err != nil {
		return err
	}
	if state.Origin != nil {
		o, err := s.explorer.OriginOf(r.Context(), state)
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
	Total  int          `json:"total" doc:"operating points of the complete sweep"`
	Points []sweepPoint `json:"points"`
}

// Numbers of points in one answer.
const (
	sweepPoints    = 2048        // of a thinned sweep, by default
	maxSweepPoints = wire.Budget // of a thinned sweep
	windowPoints   = 1000        // of a part of the complete sweep, by default
	maxWindow      = 100_000     // of a part of the complete sweep
)

// getSweep answers with the sweep: thinned to ?points=, or ?limit= points of it
// from ?offset= on.
func (s numberAPI) getSweep(w http.ResponseWriter, r *http.Request) error {
	q := newQuery(r)
	points, offset, limit := q.integer("points"), q.integer("offset"), q.integer("limit")
	window := q.values.Has("offset") || q.values.Has("limit")
	if window && q.values.Has("points") && q.err == nil {
		q.err = tradeoff.Errorf(tradeoff.Invalid, "points cannot be combined with offset or limit").
			WithHint("Use points for a thinned sweep, or offset and limit for a part of the complete one.")
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

// runDisplay answers with the binary form of a display, which package wire defines.
func (s numberAPI) runDisplay(w http.ResponseWriter, r *http.Request) error {
	of, err := web.At(r, s.explorer.SubjectAt)
	if err != nil {
		return err
	}
	d, err := s.explorer.Display(r.Context(), of)
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
	Policy     string `json:"policy,omitempty" doc:"the policy that chose it; absent if it was set manually"`
	Optimistic *bool  `json:"optimistic" doc:"whether it was chosen on rows of this test set; null if that is unknown"`
	SameKind   *bool  `json:"same_score_kind" doc:"whether the scores are of the same kind; null if that run is deleted"`
	Said       string `json:"said" doc:"the same in words"`
}

// newOriginJSON describes the origin of a threshold that is applied to a subject.
func newOriginJSON(o *explore.ThresholdOrigin, of explore.Subject, e tradeoff.Experiment) *originJSON {
	out := &originJSON{Run: o.Run, Part: o.View.Key(), Said: o.Said(of, e)}
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
