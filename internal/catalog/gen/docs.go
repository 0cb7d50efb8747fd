package main

import (
	"fmt"
	"math"
	"os"
	"strings"

	"tradeoff/internal/catalog"
)

// docTables fills the generated parts of docs/metrics.md. Each is between two
// comments, the first of which names it.
func docTables(path string) ([]byte, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	out := string(text)
	for name, table := range map[string]func() string{
		"confusion metrics": confusionTable,
		"policies":          policyTable,
		"charts":            chartTable,
		"run metrics":       func() string { return otherTable(catalog.RunMetrics) },
		"class metrics":     func() string { return otherTable(catalog.ClassMetrics) },
		"losses":            lossTable,
	} {
		begin, end := "<!-- generated: "+name+" -->\n", "<!-- end of generated -->\n"
		before, rest, ok1 := strings.Cut(out, begin)
		_, after, ok2 := strings.Cut(rest, end)
		if !ok1 || !ok2 {
			return nil, fmt.Errorf("%s has no place for the table of %s", path, name)
		}
		out = before + begin + table() + end + after
	}
	return []byte(out), nil
}

// rows writes a table of Markdown.
func rows(heads []string, each func(row func(cells ...string))) string {
	var b strings.Builder
	write := func(cells ...string) { b.WriteString("| " + strings.Join(cells, " | ") + " |\n") }
	write(heads...)
	b.WriteString("|" + strings.Repeat("---|", len(heads)) + "\n")
	each(write)
	return b.String()
}

func code(s string) string { return "`" + s + "`" }

func confusionTable() string {
	return rows([]string{"identifier", "name", "formula", "undefined if", "better"}, func(row func(...string)) {
		for _, m := range catalog.Metrics {
			row(code(m.ID), m.Names(), m.Formula.Text(), undefinedIf(m.Formula), m.Better.String())
		}
	})
}

// undefinedIf says where a formula divides by zero.
func undefinedIf(e catalog.Expr) string {
	var out []string
	for _, d := range e.Divisors() {
		out = append(out, d.Letters()+" = 0")
	}
	return strings.Join(out, ", ")
}

func policyTable() string {
	takes := map[catalog.Take]string{
		catalog.HighestThreshold: "the highest threshold within the bound",
		catalog.LowestThreshold:  "the lowest threshold within the bound",
		catalog.HighestRecall:    "within the bound, the highest recall, then the highest threshold",
	}
	return rows([]string{"policy", "what it bounds or optimises", "what it chooses"}, func(row func(...string)) {
		examples := catalog.PolicyExamples()
		for i, p := range catalog.Policies {
			of := p.Formula.Letters()
			switch {
			case p.AnyBeta:
				of = "F_β of any β above 0"
			case p.Metric != "":
				of = code(p.Metric)
			}
			chosen := takes[p.Take]
			if p.Rule == catalog.Maximize {
				chosen = "the highest value, then the highest threshold"
			} else if p.Rule == catalog.Minimize {
				chosen = "the lowest value, then the highest threshold"
			}
			row(code(examples[i]), of, chosen)
		}
	})
}

// chartTable lists all charts; those that the catalog does not declare as a curve
// have code that draws them.
func chartTable() string {
	return rows([]string{"identifier", "name", "x", "y", "dashed line"}, func(row func(...string)) {
		for _, c := range catalog.Charts {
			if c.Curve == nil {
				row(code(c.ID), c.Name, "", "", "")
				continue
			}
			row(code(c.ID), c.Name, c.Curve.X.Of.Letters(), linesOf(c.Curve), dashedLine(c.Curve))
		}
	})
}

// linesOf has the formulas of the lines of a curve.
func linesOf(c *catalog.Curve) string {
	if len(c.Lines) == 0 {
		return "the metrics chosen"
	}
	var out []string
	for _, l := range c.Lines {
		text := l.Of.Letters()
		if len(c.Lines) > 1 {
			text = l.Name + ": " + text
		}
		out = append(out, text)
	}
	return strings.Join(out, "; ")
}

// dashedLine names the reference line of a curve, and its y.
func dashedLine(c *catalog.Curve) string {
	if c.Dashed.None() {
		return ""
	}
	return c.DashedName + ", " + c.Dashed.Letters()
}

func otherTable(list []catalog.Metric) string {
	return rows([]string{"identifier", "name", "parameters", "better"}, func(row func(...string)) {
		for _, m := range list {
			row(code(m.ID), m.Names(), parameters(m.Params), m.Better.String())
		}
	})
}

func lossTable() string {
	heads := []string{"identifier", "name", "parameters, two classes", "parameters, many classes", "of images"}
	return rows(heads, func(row func(...string)) {
		form := func(f *catalog.Form) string {
			if f == nil {
				return "–"
			}
			return parameters(f.Params)
		}
		for _, l := range catalog.Losses {
			row(code(l.ID), l.Name, form(l.Two), form(l.Many),
				strings.ReplaceAll(string(l.Images), "_", " "))
		}
	})
}

// parameters lists parameters with their usual values.
func parameters(list []catalog.Param) string {
	var out []string
	for _, p := range list {
		usual := number(p.Default)
		if math.IsNaN(p.Default) {
			usual = "as the run says"
		}
		out = append(out, code(p.Name)+" "+usual)
	}
	return strings.Join(out, ", ")
}
