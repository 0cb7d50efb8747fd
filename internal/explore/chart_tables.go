package explore

import (
	"bufio"
	"strconv"

	"tradeoff/internal/calc"
	"tradeoff/internal/catalog"
	"tradeoff/internal/format"
)

// A chartTable is what a chart is drawn from, as a table: a row for each operating
// point of the whole sweep.
type chartTable struct {
	Header func(RunAt) []string                          // behind the threshold and the four cells
	Row    func(RunAt, calc.OperatingPoint) []calc.Value // as many as header has

	Write func(RunAt, CSVWriter) // writes the table of a chart that has other rows
}

// ChartTables are the tables of the charts by the ids of the catalog, which declares
// those that are curves.
var ChartTables = func() map[string]chartTable {
	tables := map[string]chartTable{
		"tradeoff":    tradeOffTable,
		"roc":         rocTable,
		"calibration": {Write: RunAt.writeBins},
		"cost":        costTable,
		"decision":    decisionTable,
		"det":         detTable,
		"histogram":   {Write: RunAt.writeHistogram},
	}
	for _, c := range catalog.Charts {
		if c.Curve != nil {
			tables[c.ID] = curveTable(c)
		}
	}
	return tables
}()

// columnsOf is a header that is always the same.
func columnsOf(names ...string) func(RunAt) []string {
	return func(RunAt) []string { return names }
}

// curveTable is the table of a chart that the catalog declares as a curve.
func curveTable(c catalog.Chart) chartTable {
	at := calc.CurvePoint(c.ID)
	return chartTable{
		Header: columnsOf(c.Curve.Columns[:]...),
		Row: func(_ RunAt, p calc.OperatingPoint) []calc.Value {
			x, y := at(p.Confusion)
			return []calc.Value{x, y}
		},
	}
}

var costTable = chartTable{
	Header: columnsOf("cost_fp", "cost_fn", "prevalence", "expected_cost"),
	Row: func(v RunAt, p calc.OperatingPoint) []calc.Value {
		w := v.Setting()
		prevalence := p.Prevalence()
		if w.Prevalence != nil {
			prevalence = calc.Defined(*w.Prevalence)
		}
		return []calc.Value{calc.Defined(w.Costs.FP), calc.Defined(w.Costs.FN), prevalence, v.CostOf(p.Confusion)}
	},
}

var rocTable = chartTable{
	Header: func(v RunAt) []string {
		if v.Banded() {
			return []string{"fpr", "tpr", "tpr_low", "tpr_high"}
		}
		return []string{"fpr", "tpr"}
	},
	Row: func(v RunAt, p calc.OperatingPoint) []calc.Value {
		out := []calc.Value{p.FPR(), p.Recall()}
		if v.Banded() {
			low, high := v.bandAt(p.FPR())
			out = append(out, low, high)
		}
		return out
	},
}

var detTable = chartTable{
	Header: columnsOf("fpr", "fnr", "fpr_probit", "fnr_probit"),
	Row: func(_ RunAt, p calc.OperatingPoint) []calc.Value {
		return []calc.Value{p.FPR(), p.FNR(), Probit(p.FPR()), Probit(p.FNR())}
	},
}

var decisionTable = chartTable{
	Header: columnsOf("probability", "net_benefit", "treat_all", "treat_none"),
	Row: func(v RunAt, p calc.OperatingPoint) []calc.Value {
		if v.Run.ScoreKind == calc.Score {
			u := calc.Undefined(calc.NeedsProbabilities)
			return []calc.Value{u, u, u, u}
		}
		t := v.ProbabilityAt(p.Threshold)
		model, all := v.Benefits(p.Confusion, t)
		return []calc.Value{calc.Defined(t), model, all, calc.Defined(0)}
	},
}

var tradeOffTable = chartTable{
	Header: func(v RunAt) []string { return v.State.Drawn() },
	Row: func(v RunAt, p calc.OperatingPoint) (out []calc.Value) {
		for _, id := range v.State.Drawn() {
			out = append(out, v.MetricInUse(id, p.Confusion))
		}
		return out
	},
}

// writeBins writes one line for each bin of the calibration curve.
func (v RunAt) writeBins(out CSVWriter) {
	out.Line([]string{"from", "to", "rows", "weight", "mean_probability", "share_of_positives", "low", "high"})
	cal := v.Sweep.Calibration(calc.DefaultBins, v.State.Binning())
	for i, b := range cal.Bins {
		low, high := calc.Undefined(calc.NoSamples), calc.Undefined(calc.NoSamples)
		if b.Count > 0 {
			low, high = v.BinInterval(b)
		}
		out.Line([]string{
			format.Number(cal.Edges[i]), format.Number(cal.Edges[i+1]), strconv.Itoa(b.Count), format.Number(b.Weight),
			CSVCell(b.MeanScore), CSVCell(b.FracPos), CSVCell(low), CSVCell(high),
		})
	}
}

// CSVCell writes a number, or nothing where there is none.
func CSVCell(x calc.Value) string {
	if !x.OK {
		return ""
	}
	return format.Number(x.V)
}

// A CSVWriter writes cells that need no quotes. It keeps the first error for
// its Flush, as a [bufio.Writer] does.
type CSVWriter struct{ *bufio.Writer }

func (w CSVWriter) Line(cells []string) {
	for i, c := range cells {
		if i > 0 {
			w.WriteByte(',')
		}
		w.WriteString(c)
	}
	w.WriteString("\r\n")
}
