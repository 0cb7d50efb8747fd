package ingest

import (
	"fmt"
	"slices"
	"strings"

	"tradeoff/internal/column"
	"tradeoff/internal/tradeoff"
)

// skipRows removes the rows with an absence and adds a finding.
func (t *assembled) skipRows() error {
	if len(t.absent) == 0 {
		return nil
	}
	for _, a := range t.absent { // in the order of the rows
		if k := len(t.lines.skipped); k == 0 || t.lines.skipped[k-1] != a.row {
			t.lines.skipped = append(t.lines.skipped, a.row)
		}
	}
	skipped := t.lines.skipped
	if len(skipped) == t.rows {
		return tradeoff.Errorf(tradeoff.Invalid, "every row lacks a label or a score, so nothing is left").
			WithHint("Are these the right columns? Name them with --label and --score (parameters label and score).").
			At(t.placed(tradeoff.Place{Line: t.lines.lineInFile(0)}, t.absent[0].column))
	}
	t.findings = append(slices.Clone(t.findings), t.skipFinding())
	for i := range t.columns {
		c := &t.columns[i]
		switch {
		case c.Texts != nil:
			c.Texts = withoutTexts(c.Texts, skipped)
		case c.Floats != nil:
			c.Floats = without(c.Floats, skipped)
			t.stats[i].measure(c.Floats)
		case c.Labels != nil:
			c.Labels = without(c.Labels, skipped)
		case c.Classes != nil:
			c.Classes = without(c.Classes, skipped)
		}
	}
	t.rows -= len(skipped)
	if t.noID >= 0 {
		t.noID = -1
		for row, id := range t.columns[t.id].Texts.All() {
			if len(id) == 0 {
				t.noID = row
				break
			}
		}
	}
	return nil
}

// skipFinding reports how many rows are skipped for which reason, and where
// the first of them are.
func (t *assembled) skipFinding() tradeoff.Finding {
	type reason struct {
		column   int
		infinite bool
	}
	var reasons []reason
	lines := map[reason][]int{}
	for _, a := range t.absent {
		r := reason{a.column, a.infinite}
		if lines[r] == nil {
			reasons = append(reasons, r)
		}
		line := a.line
		if line == 0 {
			line = t.lines.lineInFile(a.row)
		}
		lines[r] = append(lines[r], line)
	}
	var parts []string
	for _, r := range reasons {
		what := fmt.Sprintf("%d without %q", len(lines[r]), clip(t.columns[r.column].Name))
		if r.infinite {
			what = fmt.Sprintf("%d whose %q is not finite", len(lines[r]), clip(t.columns[r.column].Name))
		}
		parts = append(parts, fmt.Sprintf("%s (%s)", what, t.lineList(lines[r])))
	}
	n := len(t.lines.skipped)
	f := finding("rows_skipped", "", "%d of %d rows %s skipped: %s", n, t.rows, plural(n, "is", "are"),
		strings.Join(parts, ", "))
	f.Place = t.placed(tradeoff.Place{Line: t.lines.lineInFile(t.absent[0].row)}, t.absent[0].column)
	return f
}

// lineList lists lines, at most five.
func (t *assembled) lineList(lines []int) string {
	if t.byRow {
		return numbersOf("row", lines)
	}
	return numbersOf("line", lines)
}

// without removes the rows from list, in place.
func without[T any](list []T, rows []int) []T {
	kept := list[:rows[0]]
	for k, row := range rows {
		end := len(list)
		if k+1 < len(rows) {
			end = rows[k+1]
		}
		kept = append(kept, list[row+1:end]...)
	}
	return kept
}

func withoutTexts(list *column.Texts, rows []int) *column.Texts {
	kept := &column.Texts{}
	for i, text := range list.All() {
		if len(rows) > 0 && rows[0] == i {
			rows = rows[1:]
			continue
		}
		kept.Append(text)
	}
	return kept
}
