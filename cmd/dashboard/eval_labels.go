package main

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"tradeoff/internal/calc"
	"tradeoff/internal/evaluate"
	"tradeoff/internal/format"
	"tradeoff/internal/tradeoff"
)

// evaluatedGroup is the averages over the labels of one file as eval prints them in
// JSON.
type evaluatedGroup struct {
	Name   string   `json:"name"`
	Labels []string `json:"labels"` // the names of its runs
	Runs   []int    `json:"runs"`   // their places among all runs, counted from 0
	evaluate.LabelMeans
}

// evaluatedGroups returns the label groups of runs.
func evaluatedGroups(runs []*evaluate.Run, at *float64) (list []evaluatedGroup) {
	var labels []*evaluate.Run // of the group that is being gathered
	for i, r := range runs {
		if r.LabelGroup == nil {
			continue
		}
		if len(labels) == 0 {
			list = append(list, evaluatedGroup{Name: r.LabelGroup.Name})
		}
		labels = append(labels, r)
		g := &list[len(list)-1]
		g.Labels, g.Runs = append(g.Labels, r.Dataset.Name), append(g.Runs, i)
		if lastLabel(runs, i) {
			g.LabelMeans, labels = meansOf(labels, at), nil
		}
	}
	return list
}

// lastLabel reports whether the run at i is the last one of its label group.
func lastLabel(runs []*evaluate.Run, i int) bool {
	return i == len(runs)-1 || runs[i+1].LabelGroup != runs[i].LabelGroup
}

// meansOf returns the averages over labels at the requested threshold, or at
// the default threshold of each.
func meansOf(labels []*evaluate.Run, at *float64) evaluate.LabelMeans {
	return evaluate.MeansOfRuns(labels, func(r *evaluate.Run) float64 { return thresholdOf(r, at) })
}

// writeLabels prints the averages over the labels of a group.
func writeLabels(out io.Writer, labels []*evaluate.Run, at *float64) error {
	words := tradeoff.Experiment{
		PositiveName: "positive", NegativeName: "negative", UnitSingular: "row", UnitPlural: "rows",
	}
	means := meansOf(labels, at)
	fmt.Fprintf(out, "\n%s: averages over %d labels\n", labels[0].LabelGroup.Name, len(labels))
	fmt.Fprintln(out, "macro is the mean over the labels, each counting the same; "+
		"micro pools all pairs of a row and a label")
	var table strings.Builder
	w := tabwriter.NewWriter(&table, 0, 0, 2, ' ', 0)
	fmt.Fprint(w, "  \tmacro\tmicro\t\t\n")
	for _, m := range append(calc.RunMetrics(), calc.ConfusionMetrics()...) {
		macro, ok := means.Macro[m.ID]
		if !ok {
			continue
		}
		micro, note := means.Micro[m.ID], ""
		switch {
		case macro.Defined == 0:
			note = "undefined: " + words.ReasonText(macro.Reason)
		case macro.Defined < len(labels):
			note = fmt.Sprintf("macro over %d of %d", macro.Defined, len(labels))
		}
		if macro.Defined > 0 && !micro.Value.OK {
			if note != "" {
				note += "; "
			}
			note += "micro undefined: " + words.ReasonText(micro.Reason)
		}
		fmt.Fprintf(w, "  %s\t%s\t%s\t%s\t%s\n", m.ID, valueText(m.ID, macro.Value), valueText(m.ID, micro.Value),
			m.Name, note)
	}
	if err := w.Flush(); err != nil {
		return err
	}
	for line := range strings.Lines(table.String()) { // most have no note
		fmt.Fprintln(out, strings.TrimRight(line, " \n"))
	}
	return nil
}

// valueText returns the text of a value of the metric id.
func valueText(id string, v calc.Value) string {
	if !v.OK {
		return format.Undefined
	}
	return tradeoff.ScaleOf(id).Text(v.V)
}
