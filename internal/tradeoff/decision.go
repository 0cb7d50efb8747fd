package tradeoff

import (
	"net/url"
	"time"

	"tradeoff/internal/calc"
)

// A Decision is what a team agreed on: a run and a threshold, and why. It never
// changes: a correction is a decision of its own that points back.
type Decision struct {
	ID, ExperimentID int64
	Run              DecidedRun
	TestSetDigest    string       // of the run
	Among            []DecidedRun // the other runs that it was chosen among
	Page             string       // path and query that show what was agreed on
	Policy           *calc.Policy // nil if the threshold was chosen by hand
	Setting          calc.Setting
	Point            calc.OperatingPoint // as it was then

	Who, Why, Dissent string

	Corrects    int64 // the decision that it corrects; 0 if none
	CorrectedBy int64 // the decision that corrects it; 0 while it stands
	CreatedAt   time.Time
}

// A DecidedRun is a run as it was when it was decided upon. It may be gone.
type DecidedRun struct {
	ID   int64  `json:"id"`
	Name string `json:"name"`
}

// View returns the part of the run that was decided upon.
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

// CitedMetrics are the metrics by which a decision is judged again: what its
// policy bounds, and what that is paid with.
func (d Decision) CitedMetrics() []string {
	if d.Policy != nil {
		if cites := d.Policy.Declared().Cites; cites != nil {
			return cites
		}
	}
	return []string{"recall", "precision"}
}
