package ingest

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"tradeoff/internal/tradeoff"
)

// Why a column is not used, unless it has its own finding.
const (
	noRole        = "no role"
	oneValue      = "the same value in every row"
	asAsked       = "ignored as asked"
	otherwiseLeft = "ignored"
)

// unused returns the columns of the table that no number depends on, each
// with the reason, and a finding about those without another finding. It
// needs the final roles, after rows are skipped.
func (t *Table) unused(known []tradeoff.Finding) (list []tradeoff.UnusedColumn, findings []tradeoff.Finding) {
	if t.top == nil || t.images != nil || len(t.top.names) != len(t.table.columns) {
		return nil, nil
	}
	unmentioned := map[string][]string{} // names by reason
	for i, c := range t.table.columns {
		skip := t.table.plan.columns[i].mode == skipped
		if !skip && c.Role != "" {
			continue
		}
		why, told := t.reasonUnused(i, skip)
		list = append(list, tradeoff.UnusedColumn{Name: c.Name, Why: why})
		told = told || slices.ContainsFunc(known, func(f tradeoff.Finding) bool {
			return strings.HasSuffix(f.Kind, "_ignored") && strings.Contains(f.Message, fmt.Sprintf("%q", clip(c.Name)))
		})
		if !told && why != asAsked {
			unmentioned[why] = append(unmentioned[why], c.Name)
		}
	}
	if len(unmentioned) == 0 {
		return list, nil
	}
	var parts []string
	for _, c := range list { // in the order of the file
		if names := unmentioned[c.Why]; names != nil {
			parts = append(parts, fmt.Sprintf("%s (%s)", quoted(names, fewUnused), c.Why))
			delete(unmentioned, c.Why)
		}
	}
	hint := ""
	if slices.ContainsFunc(list, func(c tradeoff.UnusedColumn) bool { return c.Why == noRole }) {
		hint = "Columns without a role stay with their rows. " +
			"To slice by one of them, name it with --group (parameter group)."
	}
	f := finding("columns_unused", hint, "nothing is computed from %s", strings.Join(parts, ", "))
	return list, []tradeoff.Finding{f}
}

// fewUnused is how many unused columns a finding names per reason.
const fewUnused = 8

// reasonUnused says why column i is unused, and whether a finding already
// tells.
func (t *Table) reasonUnused(i int, skip bool) (why string, told bool) {
	name := t.top.names[i]
	asked := func(s string) bool { return s == name || strings.EqualFold(strings.TrimSpace(s), name) }
	g := &guesser{sample: t.top, plan: plan{notation: t.top.notation}}
	p := t.top.profile(i)
	switch {
	case t.top.why != nil && t.top.why[i] != "":
		return "it cannot be read: " + t.top.why[i], true
	case skip && slices.ContainsFunc(t.options.Ignore, asked):
		return asAsked, true
	}
	for _, score := range t.table.plan.scores {
		if score != i && t.table.many == nil && g.addUp([]int{i, score}) {
			return fmt.Sprintf("it is 1 − %q", clip(t.table.columns[score].Name)), false
		}
	}
	switch {
	case skip && p.counts:
		return "it only counts the rows", false
	case skip && namesPrediction(name):
		return "predicted classes", false
	case skip:
		return otherwiseLeft, false
	case t.constant(i):
		return oneValue, false
	}
	return noRole, false
}

// constant reports whether a column of texts has one value in all rows, and
// more than one row. It stops at the first other value.
func (t *Table) constant(i int) bool {
	texts := t.table.columns[i].Texts
	if texts == nil || texts.Len() < 2 {
		return false
	}
	for row, text := range texts.All() {
		if row > 0 && !bytes.Equal(text, texts.At(0)) {
			return false
		}
	}
	return true
}
