package explore

import (
	"bufio"
	"math"
	"slices"
	"strconv"

	"tradeoff/internal/calc"
	"tradeoff/internal/catalog"
	"tradeoff/internal/format"
)

// A ChartTable is the data of a chart as a table. Most have one row for each operating
// point of the whole sweep: its threshold, its four cells, and what Header and Row add.
// Tables with other rows have Write in place of them.
type ChartTable struct {
	Header func(RunAt) []string                               // names of the columns after the cells
	Rows   func(RunAt) func(calc.OperatingPoint) []calc.Value // a function that returns as many as Header has

	Write func(RunAt, CSVWriter) // writes the whole table with its header; nil for tables of points
}

// ChartTables are the tables of the charts by id in the catalog.
var ChartTables = func() map[string]ChartTable {
	tables := map[string]ChartTable{"calibration": {Write: writeBins}, "histogram": {Write: writeHistogram}}
	for _, c := range catalog.Charts {
		if c.Curve != nil {
			tables[c.ID] = curveTable(c)
		}
	}
	return tables
}()

// curveTable returns the table of a chart that the catalog declares as a curve: what it
// depends on, x unless that is the threshold, its lines and its reference line.
func curveTable(d catalog.Chart) ChartTable {
	t := curveColumns{Chart: d, columns: d.Curve.Columns, probits: d.Curve.X.Scale == catalog.Normal}
	t.costs = slices.ContainsFunc(d.Curve.Lines, func(l catalog.Line) bool { return l.Of.UsesCosts() })
	t.x = len(d.Curve.Lines) > 0 && (!d.Curve.ByThreshold() || d.Curve.Probabilities)
	return ChartTable{Header: t.header, Rows: t.rows}
}

// curveColumns are the columns of such a table.
type curveColumns struct {
	catalog.Chart
	columns    []string
	costs      bool // the costs and the prevalence come first
	x, probits bool // it has x, and of every rate its normal deviate
}

func (t curveColumns) banded(v RunAt) bool { return t.Curve.ROC && v.Band.Drawn() }

func (t curveColumns) header(v RunAt) (names []string) {
	if t.costs {
		names = append(names, "cost_fp", "cost_fn", "prevalence")
	}
	if len(t.Curve.Lines) == 0 {
		return append(names, v.State.Drawn()...)
	}
	names = append(names, t.columns...)
	if t.probits {
		for _, column := range t.columns {
			names = append(names, column+"_probit")
		}
	}
	if t.banded(v) {
		names = append(names, "tpr_low", "tpr_high")
	}
	return names
}

func (t curveColumns) rows(v RunAt) func(calc.OperatingPoint) []calc.Value {
	c, w := v.Curve(t.Chart), v.Setting()
	return func(p calc.OperatingPoint) (out []calc.Value) {
		if t.costs {
			prevalence := p.Prevalence()
			if w.Prevalence != nil {
				prevalence = calc.Defined(*w.Prevalence)
			}
			out = append(out, calc.Defined(w.Costs.FP), calc.Defined(w.Costs.FN), prevalence)
		}
		if reason := c.Undefined(); reason != "" {
			return append(out, slices.Repeat([]calc.Value{calc.Undefined(reason)}, len(t.columns))...)
		}
		numbers := t.numbers(c, p)
		out = append(out, numbers...)
		if t.probits {
			for _, n := range numbers {
				out = append(out, Probit(n))
			}
		}
		if t.banded(v) {
			low, high := v.Band.at(p.FPR())
			out = append(out, low, high)
		}
		return out
	}
}

// numbers are x, the lines and the reference line at an operating point.
func (t curveColumns) numbers(c Curve, p calc.OperatingPoint) (out []calc.Value) {
	at := c.T(p.Threshold)
	x := c.X(p.Confusion, at)
	if t.x {
		out = append(out, x)
	}
	for i := range c.Lines {
		out = append(out, c.Y(i, p.Confusion, at))
	}
	if len(t.columns) > len(out) {
		y := calc.Undefined(calc.ZeroDenominator)
		if dashed := c.Dashed(p.Confusion, x.V); !math.IsNaN(dashed) {
			y = calc.Defined(dashed)
		}
		out = append(out, y)
	}
	return out
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
