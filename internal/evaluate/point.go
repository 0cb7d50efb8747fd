package evaluate

import (
	"bytes"
	"encoding/json"

	"tradeoff/internal/calc"
)

// Level is the confidence level of intervals, unless requested otherwise.
const Level = 0.95

// A Metric is a number with its identifier and interval.
type Metric struct {
	ID string
	calc.Estimate
}

// Metrics are numbers in the order in which they are shown. Their JSON form is
// an object of estimates by identifier, in the same order.
type Metrics []Metric

// MarshalJSON writes {"roc_auc": {"value": …}, …}.
func (list Metrics) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	b.WriteByte('{')
	for i, m := range list {
		if i > 0 {
			b.WriteByte(',')
		}
		id, err := json.Marshal(m.ID)
		if err != nil {
			return nil, err
		}
		value, err := json.Marshal(m.Estimate)
		if err != nil {
			return nil, err
		}
		b.Write(id)
		b.WriteByte(':')
		b.Write(value)
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}

// A Point is an operating point with all of its metrics.
type Point struct {
	Threshold calc.Number `json:"threshold"`
	calc.Confusion
	Metrics Metrics `json:"metrics"`
}

// ClosedPoint returns p with all metrics of [calc.ConfusionMetrics] as [Closed]
// finds them: for lists of many points.
func ClosedPoint(p calc.OperatingPoint, prevalence *float64) Point {
	return pointWith(p, prevalence, Closed)
}

// NewPoint returns p with all metrics of [calc.ConfusionMetrics] as [Estimates]
// finds them.
func NewPoint(p calc.OperatingPoint, prevalence *float64) Point {
	return pointWith(p, prevalence, Estimates)
}

// NewWeightedPoint is [NewPoint] for a point of weighted rows, whose weights are w,
// as [WeightedEstimates] finds the metrics.
func NewWeightedPoint(p calc.OperatingPoint, w calc.PointWeights, prevalence *float64) Point {
	return pointWith(p, prevalence, func(p calc.OperatingPoint, ids []string, prevalence *float64) []calc.Estimate {
		return WeightedEstimates(p, w, ids, prevalence)
	})
}

func pointWith(p calc.OperatingPoint, prevalence *float64,
	find func(calc.OperatingPoint, []string, *float64) []calc.Estimate) Point {
	all := calc.ConfusionMetrics()
	out := Point{Threshold: calc.Number(p.Threshold), Confusion: p.Confusion, Metrics: make(Metrics, len(all))}
	ids := make([]string, len(all))
	for i, m := range all {
		ids[i] = m.ID
	}
	for i, e := range find(p, ids, prevalence) {
		out.Metrics[i] = Metric{ids[i], e}
	}
	return out
}
