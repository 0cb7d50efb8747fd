package ingest

import (
	"slices"
	"strconv"
	"strings"

	"tradeoff/internal/calc"
	"tradeoff/internal/limits"
	"tradeoff/internal/tradeoff"
)

// Options are what the caller knows about a file. The zero Options guess
// everything.
type Options struct {
	// Names of columns; "" is guessed. A file without a header has the columns
	// "column 1", "column 2" and so on.
	Label, ID, Weight, IoU string
	Encoding               string   // of a text, by any name that Set takes; "" is guessed
	Sheet                  string   // of an Excel workbook; "" is the only one with cells
	Model                  string   // whose values are models, each with its own rows
	Score                  []string // one run each
	OneHot                 []string // of 0 and 1, one for each class, instead of Label

	Predicted string   // the class whose probability the score is, where that is not always the positive one
	Group     []string // besides the guessed ones
	Keep      []string // columns to keep without a role
	Ignore    []string // columns that are not read at all

	Positive string    // the label of the positive class as the file spells it
	Negative string    // the label of the negative class, likewise
	Expected Classes   // the usual names of the classes, used if they occur
	Kind     calc.Kind // the kind of the scores, or [Percent]; "" is guessed

	TrueBoxes int // of a detection run, those without a candidate included; 0 if it is not known

	SkipMissing    bool // leave out rows whose label, score or weight is missing or not finite
	KeepDuplicates bool // keep rows whose id occurs in an earlier row

	Limits Limits // a zero limit takes its default

	separateFiles bool     // the labels are in another file
	aside         []string // columns that are not scores and may be groups

	// Progress, if not nil, counts the rows that have been read.
	Progress *Progress

	// TempDir is the folder for temporary files, which formats that are not
	// read sequentially need; "" is the system's.
	TempDir string
}

// Percent is the kind of scores that are probabilities from 0 to 100. They are
// divided by 100 and are of kind probability from then on.
const Percent calc.Kind = "percent"

// kinds are the allowed kinds of scores.
var kinds = []calc.Kind{calc.Probability, calc.Logit, calc.Score, Percent}

// An Option describes one that [Options.Set] knows.
type Option struct {
	Name    string
	About   string   // for people; the value is in backquotes
	Words   []string // all that it may be; nil for any text
	Several bool     // it may be set several times
	Commas  bool     // if Several: a comma is part of a value, and does not part two of them
}

// OptionList is the options by their public names: the parameters of an upload
// and the flags of the command line.
var OptionList = []Option{
	{Name: "label", About: "`column` of the labels (guessed by its name)"},
	{Name: "one_hot", About: "`column` of 0 and 1 that says whether a row is of one class, where the label is one such " +
		"column for each; repeat it for all (guessed by their sum)", Several: true},
	{
		Name: "score", Several: true, Commas: true,
		About: "`column` of the scores (guessed by its name); repeat it for several models",
	},
	{Name: "id", About: "`column` that names the rows (guessed by its name)"},
	{Name: "weight", About: "`column` of the weights (guessed by its name)"},
	{Name: "iou", About: "`column` of the overlaps of candidate boxes with true ones (guessed by its name)"},
	{Name: "true_boxes", About: "`number` of true boxes in all images, including those that were never detected"},
	{Name: "model", About: "`column` whose values are models, each with its own rows (guessed by its name)"},
	{Name: "predicted", About: "`column` of the predicted class, where the score is the probability of that class"},
	{Name: "group", About: "`column` to slice by; repeat it for several", Several: true},
	{Name: "keep", About: "`column` to keep without a role; repeat it for several", Several: true},
	{Name: "ignore", About: "`column` to leave out; repeat it for several", Several: true},
	{Name: "positive", About: "`label` of the positive class, as in the file"},
	{Name: "negative", About: "`label` of the negative class, as in the file"},
	{Name: "kind", About: "what the scores are: `probability`, logit, score or percent (guessed by their range)",
		Words: []string{string(calc.Probability), string(calc.Logit), string(calc.Score), string(Percent)}},
	{Name: "encoding",
		About: "`encoding` of a text that is not UTF-8, " +
			"such as shift_jis, gb18030 or windows-1251 (guessed by its letters)"},
	{Name: "sheet", About: "`sheet` of an Excel workbook (the only one that has cells)"},
	{Name: "skip_missing", About: "leave out rows without a label or a finite score", Words: []string{"true", "false"}},
	{Name: "duplicate_ids", About: "`keep` rows whose id occurs in an earlier row, or refuse them (default)",
		Words: []string{"keep", "refuse"}},
}

// OptionNames are the names of [OptionList].
var OptionNames = func() []string {
	var names []string
	for _, o := range OptionList {
		names = append(names, o.Name)
	}
	return names
}()

// Set takes over an option by its public name. Score, one_hot, group, keep and
// ignore may be set several times. An empty value says nothing. The error is Invalid for a
// name that is not among [OptionNames] and a value that the option cannot have.
func (o *Options) Set(name, value string) error {
	if err := Known(name, OptionList); err != nil {
		return err
	}
	if value = strings.TrimSpace(value); value == "" {
		return nil
	}
	if text := o.text(name); text != nil {
		*text = value
		return nil
	}
	if list := o.list(name); list != nil {
		*list = append(*list, value)
		return nil
	}
	switch name {
	case "true_boxes":
		n, err := strconv.Atoi(value)
		if err != nil || n < 1 {
			return tradeoff.Errorf(tradeoff.Invalid, "true_boxes is %q", clip(value)).WithHint("Give a whole number from 1 up.")
		}
		o.TrueBoxes = n
	case "kind":
		if err := checkKind(calc.Kind(value)); err != nil {
			return err
		}
		o.Kind = calc.Kind(value)
	case "encoding":
		e := encodingNamed(value)
		if e == nil {
			return tradeoff.Errorf(tradeoff.Invalid, "there is no encoding %q", clip(value)).
				WithHint("Name one as Python or HTML does, " +
					"such as utf-8, windows-1252, windows-1251, shift_jis, euc-jp, gb18030, big5 or koi8-r.")
		}
		o.Encoding = e.name
	case "skip_missing":
		on, err := ParseBool(name, value)
		if err != nil {
			return err
		}
		o.SkipMissing = on
	case "duplicate_ids":
		if value != "keep" && value != "refuse" {
			return tradeoff.Errorf(tradeoff.Invalid, "duplicate_ids is %q", clip(value)).WithHint("Use keep or refuse.")
		}
		o.KeepDuplicates = value == "keep"
	}
	return nil
}

// text returns the option of a name that is any text, nil if it is none.
func (o *Options) text(name string) *string {
	return map[string]*string{
		"label": &o.Label, "id": &o.ID, "weight": &o.Weight, "iou": &o.IoU, "model": &o.Model, "predicted": &o.Predicted,
		"positive": &o.Positive, "negative": &o.Negative, "sheet": &o.Sheet,
	}[name]
}

// list returns the option of a name that may be set several times, nil if it may
// not.
func (o *Options) list(name string) *[]string {
	return map[string]*[]string{
		"score": &o.Score, "one_hot": &o.OneHot, "group": &o.Group, "keep": &o.Keep, "ignore": &o.Ignore,
	}[name]
}

// Known refuses the name of an option that is not in the list.
func Known(name string, list []Option) error {
	var names []string
	for _, o := range list {
		if o.Name == name {
			return nil
		}
		names = append(names, o.Name)
	}
	return tradeoff.Errorf(tradeoff.Invalid, "there is no parameter %q", clip(name)).
		WithHint("There are %s.", strings.Join(names, ", "))
}

// ParseBool reads the value of the option of a name that is true or false.
func ParseBool(name, value string) (bool, error) {
	on, err := strconv.ParseBool(strings.ToLower(value))
	if err != nil {
		return false, tradeoff.Errorf(tradeoff.Invalid, "%s is %q", name, clip(value)).WithHint("Use true or false.")
	}
	return on, nil
}

// checkKind refuses what is no kind of score.
func checkKind(k calc.Kind) *tradeoff.Error {
	if k == "" || slices.Contains(kinds, k) {
		return nil
	}
	return tradeoff.Errorf(tradeoff.Invalid, "there is no kind of score %q", clip(string(k))).
		WithHint("Kinds are probability, logit, score and percent.")
}

// Classes are the names of the two classes.
type Classes struct{ Positive, Negative string }

// Limits bound what one file may cost.
type Limits = limits.Limits

// DefaultLimits returns the default limits.
func DefaultLimits() Limits { return limits.Default() }
