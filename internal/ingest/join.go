package ingest

import (
	"context"
	"fmt"
	"runtime"
	"slices"
	"sort"

	"golang.org/x/sync/errgroup"

	"tradeoff/internal/calc"
	"tradeoff/internal/column"
	"tradeoff/internal/tradeoff"
)

// A table is a whole file: its parts in one.
type table struct {
	*plan
	rows    int
	columns []column.Column // one for each column of the file
	stats   []joinedStats
	labels  labelSet
	sides   []uint8
	sets    []labelSides // by column, of labels of two classes
	lines   lineIndex
	absent  []absence // in the order of the rows
	guarded []int     // cells that lost a ', by column
	rising  bool      // each id comes after the one before it
	noID    int       // first row whose id is empty, -1

	unpaired   bool     // ids repeat
	classNames []string // in the order of the score columns, if there are many
}

// labelSides are the labels of a column, and for each whether it is the positive
// class.
type labelSides struct {
	labels labelSet
	sides  []uint8
}

// joinedStats are the numberStats of a whole column.
type joinedStats struct{ numberStats }

// A lineIndex finds the line of a row; without lines it is the row's number.
type lineIndex struct {
	firstRow  []int // of each part, those that are skipped included
	firstLine []int // line, from 1, that the part begins with
	lineOf    [][]uint32
	skipped   []int   // rows that are left out, in order
	only      []int32 // the rows of one model, nil: all
}

// line returns the line of a row, counted from 1, the header included.
func (x *lineIndex) line(row int) int {
	if x.only != nil {
		row = int(x.only[row])
	}
	// As many rows were skipped before it as have their place, less their number
	// among themselves, at or before it.
	row += sort.Search(len(x.skipped), func(k int) bool { return x.skipped[k]-k > row })
	return x.lineInFile(row)
}

// lineInFile returns the line of a row that is counted with those skipped.
func (x *lineIndex) lineInFile(row int) int {
	k := sort.SearchInts(x.firstRow, row+1) - 1
	i := row - x.firstRow[k]
	if x.lineOf[k] != nil {
		i = int(x.lineOf[k][i])
	}
	return x.firstLine[k] + i
}

// join puts the parts of a file together. header is how many lines stand
// before the first part.
func join(p *plan, parts []*part, header int) (*table, error) {
	t := &table{plan: p, columns: make([]column.Column, len(p.columns)), stats: make([]joinedStats, len(p.columns)),
		guarded: make([]int, len(p.columns)), noID: -1, sets: make([]labelSides, len(p.columns))}
	line := header + 1
	first := [latin + 1]int{} // line of each charset
	for _, part := range parts {
		if e := part.err; e != nil {
			if e.Place.Line > 0 {
				e.Place.Line += line - 1
			}
			return nil, e
		}
		t.lines.firstRow = append(t.lines.firstRow, t.rows)
		t.lines.firstLine = append(t.lines.firstLine, line)
		t.lines.lineOf = append(t.lines.lineOf, part.lineOf)
		for _, a := range part.absent {
			a.row += t.rows
			t.absent = append(t.absent, a)
		}
		if first[part.charset] == 0 {
			first[part.charset] = line + part.beyond
		}
		t.rows += part.rows
		line += part.lines
	}
	if err := t.checkCharset(first[wide], first[latin]); err != nil {
		return nil, err
	}
	if t.rows == 0 {
		return nil, noRows()
	}
	// Each column is joined by itself, on all cores.
	var group errgroup.Group
	group.SetLimit(runtime.GOMAXPROCS(0))
	for i, c := range p.columns {
		t.columns[i] = column.Column{Name: c.name, Role: c.role}
		group.Go(func() error {
			switch c.mode {
			case asNumber:
				t.joinNumbers(i, parts)
			case asLabel:
				if c.role == tradeoff.LabelRole { // see turnScores and joinOneHot for others
					return t.joinLabels(i, parts)
				}
			case asText, asTally:
				t.joinTexts(i, parts)
			}
			return nil
		})
	}
	if err := group.Wait(); err != nil {
		return nil, err
	}
	if t.label >= 0 && t.hot == nil {
		t.labels, t.sides = t.sets[t.label].labels, t.sets[t.label].sides
	}
	if err := t.turnScores(parts); err != nil {
		return nil, err
	}
	if err := t.joinOneHot(parts); err != nil {
		return nil, err
	}
	t.joinLogits()
	t.turnNegatives()
	return t, nil
}

// checkCharset says that the text is in another charset than UTF-8, and refuses
// one that is in two of them. The lines are those of the first byte that tells, 0
// if there is none.
func (t *table) checkCharset(utf8, latin int) error {
	switch {
	case latin == 0:
		return nil
	case utf8 > 0:
		return tradeoff.Errorf(tradeoff.Invalid, "line %d is written in UTF-8, and line %d in Windows-1252 (Latin-1)", utf8, latin).
			WithHint("Save the whole file as UTF-8.").At(tradeoff.Place{Line: max(utf8, latin)})
	}
	t.findings = append(slices.Clone(t.findings), finding("latin1", "Save the file as UTF-8 (in Excel: CSV UTF-8) if letters look wrong.",
		"the text is not UTF-8 and is read as Windows-1252 (Latin-1), from line %d on", latin))
	return nil
}

// joinNumbers takes the numbers of column i out of the parts.
func (t *table) joinNumbers(i int, parts []*part) {
	all := make([]float64, 0, t.rows)
	for k, part := range parts {
		v := &part.columns[i]
		first := len(all)
		all = append(all, v.numbers...)
		v.numbers = nil
		if k == 0 {
			t.stats[i] = joinedStats{v.stats}
			continue
		}
		t.stats[i].add(v.stats, first)
	}
	t.columns[i].Floats = all
}

// add adds the stats of a part whose first row is row.
func (s *joinedStats) add(u numberStats, row int) {
	s.min, s.max = min(s.min, u.min), max(s.max, u.max)
	s.clamp += u.clamp
	s.absent += u.absent
	s.percent += u.percent
	for _, first := range []struct {
		mine   *int
		theirs int
	}{{&s.outside, u.outside}, {&s.firstPercent, u.firstPercent}, {&s.firstPlain, u.firstPlain}, {&s.negative, u.negative}} {
		if *first.mine < 0 && first.theirs >= 0 {
			*first.mine = row + first.theirs
		}
	}
}

// joinLabels takes the labels of column i out of the parts and settles which class
// is the positive one.
func (t *table) joinLabels(i int, parts []*part) error {
	of := &t.sets[i]
	of.labels.manner = t.manner
	maps := make([][]int, len(parts))
	for k, part := range parts {
		set := part.columns[i].labels
		of.labels.fixed += set.fixed
		for _, c := range set.classes {
			c.line += t.lines.firstLine[k]
			code := of.labels.add(c)
			if code < 0 {
				code = maxClasses // no matter: there are far too many
			}
			maps[k] = append(maps[k], code)
		}
	}
	if t.many != nil {
		t.labels = of.labels
		return t.joinClasses(i, parts, maps)
	}
	sides, err := of.labels.sides(Classes{t.positive, t.negative}, t.expected)
	if err != nil {
		return err.At(t.placed(err.Place, i))
	}
	of.sides = sides
	all := make([]uint8, 0, t.rows)
	for k, part := range parts {
		var side [256]uint8
		for code, class := range maps[k] {
			side[code] = sides[class]
		}
		v := &part.columns[i]
		for _, code := range v.codes {
			all = append(all, side[code])
		}
		v.codes = nil
	}
	t.columns[i].Labels = all
	return nil
}

// joinTexts takes the texts of column i out of the parts, and decides whether
// they tell groups.
func (t *table) joinTexts(i int, parts []*part) {
	all := &column.Texts{}
	var tally *tally
	if i == t.id {
		t.risingIDs(parts)
	}
	for _, part := range parts {
		v := &part.columns[i]
		all.Join(v.texts)
		v.texts = nil
		t.guarded[i] += v.guarded
		switch {
		case v.tally == nil:
		case tally == nil:
			tally = v.tally
		default:
			tally.merge(v.tally)
		}
	}
	t.columns[i].Texts = all
	if tally != nil && tally.group(t.rows) {
		t.columns[i].Role = tradeoff.GroupRole
	}
}

// risingIDs sums up what the parts know of the ids.
func (t *table) risingIDs(parts []*part) {
	t.rising = true
	var previous []byte
	for k, part := range parts {
		v := &part.columns[t.id]
		if v.empty >= 0 && t.noID < 0 {
			t.noID = t.lines.firstRow[k] + v.empty
		}
		if part.rows == 0 {
			continue
		}
		t.rising = t.rising && v.rising && (previous == nil || before(previous, v.texts.At(0)))
		previous = v.texts.At(part.rows - 1)
	}
}

// datasets makes a dataset of each score column.
func (t *table) datasets(ctx context.Context, o Options, name string) ([]*Dataset, error) {
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
func (t *table) modelDatasets(ctx context.Context, o Options, name string) ([]*Dataset, error) {
	if t.many != nil {
		return t.classDatasets(ctx, o, name)
	}
	if t.pairs != nil {
		var all []*Dataset
		group := name
		if nameless(name) {
			group = "labels"
		}
		for _, u := range t.pairTables() {
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

// nameless reports whether a file has no name to call anything by.
func nameless(name string) bool { return name == "" || name == "." || name == "/" }

// fill gives d its columns, roles and class names.
func (t *table) fill(d *Dataset, score int) {
	for i, c := range t.columns {
		switch {
		case t.plan.columns[i].mode == skipped:
			d.Roles.Ignore = append(d.Roles.Ignore, c.Name)
			continue
		case c.Role == tradeoff.PredictedRole:
			d.Roles.Ignore = append(d.Roles.Ignore, c.Name)
			continue
		case c.Role == tradeoff.ScoreRole && i != score, c.Role == tradeoff.OneHotRole, c.Role == tradeoff.LabelRole && i != t.label:
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

// check looks at what the runs have in common: ids, labels and weights.
func (t *table) check(ctx context.Context) ([]tradeoff.Finding, error) {
	findings := append([]tradeoff.Finding(nil), t.findings...)
	findings = append(findings, t.copiesOfLabel()...)
	if t.weight >= 0 {
		st := t.stats[t.weight]
		if st.negative >= 0 {
			return nil, t.fault(t.weight, st.negative, "the weight %v is negative", t.columns[t.weight].Floats[st.negative]).
				WithHint("Weights say how often a row counts: write 0 or more, or name another column with --weight (parameter weight).")
		}
	}
	f, err := t.checkIDs(ctx)
	if err != nil {
		return nil, err
	}
	findings = append(findings, f...)
	if t.labels.fixed > 0 {
		findings = append(findings, finding("labels_folded", "", "%d %s taken for the same as others in spite of blanks, case or spelling",
			t.labels.fixed, plural(t.labels.fixed, "label is", "labels are")))
	}
	if t.many == nil && !t.labels.plain(t.sides) && t.positive == "" && t.negative == "" && t.labels.find(t.expected.Positive) < 0 && len(t.sides) > 0 {
		for i, c := range t.labels.classes {
			if t.sides[i] != 1 {
				continue
			}
			f := finding("positive_guessed", "", "%q is taken for the positive class", clip(c.name))
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
		findings = append(findings, finding("guards_removed", "", "%d %s a ' before =, +, - or @ that an export had put there",
			guarded, plural(guarded, "cell has lost", "cells have lost")))
	}
	return findings, nil
}

// onePercent refuses a column in which some numbers have a percent sign and
// others none.
func (t *table) onePercent(i int) error {
	if i < 0 {
		return nil
	}
	st := &t.stats[i]
	if st.percent == 0 || st.percent == t.rows-st.absent {
		return nil
	}
	return t.fault(i, max(st.firstPercent, st.firstPlain), "some numbers have a percent sign and others have none; %s differs from %s",
		t.where(max(st.firstPercent, st.firstPlain)), t.where(min(st.firstPercent, st.firstPlain))).
		WithHint("Write all of them in the same way.")
}

// scoreKind returns what the scores of column i mean, the caller having the
// first word, and clamps probabilities that rounding put outside [0,1].
func (t *table) scoreKind(i int, want calc.Kind) (calc.Kind, []tradeoff.Finding, error) {
	st, scores := &t.stats[i], t.columns[i].Floats
	var findings []tradeoff.Finding
	if st.percent > 0 {
		findings = append(findings, finding("percent", "", "scores are written in percent: 83 %% is read as 0.83"))
	}
	if want == Percent && st.percent > 0 {
		want = calc.Probability // they are divided already
	}
	switch {
	case want == Percent:
		if row := slices.IndexFunc(scores, func(x float64) bool { return !(x >= 0 && x <= 100) }); row >= 0 {
			return "", nil, t.fault(i, row, "the score %v is no percentage", scores[row]).
				WithHint("Percentages lie between 0 and 100. Choose another --kind (parameter kind).")
		}
		for k := range scores {
			scores[k] /= 100
		}
		return calc.Probability, append(findings, finding("percent", "", "scores are percentages: 83 is read as 0.83")), nil
	case want == calc.Probability && st.outside >= 0:
		return "", nil, t.fault(i, st.outside, "the score %v is no probability", scores[st.outside]).
			WithHint("Probabilities lie between 0 and 1. If the scores are logits or other numbers, choose --kind logit or --kind score (parameter kind).").
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

// leastPercentage is the highest score from which on scores may be meant as
// percentages.
const leastPercentage = 20

// scaleFinding asks what scores outside [0,1] mean.
func (st *numberStats) scaleFinding() tradeoff.Finding {
	logit := tradeoff.Fix{Text: "They are logits", Name: "kind", Value: string(calc.Logit)}
	if st.min >= 0 && st.max >= leastPercentage && st.max <= 100 {
		f := finding("percent_scale",
			"If they are, choose --kind percent (parameter kind), and they are divided by 100.",
			"scores lie between %.4g and %.4g: are they percentages? Only their order is used", st.min, st.max)
		f.Serious = true
		f.Fixes = []tradeoff.Fix{{Text: "They are percentages", Name: "kind", Value: string(Percent)}, logit,
			{Text: "They only rank", Name: "kind", Value: string(calc.Score)}}
		return f
	}
	f := finding("scores_not_probabilities",
		"If they are logits, choose --kind logit (parameter kind): then losses and calibration can be computed.",
		"scores lie between %.4g and %.4g: only their order is used", st.min, st.max)
	f.Serious = st.min < 0
	f.Fixes = []tradeoff.Fix{logit, {Text: "They only rank", Name: "kind", Value: string(calc.Score)}}
	return f
}

// fault is an error in a row of column i.
func (t *table) fault(i, row int, format string, args ...any) *tradeoff.Error {
	return tradeoff.Errorf(tradeoff.Invalid, format, args...).
		At(t.placed(tradeoff.Place{Line: t.lines.line(row)}, i))
}

// placed returns a place by its line as one in column i.
func (t *table) placed(p tradeoff.Place, i int) tradeoff.Place {
	p = t.place(p.Line)
	p.Column = t.columns[i].Name
	return p
}

// where names the place of a row in a sentence.
func (t *table) where(row int) string { return t.place(t.lines.line(row)).String() }

// positiveFix makes the class of the given name the positive one.
func positiveFix(name string) tradeoff.Fix {
	return tradeoff.Fix{Text: fmt.Sprintf("%q is positive", clip(name)), Name: "positive", Value: name}
}

func finding(kind, hint, format string, args ...any) tradeoff.Finding {
	return tradeoff.Finding{Kind: kind, Message: fmt.Sprintf(format, args...), Hint: hint}
}
