package evaluate

import (
	"slices"

	"tradeoff/internal/calc"
)

// labelMetrics are the metrics of a whole run that are averaged over labels:
// a micro average needs all scores of all labels.
var labelMetrics = []string{"roc_auc", "average_precision", "log_loss", "brier"}

// A LabelRun is the run of one label of a group.
type LabelRun struct {
	Metrics Metrics             // of the whole run
	Point   calc.OperatingPoint // at the run's own threshold
	Nowhere calc.Reason         // why there is no operating point; "" if there is
}

// A LabelMean is a mean in which every label counts the same.
type LabelMean struct {
	Quantity
	Defined int `json:"n_defined" doc:"labels that have a value; the others are left out"`
}

// LabelMeans are the averages over the labels of a group, by the identifiers of the
// metrics: those of a whole run that [PoolLabels] has, and all of one threshold.
type LabelMeans struct {
	Macro map[string]LabelMean `json:"macro" doc:"the mean over the labels, each counting the same"`
	Micro map[string]Quantity  `json:"micro" doc:"over all pairs of a row and a label, each label at its own threshold"`
}

// PoolLabels returns the micro averages of the metrics of a whole run, given the
// whole sweeps of all labels. There is none if the sweeps cannot be pooled.
func PoolLabels(sweeps []*calc.Sweep) map[string]Quantity {
	pooled, why := calc.PoolLabels(sweeps)
	micro := make(map[string]Quantity, len(labelMetrics))
	for _, id := range labelMetrics {
		if why != "" {
			micro[id] = newQuantity(calc.Undefined(why))
		} else {
			micro[id] = newQuantity(pooled.Evaluate(id).Value)
		}
	}
	return micro
}

// MeansOfLabels returns the averages over the labels of a group; pooled is what
// [PoolLabels] returned. Pooled counts are undefined if a label has no operating point.
func MeansOfLabels(labels []LabelRun, pooled map[string]Quantity) LabelMeans {
	m := LabelMeans{Macro: make(map[string]LabelMean), Micro: make(map[string]Quantity)}
	for _, id := range labelMetrics {
		var values []calc.Value
		for _, l := range labels {
			for _, metric := range l.Metrics {
				if metric.ID == id {
					values = append(values, metric.Value)
				}
			}
		}
		m.macro(id, values)
		if q, ok := pooled[id]; ok {
			m.Micro[id] = q
		}
	}
	tables := make([]calc.Confusion, len(labels))
	for i, l := range labels {
		tables[i] = l.Point.Confusion
	}
	nowhere := slices.IndexFunc(labels, func(l LabelRun) bool { return l.Nowhere != "" })
	for _, metric := range calc.ConfusionMetrics() {
		values := make([]calc.Value, len(labels))
		for i, l := range labels {
			if values[i] = calc.Undefined(l.Nowhere); l.Nowhere == "" {
				values[i] = metric.At(l.Point.Confusion)
			}
		}
		m.macro(metric.ID, values)
		if nowhere >= 0 {
			m.Micro[metric.ID] = newQuantity(calc.Undefined(labels[nowhere].Nowhere))
		} else {
			m.Micro[metric.ID] = newQuantity(metric.At(calc.Pool(tables)))
		}
	}
	return m
}

func (m LabelMeans) macro(id string, values []calc.Value) {
	mean, n := calc.MeanOfDefined(values)
	m.Macro[id] = LabelMean{newQuantity(mean), n}
}

// MeansOfRuns returns the averages over the runs of a label group, each at the
// threshold that at returns.
func MeansOfRuns(runs []*Run, at func(*Run) float64) LabelMeans {
	labels := make([]LabelRun, len(runs))
	sweeps := make([]*calc.Sweep, len(runs))
	for i, r := range runs {
		labels[i], sweeps[i] = LabelRun{Metrics: r.Metrics, Point: r.Sweep.At(at(r))}, r.Sweep
	}
	return MeansOfLabels(labels, PoolLabels(sweeps))
}
