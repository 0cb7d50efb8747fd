package intake

import (
	"fmt"
	"strings"

	"tradeoff/internal/tradeoff"
)

// The default names of the classes of an experiment.
const (
	defaultPositive = "positive"
	defaultNegative = "negative"
)

// genericNames are labels without a meaning, such as 1 and 0. They fit every
// experiment and are never adopted as names.
var genericNames = map[string]bool{
	"0": true, "1": true, "-1": true, "true": true, "false": true, "yes": true, "no": true, "y": true, "n": true,
	"t": true, "f": true, "positive": true, "negative": true, "pos": true, "neg": true, "+": true, "-": true,
}

func sameName(a, b string) bool { return strings.EqualFold(strings.TrimSpace(a), strings.TrimSpace(b)) }

// meaningful returns name, or "" if it is generic.
func meaningful(name string) string {
	if name = strings.TrimSpace(name); genericNames[strings.ToLower(name)] {
		return ""
	}
	return name
}

func namedByDefault(e tradeoff.Experiment) bool {
	return (e.PositiveName == "" || e.PositiveName == defaultPositive) &&
		(e.NegativeName == "" || e.NegativeName == defaultNegative)
}

// ClassNaming is the choice if an experiment with runs and an upload have
// different class names.
type ClassNaming string

// The answers to that.
const (
	askClassNames    ClassNaming = ""
	keepClassNames   ClassNaming = "keep"   // keep the names of the experiment
	renameClassNames ClassNaming = "rename" // rename the classes after the files, for all runs
)

var classNamingWords = []string{string(keepClassNames), string(renameClassNames)}

// classNames are the names of the two classes in an upload; "" if unknown.
type classNames struct {
	positive, negative string
	labels             []string // as the file spells them, the positive one first
	said               bool     // given by the uploader, not by a file
	mapped             bool     // the uploader has said which label is the positive class
}

// classNamesOf returns the class names of each run: those of the upload, or
// else of its files.
func classNamesOf(u *Upload) (list []classNames) {
	if u.PositiveName != "" || u.NegativeName != "" {
		return []classNames{{positive: u.PositiveName, negative: u.NegativeName, said: true}}
	}
	mapped := make(map[string]bool) // by the name of a file of labels
	for _, f := range u.batch.Files {
		mapped[f.Name] = mapped[f.Name] || f.NamesPositive()
	}
	for _, f := range u.batch.Files {
		for _, r := range f.Runs {
			d := r.Dataset
			names := classNames{positive: meaningful(d.PositiveName), negative: meaningful(d.NegativeName)}
			names.mapped = u.Options.Positive != "" || f.NamesPositive() || mapped[f.Labels]
			for _, label := range []string{d.PositiveName, d.NegativeName} {
				if label != "" {
					names.labels = append(names.labels, label)
				}
			}
			list = append(list, names)
		}
	}
	return list
}

// adoptClassNames takes over the class names of an upload if e has no names
// yet and no runs under the default ones. Names that contradict those of e
// are an error with a fix for each choice; names never change without one.
func adoptClassNames(e *tradeoff.Experiment, hasRuns bool, u *Upload) error {
	answer := u.ClassNames
	for _, names := range classNamesOf(u) {
		before := *e
		if err := names.adopt(e, hasRuns, answer); err != nil {
			return err
		}
		if answer == renameClassNames && *e != before {
			answer = askClassNames // the names of one file are not those of another
		}
	}
	return nil
}

func (n classNames) adopt(e *tradeoff.Experiment, hasRuns bool, answer ClassNaming) error {
	if n.positive == "" && n.negative == "" {
		return nil
	}
	swapped := sameName(n.positive, e.NegativeName) || sameName(n.negative, e.PositiveName)
	differs := n.positive != "" && !sameName(n.positive, e.PositiveName) ||
		n.negative != "" && !sameName(n.negative, e.NegativeName)
	switch {
	case !differs && !swapped:
		return nil
	case namedByDefault(*e) && (!hasRuns || n.said), answer == renameClassNames && !swapped:
		if n.positive != "" {
			e.PositiveName = n.positive
		}
		if n.negative != "" {
			e.NegativeName = n.negative
		}
		return nil
	case swapped:
		return n.swapped(*e)
	case answer == keepClassNames, n.mapped:
		return nil
	}
	return n.otherNames(*e)
}

// swapped refuses a positive class that is the negative class of the
// experiment.
func (n classNames) swapped(e tradeoff.Experiment) error {
	err := tradeoff.Errorf(tradeoff.Conflict,
		"the classes of the file are %s, and those of the experiment %s: the positive class is the other class",
		classPair(n.positive, n.negative), classPair(e.PositiveName, e.NegativeName)).
		WithHint("Name the experiment's positive class with --positive (parameter positive), " +
			"or upload it to another experiment.")
	for _, label := range n.labels {
		if sameName(label, e.PositiveName) {
			err = err.WithFix(fmt.Sprintf("%q is positive", label), "positive", label)
		}
	}
	return err
}

// otherNames asks which names the experiment should have.
func (n classNames) otherNames(e tradeoff.Experiment) error {
	ours, theirs := classPair(e.PositiveName, e.NegativeName), classPair(n.positive, n.negative)
	err := tradeoff.Errorf(tradeoff.Conflict, "the classes of the file are %s, and those of the experiment %s",
		theirs, ours)
	if namedByDefault(e) {
		return err.WithHint("Its runs go by these names. Keep them, or rename the classes for all of its runs. "+
			"Choose with --class_names (parameter class_names).").
			WithFix("Keep "+ours, "class_names", string(keepClassNames)).
			WithFix("Rename to "+theirs, "class_names", string(renameClassNames))
	}
	err = err.WithHint("Upload it to another experiment, " +
		"or name its positive class with --positive (parameter positive).")
	for _, label := range n.labels {
		err = err.WithFix(fmt.Sprintf("%q is %q", label, e.PositiveName), "positive", label)
	}
	return err
}

// classPair returns the names of two classes, the positive one first.
func classPair(positive, negative string) string {
	switch {
	case negative == "":
		return `"` + positive + `"`
	case positive == "":
		return `"` + negative + `" (negative)`
	default:
		return `"` + positive + `" and "` + negative + `"`
	}
}
