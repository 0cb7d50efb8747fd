package upload

import (
	"fmt"
	"slices"
	"strings"

	"tradeoff/internal/explore"
	"tradeoff/internal/format"
	"tradeoff/internal/intake"
	"tradeoff/internal/tradeoff"
	"tradeoff/web/templates"
)

const (
	cellChoices = 30 // columns that a cell offers; the folded list has all
	shownRuns   = 4  // runs of a file that its row describes one by one
)

// usualRoles are the columns of the table in any case. The others follow if a file has
// such a column.
var (
	usualRoles = []tradeoff.Role{tradeoff.LabelRole, tradeoff.ScoreRole, tradeoff.IDRole}
	otherRoles = []tradeoff.Role{
		tradeoff.OneHotRole, tradeoff.PredictedRole, tradeoff.WeightRole, tradeoff.IoURole,
		tradeoff.ModelRole, tradeoff.GroupRole,
	}
)

// rolesOf returns the roles that the table of files has as columns.
func rolesOf(c *intake.Checks) []tradeoff.Role {
	used := make(map[tradeoff.Role]bool)
	for _, f := range c.Files {
		for _, t := range f.Tables {
			for _, column := range t.Columns {
				used[column.Role] = true
			}
		}
	}
	roles := slices.Clone(usualRoles)
	for _, role := range otherRoles {
		if used[role] {
			roles = append(roles, role)
		}
	}
	return roles
}

// draftCells returns the cells of a file in the table: its columns for each role.
func draftCells(f *intake.CheckedFile, roles []tradeoff.Role) []templates.DraftCell {
	cells := make([]templates.DraftCell, len(roles))
	var plain, named []string // names of columns, those with a role first
	has := make(map[tradeoff.Role][]string)
	for _, t := range f.Tables {
		for _, c := range t.Columns {
			switch {
			case strings.TrimSpace(c.Name) == "", slices.Contains(has[c.Role], c.Name):
				// one without a name is chosen in the folded list
			case c.Role == "" || c.Role == tradeoff.IgnoreRole:
				plain = append(plain, c.Name)
			default:
				named = append(named, c.Name)
			}
			if !slices.Contains(has[c.Role], c.Name) {
				has[c.Role] = append(has[c.Role], c.Name)
			}
		}
	}
	choices := append(named, plain[:min(len(plain), max(0, cellChoices-len(named)))]...)
	for k, role := range roles {
		cell := &cells[k]
		cell.Role, cell.Title = string(role), roleWords[role]
		switch chosen := has[role]; {
		case len(chosen) > 1: // the folded list changes them
			cell.Text = strings.Join(chosen, ", ")
		case len(chosen) == 1:
			cell.Chosen, cell.Choices = chosen[0], choices
		default:
			cell.Choices = choices
		}
	}
	return cells
}

// runFacts are the facts of a run that an answer to a question changes.
func runFacts(run intake.CheckedRun) []string {
	facts := []string{format.Count(run.N) + " " + format.Plural(run.N, "row", "rows")}
	if run.Weighted {
		facts = []string{format.Count(run.N) + " weighted " + format.Plural(run.N, "row", "rows")}
	}
	if len(run.Images) > 0 {
		facts = []string{imagesText(run.Images), format.Count(run.N) + " " + format.Plural(run.N, "pixel", "pixels")}
	}
	name := run.PositiveName
	if name == "" {
		name = "positive"
	}
	switch {
	case len(run.Classes) > 0:
		facts = append(facts, format.Count(len(run.Classes))+" classes")
	case run.Weighted && run.WeightedN > 0:
		facts = append(facts, fmt.Sprintf("%s %s by weight", format.Percent(run.WeightedPositives/run.WeightedN), name))
	default:
		facts = append(facts, fmt.Sprintf("%s %s", format.Count(run.Positives), name))
	}
	return append(facts, headline(run)...)
}

// headline returns the AUC of a run, or its accuracy if it has many classes; nil if that
// is undefined.
func headline(run intake.CheckedRun) (facts []string) {
	for _, m := range run.Metrics {
		if !m.OK || m.ID != "roc_auc" && (m.ID != "accuracy" || len(run.Classes) == 0) {
			continue
		}
		value, note := explore.EstimateText(tradeoff.Experiment{}, m.ID, m.Estimate, "")
		value = explore.ColumnTitle(m.ID) + " " + value
		if m.Low.OK && m.Low.V < m.High.V {
			value += " (" + note + ")"
		}
		facts = append(facts, value)
	}
	return facts
}

// factSeparator is between the facts of a run. A line ends with its dot rather than begin
// with it.
const factSeparator = "\u00a0· "

// draftRunView renders a run as it would be saved.
func draftRunView(run intake.CheckedRun) templates.DraftRun {
	facts := runFacts(run)
	facts = slices.Insert(facts, len(facts)-len(headline(run)), scoreWords[run.ScoreKind])
	return templates.DraftRun{Name: run.Name, Facts: strings.Join(facts, factSeparator)}
}

// runsText sums up the runs of a file that has too many for its row.
func runsText(runs []intake.CheckedRun) string {
	low, high := runs[0].N, runs[0].N
	for _, r := range runs {
		low, high = min(low, r.N), max(high, r.N)
	}
	rows := format.Count(low)
	if low < high {
		rows += "–" + format.Count(high)
	}
	return fmt.Sprintf("%s runs of %s rows", format.Count(len(runs)), rows)
}
