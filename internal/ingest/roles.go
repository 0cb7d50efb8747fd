package ingest

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"tradeoff/internal/tradeoff"
)

// A plan says how each column is read.
type plan struct {
	notation
	columns      []planned
	scores       []int // indices of the score columns, one run each
	label        int
	id           int // -1: none
	weight       int // -1: none
	iou          int // -1: none
	firmID       bool
	model        int // column that names the model of each row; -1: none
	firmModel    bool
	logits       *twoLogits    // nil: none
	many         *classPlan    // nil unless there are three or more classes
	hot          *oneHot       // nil unless the label is one-hot; then label is its first column
	predicted    int           // column of the predicted class whose probability the score is; -1: none
	turned       []int         // scores of the negative class, to be converted to the positive one
	scoredLabels []scoredLabel // nil unless there are several binary labels, each with a score

	progress       *Progress
	skipMissing    bool
	keepDuplicates bool

	positive, negative string // as the caller names them
	expected           Classes
	findings           []tradeoff.Finding
}

// A planned is how one column is used.
type planned struct {
	name  string
	role  tradeoff.Role // "" if it is kept without one
	mode  mode
	blank bool // a cell may be missing; it is read as NaN
}

// keptRole marks a column that must not get a role while roles are guessed.
const keptRole tradeoff.Role = "kept"

// A mode is how the cells of a column are read.
type mode uint8

const (
	asText   mode = iota
	asTally       // text whose distinct values are counted: it may be a group
	asLabel       // 0 or 1
	asNumber      // finite
	skipped
)

// A guesser assigns roles to the columns of a sample.
type guesser struct {
	*sample
	plan
	options  Options
	profiles []*profile

	// Computed on first use.
	lower  []string    // the words of each name, see words
	named  *namedAfter // the columns by the classes they may be named after
	parsed [][]float64 // see numbers
	folded [][]string  // see folds
}

// makePlan decides the role of each column. It fills preview with what it has
// found, even if it fails.
func makePlan(s *sample, o Options, preview *Preview) (*plan, *tradeoff.Error) {
	g := newGuesser(s, o)
	defer func() { *preview = g.preview() }()
	if err := g.decide(); err != nil {
		return nil, err
	}
	for i := range g.columns {
		if g.columns[i].role == keptRole {
			g.columns[i].role = ""
		}
	}
	g.describe()
	return &g.plan, nil
}

// newGuesser returns a guesser that has profiled the columns and decided
// nothing.
func newGuesser(s *sample, o Options) *guesser {
	g := &guesser{sample: s, options: o}
	for _, class := range []string{o.Positive, o.Negative} {
		if folded := foldLabel([]byte(class), s.notation.mark); missingLabel(folded) && folded != "" {
			s.notation.present = append(s.notation.present, folded)
		}
	}
	g.plan = plan{notation: s.notation, label: -1, id: -1, weight: -1, iou: -1, model: -1, predicted: -1,
		positive: o.Positive, negative: o.Negative, expected: o.Expected, findings: slices.Clone(s.notes),
		progress: o.Progress, skipMissing: o.SkipMissing, keepDuplicates: o.KeepDuplicates}
	for i, name := range s.names {
		g.columns = append(g.columns, planned{name: name})
		g.profiles = append(g.profiles, s.profile(i))
	}
	return g
}

// decide assigns the roles of all columns, in this order. Roles given by the
// caller or the format are never overruled, but they are checked: see
// findPredicted. Each step uses names first. It relies on values only if no
// other reading is possible, and otherwise returns an error that asks, with a
// fix for each answer. A probable but uncertain reading becomes a serious
// finding.
func (g *guesser) decide() *tradeoff.Error {
	steps := []func() *tradeoff.Error{
		// Known roles.
		g.giveRoles, g.leaveOut, g.requireTwoColumns, g.takeKnownRoles,
		// Rows of several models.
		g.findModel,
		// A label of three or more classes with a score for each, in one column or one-hot;
		// several labels of two classes with a score each.
		g.findClasses, g.findOneHot, g.findLabels,
		g.findWeight, g.findIoU,
		// A label of two classes and its score.
		g.unlessDecided(g.findScoreByName), g.unlessDecided(g.findLabel), g.unlessDecided(g.checkLabel),
		g.unlessDecided(g.findLogits), g.unlessDecided(g.findScore), g.unlessDecided(g.chooseScore), g.findPredicted,
		g.findID, g.findRest,
	}
	for _, step := range steps {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

// unlessDecided returns a step that runs only for files with one binary
// label.
func (g *guesser) unlessDecided(step func() *tradeoff.Error) func() *tradeoff.Error {
	return func() *tradeoff.Error {
		if g.many != nil || g.scoredLabels != nil {
			return nil
		}
		return step()
	}
}

// unassigned reports whether column i has no role yet.
func (g *guesser) unassigned(i int) bool { return g.columns[i].role == "" }

func (g *guesser) assign(i int, role tradeoff.Role, m mode) {
	g.columns[i].role, g.columns[i].mode = role, m
}

// giveRoles assigns the roles that the caller gave.
func (g *guesser) giveRoles() *tradeoff.Error {
	give := func(name string, role tradeoff.Role, m mode, index *int) *tradeoff.Error {
		if name == "" {
			return nil
		}
		i := g.find(name)
		if i < 0 {
			return tradeoff.Errorf(tradeoff.Invalid, "there is no column %q for the %s", clip(name), role).
				WithHint("The columns are %s.", g.list(func(int) bool { return true }))
		}
		if g.unreadable(i) && role != tradeoff.IgnoreRole {
			return tradeoff.Errorf(tradeoff.Invalid, "the column %q cannot be read: %s", clip(name), g.why[i]).
				WithHint("Write its values as a column of numbers or texts.").At(tradeoff.Place{Column: name})
		}
		if !g.unassigned(i) {
			return tradeoff.Errorf(tradeoff.Invalid, "the column %q cannot be %s and %s at once", clip(name), g.columns[i].role,
				role).
				WithHint("Give it one role.")
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

// unreadable reports whether the format cannot read column i.
func (g *guesser) unreadable(i int) bool { return g.why != nil && g.why[i] != "" }

// leaveOut ignores the columns that cannot be read.
func (g *guesser) leaveOut() *tradeoff.Error {
	for i, name := range g.names {
		if g.unreadable(i) && g.unassigned(i) {
			g.assign(i, tradeoff.IgnoreRole, skipped)
			g.note("unreadable_ignored", "", "the column %q cannot be read and is ignored: %s", clip(name), g.why[i])
		}
	}
	return nil
}

// errIncomplete is the cause of errors about a table that lacks labels or
// scores and may be one of two joined files.
var errIncomplete = errors.New("ingest: a table without labels or without scores")

// incomplete returns e with the cause errIncomplete.
func incomplete(e *tradeoff.Error) *tradeoff.Error {
	c := *e
	c.Err = errIncomplete
	return &c
}

// requireTwoColumns refuses a table of one column.
func (g *guesser) requireTwoColumns() *tradeoff.Error {
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
		WithHint("Send labels and scores side by side: in a text, separated by commas, semicolons or tabs. " +
			"Or send a file of labels and one of scores together.")
	if len(g.names) > 0 && g.header {
		e.Place.Column = g.names[0]
	}
	return incomplete(e)
}

// takeKnownRoles assigns the roles that the format knows, unless the caller
// says otherwise.
func (g *guesser) takeKnownRoles() *tradeoff.Error {
	var ignored []string
	for i, name := range g.names {
		switch role := g.roles[i]; {
		case !g.unassigned(i):
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
		g.note("prediction_ignored", "", "%s %s what Weka adds, and ignored", quoted(ignored, fewNames),
			plural(len(ignored), "is", "are"))
	}
	return nil
}

// find returns the column with a name, -1 if there is none. The name is
// spelled as in the file, or as in messages and other tools: ignoring case
// and blanks, as a slice of an array ("y_proba[:,1]"), by class
// ("y_proba[yes]"), as the score that two columns become ("softmax of
// logits[1]"), or by position ("column 3").
func (g *guesser) find(name string) int {
	if i := slices.Index(g.names, name); i >= 0 {
		return i
	}
	name = strings.TrimSpace(name)
	fold := func(want string) int {
		return slices.IndexFunc(g.names, func(n string) bool { return strings.EqualFold(n, want) })
	}
	if i := fold(name); i >= 0 {
		return i
	}
	name = strings.TrimPrefix(name, complementPrefix)
	if first, _, ok := strings.Cut(name, " − "); ok {
		name = first
	}
	name = strings.TrimPrefix(name, "softmax of ")
	name = strings.NewReplacer("[:, ", "[", "[:,", "[").Replace(name)
	if i := fold(name); i >= 0 {
		return i
	}
	if n, err := strconv.Atoi(strings.TrimPrefix(name, "column ")); err == nil && strings.HasPrefix(name, "column ") &&
		n > 0 && n <= len(g.names) {
		return n - 1
	}
	return g.findByClass(name)
}

// findByClass returns the column meant by "scores[yes]" if the columns are
// "scores[0]", "scores[1]" and so on, in the order of the classes.
func (g *guesser) findByClass(name string) int {
	stem, class, ok := strings.Cut(strings.TrimSuffix(name, "]"), "[")
	if !ok || !strings.HasSuffix(name, "]") {
		return -1
	}
	count := 0
	for slices.Contains(g.names, fmt.Sprintf("%s[%d]", stem, count)) {
		count++
	}
	class = foldLabel([]byte(class), g.mark)
	found := -1
	for i, p := range g.profiles {
		if len(p.distinct) != count || p.distinct[class] == 0 || count < 2 {
			continue
		}
		at := slices.Index(g.names, fmt.Sprintf("%s[%d]", stem, slices.Index(sortedClasses(p.values()), class)))
		if found >= 0 && found != at || !g.unassigned(i) && i != g.label {
			return -1
		}
		found = at
	}
	return found
}

// sortedClasses returns folded labels in the usual order of programs: numbers
// by value, all others as texts.
func sortedClasses(values []string) []string {
	sorted := slices.Clone(values)
	number := func(v string) (float64, bool) {
		x, _, ok := cellNumber([]byte(v), '.')
		return x, ok
	}
	if slices.ContainsFunc(sorted, func(v string) bool { _, ok := number(v); return !ok }) {
		slices.Sort(sorted)
		return sorted
	}
	slices.SortFunc(sorted, func(a, b string) int {
		x, _ := number(a)
		y, _ := number(b)
		return cmp.Compare(x, y)
	})
	return sorted
}
