package ingest

import (
	"context"
	"fmt"
	"slices"

	"tradeoff/internal/calc"
	"tradeoff/internal/tradeoff"
)

// datasets makes a dataset of each score column.
func (t *assembled) datasets(ctx context.Context, o Options, name string) ([]*Dataset, error) {
	for _, i := range append(t.scoreColumns(), t.weight) {
		if err := t.onePercent(i); err != nil {
			return nil, err
		}
	}
	if err := t.skipRows(); err != nil {
		return nil, err
	}
	tables, models, err := t.models(ctx)
	if err != nil {
		return nil, err
	}
	var all []*Dataset
	for i, u := range tables {
		list, err := u.modelDatasets(ctx, o, name)
		if err != nil {
			return nil, err
		}
		for _, d := range list {
			switch {
			case models == nil:
			case len(list) > 1:
				d.Name = models[i] + ": " + d.Name
			default:
				d.Name = models[i]
			}
			if models != nil && d.LabelGroup != "" { // each model has its own
				d.LabelGroup = models[i] + ": " + d.LabelGroup
			}
		}
		all = append(all, list...)
	}
	return all, nil
}

// modelDatasets makes a dataset of each score column, or of each family of them
// if there are many classes.
func (t *assembled) modelDatasets(ctx context.Context, o Options, name string) ([]*Dataset, error) {
	if t.many != nil {
		return t.classDatasets(ctx, o, name)
	}
	if t.scoredLabels != nil {
		var all []*Dataset
		group := name
		if nameless(name) {
			group = "labels"
		}
		for _, u := range t.labelTables() {
			list, err := u.modelDatasets(ctx, o, name)
			if err != nil {
				return nil, err
			}
			for _, d := range list {
				d.Name, d.LabelGroup = u.columns[u.label].Name, group
			}
			all = append(all, list...)
		}
		return all, nil
	}
	shared, err := t.check(ctx)
	if err != nil {
		return nil, err
	}
	if t.iou >= 0 {
		if err := t.checkIoU(o.TrueBoxes); err != nil {
			return nil, err
		}
	}
	var all []*Dataset
	for _, score := range t.scores {
		d := &Dataset{Task: tradeoff.BinaryTask, Name: name, N: t.rows, Unpaired: t.unpaired, Findings: slices.Clone(shared)}
		if len(t.scores) > 1 || nameless(name) {
			d.Name = t.columns[score].Name
		}
		kind, findings, err := t.scoreKind(score, o.Kind)
		if err != nil {
			return nil, err
		}
		d.Kind = kind
		d.Findings = append(d.Findings, findings...)
		t.fill(d, score)
		if t.iou >= 0 {
			d.Task, d.TrueBoxes = tradeoff.DetectionTask, o.TrueBoxes
		}
		all = append(all, d)
	}
	return all, nil
}

// nameless reports whether a file has no usable name.
func nameless(name string) bool { return name == "" || name == "." || name == "/" }

// fill gives d its columns, roles and class names.
func (t *assembled) fill(d *Dataset, score int) {
	for i, c := range t.columns {
		switch {
		case t.plan.columns[i].mode == skipped:
			d.Roles.Ignore = append(d.Roles.Ignore, c.Name)
			continue
		case c.Role == tradeoff.PredictedRole:
			d.Roles.Ignore = append(d.Roles.Ignore, c.Name)
			continue
		case c.Role == tradeoff.ScoreRole && i != score, c.Role == tradeoff.OneHotRole,
			c.Role == tradeoff.LabelRole && i != t.label:
			continue
		}
		d.Columns = append(d.Columns, c)
		switch c.Role {
		case tradeoff.IDRole:
			d.Roles.ID = c.Name
		case tradeoff.LabelRole:
			d.Roles.Label = c.Name
		case tradeoff.ScoreRole:
			d.Roles.Score = []string{c.Name}
		case tradeoff.WeightRole:
			d.Roles.Weight = c.Name
		case tradeoff.IoURole:
			d.Roles.IoU = c.Name
		case tradeoff.GroupRole:
			d.Roles.Group = append(d.Roles.Group, c.Name)
		}
	}
	if t.many != nil || t.labels.plain(t.sides) {
		return
	}
	for i, c := range t.labels.classes {
		if t.sides[i] == 1 {
			d.PositiveName = c.name
		} else {
			d.NegativeName = c.name
		}
	}
}

// check checks what all runs share: ids, labels and weights.
func (t *assembled) check(ctx context.Context) ([]tradeoff.Finding, error) {
	findings := append([]tradeoff.Finding(nil), t.findings...)
	findings = append(findings, t.copiesOfLabel()...)
	if t.weight >= 0 {
		st := t.stats[t.weight]
		if st.negative >= 0 {
			return nil, t.fault(t.weight, st.negative, "the weight %v is negative", t.columns[t.weight].Floats[st.negative]).
				WithHint("Weights say how often a row counts: write 0 or more, or name another column " +
					"with --weight (parameter weight).")
		}
	}
	f, err := t.checkIDs(ctx)
	if err != nil {
		return nil, err
	}
	findings = append(findings, f...)
	if t.labels.fixed > 0 {
		findings = append(findings,
			finding("labels_folded", "", "%d %s treated as equal to others that differ in blanks, case or spelling",
				t.labels.fixed, plural(t.labels.fixed, "label is", "labels are")))
	}
	if t.many == nil && !t.labels.plain(t.sides) && t.positive == "" && t.negative == "" &&
		t.labels.find(t.expected.Positive) < 0 && len(t.sides) > 0 {
		for i, c := range t.labels.classes {
			if t.sides[i] != 1 {
				continue
			}
			f := finding("positive_guessed", "", "%q is used as the positive class", clip(c.name))
			if len(t.sides) == 2 {
				other := t.labels.classes[1-i].name
				f.Hint = fmt.Sprintf("If it is the other, name it with --positive %q (parameter positive).", other)
				f.Fixes = []tradeoff.Fix{positiveFix(other)}
			}
			findings = append(findings, f)
		}
	}
	guarded := 0
	for _, n := range t.guarded {
		guarded += n
	}
	if guarded > 0 {
		findings = append(findings,
			finding("guards_removed", "", "%d %s a ' before =, +, - or @ that an export had put there",
				guarded, plural(guarded, "cell has lost", "cells have lost")))
	}
	return findings, nil
}

// onePercent refuses a column in which some numbers have a percent sign and
// others none.
func (t *assembled) onePercent(i int) error {
	if i < 0 {
		return nil
	}
	st := &t.stats[i]
	if st.percent == 0 || st.percent == t.rows-st.absent {
		return nil
	}
	return t.fault(i, max(st.firstPercent, st.firstPlain),
		"some numbers have a percent sign and others do not; %s differs from %s",
		t.where(max(st.firstPercent, st.firstPlain)), t.where(min(st.firstPercent, st.firstPlain))).
		WithHint("Write all of them in the same way.")
}

// scoreKind returns the kind of the scores of column i. The caller's choice
// wins. Probabilities that rounding put outside [0,1] are clamped.
func (t *assembled) scoreKind(i int, want calc.Kind) (calc.Kind, []tradeoff.Finding, error) {
	st, scores := &t.stats[i], t.columns[i].Floats
	var findings []tradeoff.Finding
	if st.percent > 0 {
		findings = append(findings, finding("percent", "", "scores are written in percent: 83%% is read as 0.83"))
	}
	if want == Percent && st.percent > 0 {
		want = calc.Probability // they are divided already
	}
	switch {
	case want == Percent:
		if row := slices.IndexFunc(scores, func(x float64) bool { return !(x >= 0 && x <= 100) }); row >= 0 {
			return "", nil, t.fault(i, row, "the score %v is not a percentage", scores[row]).
				WithHint("Percentages are between 0 and 100. Choose another --kind (parameter kind).")
		}
		for k := range scores {
			scores[k] /= 100
		}
		return calc.Probability, append(findings, finding("percent", "", "scores are percentages: 83 is read as 0.83")), nil
	case want == calc.Probability && st.outside >= 0:
		return "", nil, t.fault(i, st.outside, "the score %v is not a probability", scores[st.outside]).
			WithHint("Probabilities are between 0 and 1. If the scores are logits or other numbers, choose --kind logit "+
				"or --kind score (parameter kind).").
			WithFix("They are logits", "kind", string(calc.Logit)).
			WithFix("They only rank", "kind", string(calc.Score))
	case want == "" && st.outside >= 0:
		return calc.Score, append(findings, st.scaleFinding()), nil
	case want == calc.Logit, want == calc.Score:
		return want, findings, nil
	}
	if st.clamp > 0 {
		for k, x := range scores {
			scores[k] = min(max(x, 0), 1)
		}
		findings = append(findings, finding("scores_clamped", "", "%d %s less than %g outside [0,1] and %s moved to its end",
			st.clamp, plural(st.clamp, "score lies", "scores lie"), clampWidth, plural(st.clamp, "is", "are")))
	}
	return calc.Probability, findings, nil
}

// minPercentage is the smallest maximum at which scores may be percentages.
const minPercentage = 20

// scaleFinding asks what scores outside [0,1] mean.
func (st *numberStats) scaleFinding() tradeoff.Finding {
	logit := tradeoff.Fix{Text: "They are logits", Name: "kind", Value: string(calc.Logit)}
	if st.min >= 0 && st.max >= minPercentage && st.max <= 100 {
		f := finding("percent_scale",
			"If they are, choose --kind percent (parameter kind), and they are divided by 100.",
			"scores are between %.4g and %.4g: are they percentages? Only their order is used", st.min, st.max)
		f.Serious = true
		f.Fixes = []tradeoff.Fix{{Text: "They are percentages", Name: "kind", Value: string(Percent)}, logit,
			{Text: "They only rank", Name: "kind", Value: string(calc.Score)}}
		return f
	}
	f := finding("scores_not_probabilities",
		"If they are logits, choose --kind logit (parameter kind): then losses and calibration can be computed.",
		"scores are between %.4g and %.4g: only their order is used", st.min, st.max)
	f.Serious = st.min < 0
	f.Fixes = []tradeoff.Fix{logit, {Text: "They only rank", Name: "kind", Value: string(calc.Score)}}
	return f
}
