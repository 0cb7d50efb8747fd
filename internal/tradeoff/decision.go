package tradeoff

import (
	"net/url"
	"time"

	"tradeoff/internal/calc"
)

// A Decision is what a team agreed on: a run, a threshold and the reason. It is never
// edited: a correction is a new decision that supersedes it.
type Decision struct {
	ID, ExperimentID int64
	Run              DecidedRun
	TestSetDigest    string       // of the run
	Among            []DecidedRun // the other runs that it was chosen among
	Page             string       // path and query of the page on which it was recorded
	Policy           *calc.Policy // nil if the threshold was chosen manually
	Setting          calc.Setting
	Point            calc.OperatingPoint // as it was then

	Who, Why, Dissent string

	Corrects    int64 // the decision that this one supersedes; 0 if none
	CorrectedBy int64 // the decision that supersedes this one; 0 while it is current
	CreatedAt   time.Time
}

// A DecidedRun is a run as it was at the time of a decision. It may be gone since.
type DecidedRun struct {
	ID   int64  `json:"id"`
	Name string `json:"name"`
}

// View returns the part of the run that the decision is about.
func (d Decision) View() View {
	u, err := url.Parse(d.Page)
	if err != nil {
		return View{}
	}
	view, err := ParseView(u.Query())
	if err != nil {
		return View{}
	}
	return view
}

// CitedMetrics are the metrics by which later runs are checked against a decision: the
// one that its policy bounds and the ones that it trades for it.
func (d Decision) CitedMetrics() []string {
	if d.Policy != nil {
		if cites := d.Policy.Declared().Cites; cites != nil {
			return cites
		}
	}
	return []string{"recall", "precision"}
}
