package server

import (
	"tradeoff/internal/calc"
	"tradeoff/internal/catalog"
)

// A chartTable is what a chart is drawn from, as a table: a row for each operating
// point of the whole sweep.
type chartTable struct {
	header func(runAt) []string                          // behind the threshold and the four cells
	row    func(runAt, calc.OperatingPoint) []calc.Value // as many as header has

	write func(runAt, csvWriter) // writes the table of a chart that has other rows
}

// chartTables are the tables of the charts by the ids of the catalog, which declares
// those that are curves.
var chartTables = func() map[string]chartTable {
	tables := map[string]chartTable{
		"tradeoff":    tradeOffTable,
		"roc":         rocTable,
		"calibration": {write: runAt.writeBins},
		"cost":        costTable,
		"decision":    decisionTable,
		"det":         detTable,
		"histogram":   {write: runAt.writeHistogram},
	}
	for _, c := range catalog.Charts {
		if c.Curve != nil {
			tables[c.ID] = curveTable(c)
		}
	}
	return tables
}()

// columnsOf is a header that is always the same.
func columnsOf(names ...string) func(runAt) []string {
	return func(runAt) []string { return names }
}

// curveTable is the table of a chart that the catalog declares as a curve.
func curveTable(c catalog.Chart) chartTable {
	at := calc.CurvePoint(c.ID)
	return chartTable{
		header: columnsOf(c.Curve.Columns[:]...),
		row: func(_ runAt, p calc.OperatingPoint) []calc.Value {
			x, y := at(p.Confusion)
			return []calc.Value{x, y}
		},
	}
}

var costTable = chartTable{
	header: columnsOf("cost_fp", "cost_fn", "prevalence", "expected_cost"),
	row: func(v runAt, p calc.OperatingPoint) []calc.Value {
		w := v.setting()
		prevalence := p.Prevalence()
		if w.Prevalence != nil {
			prevalence = calc.Defined(*w.Prevalence)
		}
		return []calc.Value{calc.Defined(w.Costs.FP), calc.Defined(w.Costs.FN), prevalence, v.costOf(p.Confusion)}
	},
}

var rocTable = chartTable{
	header: func(v runAt) []string {
		if v.banded() {
			return []string{"fpr", "tpr", "tpr_low", "tpr_high"}
		}
		return []string{"fpr", "tpr"}
	},
	row: func(v runAt, p calc.OperatingPoint) []calc.Value {
		out := []calc.Value{p.FPR(), p.Recall()}
		if v.banded() {
			low, high := v.bandAt(p.FPR())
			out = append(out, low, high)
		}
		return out
	},
}

var detTable = chartTable{
	header: columnsOf("fpr", "fnr", "fpr_probit", "fnr_probit"),
	row: func(_ runAt, p calc.OperatingPoint) []calc.Value {
		return []calc.Value{p.FPR(), p.FNR(), probit(p.FPR()), probit(p.FNR())}
	},
}

var decisionTable = chartTable{
	header: columnsOf("probability", "net_benefit", "treat_all", "treat_none"),
	row: func(v runAt, p calc.OperatingPoint) []calc.Value {
		if v.Run.ScoreKind == calc.Score {
			u := calc.Undefined(calc.NeedsProbabilities)
			return []calc.Value{u, u, u, u}
		}
		t := v.probabilityAt(p.Threshold)
		model, all := v.benefits(p.Confusion, t)
		return []calc.Value{calc.Defined(t), model, all, calc.Defined(0)}
	},
}

var tradeOffTable = chartTable{
	header: func(v runAt) []string { return v.state.Drawn() },
	row: func(v runAt, p calc.OperatingPoint) (out []calc.Value) {
		for _, id := range v.state.Drawn() {
			out = append(out, v.metricInUse(id, p.Confusion))
		}
		return out
	},
}
