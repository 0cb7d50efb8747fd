package server

import (
	"strings"

	"tradeoff/internal/evaluate"
	"tradeoff/internal/tradeoff"
)

// The names of the classes in an experiment that nobody has named.
const (
	defaultPositive = "positive"
	defaultNegative = "negative"
)

// genericNames are labels that say nothing about what is looked for. They fit
// every experiment and name none.
var genericNames = map[string]bool{
	"0": true, "1": true, "-1": true, "true": true, "false": true, "yes": true, "no": true, "y": true, "n": true,
	"t": true, "f": true, "positive": true, "negative": true, "pos": true, "neg": true, "+": true, "-": true,
}

func sameName(a, b string) bool { return strings.EqualFold(strings.TrimSpace(a), strings.TrimSpace(b)) }

// meaningful returns name unless it is generic.
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

// adoptClassNames takes over what the upload, or else its files, call the
// classes if e has no names of its own yet. Files whose names contradict those
// of e are refused, unless the uploader has said which class is the positive
// one.
func adoptClassNames(e *tradeoff.Experiment, u *Upload, runs []*evaluate.Run) error {
	if u.PositiveName != "" || u.NegativeName != "" {
		return adopt(e, u.PositiveName, u.NegativeName, false)
	}
	for _, r := range runs {
		if err := adopt(e, meaningful(r.Dataset.PositiveName), meaningful(r.Dataset.NegativeName), u.Options.Positive != ""); err != nil {
			return err
		}
	}
	return nil
}

func adopt(e *tradeoff.Experiment, positive, negative string, lenient bool) error {
	if positive == "" && negative == "" {
		return nil
	}
	if namedByDefault(*e) {
		if positive != "" {
			e.PositiveName = positive
		}
		if negative != "" {
			e.NegativeName = negative
		}
		return nil
	}
	swapped := sameName(positive, e.NegativeName) || sameName(negative, e.PositiveName)
	differs := positive != "" && !sameName(positive, e.PositiveName) || negative != "" && !sameName(negative, e.NegativeName)
	if swapped || differs && !lenient {
		return tradeoff.Errorf(tradeoff.Conflict, "the classes of the file are %s, and those of the experiment %s",
			pair(positive, negative), pair(e.PositiveName, e.NegativeName)).
			WithMend("Upload it to another experiment, or say which of its labels is the positive class (parameter positive).")
	}
	return nil
}

// pair names two classes, the positive one first.
func pair(positive, negative string) string {
	switch {
	case negative == "":
		return `"` + positive + `"`
	case positive == "":
		return `"` + negative + `" (negative)`
	default:
		return `"` + positive + `" and "` + negative + `"`
	}
}
