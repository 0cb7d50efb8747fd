package main

import (
	"fmt"
	"io"
	"strconv"
	"strings"
	"text/tabwriter"

	"tradeoff/internal/calc"
	"tradeoff/internal/evaluate"
	"tradeoff/internal/format"
	"tradeoff/internal/tradeoff"
)

// writeText prints runs for people: facts, findings, the numbers of the whole
// run, and those at one threshold. The averages over labels follow the last of them.
func writeText(w io.Writer, runs []*evaluate.Run, at *float64) error {
	var labels []*evaluate.Run // of the group that is being printed
	for i, r := range runs {
		if i > 0 {
			fmt.Fprintln(w)
		}
		write := func() error { return writeRun(w, r, at) }
		if r.Classes != nil {
			write = func() error { return writeClassRun(w, r) }
		}
		if err := write(); err != nil {
			return err
		}
		if r.LabelGroup == nil {
			continue
		}
		labels = append(labels, r)
		if lastLabel(runs, i) {
			if err := writeLabels(w, labels, at); err != nil {
				return err
			}
			labels = nil
		}
	}
	return nil
}

func writeRun(w io.Writer, r *evaluate.Run, at *float64) error {
	point := r.At(thresholdOf(r, at))
	words := tradeoff.Experiment{
		PositiveName: orDefault(r.Dataset.PositiveName, "positive"),
		NegativeName: orDefault(r.Dataset.NegativeName, "negative"),
		UnitSingular: "row", UnitPlural: "rows",
	}
	fmt.Fprintf(w, "%s\n%s rows, %s %s", r.Dataset.Name, format.Count(r.Sweep.N()), format.Count(r.Sweep.Positives()),
		words.PositiveName)
	if p := r.Prevalence(); p.OK && !r.Weighted {
		fmt.Fprintf(w, " (%s)", format.Prevalence(p.V))
	}
	fmt.Fprintf(w, "; scores are of the kind %s", r.Dataset.Kind)
	if r.Weighted {
		fmt.Fprintf(w, "\nby weight: %s in all, %s %s", format.Quantity(r.Weight()),
			format.Quantity(r.Sweep.PositiveWeight()), words.PositiveName)
		if p := r.Prevalence(); p.OK {
			fmt.Fprintf(w, " (%s)", format.Prevalence(p.V))
		}
	}
	fmt.Fprintf(w, "\ncolumns: %s\n", rolesText(r.Dataset.Roles))
	writeUnused(w, r.Dataset.Unused)
	writeFindings(w, r.Findings)

	for _, g := range groups {
		fmt.Fprintf(w, "\n%s\n", g.heading)
		if err := writeMetrics(w, words, r.Metrics, g.group); err != nil {
			return err
		}
		if g.group == calc.Losses {
			writeClipped(w, r)
		}
	}

	if r.Boxes != nil {
		writeBoxes(w, words, r.Boxes)
	}
	images, err := imagesOf(r, thresholdOf(r, at))
	if err != nil {
		return err
	}
	if images != nil {
		if err := writeImages(w, words, images); err != nil {
			return err
		}
	}
	fmt.Fprintf(w, "\nAt the threshold %s: predicted %s if the score is at or above it\n",
		format.Number(float64(point.Threshold)), words.PositiveName)
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintf(t, "\tcalled %s\tcalled %s\t\n", words.PositiveName, words.NegativeName)
	fmt.Fprintf(t, "is %s\t%s\t%s\t\n", words.PositiveName, format.Quantity(point.TP), format.Quantity(point.FN))
	fmt.Fprintf(t, "is %s\t%s\t%s\t\n", words.NegativeName, format.Quantity(point.FP), format.Quantity(point.TN))
	if err := t.Flush(); err != nil {
		return err
	}
	return writeMetrics(w, words, point.Metrics, calc.AtThreshold)
}

// writeClipped prints the number of rows with a clipped probability in
// losses.
func writeClipped(w io.Writer, r *evaluate.Run) {
	if n := r.Clipped; n > 0 {
		fmt.Fprintf(w, "  in %s %s the true class has less than 2^-52, in most files 0. "+
			"Losses use 2^-52, a cross-entropy of 36.04\n",
			format.Count(n), format.Plural(n, "row", "rows"))
	}
}

// writeBoxes prints the average precision of candidate boxes.
func writeBoxes(w io.Writer, words tradeoff.Experiment, b *evaluate.BoxReport) {
	of := format.Count(b.TrueBoxes) + " true boxes"
	if !b.Known {
		of = "the " + format.Count(b.TrueBoxes) +
			" true boxes that a candidate matches; say how many there are with --true_boxes"
	}
	fmt.Fprintf(w, "\nBoxes: average precision, every point, at IoU thresholds, over %s\n", of)
	value := func(v calc.Value) string {
		if !v.OK {
			return format.Undefined + "  undefined: " + words.ReasonText(v.Reason)
		}
		return format.Share(v.V)
	}
	for _, at := range b.AP {
		fmt.Fprintf(w, "  %s  %s\n", format.Fixed(at.IoU, 2), value(at.AP))
	}
	fmt.Fprintf(w, "  mean  %s\n", value(b.MeanAP))
}

// groups are the parts in which the numbers of a whole run are printed.
var groups = []struct {
	group   calc.Group
	heading string
}{
	{calc.Ranking, "Ranking: how well the classes are separated"},
	{calc.CalibrationGroup, "Calibration: whether probabilities are accurate"},
	{calc.Decision, "Decisions: what acting on the scores is worth, at their default threshold and unit costs"},
	{calc.Losses, "Losses: what training minimises, with default parameters"},
}

// writeMetrics prints those of the metrics that belong to a group.
func writeMetrics(out io.Writer, words tradeoff.Experiment, metrics evaluate.Metrics, group calc.Group) error {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	for _, m := range metrics {
		known, _ := calc.MetricByID(m.ID)
		if known.Group != group {
			continue
		}
		value, note := estimateText(words, m.ID, m.Estimate)
		fmt.Fprintf(w, "  %s\t%s\t%s\t%s\n", m.ID, value, known.Name, note)
	}
	return w.Flush()
}

// estimateText returns a value of the metric id and a note on its interval.
func estimateText(words tradeoff.Experiment, id string, e calc.Estimate) (value, note string) {
	scale := tradeoff.ScaleOf(id)
	switch {
	case !e.OK:
		return format.Undefined, "undefined: " + words.ReasonText(e.Reason)
	case e.Low.OK && e.High.OK:
		value, note = scale.WithInterval(e.V, e.Low.V, e.High.V)
		return value, "95% interval " + note + " (" + e.Method + ")"
	default:
		return scale.Text(e.V), "no interval: " + words.ReasonText(e.IntervalReason)
	}
}

// writeFindings prints findings, except those printed by [writeUnused].
func writeFindings(w io.Writer, list []tradeoff.Finding) {
	for _, f := range list {
		if f.Kind != "columns_unused" {
			fmt.Fprintf(w, "note: %s\n", findingText(f))
		}
	}
}

// findingText returns a finding as whole sentences.
func findingText(f tradeoff.Finding) string {
	text := f.Message
	if !strings.HasSuffix(text, ".") && !strings.HasSuffix(text, "?") {
		text += "."
	}
	if f.Hint != "" {
		text += " " + f.Hint
	}
	return text
}

// writeUnused prints the columns from which nothing is computed, by their reason.
func writeUnused(w io.Writer, list []tradeoff.UnusedColumn) {
	var reasons []string
	names := map[string][]string{}
	for _, c := range list {
		if names[c.Why] == nil {
			reasons = append(reasons, c.Why)
		}
		names[c.Why] = append(names[c.Why], strconv.Quote(c.Name))
	}
	for _, why := range reasons {
		fmt.Fprintf(w, "not used: %s (%s)\n", strings.Join(names[why], ", "), why)
	}
}

func rolesText(r tradeoff.Roles) string {
	var parts []string
	add := func(role string, columns ...string) {
		if names := strings.Join(columns, ", "); names != "" {
			parts = append(parts, role+" "+names)
		}
	}
	add("id", r.ID)
	add("label", r.Label)
	add("score", r.Score...)
	add("weight", r.Weight)
	add("iou", r.IoU)
	add("group", r.Group...)
	add("ignored", r.Ignore...)
	return strings.Join(parts, "; ")
}

func orDefault(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}
