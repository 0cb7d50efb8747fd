package main

import (
	"bytes"
	"fmt"
	"go/format"

	"tradeoff/internal/catalog"
)

// goFormulas writes the formulas for calc. They are compiled, as interpreting a
// tree takes 20 times as long and policies evaluate it at every threshold.
func goFormulas(string) ([]byte, error) {
	var b bytes.Buffer
	b.WriteString(head + "package calc\n\nimport \"math\"\n")
	table := func(comment, name, signature string, entries func(entry func(id, result string))) {
		fmt.Fprintf(&b, "\n// %s\nvar %s = map[string]func%s{\n", comment, name, signature)
		entries(func(id, result string) { fmt.Fprintf(&b, "%q: func%s { return %s },\n", id, signature, result) })
		b.WriteString("}\n")
	}
	table("formulas are those of the confusion metrics: NaN for 0/0, infinite for x/0.",
		"formulas", "(c Confusion) float64", func(entry func(id, result string)) {
			for _, m := range catalog.Metrics {
				entry(m.ID, m.Formula.Go())
			}
		})
	table("shares are the counts k of n that a metric is a proportion of.",
		"shares", "(c Confusion) (k, n float64)", func(entry func(id, result string)) {
			for _, m := range catalog.Metrics {
				if k, n, ok := m.Formula.Share(); ok {
					entry(m.ID, k.Go()+", "+n.Go())
				}
			}
		})
	table("lifts are the increasing functions by which a metric follows from a proportion.",
		"lifts", "(x float64) float64", func(entry func(id, result string)) {
			for _, m := range catalog.Metrics {
				if m.Through != "" {
					entry(m.ID, m.Lift.Go())
				}
			}
		})
	table("objectives are the objectives of policies that are not metrics.",
		"objectives", "(c Confusion, costs Costs) float64", func(entry func(id, result string)) {
			for _, p := range catalog.Policies {
				if !p.Formula.None() {
					entry(p.ID, p.Formula.Go())
				}
			}
		})
	curves := func(comment, name string, of func(*catalog.Curve) catalog.Expr) {
		table(comment, name, "(c Confusion) float64", func(entry func(id, result string)) {
			for _, c := range catalog.Charts {
				if c.Curve != nil {
					entry(c.ID, of(c.Curve).Go())
				}
			}
		})
	}
	curves("curveX are the x of charts that are curves.", "curveX", func(c *catalog.Curve) catalog.Expr { return c.X })
	curves("curveY are their y.", "curveY", func(c *catalog.Curve) catalog.Expr { return c.Y })
	curves("lineBegin is y at x = 0 of their reference lines.", "lineBegin",
		func(c *catalog.Curve) catalog.Expr { return c.Line })
	curves("lineEnd is y at x = 1 of them.", "lineEnd", func(c *catalog.Curve) catalog.Expr { return c.LineEnd })
	return format.Source(b.Bytes())
}
