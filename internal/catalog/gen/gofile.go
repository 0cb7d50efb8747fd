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
	table := func(comment, name, signature string, entries func(entry entry)) {
		fmt.Fprintf(&b, "\n// %s\nvar %s = map[string]func%s{\n", comment, name, signature)
		entries(func(id, result string) { fmt.Fprintf(&b, "%q: func%s { return %s },\n", id, signature, result) })
		b.WriteString("}\n")
	}
	table("formulas are those of the confusion metrics: NaN for 0/0, infinite for x/0.",
		"formulas", "(c Confusion) float64", func(entry entry) {
			for _, m := range catalog.Metrics {
				entry(m.ID, m.Formula.Go())
			}
		})
	table("shares are the counts k of n that a metric is a proportion of.",
		"shares", "(c Confusion) (k, n float64)", func(entry entry) {
			for _, m := range catalog.Metrics {
				if k, n, ok := m.Formula.Share(); ok {
					entry(m.ID, k.Go()+", "+n.Go())
				}
			}
		})
	table("lifts are the increasing functions by which a metric follows from a proportion.",
		"lifts", "(x float64) float64", func(entry entry) {
			for _, m := range catalog.Metrics {
				if m.Through != "" {
					entry(m.ID, m.Lift.Go())
				}
			}
		})
	table("objectives are the objectives of policies that are not metrics.",
		"objectives", "(c Confusion, costs Costs) float64", func(entry entry) {
			for _, p := range catalog.Policies {
				if !p.Formula.None() {
					entry(p.ID, p.Formula.Go())
				}
			}
		})
	curveFormulas(table)
	return format.Source(b.Bytes())
}

// An entry adds a formula to a table.
type entry func(id, result string)

// curveFormulas writes the tables of charts that are curves.
func curveFormulas(table func(comment, name, signature string, entries func(entry entry))) {
	declared := func(each func(c catalog.Chart)) {
		for _, c := range catalog.Charts {
			if c.Curve != nil {
				each(c)
			}
		}
	}
	const ofPoint = "(c Confusion, costs Costs, t float64) float64"
	table("curveX are the x of charts that are curves.", "curveX", ofPoint, func(entry entry) {
		declared(func(c catalog.Chart) { entry(c.ID, c.Curve.X.Of.Go()) })
	})
	table("curveLines are the y of their lines, by chart and line.", "curveLines", ofPoint, func(entry entry) {
		declared(func(c catalog.Chart) {
			for _, l := range c.Curve.Lines {
				entry(c.ID+" "+l.ID, l.Of.Go())
			}
		})
	})
	table("curveDashed are the y of their reference lines.", "curveDashed",
		"(c Confusion, costs Costs, x float64) float64", func(entry entry) {
			declared(func(c catalog.Chart) {
				if !c.Curve.Dashed.None() {
					entry(c.ID, c.Curve.Dashed.Go())
				}
			})
		})
}
