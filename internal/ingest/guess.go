package ingest

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"tradeoff/internal/tradeoff"
)

// A plan says how each column is read.
type plan struct {
	manner
	columns   []planned
	scores    []int // indices of the score columns, one run each
	label     int
	id        int // -1: none
	weight    int // -1: none
	iou       int // -1: none
	firmID    bool
	model     int // column of the models that stand below each other; -1: none
	firmModel bool
	logits    *logitPair // nil: none
	many      *classPlan // nil unless there are three or more classes
	hot       *oneHot    // nil unless the label is one-hot; then label is its first column
	predicted int        // column of the predicted class whose probability the score is; -1: none

	progress       *Progress
	skipMissing    bool
	keepDuplicates bool

	positive string
	expected Classes
	findings []tradeoff.Finding
}

// planned is what becomes of one column.
type planned struct {
	name  string
	role  tradeoff.Role // "" if it is kept without one
	mode  mode
	blank bool // a cell may be missing; it is read as NaN
}

// keptRole marks a column that the caller wants to have no role, until all
// roles are guessed.
const keptRole tradeoff.Role = "kept"

// A mode is how the cells of a column are read.
type mode uint8

const (
	asText   mode = iota
	asTally       // text whose different values are counted: perhaps a group
	asLabel       // 0 or 1
	asNumber      // finite
	skipped
)

// A profile is what the sample says of one column.
type profile struct {
	cells    int // without missing ones
	missing  int
	numbers  int
	whole    int // integers
	unit     int // numbers in [0,1]
	counts   bool
	distinct map[string]int // folded values
}

// numeric reports whether the column is one of numbers. Up to half of them may
// be misspelled: that is for the reading to complain of.
func (p *profile) numeric() bool  { return p.numbers > 0 && 2*p.numbers >= p.cells }
func (p *profile) integer() bool  { return p.numeric() && p.whole == p.numbers }
func (p *profile) fraction() bool { return p.numeric() && p.unit == p.numbers && p.whole < p.numbers }
func (p *profile) unique() bool   { return p.missing == 0 && len(p.distinct) == p.cells }

// binary reports whether the column has two values, or one of a known pair.
func (p *profile) binary() bool {
	for v := range p.distinct {
		return len(p.distinct) == 2 || len(p.distinct) == 1 && signOf(v) >= 0
	}
	return false
}

// paired reports whether the column's values are a pair that needs no question.
func (p *profile) paired() bool {
	v := p.values()
	return len(v) == 1 && signOf(v[0]) >= 0 || len(v) == 2 && positiveOf(v[0], v[1]) >= 0
}

// values returns the folded values in order.
func (p *profile) values() []string {
	v := make([]string, 0, len(p.distinct))
	for s := range p.distinct {
		v = append(v, s)
	}
	slices.Sort(v)
	return v
}

func (s *sample) profile(i int) *profile {
	p := &profile{distinct: map[string]int{}, counts: len(s.rows) > 0}
	previous := math.NaN()
	for _, r := range s.rows {
		folded := foldLabel([]byte(r[i]), s.manner.mark)
		if missingLabel(folded) {
			p.missing++
			p.counts = false
			continue
		}
		p.cells++
		p.distinct[folded]++
		x, _, ok := cellNumber([]byte(r[i]), s.manner.mark)
		if !ok {
			p.counts = false
			continue
		}
		p.numbers++
		if x == math.Trunc(x) {
			p.whole++
		}
		if x >= -clampWidth && x <= 1+clampWidth {
			p.unit++
		}
		if !math.IsNaN(previous) && x != previous+1 || math.IsNaN(previous) && x != 0 && x != 1 {
			p.counts = false
		}
		previous = x
	}
	return p
}

// guesser assigns roles to the columns of a sample.
type guesser struct {
	*sample
	plan
	options  Options
	profiles []*profile
	lower    []string     // the words of each name, see words
	endings  *nameEndings // nil until it is needed
}

// makePlan guesses the roles that o leaves open. With an error, too, it shows
// in preview what it has found.
func makePlan(s *sample, o Options, preview *Preview) (*plan, *tradeoff.Error) {
	g := &guesser{sample: s, options: o}
	defer func() { *preview = g.preview() }()
	g.plan = plan{manner: s.manner, label: -1, id: -1, weight: -1, iou: -1, model: -1, predicted: -1, positive: o.Positive, expected: o.Expected, findings: slices.Clone(s.notes),
		progress: o.Progress, skipMissing: o.SkipMissing, keepDuplicates: o.KeepDuplicates}
	for i, name := range s.names {
		g.columns = append(g.columns, planned{name: name})
		g.profiles = append(g.profiles, s.profile(i))
	}
	for _, step := range []func() *tradeoff.Error{
		g.named, g.leaveOut, g.enough, g.known, g.findModel, g.findClasses, g.findOneHot, g.findWeight, g.findIoU,
		g.ofTwo(g.findScoreByName), g.ofTwo(g.findLabel), g.ofTwo(g.checkLabel), g.ofTwo(g.findLogits), g.ofTwo(g.findScore), g.ofTwo(g.chooseScore),
		g.findPredicted, g.findID, g.findRest,
	} {
		if err := step(); err != nil {
			return nil, err
		}
	}
	for i := range g.columns {
		if g.columns[i].role == keptRole {
			g.columns[i].role = ""
		}
	}
	g.describe()
	return &g.plan, nil
}

// ofTwo returns a step that is for files of two classes only.
func (g *guesser) ofTwo(step func() *tradeoff.Error) func() *tradeoff.Error {
	return func() *tradeoff.Error {
		if g.many != nil {
			return nil
		}
		return step()
	}
}

// free reports whether column i has no role yet.
func (g *guesser) free(i int) bool { return g.columns[i].role == "" }

func (g *guesser) assign(i int, role tradeoff.Role, m mode) {
	g.columns[i].role, g.columns[i].mode = role, m
}

// named assigns the roles that the caller gave.
func (g *guesser) named() *tradeoff.Error {
	give := func(name string, role tradeoff.Role, m mode, index *int) *tradeoff.Error {
		if name == "" {
			return nil
		}
		i := g.find(name)
		if i < 0 {
			return tradeoff.Errorf(tradeoff.Invalid, "there is no column %q for the %s", clip(name), role).
				WithMend("The columns are %s.", g.list(func(int) bool { return true }))
		}
		if g.unreadable(i) && role != tradeoff.IgnoreRole {
			return tradeoff.Errorf(tradeoff.Invalid, "the column %q cannot be read: %s", clip(name), g.why[i]).
				WithMend("Write its values as a column of numbers or texts.").At(tradeoff.Place{Column: name})
		}
		if !g.free(i) {
			return tradeoff.Errorf(tradeoff.Invalid, "the column %q cannot be %s and %s at once", clip(name), g.columns[i].role, role).
				WithMend("Give it one role.")
		}
		g.assign(i, role, m)
		if index != nil {
			*index = i
		}
		return nil
	}
	o := &g.options
	for _, err := range []*tradeoff.Error{
		checkKind(o.Kind),
		give(o.Label, tradeoff.LabelRole, asLabel, &g.label),
		give(o.ID, tradeoff.IDRole, asText, &g.id),
		give(o.Weight, tradeoff.WeightRole, asNumber, &g.weight),
		give(o.IoU, tradeoff.IoURole, asNumber, &g.iou),
		give(o.Predicted, tradeoff.PredictedRole, asLabel, &g.predicted),
		give(o.Model, tradeoff.ModelRole, asTally, &g.model),
	} {
		if err != nil {
			return err
		}
	}
	for _, name := range o.Score {
		score := -1
		if err := give(name, tradeoff.ScoreRole, asNumber, &score); err != nil {
			return err
		}
		if score >= 0 {
			g.scores = append(g.scores, score)
		}
	}
	for _, name := range o.OneHot {
		column := -1
		if err := give(name, tradeoff.OneHotRole, asLabel, &column); err != nil {
			return err
		}
		if column >= 0 {
			if g.hot == nil {
				g.hot = &oneHot{}
			}
			g.hot.columns = append(g.hot.columns, column)
		}
	}
	for _, name := range o.Group {
		if err := give(name, tradeoff.GroupRole, asText, nil); err != nil {
			return err
		}
	}
	for _, name := range o.Keep {
		if err := give(name, keptRole, asText, nil); err != nil {
			return err
		}
	}
	for _, name := range o.aside {
		if err := give(name, keptRole, asTally, nil); err != nil {
			return err
		}
	}
	for _, name := range o.Ignore {
		if err := give(name, tradeoff.IgnoreRole, skipped, nil); err != nil {
			return err
		}
	}
	g.firmID, g.firmModel = g.id >= 0, g.model >= 0
	return nil
}

// unreadable reports whether the format has no values of column i.
func (g *guesser) unreadable(i int) bool { return g.why != nil && g.why[i] != "" }

// leaveOut ignores the columns that cannot be read.
func (g *guesser) leaveOut() *tradeoff.Error {
	for i, name := range g.names {
		if g.unreadable(i) && g.free(i) {
			g.assign(i, tradeoff.IgnoreRole, skipped)
			g.note("unreadable_ignored", "", "the column %q cannot be read and is ignored: %s", clip(name), g.why[i])
		}
	}
	return nil
}

// errIncomplete is the cause of errors about a table that lacks labels or scores
// and may be one of two that belong together.
var errIncomplete = errors.New("ingest: a table without labels or without scores")

// incomplete returns e with that cause.
func incomplete(e *tradeoff.Error) *tradeoff.Error {
	c := *e
	c.Err = errIncomplete
	return &c
}

// enough refuses a table of one column.
func (g *guesser) enough() *tradeoff.Error {
	readable := 0
	for i := range g.names {
		if !g.unreadable(i) {
			readable++
		}
	}
	if readable > 1 {
		return nil
	}
	e := tradeoff.Errorf(tradeoff.Invalid, "the file has only one column").
		WithMend("Send labels and scores side by side: in a text, separated by commas, semicolons or tabs. Or send a file of labels and one of scores together.")
	if len(g.names) > 0 && g.header {
		e.Place.Column = g.names[0]
	}
	return incomplete(e)
}

// columnFixes adds a fix for each of the columns that may have a role, six at
// most.
func (g *guesser) columnFixes(e *tradeoff.Error, role tradeoff.Role, columns []int) *tradeoff.Error {
	for _, i := range columns[:min(len(columns), 6)] {
		e = e.WithFix(fmt.Sprintf("%q is the %s", clip(g.names[i]), role), string(role), g.names[i])
	}
	return e
}

// known assigns the roles that are known beforehand, where the caller says nothing
// else.
func (g *guesser) known() *tradeoff.Error {
	var ignored []string
	for i, name := range g.names {
		switch role := g.roles[i]; {
		case !g.free(i):
		case role == tradeoff.LabelRole && g.label < 0:
			g.label = i
			g.assign(i, role, asLabel)
		case role == tradeoff.IDRole && g.id < 0:
			g.id, g.firmID = i, true
			g.assign(i, role, asText)
		case role == tradeoff.ScoreRole && g.sample.classes == nil:
			g.scores = append(g.scores, i)
			g.assign(i, role, asNumber)
		case role == tradeoff.WeightRole && g.weight < 0:
			g.weight = i
			g.assign(i, role, asNumber)
		case role == tradeoff.IgnoreRole:
			g.assign(i, role, skipped)
			ignored = append(ignored, name)
		}
	}
	if len(ignored) > 0 {
		g.note("prediction_ignored", "", "%s %s what Weka adds, and ignored", quoted(ignored, fewNames), plural(len(ignored), "is", "are"))
	}
	return nil
}

// find returns the column of a name, spelled exactly or else up to case and
// blanks, -1 if there is none.
func (g *guesser) find(name string) int {
	if i := slices.Index(g.names, name); i >= 0 {
		return i
	}
	name = strings.TrimSpace(name)
	return slices.IndexFunc(g.names, func(n string) bool { return strings.EqualFold(n, name) })
}

func (g *guesser) findWeight() *tradeoff.Error {
	if g.weight >= 0 {
		return nil
	}
	if i := g.best(weightNames, func(i int) bool { return g.profiles[i].numeric() }); i >= 0 {
		g.weight = i
		g.assign(i, tradeoff.WeightRole, asNumber)
	}
	return nil
}

// best returns the free column whose name ranks first in a list, among those
// that pass.
func (g *guesser) best(list []string, pass func(int) bool) int {
	found, foundRank := -1, len(list)
	for i, name := range g.names {
		if r := rank(list, name); g.free(i) && r >= 0 && r < foundRank && pass(i) {
			found, foundRank = i, r
		}
	}
	return found
}

// findScoreByName takes the numeric columns whose name says score. Columns of
// two values only are left for the end: they may be labels or predicted classes.
func (g *guesser) findScoreByName() *tradeoff.Error {
	if len(g.scores) > 0 || !g.header {
		return nil
	}
	foundRank := len(scoreNames) + 1
	for i, name := range g.names {
		r, p := scoreRank(name), g.profiles[i]
		if r < 0 || !g.free(i) || !p.numeric() || rank(labelNames, name) >= 0 {
			continue
		}
		if p.binary() && (rank(scoreNames, name) < 0 || rank(predictedNames, name) >= 0) {
			continue
		}
		if r < foundRank {
			g.scores, foundRank = nil, r
		}
		if r == foundRank {
			g.scores = append(g.scores, i)
		}
	}
	return nil
}

func (g *guesser) findLabel() *tradeoff.Error {
	if g.label >= 0 {
		return nil
	}
	open := func(i int) bool { return g.free(i) && !slices.Contains(g.scores, i) }
	take := func(i int) *tradeoff.Error {
		g.label = i
		g.assign(i, tradeoff.LabelRole, asLabel)
		return nil
	}
	// By name: a column of two values before one that cannot be a label.
	if g.header {
		for _, pass := range []func(int) bool{
			func(i int) bool { return open(i) && g.profiles[i].binary() },
			open,
		} {
			if i := g.best(labelNames, pass); i >= 0 {
				return take(i)
			}
		}
	}
	// By values: pairs that need no question first.
	for _, pass := range []func(int) bool{
		func(i int) bool { return g.profiles[i].paired() },
		func(i int) bool { return g.profiles[i].binary() },
	} {
		var found []int
		for i := range g.names {
			if open(i) && pass(i) && rank(predictedNames, g.names[i]) < 0 && rank(idNames, g.names[i]) < 0 {
				found = append(found, i)
			}
		}
		if len(found) > 1 {
			if i := g.kinOfScore(found); i >= 0 {
				found = []int{i}
			} else if !g.header {
				found = found[:1]
			}
		}
		switch {
		case len(found) == 1:
			if g.header {
				g.note("label_guessed", "Go on if the label is "+strconv.Quote(g.names[found[0]])+", else name its column with --label (parameter label).",
					"no column is called label; %q is the one of two values", g.names[found[0]])
			}
			return take(found[0])
		case len(found) > 1:
			return g.columnFixes(incomplete(tradeoff.Errorf(tradeoff.Invalid, "which column is the label? %s have two values",
				g.list(func(i int) bool { return slices.Contains(found, i) })).
				WithMend("Name it with --label (parameter label).")), tradeoff.LabelRole, found)
		}
	}
	return incomplete(tradeoff.Errorf(tradeoff.Invalid, "there is no column of labels: none is called label, none has two values").
		WithMend("Name it with --label (parameter label), or send the file of the labels together with this one. The columns are %s.",
			g.list(func(int) bool { return true })))
}

// checkLabel refuses a label of many values before anything is built on it.
func (g *guesser) checkLabel() *tradeoff.Error {
	if len(g.profiles[g.label].distinct) <= 2 {
		return nil
	}
	if _, err := g.positiveLabel(); err != nil {
		return incomplete(err)
	}
	return nil
}

// kinOfScore returns the only one of the columns whose name shares all its
// words with a score's, as "cancer" does with "cancer_pred"; -1 if none does.
func (g *guesser) kinOfScore(columns []int) int {
	for _, s := range g.scoresOrCandidates() {
		score := squeeze(g.names[s])
		kin := -1
		for _, i := range columns {
			name := squeeze(g.names[i])
			if name == "" || !strings.Contains(score, name) && !strings.Contains(name, score) {
				continue
			}
			if kin >= 0 {
				return -1
			}
			kin = i
		}
		if kin >= 0 {
			return kin
		}
	}
	return -1
}

func (g *guesser) scoresOrCandidates() []int {
	if len(g.scores) > 0 {
		return g.scores
	}
	return g.fractions()
}

// fractions returns the free columns of fractions in [0,1].
func (g *guesser) fractions() (found []int) {
	for i := range g.names {
		if g.free(i) && g.profiles[i].fraction() {
			found = append(found, i)
		}
	}
	return found
}

// maxScores is how many columns are taken for scores of several models. More
// are a table of features.
const maxScores = 32

// findScore looks for scores by their values where no name tells.
func (g *guesser) findScore() *tradeoff.Error {
	if len(g.scores) > 0 {
		return nil
	}
	number := func(pass func(int, *profile) bool) (found []int) {
		for i, p := range g.profiles {
			if g.free(i) && p.numeric() && pass(i, p) {
				found = append(found, i)
			}
		}
		return found
	}
	// Columns named after a class, fractions, any fractional number, any
	// number but a counter, and at last a predicted class.
	classes := g.profiles[g.label].values()
	named := number(func(i int, p *profile) bool {
		return p.unit == p.numbers && slices.ContainsFunc(classes, func(c string) bool { return namesClass(g.names[i], c) })
	})
	if g.header && len(named) > 0 {
		g.scores = named
		return nil
	}
	if found := g.fractions(); len(found) > 0 && len(found) <= maxScores {
		g.scores = found
		if g.header && !(len(found) == 2 && g.complementary(found[0], found[1])) {
			g.note("score_guessed", "Name the right one with --score (parameter score), or leave out with --ignore (parameter ignore) what is none.",
				"no column is called score; %s %s fractions in [0,1] and %s as scores", g.list(func(i int) bool { return slices.Contains(found, i) }),
				plural(len(found), "holds", "hold"), plural(len(found), "is taken", "are taken"))
		}
		return nil
	}
	for _, pass := range []func(int, *profile) bool{
		func(_ int, p *profile) bool { return p.whole < p.numbers },
		func(i int, p *profile) bool { return !p.counts && !(p.integer() && p.unique() && idLike(g.names[i])) },
	} {
		found := number(pass)
		if len(found) == 1 {
			g.scores = found
			if g.header {
				g.note("score_guessed", "Name the right one with --score (parameter score).",
					"no column is called score; %q is the only one of numbers that could be", g.names[found[0]])
			}
			return nil
		}
		if len(found) > 1 {
			break
		}
	}
	if i := g.best(predictedNames, func(i int) bool { return g.profiles[i].numeric() }); i >= 0 {
		g.scores = []int{i}
		g.note("hard_predictions", "Send the model's scores: predicted classes leave nothing to trade off.",
			"%q holds predicted classes, no scores", g.names[i])
		g.findings[len(g.findings)-1].Serious = true
		return nil
	}
	candidates := number(func(_ int, p *profile) bool { return !p.counts })
	what := "which column is the score? None is called score"
	for i, name := range g.names {
		if p := g.profiles[i]; scoreRank(name) >= 0 && g.free(i) && p.numbers == 0 && rank(labelNames, name) < 0 {
			what = fmt.Sprintf("the column %q has no finite numbers", clip(name))
		}
	}
	return g.columnFixes(incomplete(tradeoff.Errorf(tradeoff.Invalid, "%s", what).
		WithMend("Name it with --score (parameter score), or send the file of the scores together with this one. The columns are %s.",
			g.list(func(i int) bool { return i != g.label }))), tradeoff.ScoreRole, candidates)
}

// complementary reports whether two columns add up to one in all rows.
func (g *guesser) complementary(i, j int) bool {
	for _, r := range g.rows {
		a, _, okA := cellNumber([]byte(r[i]), g.mark)
		b, _, okB := cellNumber([]byte(r[j]), g.mark)
		if !okA || !okB || math.Abs(a+b-1) > 1e-3 {
			return false
		}
	}
	return len(g.rows) > 0
}

// chooseScore gives the scores their role. Of two probabilities that add up to
// one only that of the positive class is a score.
func (g *guesser) chooseScore() *tradeoff.Error {
	if len(g.scores) == 2 && g.complementary(g.scores[0], g.scores[1]) {
		if err := g.choosePair(g.scores[0], g.scores[1]); err != nil {
			return err
		}
	}
	for _, i := range g.scores {
		g.assign(i, tradeoff.ScoreRole, asNumber)
	}
	return nil
}

// kinOfLabel returns the one of two scores whose name shares the label's name.
func (g *guesser) kinOfLabel() int {
	label := squeeze(g.names[g.label])
	found := -1
	for _, i := range g.scores {
		if strings.Contains(label, squeeze(g.names[i])) {
			if found >= 0 {
				return -1
			}
			found = i
		}
	}
	return found
}

// positiveLabel returns the folded positive label as far as the sample tells.
func (g *guesser) positiveLabel() (string, *tradeoff.Error) {
	set := labelSet{mark: g.mark}
	for i, r := range g.rows {
		if folded := foldLabel([]byte(r[g.label]), g.mark); !missingLabel(folded) {
			set.add(class{folded, strings.TrimSpace(r[g.label]), g.lines + i + 1})
		}
	}
	sides, err := set.sides(g.positive, g.expected)
	if err != nil {
		place := g.place(err.Place.Line)
		place.Column = g.names[g.label]
		return "", err.At(place)
	}
	for i, side := range sides {
		if side == 1 {
			return set.classes[i].folded, nil
		}
	}
	return foldLabel([]byte(g.positive), g.mark), nil
}

func (g *guesser) findID() *tradeoff.Error {
	if g.id >= 0 {
		return nil
	}
	take := func(i int, firm bool) *tradeoff.Error {
		g.id, g.firmID = i, firm
		g.assign(i, tradeoff.IDRole, asText)
		return nil
	}
	if g.header {
		if i := g.best(idNames, func(int) bool { return true }); i >= 0 {
			return take(i, true)
		}
		for i, name := range g.names {
			if p := g.profiles[i]; g.free(i) && idLike(name) && g.unique(i) && (p.integer() || p.numbers == 0) {
				return take(i, false)
			}
		}
	}
	const enough = 20 // rows to believe that nothing repeats
	if p := g.profiles[0]; g.free(0) && g.unique(0) && p.numbers == 0 && p.cells >= enough {
		return take(0, false)
	}
	return nil
}

// findRest decides on what is neither label nor score.
func (g *guesser) findRest() *tradeoff.Error {
	classes := g.profiles[g.label].distinct
	for i, name := range g.names {
		if !g.free(i) {
			continue
		}
		p := g.profiles[i]
		switch {
		case rank(indexNames, name) >= 0 && p.counts && g.header:
			g.assign(i, tradeoff.IgnoreRole, skipped)
			g.note("index_ignored", "", "the column %q only counts the rows and is ignored", name)
		case g.header && g.predictedClass(name, p, classes):
			g.assign(i, tradeoff.IgnoreRole, skipped)
			g.note("prediction_ignored", "", "the column %q holds predicted classes and is ignored", name)
		case g.groupLike(p):
			g.columns[i].mode = asTally
		}
	}
	return nil
}

// predictedClass reports whether a column is named for predicted classes and
// holds texts, labels, or 0 and 1.
func (g *guesser) predictedClass(name string, p *profile, labels map[string]int) bool {
	if rank(predictedNames, name) < 0 && !strings.HasSuffix(words(name), "pred_class") {
		return false
	}
	for v := range p.distinct {
		if _, ok := labels[v]; !ok && p.numeric() && v != "0" && v != "1" {
			return false
		}
	}
	return true
}

// The most different values of a group.
const (
	maxTextGroups    = 64
	maxIntegerGroups = 20
)

// groupLike reports whether the values of a column repeat enough to tell
// groups. The whole column has the last word, see tally.
func (g *guesser) groupLike(p *profile) bool {
	if p.numbers > 0 && !p.integer() {
		return false
	}
	return len(p.distinct) <= maxGroups(p.numbers > 0)
}

func maxGroups(integers bool) int {
	if integers {
		return maxIntegerGroups
	}
	return maxTextGroups
}

// describe notes how the file is written.
func (g *guesser) describe() {
	if !g.header {
		g.note("header_missing", "Put a line with the names of the columns on top.",
			"the file has no header: %q is taken for the label and %s for the score", g.names[g.label],
			g.list(func(i int) bool { return g.columns[i].role == tradeoff.ScoreRole }))
	}
	if g.mark == ',' {
		g.note("decimal_comma", "", "numbers are written with a decimal comma")
	}
	if len(g.scores) > 1 {
		g.note("several_scores", "Take one with --score (parameter score) if these are not several models.",
			"%s are read as %d runs on the same test set", g.list(func(i int) bool { return slices.Contains(g.scores, i) }), len(g.scores))
	}
}

func (g *guesser) note(kind, mend, format string, args ...any) {
	g.findings = append(g.findings, finding(kind, mend, format, args...))
}

// list quotes the names of the columns that pass, twelve at most.
func (g *guesser) list(pass func(int) bool) string {
	var names []string
	for i, name := range g.names {
		if pass(i) {
			names = append(names, name)
		}
	}
	return quoted(names, 12)
}

func plural(n int, one, many string) string {
	if n == 1 {
		return one
	}
	return many
}
