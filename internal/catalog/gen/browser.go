package main

import (
	"bytes"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"tradeoff/internal/catalog"
)

// browserTables writes what the browser computes with while a slider is dragged.
func browserTables(string) ([]byte, error) {
	var b bytes.Buffer
	b.WriteString(head + "// Formulas of c, the cells of a confusion matrix: {of, by, scaled, share, fraction,\n" +
		"// through, lift}. by has the margins that a formula divides by.\n" +
		typed("Formula") + "export const formulas = {\n")
	for _, m := range catalog.Metrics {
		fmt.Fprintf(&b, "  %q: %s,\n", m.ID, metric(m))
	}
	b.WriteString("};\n\n// Policies: {rule, metric, take}, or in place of the metric a formula with costs.\n" +
		typed("DeclaredPolicy") + "export const policies = {\n")
	for _, p := range catalog.Policies {
		fmt.Fprintf(&b, "  %q: %s,\n", p.ID, policy(p))
	}
	b.WriteString("};\n\n// Losses that take logits or margins.\nexport const onMargins = " + margins() + ";\n")
	b.WriteString("\n// Means of losses with other denominators: the parameter that weighs the positives,\n" +
		"// where one does, and the weight of the negatives.\n" + typed("Mean[]") + "export const means = {\n")
	for _, l := range catalog.Losses {
		if l.Two != nil && len(l.Two.Means) > 0 {
			fmt.Fprintf(&b, "  %q: [%s],\n", l.ID, means(l.Two.Means))
		}
	}
	b.WriteString("};\n\n// Charts that are curves: x and the lines from the counts, the costs and the threshold, and\n" +
		"// the dashed line from x and the counts of the whole run.\n" + typed("Curve") + "export const curves = {\n")
	for _, c := range catalog.Charts {
		if c.Curve != nil {
			fmt.Fprintf(&b, "  %q: %s,\n", c.ID, curve(c.ID, c.Curve))
		}
	}
	b.WriteString("};\n\n// How the values of metrics and losses are written that are no shares.\n" +
		typed("Scale") + "export const scales = {\n")
	for _, m := range everyMetric() {
		if scale := map[catalog.Span]string{catalog.Signed: "index", catalog.Unbounded: "amount"}[m.Span]; scale != "" {
			fmt.Fprintf(&b, "  %q: %q,\n", m.ID, scale)
		}
	}
	var fine []string
	for _, m := range everyMetric() {
		if m.Fine {
			fine = append(fine, strconv.Quote(m.ID))
		}
	}
	b.WriteString("};\n\n// Metrics with three decimals in tables that compare runs.\nexport const fine = [" +
		strings.Join(fine, ", ") + "];\n")
	return b.Bytes(), nil
}

// everyMetric returns the metrics and losses of all runs, those with one identifier once.
func everyMetric() []catalog.Metric {
	list := slices.Concat(catalog.Metrics, catalog.RunMetrics, catalog.ClassMetrics)
	for _, l := range catalog.Losses {
		list = append(list, l.Metric(catalog.Form{}))
	}
	seen := make(map[string]bool)
	return slices.DeleteFunc(list, func(m catalog.Metric) bool {
		twice := seen[m.ID]
		seen[m.ID] = true
		return twice
	})
}

// typed says of the constant behind it that it has values of a type of types.d.ts by
// their ids.
func typed(name string) string {
	return "/** @type {Record<string, import(\"./types.js\")." + name + ">} */\n"
}

func metric(m catalog.Metric) object {
	o := object{}
	o.formula(m.Formula, "(c)")
	if m.Formula.Scaled() {
		o.put("scaled", "true")
	}
	if k, n, ok := m.Formula.Share(); ok {
		o.put("share", "(c) => ["+k.JS()+", "+n.JS()+"]")
	} else if k, n, ok := m.Formula.Fraction(); ok {
		o.put("fraction", "(c) => ["+k.JS()+", "+n.JS()+"]")
	}
	if m.Through != "" {
		o.text("through", m.Through)
		o.put("lift", "(x) => "+m.Lift.JS())
	}
	return o
}

func curve(id string, c *catalog.Curve) object {
	o := object{}
	o.text("id", id)
	o.put("x", axis(c.X).String())
	o.put("y", axis(c.Y).String())
	lines := object{}
	for _, l := range c.Lines {
		line := object{}
		line.formula(l.Of, "(c, costs, t)")
		lines.put(l.ID, line.String())
	}
	o.put("lines", lines.String())
	o.flag("restated", c.Restated())
	o.flag("byThreshold", c.ByThreshold())
	o.flag("probabilities", c.Probabilities)
	for _, l := range c.Lines {
		if l.Of.UsesThreshold() {
			o.flag("smooth", true)
			break
		}
	}
	if !c.Dashed.None() {
		o.put("dashed", "(c, costs, x) => "+c.Dashed.JS())
	}
	o.flag("level", c.Level)
	o.text("dashedName", c.DashedName)
	o.text("words", c.Words)
	o.text("corner", string(c.Corner))
	return o
}

func axis(a catalog.Axis) object {
	o := object{}
	o.text("name", a.Name)
	if !a.Of.None() {
		o.formula(a.Of, "(c, costs, t)")
		o.flag("restated", a.Of.DependsOnPrevalence())
	}
	o.text("hue", a.Hue)
	o.flag("fit", a.Fit)
	if a.Below > 0 {
		o.put("below", number(a.Below))
	}
	if a.Span == catalog.Unbounded {
		o.text("values", "amount")
	}
	return o
}

func margins() string {
	var ids []string
	for _, l := range catalog.Losses {
		if l.Margins {
			ids = append(ids, strconv.Quote(l.ID))
		}
	}
	return "[" + strings.Join(ids, ", ") + "]"
}

func means(list []catalog.Mean) string {
	var out []string
	for _, m := range list {
		o := object{}
		o.text("id", m.ID)
		o.text("positives", m.Positives)
		o.put("negatives", number(m.Negatives))
		out = append(out, o.String())
	}
	return strings.Join(out, ", ")
}

func policy(p catalog.Policy) object {
	o := object{}
	o.text("rule", string(p.Rule))
	o.text("metric", p.Metric)
	if !p.Formula.None() {
		o.formula(p.Formula, "(c, costs)")
	}
	o.text("take", string(p.Take))
	if p.LabelFree {
		o.put("labelFree", "true")
	}
	if p.IgnoresPrevalence {
		o.put("ignoresPrevalence", "true")
	}
	return o
}

// An object is an object literal of JavaScript.
type object struct{ members []string }

func (o object) String() string { return "{ " + strings.Join(o.members, ", ") + " }" }

// put adds a member whose value is an expression.
func (o *object) put(name, value string) { o.members = append(o.members, name+": "+value) }

// text adds a member that is a string; the empty one is left out.
func (o *object) text(name, value string) {
	if value != "" {
		o.put(name, strconv.Quote(value))
	}
}

// flag adds a member that is true; a false one is left out.
func (o *object) flag(name string, on bool) {
	if on {
		o.put(name, "true")
	}
}

func (o *object) formula(e catalog.Expr, of string) {
	o.put("of", of+" => "+e.JS())
	by := ""
	for _, m := range e.Margins() {
		by += m.String()
	}
	o.text("by", by)
}

func number(x float64) string { return strconv.FormatFloat(x, 'g', -1, 64) }
