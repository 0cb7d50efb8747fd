package api

import (
	"net/http"

	"tradeoff/internal/calc"
	"tradeoff/internal/evaluate"
	"tradeoff/internal/explore"
	"tradeoff/internal/tradeoff"
	"tradeoff/internal/web"
)

type boxesJSON struct {
	Loss boxLossJSON    `json:"iou_balanced_loss"`
	At   evaluate.BoxAP `json:"at" doc:"at the IoU that was asked for"`
	evaluate.BoxReport
}

type boxLossJSON struct {
	Mean        calc.Value `json:"mean"`
	Sum         calc.Value `json:"sum"`
	PerPositive calc.Value `json:"per_positive"`
	Plain       calc.Value `json:"plain_mean" doc:"of the same loss with all weights 1"`
	Normalizer  calc.Value `json:"normalizer" doc:"what the powers of the IoU are multiplied by"`
	Up          int        `json:"up" doc:"positives whose weight is above 1"`
	Down        int        `json:"down" doc:"positives whose weight is below 1"`
}

// getBoxes answers with what a detection run has beyond a binary one.
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
		return tradeoff.Errorf(tradeoff.NotFound, "run %d has no candidate boxes", of.Run.ID).WithHint("Upload a file with a column of overlaps (iou).")
	}
	found, err := explore.EvaluateBoxes(r.Context(), of, state.Boxes)
	if err != nil {
		return err
	}
	up, down := found.CountReweighted()
	return web.WriteJSON(w, http.StatusOK, boxesJSON{
		Loss:      boxLossJSON{found.Loss.Mean, found.Loss.Sum, found.Loss.PerPositive, found.Plain.Mean, found.Loss.Normalizer, up, down},
		At:        evaluate.BoxAP{IoU: found.Curve.IoU, AP: found.Curve.AP},
		BoxReport: *found.Report,
	})
}
