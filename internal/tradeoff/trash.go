package tradeoff

import (
	"fmt"
	"time"
)

// TrashDays is how many days deleted things stay in the trash.
const TrashDays = 30

// A Trashed is an experiment or a run in the trash.
type Trashed struct {
	Object Object `json:"object"` // "experiment" or "run"
	ID     int64  `json:"id"`
	Name   string `json:"name"`

	// Of a run; 0 and "" for an experiment.
	ExperimentID   int64  `json:"experiment_id,omitempty"`
	ExperimentName string `json:"experiment_name,omitempty"`

	DeletedAt time.Time `json:"deleted_at"`
	DeletedBy string    `json:"deleted_by,omitempty"` // "" if it is not known
	PurgeAt   time.Time `json:"purge_at"`             // the first daily purge after that deletes it permanently

	Runs       int   `json:"runs,omitempty"`        // of an experiment: the number of runs deleted with it
	ReplacedBy int64 `json:"replaced_by,omitempty"` // the run that replaced this one; 0 if none did

	// WithExperiment reports that the run was deleted with its experiment, and is
	// restored with it.
	WithExperiment bool `json:"with_experiment,omitempty"`

	// Damaged reports that the checksum of the entry does not match: only its ID can be
	// trusted, and it can only be purged.
	Damaged bool `json:"damaged,omitempty"`
}

// Err returns the error of a request for t: what it was, when it was deleted and by
// whom, and how to restore it.
func (t Trashed) Err() *Error {
	what := fmt.Sprintf("%s %d (%q)", t.Object, t.ID, t.Name)
	if t.ExperimentName != "" {
		what += fmt.Sprintf(" of the experiment %q", t.ExperimentName)
	}
	by := ""
	if t.DeletedBy != "" {
		by = " by " + t.DeletedBy
	}
	e := Errorf(Deleted, "%s was deleted on %s%s", what, t.DeletedAt.Format("2 January 2006 at 15:04 MST"), by)
	e.Trashed = &t
	until := t.PurgeAt.Format("2 January 2006")
	if t.WithExperiment {
		return e.WithHint("Restore its experiment from the trash, until %s: that restores the run too.", until)
	}
	return e.WithHint("Restore it from the trash, until %s.", until)
}
