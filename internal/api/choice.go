package api

import (
	"net/http"

	"tradeoff/internal/api/shape"
	"tradeoff/internal/calc"
	"tradeoff/internal/tradeoff"
	"tradeoff/internal/web"
)

// A choiceJSON is the operating point that a policy picks.
type choiceJSON struct {
	Policy  string      `json:"policy"`
	Value   calc.Value  `json:"value" doc:"of the metric that the policy optimises or bounds"`
	Reason  calc.Reason `json:"reason,omitempty" doc:"why there is no value; the point is then at the default threshold"`
	Reached bool        `json:"reached" doc:"whether the bound is met"`
	Text    string      `json:"text" doc:"the threshold as pages write it"`
	Said    string      `json:"said" doc:"the choice in words"`
	shape.PointJSON
	Transfer string `json:"transfer_query,omitempty" doc:"the query that applies this threshold to another run"`

	// Only of policies that optimise.
	Plateau *plateauJSON       `json:"plateau,omitempty" doc:"the range of equally good thresholds around the optimum"`
	Optimum *shape.OptimumJSON `json:"optimum,omitempty" doc:"where the optimum lies in other samples"`
}

// A plateauJSON is a range of equally good thresholds.
type plateauJSON struct {
	Low  calc.Number `json:"low"`
	High calc.Number `json:"high"`
	Said string      `json:"said" doc:"the same in words"`
}

// getChoice answers with the operating point that a policy picks from the
// complete sweep.
func (s numberAPI) getChoice(w http.ResponseWriter, r *http.Request) error {
	v, err := web.At(r, s.explorer.RunAt)
	if err != nil {
		return err
	}
	if v.State.Policy == nil {
		return tradeoff.Errorf(tradeoff.Invalid, "there is no policy").WithHint("Name one, as in ?policy=max_f1.")
	}
	point, err := shape.NewPoint(r.Context(), v.Subject, v.Point, v.Index)
	if err != nil {
		return err
	}
	out := choiceJSON{
		Policy: v.State.Policy.String(),
		Value:  v.Choice.Value, Reason: v.Choice.Value.Reason, Reached: v.Choice.Reached,
		Text: v.Text, Said: v.Said(), PointJSON: point,
	}
	if p := v.Plateau; p != nil {
		out.Plateau = &plateauJSON{calc.Number(p.Low), calc.Number(p.High), v.SaidOfPlateau()}
	}
	if v.Offers() {
		out.Transfer = v.Elsewhere().Query().Encode()
	}
	if v.Chosen && v.State.Policy.Optimises() {
		v.Optimum = s.explorer.Optimum(v.Subject, *v.State.Policy, v.Setting())
		out.Optimum = shape.NewOptimumJSON(v)
	}
	return web.WriteJSON(w, http.StatusOK, out)
}
