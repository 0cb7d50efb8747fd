package templates

import (
	"fmt"
	"strconv"
	"strings"

	"tradeoff/internal/format"
)

// DraftView is an upload that is not saved yet, with its checks.
type DraftView struct {
	Page      Page
	Action    string // where its form is sent
	Questions []DraftQuestion
	Columns   []Choice // of the table of files: roles
	Files     []DraftFile
	Groups    []DraftGroup
	Taken     int // files that are not left out
	Runs      int // that saving would make
	CanSave   bool
	Clean     bool
	Held      bool // saving was requested, but checks need attention
	Twins     bool // there are files with the same columns
	Together  bool // a change of one of them changes all
	Roles     []Choice
	Pair      string // whether the files belong together, as set by the user

	Replaces       string // name of the run that it replaces; "" for none
	ExperimentID   string // that was chosen; "" for a new one
	ExperimentName string
	Experiments    []Choice
}

// DraftFile is one file of a draft, a row of the table.
type DraftFile struct {
	Index    int
	Name     string
	Size     string // "1.2 MB"
	LeftOut  bool
	Refused  bool
	Question string   // the address of the question about it; "" for none
	LabelsOf []string // the files that take their labels from it
	Cells    []DraftCell
	Runs     []DraftRun
	Sum      string // "100 runs of 60 rows", in place of too many runs
	RunName  string
}

// DraftCell is the columns of a file that have one role.
type DraftCell struct {
	Role, Title string
	Chosen      string   // "" for none yet
	Choices     []string // nil for no choice
	Text        string   // names of columns, if several have the role
}

// DraftGroup is what was understood of files with the same columns and settings.
type DraftGroup struct {
	File     DraftFile // the first of them
	Others   int       // files besides it
	Facts    string    // "8 columns: 3 with a role, 5 kept"
	Findings []DraftFinding
	Runs     []DraftRun // of the first file, if its row does not show them
	Tables   []DraftTable

	Labels   []string // choice of the positive class
	Positive string
	Kind     string

	GuessedPositive, GuessedKind string // without a choice of the user; "" if unknown

	SkipMissing    bool
	KeepDuplicates bool
}

// DraftQuestion is something that needs attention, with its answers.
type DraftQuestion struct {
	DraftFinding
	ID      string
	Files   string // "a.csv, b.csv and 3 more"; "" for the whole upload
	Indexes []int  // of these files
	Refused bool   // nothing can be saved before it is answered
	Answers []DraftAnswer
}

// DraftAnswer is a button that answers a question.
type DraftAnswer struct {
	Choice
	Outcome string // what it would give: "332 rows · 109 pear · AUC 0.87 (0.83–0.90)"; "" if unknown
}

// DraftFinding is a note about a file.
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
	{Value: "logit", Label: "logits"}, {Value: "score", Label: "uncalibrated scores"},
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
	if v.Runs == 0 {
		return "Save"
	}
	return "Save " + format.Count(v.Runs) + " " + format.Plural(v.Runs, "run", "runs")
}

// stateWords says whether anything needs attention.
func (v DraftView) stateWords() string {
	switch n := len(v.Questions); {
	case v.Clean:
		return "Nothing needs your attention."
	case n == 1:
		return "One question needs your attention."
	case n > 1:
		return format.Count(n) + " questions need your attention."
	default:
		return ""
	}
}

// destinationWords says where the runs go.
func (v DraftView) destinationWords() string {
	for _, c := range v.Experiments {
		if c.Value == v.ExperimentID {
			return c.Label
		}
	}
	if v.ExperimentName != "" {
		return "a new experiment, " + format.Isolate(v.ExperimentName)
	}
	return "a new experiment, named after the file"
}

// runPlaceholder is the name of the run of a file without a chosen name.
func (f DraftFile) runPlaceholder() string {
	if len(f.Runs) == 1 {
		return f.Runs[0].Name
	}
	return "named after the file"
}

// others names the files of a group after the first.
func (g DraftGroup) others() string {
	if g.Others == 0 {
		return ""
	}
	files := format.Plural(g.Others, "file", "files")
	return " and " + format.Count(g.Others) + " more " + files + " with the same columns"
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
