package calc

import "encoding/json"

// An OperatingPoint is the confusion matrix of a run at one threshold.
type OperatingPoint struct {
	Threshold float64 // may be infinite
	Confusion
	Weighted bool // the cells are weights, not numbers of rows

	RowsTP, RowsFP int // rows predicted positive, by their class
}

// MarshalJSON writes the threshold, "inf" if it is infinite, and the four cells.
func (p OperatingPoint) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		Threshold Number `json:"threshold"`
		Confusion
	}{Number(p.Threshold), p.Confusion})
}

// Estimate returns the confusion metric id, a key of [ConfusionMetrics], with
// its interval at the given confidence level: Wilson's for shares of the rows,
// and for F1 and Jaccard as [Metric] says. The others have no interval in
// closed form, [NeedsBootstrap]; weighted points have none,
// [WeightsNotSupported]. It panics if there is no such metric.
func (p OperatingPoint) Estimate(id string, level float64) Estimate {
	m, ok := MetricByID(id)
	if !ok || m.point == nil {
		panic("calc: no confusion metric " + id)
	}
	return m.estimatePoint(p, level)
}
