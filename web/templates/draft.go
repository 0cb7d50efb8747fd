package templates

import (
	"fmt"
	"strconv"
	"strings"

	"tradeoff/internal/format"
)

// DraftView is an upload that is not saved yet, with its checks.
type DraftView struct {
	Page    Page
	Action  string // where its form is sent
	Files   []DraftFile
	Taken   int // files that are not left out
	Runs    int // that saving would make
	Problem *DraftFinding
	CanSave bool
	Clean   bool
	Held    bool // saving was requested, but checks need attention
	Roles   []Choice
	Pair    string // whether the files belong together, as set by the user

	Replaces       string // name of the run that it replaces; "" for none
	ExperimentID   string // that was chosen; "" for a new one
	ExperimentName string
	Experiments    []Choice
}

// DraftFile is one file of a draft.
type DraftFile struct {
	Index    int
	Name     string
	Size     string // "1.2 MB"
	LeftOut  bool
	Problem  *DraftFinding
	Findings []DraftFinding
	LabelsOf []string // the files that take their labels from it
	Runs     []DraftRun
	Tables   []DraftTable

	RunName  string
	Labels   []string // choice of the positive class
	Positive string
	Kind     string

	GuessedPositive, GuessedKind string // without a choice of the user; "" if unknown

	SkipMissing    bool
	KeepDuplicates bool
}

// DraftFinding is a note about a file, or an error in it.
type DraftFinding struct {
	Message, Hint string
	Place         string
	Run           string // of several, the one that it is about
	URL           string // of the run or page that it mentions
	Serious       bool
	Fixes         []Choice // buttons: labels, and the values that they send
}

// DraftRun is a run as it would be saved.
type DraftRun struct {
	Name  string
	Facts string // "332 rows · 109 diabetic · probabilities · AUC 0.87 (0.83–0.90)"

	Group  string // that several labels will share; only the first of them has it
	Labels int    // of the group
}

// DraftTable is the top of a table, its columns one below the other.
type DraftTable struct {
	Index   int
	Rows    string // "332 rows"; "" if it was not read to its end
	Cells   int    // first rows that are shown
	Columns []DraftColumn
	Hidden  string   // how many columns are not shown; "" if all are
	Others  []string // their names
}

// DraftColumn is a column with its first cells.
type DraftColumn struct {
	Index  int
	Name   string
	Role   string
	Values []string
}

// DraftWorkView is a draft that is being read, checked or saved.
type DraftWorkView struct {
	Page     Page
	Action   string
	Progress DraftProgress
}

// DraftProgress is how far the work on a draft is.
type DraftProgress struct {
	Phase string `json:"phase"` // waiting, reading, computing, saving or done
	File  string `json:"file"`  // the one that is read
	Bytes int64  `json:"bytes"` // read so far, of all files
	Total int64  `json:"total"`
	Rows  int64  `json:"rows"`
	Text  string `json:"text"` // all that in words
}

// kindChoices are the kinds of scores.
var kindChoices = []Choice{
	{Value: "probability", Label: "probabilities"}, {Value: "percent", Label: "percentages"},
	{Value: "logit", Label: "logits"}, {Value: "score", Label: "scores without a scale"},
}

func (f DraftFile) field(name string) string { return "f" + strconv.Itoa(f.Index) + "." + name }

func (f DraftFile) columnField(t DraftTable, c DraftColumn) string {
	return f.field(fmt.Sprintf("t%d.c%d", t.Index, c.Index))
}

// pairChoices are the ways in which files may belong together.
var pairChoices = []Choice{
	{Value: "", Label: "guessed"}, {Value: "yes", Label: "one has the labels of all others"},
	{Value: "no", Label: "each is a file by itself"},
}

// columnTitle is the name of a column, or a word if it has none.
func columnTitle(name string) string {
	if strings.TrimSpace(name) == "" {
		return "(no name)"
	}
	return name
}

// guessed is the option for the guessed value in a list.
func guessed(what, otherwise string) string {
	if what == "" {
		return otherwise
	}
	return "guessed: " + what
}

// saveWords is the label of the button that saves.
func (v DraftView) saveWords() string {
	if v.Runs > 1 {
		return fmt.Sprintf("Save %d runs", v.Runs)
	}
	return "Save"
}

// Words describes the progress.
func (p DraftProgress) Words() string {
	switch p.Phase {
	case "waiting":
		return "Waiting for its turn …"
	case "computing":
		return "Computing every number of " + format.Count(int(p.Rows)) + " rows …"
	case "saving":
		return "Saving …"
	case "done":
		return "Done."
	default:
		return fmt.Sprintf("Reading %s: %s of %s, %s rows …",
			p.File, format.Bytes(p.Bytes), format.Bytes(p.Total), format.Count(int(p.Rows)))
	}
}

// Share returns the share of the files that has been read; "" outside of reading.
func (p DraftProgress) Share() string {
	if p.Phase != "reading" || p.Total == 0 {
		return ""
	}
	return strconv.FormatFloat(float64(p.Bytes)/float64(p.Total), 'f', 3, 64)
}
