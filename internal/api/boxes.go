package api

import (
	"net/http"

	"tradeoff/internal/calc"
	"tradeoff/internal/evaluate"
	"tradeoff/internal/explore"
	"tradeoff/internal/tradeoff"
	"tradeoff/internal/web"
)

// A boxesJSON has the numbers that only a detection run has.
type boxesJSON struct {
	Loss boxLossJSON    `json:"iou_balanced_loss"`
	At   evaluate.BoxAP `json:"at" doc:"at the requested IoU"`
	evaluate.BoxReport
}

// A boxLossJSON is the IoU-balanced loss.
type boxLossJSON struct {
	Mean        calc.Value `json:"mean"`
	Sum         calc.Value `json:"sum"`
	PerPositive calc.Value `json:"per_positive"`
	Plain       calc.Value `json:"plain_mean" doc:"the mean of the same loss with all weights 1"`
	Normalizer  calc.Value `json:"normalizer" doc:"the factor of the powers of the IoU"`
	Up          int        `json:"up" doc:"positives whose weight is above 1"`
	Down        int        `json:"down" doc:"positives whose weight is below 1"`
}

// getBoxes answers with the numbers that only a detection run has.
func (s numberAPI) getBoxes(w http.ResponseWriter, r *http.Request) error {
	of, err := web.At(r, s.explorer.SubjectAt)
	if err != nil {
		return err
	}
	state, err := tradeoff.ParseState(r.URL.Query())
	if err != nil {
		return err
	}
	if of.Run.Task != tradeoff.DetectionTask {
		return tradeoff.Errorf(tradeoff.NotFound, "run %d has no candidate boxes", of.Run.ID).
			WithHint("Upload a file with a column of overlaps (iou).")
	}
	found, err := explore.ResultsOfBoxes(r.Context(), of, state.Boxes)
	if err != nil {
		return err
	}
	up, down := found.Turned()
	return web.WriteJSON(w, http.StatusOK, boxesJSON{
		Loss: boxLossJSON{
			Mean: found.Loss.Mean, Sum: found.Loss.Sum, PerPositive: found.Loss.PerPositive,
			Plain: found.Plain.Mean, Normalizer: found.Loss.Normalizer, Up: up, Down: down,
		},
		At:        evaluate.BoxAP{IoU: found.Curve.IoU, AP: found.Curve.AP},
		BoxReport: *found.Report,
	})
}
