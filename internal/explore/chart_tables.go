package explore

import (
	"bufio"
	"strconv"

	"tradeoff/internal/calc"
	"tradeoff/internal/catalog"
	"tradeoff/internal/format"
)

// A ChartTable is the data of a chart as a table. Most have one row for each operating
// point of the whole sweep: its threshold, its four cells, and what Header and Row add.
// Tables with other rows have Write in place of them.
type ChartTable struct {
	Header func(RunAt) []string                          // names of the columns after the cells
	Row    func(RunAt, calc.OperatingPoint) []calc.Value // as many as Header has

	Write func(RunAt, CSVWriter) // writes the whole table with its header; nil for tables of points
}

// ChartTables are the tables of the charts by id in the catalog.
var ChartTables = func() map[string]ChartTable {
	tables := map[string]ChartTable{
		"tradeoff":    tradeOffTable,
		"roc":         rocTable,
		"calibration": {Write: writeBins},
		"cost":        costTable,
		"decision":    decisionTable,
		"det":         detTable,
		"histogram":   {Write: writeHistogram},
	}
	for _, c := range catalog.Charts {
		if c.Curve != nil {
			tables[c.ID] = curveTable(c)
		}
	}
	return tables
}()

// columnsOf returns a header that does not depend on the run.
func columnsOf(names ...string) func(RunAt) []string {
	return func(RunAt) []string { return names }
}

// curveTable returns the table of a chart that the catalog declares as a curve.
func curveTable(c catalog.Chart) ChartTable {
	at := calc.CurvePoint(c.ID)
	return ChartTable{
		Header: columnsOf(c.Curve.Columns[:]...),
		Row: func(_ RunAt, p calc.OperatingPoint) []calc.Value {
			x, y := at(p.Confusion)
			return []calc.Value{x, y}
		},
	}
}

var costTable = ChartTable{
	Header: columnsOf("cost_fp", "cost_fn", "prevalence", "expected_cost"),
	Row: func(v RunAt, p calc.OperatingPoint) []calc.Value {
		w := v.Setting()
		prevalence := p.Prevalence()
		if w.Prevalence != nil {
			prevalence = calc.Defined(*w.Prevalence)
		}
		return []calc.Value{calc.Defined(w.Costs.FP), calc.Defined(w.Costs.FN), prevalence, v.DeployedCost(p.Confusion)}
	},
}

var rocTable = ChartTable{
	Header: func(v RunAt) []string {
		if v.Band.Drawn() {
			return []string{"fpr", "tpr", "tpr_low", "tpr_high"}
		}
		return []string{"fpr", "tpr"}
	},
	Row: func(v RunAt, p calc.OperatingPoint) []calc.Value {
		out := []calc.Value{p.FPR(), p.Recall()}
		if v.Band.Drawn() {
			low, high := v.Band.at(p.FPR())
			out = append(out, low, high)
		}
		return out
	},
}

var detTable = ChartTable{
	Header: columnsOf("fpr", "fnr", "fpr_probit", "fnr_probit"),
	Row: func(_ RunAt, p calc.OperatingPoint) []calc.Value {
		return []calc.Value{p.FPR(), p.FNR(), Probit(p.FPR()), Probit(p.FNR())}
	},
}

var decisionTable = ChartTable{
	Header: columnsOf("probability", "net_benefit", "treat_all", "treat_none"),
	Row: func(v RunAt, p calc.OperatingPoint) []calc.Value {
		if v.Run.ScoreKind == calc.Score {
			u := calc.Undefined(calc.NeedsProbabilities)
			return []calc.Value{u, u, u, u}
		}
		t := v.ProbabilityAt(p.Threshold)
		model, all := v.DeployedBenefits(p.Confusion, t)
		return []calc.Value{calc.Defined(t), model, all, calc.Defined(0)}
	},
}

var tradeOffTable = ChartTable{
	Header: func(v RunAt) []string { return v.State.Drawn() },
	Row: func(v RunAt, p calc.OperatingPoint) (out []calc.Value) {
		for _, id := range v.State.Drawn() {
			out = append(out, v.DeployedMetric(id, p.Confusion))
		}
		return out
	},
}

// writeBins writes one line for each bin of the calibration curve.
func writeBins(v RunAt, out CSVWriter) {
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

// CSVCell returns a number as a cell; "" if it is undefined.
func CSVCell(x calc.Value) string {
	if !x.OK {
		return ""
	}
	return format.Number(x.V)
}

// A CSVWriter writes lines of cells that need no quotes. Its Flush returns the first
// error, as that of a [bufio.Writer] does.
type CSVWriter struct{ *bufio.Writer }

// Line writes one line.
func (w CSVWriter) Line(cells []string) {
	for i, c := range cells {
		if i > 0 {
			w.WriteByte(',')
		}
		w.WriteString(c)
	}
	w.WriteString("\r\n")
}
