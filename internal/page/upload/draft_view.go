package upload

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"

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
	}
	if c.Problem != nil {
		v.Problem = faultView(c.Problem, -1)
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
	for i, f := range d.Files() {
		set, checked := now.Settings.Files[i], now.Checks.File(i)
		v.Files = append(v.Files, draftFileView(i, f, set, checked))
		if !set.LeftOut {
			v.Taken++
		}
		if checked != nil {
			v.Runs += len(checked.Runs)
		}
	}
	return v
}

// draftFileView renders file i of a draft. c has its checks; nil if there are none.
func draftFileView(
	i int, f intake.DraftFile, set intake.FileSettings, c *intake.CheckedFile,
) templates.DraftFile {
	v := templates.DraftFile{
		Index: i, Name: f.Name, Size: format.Bytes(f.Bytes), LeftOut: set.LeftOut, RunName: set.Name,
		Kind: string(set.Options.Kind), Positive: set.Options.Positive,
		SkipMissing: set.Options.SkipMissing, KeepDuplicates: set.Options.KeepDuplicates,
	}
	if c == nil {
		return v
	}
	if c.Problem != nil {
		v.Problem = faultView(c.Problem, i)
		v.Problem.Place = placeInFile(c.Problem.Place, f.Name)
	}
	for k, table := range c.Tables {
		v.Tables = append(v.Tables, draftTableView(k, table))
		if len(table.Labels) <= 2 || set.Options.Positive != "" {
			for _, label := range table.Labels {
				if !slices.Contains(v.Labels, label) {
					v.Labels = append(v.Labels, label)
				}
			}
		}
	}
	if p := set.Options.Positive; p != "" && !slices.Contains(v.Labels, p) {
		v.Labels = append(v.Labels, p)
	}
	labels := make(map[*tradeoff.LabelGroup]int)
	for _, run := range c.Runs {
		labels[run.LabelGroup]++
	}
	for i, run := range c.Runs {
		v.Runs = append(v.Runs, draftRunView(run))
		if g := run.LabelGroup; g != nil && (i == 0 || c.Runs[i-1].LabelGroup != g) {
			v.Runs[i].Group, v.Runs[i].Labels = g.Name, labels[g]
		}
		v.GuessedKind = scoreWords[run.ScoreKind]
		v.GuessedPositive = run.PositiveName
		if v.GuessedPositive == "" && (run.Task == tradeoff.BinaryTask || run.Task == tradeoff.SegmentationTask) {
			v.GuessedPositive = "1"
		}
	}
	v.Findings = draftFindings(i, c.Runs)
	v.LabelsOf = c.Scores
	return v
}
