package upload

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"tradeoff/internal/format"
	"tradeoff/internal/intake"
	"tradeoff/internal/tradeoff"
	"tradeoff/internal/web"
	"tradeoff/web/templates"
)

// roleWords are the names of the roles that people can choose for a column.
var roleWords = map[tradeoff.Role]string{
	"": "kept as it is", tradeoff.IDRole: "id", tradeoff.LabelRole: "label", tradeoff.OneHotRole: "one-hot label",
	tradeoff.ScoreRole: "score", tradeoff.PredictedRole: "predicted class", tradeoff.WeightRole: "weight",
	tradeoff.IoURole: "IoU", tradeoff.ModelRole: "model", tradeoff.GroupRole: "group", tradeoff.IgnoreRole: "ignored",
}

// columnRoles returns the choice of roles for a column.
func columnRoles() (list []templates.Choice) {
	for _, role := range intake.ColumnRoles {
		list = append(list, templates.Choice{Value: string(role), Label: roleWords[role]})
	}
	return list
}

// draftView renders a draft with its checks.
func (s *Pages) draftView(r *http.Request, d *intake.Draft, now intake.DraftState) (templates.DraftView, error) {
	c, set := now.Checks, now.Settings.Upload
	v := templates.DraftView{
		Page: web.NewPage(r, "Check the upload", "upload"), Action: draftPath(d.ID()), CanSave: c.OK, Clean: c.Clean,
		Roles: columnRoles(), Pair: string(set.Pairing()), ExperimentName: set.ExperimentName,
		Together: !now.Settings.Separately,
	}
	if c.Problem != nil {
		v.Questions = append(v.Questions, uploadQuestion(c.Problem))
	}
	if id := set.ExperimentID; id != 0 {
		v.ExperimentID = strconv.FormatInt(id, 10)
	}
	choices, err := s.drafts.Choices(r.Context(), now.Settings)
	if err != nil {
		return v, err
	}
	if old := choices.Replaces; old != nil {
		v.Replaces = old.Name
	}
	for _, e := range choices.Experiments {
		v.Experiments = append(v.Experiments, templates.Choice{Value: fmt.Sprint(e.ID), Label: e.Name})
	}
	return withFiles(v, d, now), nil
}

// withFiles returns v with the files of a draft.
func withFiles(v templates.DraftView, d *intake.Draft, now intake.DraftState) templates.DraftView {
	roles := rolesOf(now.Checks)
	for _, role := range roles {
		v.Columns = append(v.Columns, templates.Choice{Value: string(role), Label: roleWords[role]})
	}
	for i, f := range d.Files() {
		set, checked := now.Settings.Files[i], now.Checks.File(i)
		v.Files = append(v.Files, draftFileView(i, f, set, checked, roles))
		if !set.LeftOut {
			v.Taken++
		}
		if checked != nil {
			v.Runs += len(checked.Runs)
		}
	}
	v.Questions = append(v.Questions, draftQuestions(d, now, v.Taken)...)
	for _, q := range v.Questions {
		for _, i := range q.Indexes {
			v.Files[i].Question = v.Action + "#" + q.ID
		}
	}
	set := now.Settings
	for _, of := range set.Alike(now.Checks) {
		v.Groups = append(v.Groups, draftGroup(v.Files[of[0]], of, now))
	}
	set.Separately = false
	for _, of := range set.Alike(now.Checks) {
		v.Twins = v.Twins || len(of) > 1
	}
	return v
}

// draftFileView renders file i of a draft. c has its checks; nil if there are none.
func draftFileView(
	i int, f intake.DraftFile, set intake.FileSettings, c *intake.CheckedFile, roles []tradeoff.Role,
) templates.DraftFile {
	v := templates.DraftFile{
		Index: i, Name: f.Name, Size: format.Bytes(f.Bytes), LeftOut: set.LeftOut, RunName: set.Name,
	}
	if c == nil {
		return v
	}
	v.Refused, v.LabelsOf, v.Cells = c.Problem != nil, c.Scores, draftCells(c, roles)
	if len(c.Runs) > shownRuns {
		v.Sum = runsText(c.Runs)
		return v
	}
	for _, run := range c.Runs {
		v.Runs = append(v.Runs, draftRunView(run))
	}
	return v
}

// draftGroup renders what was understood of the files of a group, of which f is the
// first.
func draftGroup(f templates.DraftFile, of []int, now intake.DraftState) templates.DraftGroup {
	set, first := now.Settings.Files[of[0]], now.Checks.File(of[0])
	v := templates.DraftGroup{
		File: f, Others: len(of) - 1, Kind: string(set.Options.Kind), Positive: set.Options.Positive,
		SkipMissing: set.Options.SkipMissing, KeepDuplicates: set.Options.KeepDuplicates,
	}
	var runs []intake.CheckedRun
	var indexes []string
	for _, i := range of {
		indexes = append(indexes, strconv.Itoa(i))
		if c := now.Checks.File(i); c != nil {
			runs = append(runs, c.Runs...)
			v.Labels = withLabels(v.Labels, c, set.Options.Positive)
		}
	}
	if p := v.Positive; p != "" && !slices.Contains(v.Labels, p) {
		v.Labels = append(v.Labels, p)
	}
	v.Findings = draftFindings(strings.Join(indexes, ","), runs)
	if first == nil {
		return v
	}
	for k, table := range first.Tables {
		v.Tables = append(v.Tables, draftTableView(k, table))
	}
	v.Facts = columnsText(first)
	if len(first.Runs) > shownRuns || len(first.Runs) > 0 && first.Runs[0].LabelGroup != nil {
		v.Runs = draftRuns(first.Runs)
	}
	for _, run := range first.Runs {
		v.GuessedKind = scoreWords[run.ScoreKind]
		v.GuessedPositive = run.PositiveName
		if v.GuessedPositive == "" && (run.Task == tradeoff.BinaryTask || run.Task == tradeoff.SegmentationTask) {
			v.GuessedPositive = "1"
		}
	}
	return v
}

// withLabels adds the labels of a file among which the positive class can be chosen.
func withLabels(list []string, c *intake.CheckedFile, positive string) []string {
	for _, table := range c.Tables {
		if len(table.Labels) > 2 && positive == "" {
			continue
		}
		for _, label := range table.Labels {
			if !slices.Contains(list, label) {
				list = append(list, label)
			}
		}
	}
	return list
}

// draftRuns renders the runs of a file one by one, with the groups of their labels.
func draftRuns(runs []intake.CheckedRun) (list []templates.DraftRun) {
	labels := make(map[*tradeoff.LabelGroup]int)
	for _, run := range runs {
		labels[run.LabelGroup]++
	}
	for i, run := range runs {
		list = append(list, draftRunView(run))
		if g := run.LabelGroup; g != nil && (i == 0 || runs[i-1].LabelGroup != g) {
			list[i].Group, list[i].Labels = g.Name, labels[g]
		}
	}
	return list
}

// columnsText counts the columns of a file: "8 columns: 3 with a role, 4 kept, 1 ignored".
func columnsText(f *intake.CheckedFile) string {
	var all, kept, ignored int
	for _, t := range f.Tables {
		for _, c := range t.Columns {
			all++
			switch c.Role {
			case "":
				kept++
			case tradeoff.IgnoreRole:
				ignored++
			}
		}
	}
	if all == 0 {
		return ""
	}
	text := format.Count(all) + " " + format.Plural(all, "column", "columns") + ": " +
		format.Count(all-kept-ignored) + " with a role"
	if kept > 0 {
		text += ", " + format.Count(kept) + " kept"
	}
	if ignored > 0 {
		text += ", " + format.Count(ignored) + " ignored"
	}
	return text
}
