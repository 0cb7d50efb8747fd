package tradeoff

import (
	"slices"

	"tradeoff/internal/calc"
	"tradeoff/internal/catalog"
	"tradeoff/internal/format"
)

// ScaleOf returns how values of the metric or loss id are written. A metric of two classes
// and one of many with the same id have the same scale.
func ScaleOf(id string) format.Scale {
	m, ok := metricOf(id)
	if !ok {
		return format.Amounts
	}
	return map[catalog.Span]format.Scale{
		catalog.Rate: format.Shares, catalog.Signed: format.Indices, catalog.Unbounded: format.Amounts,
	}[m.Span]
}

// ScaleOfPolicy returns how the values that p bounds or optimises are written.
func ScaleOfPolicy(p calc.Policy) format.Scale {
	id := p.Declared().Metric
	if _, ok := metricOf(id); !ok && id != "" {
		return format.Shares // the F-score of any β
	}
	return ScaleOf(id)
}

// ColumnDecimals returns how many decimals values and differences of the metric or loss id
// have in a table that compares runs.
func ColumnDecimals(id string) int {
	if m, _ := metricOf(id); m.Fine {
		return 3
	}
	return 2
}

// metricOf returns the declaration of a metric that is no loss.
func metricOf(id string) (catalog.Metric, bool) {
	for _, list := range [][]catalog.Metric{catalog.Metrics, catalog.RunMetrics, catalog.ClassMetrics} {
		if i := slices.IndexFunc(list, func(m catalog.Metric) bool { return m.ID == id }); i >= 0 {
			return list[i], true
		}
	}
	return catalog.Metric{}, false
}
