package evaluate

import (
	"tradeoff/internal/calc"
	"tradeoff/internal/ingest"
)

// A BoxAP is the average precision of candidate boxes at one IoU threshold.
type BoxAP struct {
	IoU float64    `json:"iou"`
	AP  calc.Value `json:"ap"`
}

// A BoxReport is the numbers of a detection run beyond the metrics of a
// binary one.
type BoxReport struct {
	TrueBoxes int        `json:"true_boxes" doc:"boxes that recall is counted over"`
	Known     bool       `json:"true_boxes_known" doc:"false: only those that a candidate matches are counted"`
	AP        []BoxAP    `json:"average_precision" doc:"at IoU thresholds from 0.5 to 0.95"`
	MeanAP    calc.Value `json:"mean_average_precision" doc:"over the IoU thresholds"`
}

// Boxes returns the average precision of d at every IoU threshold. Its error is
// that of [calc.Detection.PrecisionRecall].
func Boxes(d calc.Detection, trueBoxes int) (*BoxReport, error) {
	out := &BoxReport{Known: trueBoxes > 0}
	total := 0.0
	for _, iou := range calc.IoUThresholds() {
		pr, err := d.PrecisionRecall(iou, trueBoxes)
		if err != nil {
			return nil, err
		}
		out.TrueBoxes = pr.TrueBoxes
		out.AP = append(out.AP, BoxAP{iou, pr.AP})
		if !pr.AP.OK {
			out.MeanAP = pr.AP
		}
		total += pr.AP.V
	}
	if out.MeanAP.Reason == "" {
		out.MeanAP = calc.Defined(total / float64(len(out.AP)))
	}
	return out, nil
}

// withIoU fills in the metric that depends on the overlaps.
func withIoU(list Metrics, d *ingest.Dataset) (Metrics, error) {
	loss, err := d.Detection().IoUBalanced(calc.DefaultIoUBalanced())
	if err != nil {
		return nil, err
	}
	for i := range list {
		if list[i].ID == "iou_balanced_loss" {
			list[i].Estimate = calc.Estimate{
				Value: loss.Mean, Low: calc.Undefined(calc.NotResampled), High: calc.Undefined(calc.NotResampled),
				IntervalReason: calc.NotResampled,
			}
		}
	}
	return list, nil
}
