package main

import (
	"fmt"
	"io"
	"slices"
	"text/tabwriter"

	"tradeoff/internal/calc"
	"tradeoff/internal/evaluate"
	"tradeoff/internal/format"
	"tradeoff/internal/tradeoff"
)

// widestMatrix is the maximum number of classes of a confusion matrix that is
// printed in full.
const widestMatrix = 12

// mostConfusions is how many of the largest confusions are printed.
const mostConfusions = 10

// writeClassRun prints a run with many classes: facts, findings, the confusion
// matrix, and the numbers by class and of the whole run.
func writeClassRun(w io.Writer, r *evaluate.Run) error {
	words := tradeoff.Experiment{UnitSingular: "row", UnitPlural: "rows"}
	report := r.Classes.Report(r.Dataset.Classes, r.Metrics)
	fmt.Fprintf(w, "%s\n%s rows, %d classes; scores are of the kind %s", r.Dataset.Name, format.Count(r.N),
		len(report.Classes), r.Dataset.Kind)
	if r.Weighted {
		fmt.Fprintf(w, "\nby weight: %s in all", format.Quantity(r.Weight()))
	}
	fmt.Fprintf(w, "\ncolumns: %s\n", rolesText(r.Dataset.Roles))
	writeUnused(w, r.Dataset.Unused)
	writeFindings(w, r.Findings)
	for _, part := range []func(io.Writer, *evaluate.ClassReport) error{writeConfusion,
		func(w io.Writer, report *evaluate.ClassReport) error {
			return writePerClass(w, words, report)
		}} {
		if err := part(w, report); err != nil {
			return err
		}
	}
	for _, g := range classGroups {
		fmt.Fprintf(w, "\n%s\n", g.heading)
		t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
		for _, m := range r.Metrics {
			if known, _ := calc.ClassMetricByID(m.ID); known.Group == g.group {
				value, note := estimateText(words, m.ID, m.Estimate)
				fmt.Fprintf(t, "  %s\t%s\t%s\t%s\n", m.ID, value, known.Name, note)
			}
		}
		if err := t.Flush(); err != nil {
			return err
		}
		if g.group == calc.Losses {
			writeClipped(w, r)
		}
	}
	return nil
}

// classGroups are the parts in which the numbers of a run with many classes are
// printed.
var classGroups = []struct {
	group   calc.Group
	heading string
}{
	{calc.Calls, "Predictions: whether the class of the highest score is the right one"},
	{calc.Ranking, "Ranking: how well the classes are separated"},
	{calc.CalibrationGroup, "Calibration: whether probabilities are accurate"},
	{calc.Losses, "Losses: what training minimises, with default parameters"},
}

// writeConfusion prints the confusion matrix, or its largest confusions if there
// are too many classes for a line.
func writeConfusion(w io.Writer, r *evaluate.ClassReport) error {
	if len(r.Classes) <= widestMatrix {
		fmt.Fprint(w, "\nConfusion matrix: actual classes in rows, predicted classes in columns\n")
		t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
		for _, name := range r.Classes {
			fmt.Fprintf(t, "\t%s", format.Shorten(name, 12))
		}
		fmt.Fprint(t, "\t\n")
		for i, name := range r.Classes {
			fmt.Fprintf(t, "%s", format.Shorten(name, 24))
			for _, n := range r.Confusion[i] {
				fmt.Fprintf(t, "\t%s", format.Quantity(n))
			}
			fmt.Fprint(t, "\t\n")
		}
		return t.Flush()
	}
	type cell struct {
		i, j int
		n    float64
	}
	var wrong []cell
	for i, row := range r.Confusion {
		for j, n := range row {
			if i != j && n > 0 {
				wrong = append(wrong, cell{i, j, n})
			}
		}
	}
	slices.SortStableFunc(wrong, func(a, b cell) int {
		if a.n > b.n {
			return -1
		} else if a.n < b.n {
			return 1
		}
		return 0
	})
	fmt.Fprint(w, "\nLargest confusions; --format json has the whole matrix\n")
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, c := range wrong[:min(len(wrong), mostConfusions)] {
		fmt.Fprintf(t, "  %s\t%s predicted as %s\n", format.Quantity(c.n), r.Classes[c.i], r.Classes[c.j])
	}
	return t.Flush()
}

// writePerClass prints a table of the classes and the means over them.
func writePerClass(w io.Writer, words tradeoff.Experiment, r *evaluate.ClassReport) error {
	fmt.Fprint(w, "\nOne-vs-rest\n")
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprint(t, "  class\tsupport\tpredicted\tprecision\trecall\tf1\tspecificity\troc_auc\taverage_precision\n")
	short := func(e calc.Estimate) string {
		value, _ := estimateText(words, "recall", e) // all columns are shares
		return value
	}
	for _, k := range r.PerClass {
		fmt.Fprintf(t, "  %s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\n", format.Shorten(k.Class, 24), format.Quantity(k.Support),
			format.Quantity(k.Predicted),
			short(k.Precision), short(k.Recall), short(k.F1), short(k.Specificity), short(k.ROCAUC), short(k.AveragePrecision))
	}
	n := len(r.Classes)
	for _, mean := range []struct {
		name string
		of   evaluate.ClassMeans
	}{{"macro", r.Averages.Macro}, {"weighted", r.Averages.Weighted}, {"micro", r.Averages.Micro}} {
		with := func(e calc.Estimate, defined int) string {
			if defined == n {
				return short(e)
			}
			return fmt.Sprintf("%s (%d of %d)", short(e), defined, n)
		}
		optional := func(e *calc.Estimate, defined int) string {
			if e == nil {
				return ""
			}
			return with(*e, defined)
		}
		d := mean.of.Defined
		fmt.Fprintf(t, "  %s\t\t\t%s\t%s\t%s\t\t%s\t%s\n", mean.name, with(mean.of.Precision, d.Precision),
			with(mean.of.Recall, d.Recall), with(mean.of.F1, d.F1),
			optional(mean.of.ROCAUC, d.ROCAUC), optional(mean.of.AveragePrecision, d.AveragePrecision))
	}
	return t.Flush()
}
