package ingest

import (
	"strconv"

	"tradeoff/internal/tradeoff"
)

// minCopied is the number of rows from which a column that repeats the label
// is reported.
const minCopied = 20

// copiesOfLabel looks for columns without a role, or groups, that have one
// value for each class: a model that saw one of them saw the label.
func (t *assembled) copiesOfLabel() (findings []tradeoff.Finding) {
	if t.rows < minCopied {
		return nil
	}
	for i, c := range t.columns {
		if c.Texts == nil || c.Role != "" && c.Role != tradeoff.GroupRole || !t.copiesLabel(i) {
			continue
		}
		f := finding("label_copied",
			"If the model used this column, it saw the answer: train without it. "+
				"Else ignore the column with --ignore (parameter ignore).",
			"the column %q tells the label in every row", clip(c.Name))
		f.Serious = true
		f.Fixes = []tradeoff.Fix{{Text: "Ignore " + strconv.Quote(clip(c.Name)), Name: "ignore", Value: c.Name}}
		findings = append(findings, f)
	}
	return findings
}

// copiesLabel reports whether column i has one value for each class, and at
// least two values. It stops at the first row that differs.
func (t *assembled) copiesLabel(i int) bool {
	label := &t.columns[t.label]
	class := func(row int) int {
		if label.Classes != nil {
			return int(label.Classes[row])
		}
		return int(label.Labels[row])
	}
	classOf, taken := map[string]int{}, map[int]bool{}
	for row, text := range t.columns[i].Texts.All() {
		k, known := classOf[string(text)]
		switch y := class(row); {
		case known && k != y, !known && (taken[y] || len(text) == 0):
			return false
		case !known:
			classOf[string(text)], taken[y] = y, true
		}
	}
	return len(taken) >= 2
}
