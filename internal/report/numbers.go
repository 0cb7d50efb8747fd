package report

import (
	"encoding/csv"
	"io"

	"tradeoff/internal/calc"
	"tradeoff/internal/format"
)

// A Number is one number of a report.
type Number struct {
	Run   string // its name
	Where string // "at 0.37", or "at every threshold"
	ID    string // of the metric
	Name  string
	calc.Estimate
	Reason string // why it is undefined, or has no interval
}

// WriteCSV writes numbers as a table, each in full; undefined numbers are
// empty and have a reason. Texts are safe to open in a spreadsheet.
func WriteCSV(w io.Writer, numbers []Number) error {
	c := csv.NewWriter(w)
	write := func(cells ...string) {
		for i := range cells {
			cells[i] = format.Guard(cells[i])
		}
		_ = c.Write(cells) // Error has it
	}
	write("run", "where", "metric", "name", "value", "low", "high", "note")
	for _, n := range numbers {
		write(n.Run, n.Where, n.ID, n.Name, cell(n.Value), cell(n.Low), cell(n.High), n.Reason)
	}
	c.Flush()
	return c.Error()
}

func cell(v calc.Value) string {
	if !v.OK {
		return ""
	}
	return format.Number(v.V)
}
