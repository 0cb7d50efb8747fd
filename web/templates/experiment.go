package templates

import "tradeoff/internal/tradeoff"

// HomeView lists the experiments.
type HomeView struct {
	Page    Page
	Deleted *MessageView // the experiment that was just deleted
	Search  string
	Sorts   []ChipView // orders of the list
	Sort    string     // the order in the address; "" for the default
	Rows    []ExperimentRow
	Next    string // link to the next page; "" on the last
}

// ExperimentRow is one experiment in the list of the home page.
type ExperimentRow struct {
	Href, Name string
	Facts      string // "2 runs · 640 students, 82 diabetic"
	BestRun    Choice // the run with the highest headline metric; zero without one
	Best       string // "AUC 0.92 (0.89–0.95)"
	ROC        string // path of the best run's curve in a 100 × 100 square; "" if there is none
	Decision   Choice // that stands; zero without one
	Retest     string // how it performs on a later run; "" without one
	Worse      bool   // it is detectably worse there
	Changed    string // "today, 14:05"
	ChangedAt  string // the same for machines
}

// UploadView is the form that takes a file.
type UploadView struct {
	ExperimentID int64 // the experiment that gets the runs; 0 asks for one later
	Replaces     int64 // the run that the file replaces; 0 for none
	Compact      bool
	Problem      *ErrorView // of the upload before
}

// Choice is an option of a list to choose from.
type Choice struct {
	Value, Label string
}

// ExperimentView is the leaderboard of one experiment.
type ExperimentView struct {
	Page       Page
	Deleted    *MessageView // the run that was just deleted
	Experiment tradeoff.Experiment
	Tag        string // only runs with it are shown; "" for all
	Columns    []LeaderboardColumn
	Blocks     []LeaderboardBlock
	Policies   PolicyView // operating points of the runs; no chips if they have none
	Note       string     // where the columns come from
	Decisions  DecisionsView
	Comparable bool   // the experiment has runs to compare
	Policy     string // that a comparison begins with; "" without one
	Next       string
	SameTests  bool   // every run has the same test set
	Flips      string // address of the disagreements of two runs; "" if no two share a test set
	Ranks      string // address of the ranks of the first runs; "" for one run
	Upload     UploadView
}

// LeaderboardColumn is one metric of the leaderboard.
type LeaderboardColumn struct {
	ID, Name string
	Sort     string // "ascending", "descending", or "" if another column sorts
	Href     string // link that sorts by this column
}

// LeaderboardBlock is the runs of one label group, or runs between two groups.
type LeaderboardBlock struct {
	Group *LeaderboardGroup // nil for runs that are in none
	Rows  []LeaderboardRow
}

// LeaderboardGroup is the heading of a label group and the averages over its labels.
type LeaderboardGroup struct {
	Name   string
	Labels string // "3 labels", or "2 of 3 labels" if not all of them are shown
	Means  []LeaderboardMean
}

// LeaderboardMean is an average over labels.
type LeaderboardMean struct {
	Name, Hint string
	Cells      []LeaderboardCell
}

// LeaderboardRow is one run of the leaderboard.
type LeaderboardRow struct {
	ID      int64
	Href    string
	Name    string
	Facts   string   // "640 students, 77 diabetic"
	Tags    []Choice // with links to the runs that have them
	TestSet string   // "A": runs with the same letter share their test set
	Cells   []LeaderboardCell
}

// LeaderboardCell is a metric of a run.
type LeaderboardCell struct {
	Text     string // "0.87", or "—"
	Interval string // "0.83–0.90"
	Remark   string // a note on the number
	Reason   string // why it is undefined
}

// EditView is a form to rename or describe an experiment or a run.
type EditView struct {
	Page       Page
	Experiment tradeoff.Experiment
	Prevalence string       // of the experiment; "" for that of the test set
	Run        tradeoff.Run // ID 0 if the experiment is edited
	Typed      RunTexts     // of the run
	Flips      bool         // its classes can be swapped
	Upload     UploadView   // of a file in its place
	Version    int64        // that the form changes; 0 for a new thing
	Conflict   *ConflictView
	Problem    *ErrorView
}

// RunTexts are the texts of a run's form.
type RunTexts struct {
	Name, Notes, Tags, ModelVersion, Date, Commit string

	Params string // one key = value per line
	Links  string // one per line
}

// DeleteView asks for confirmation before something is moved to the trash.
type DeleteView struct {
	Page    Page
	Object  string // "run" or "experiment"
	Name    string
	With    string // everything that is deleted with it: ", with its 2 runs,"
	Stays   string // a sentence on what stays; "" for none
	Action  string // where the answer is posted
	Back    string
	Version int64
	Problem *ErrorView
}
