package intake

import (
	"context"
	"sync"
	"time"

	"tradeoff/internal/jobs"
)

// A Draft is an upload that has not been saved yet.
type Draft struct {
	id    string
	dir   string
	files []DraftFile // all files that arrived; immutable

	// Guarded by the lock of the drafts:
	bytes  int64
	used   time.Time // last
	busy   int       // requests and work that use it
	expiry *time.Timer

	turn sync.Mutex // held while one job is ended and another started

	mu     sync.Mutex
	said   Settings
	job    *draftJob // the current or last job; nil before the first
	checks *Checks   // what is shown; nil before the first
	held   bool      // saving was held back, since there are new findings
	saved  *Uploaded // the saved runs; nil before that
}

// A DraftFile is an uploaded file of a draft.
type DraftFile struct {
	Name  string
	Bytes int64
	path  string
}

// ID returns the id by which [Drafts.Find] finds the draft.
func (d *Draft) ID() string { return d.id }

// Files returns all files of the draft, in the order of its settings. Callers
// must not change them.
func (d *Draft) Files() []DraftFile { return d.files }

// A DraftState is the state of a draft at one moment. Callers must not change
// it.
type DraftState struct {
	Settings Settings
	Pending  bool      // there is work on it
	Checks   *Checks   // of the last work that ended; nil before the first
	Held     bool      // saving was held back, since there are new findings
	Saved    *Uploaded // the saved runs; nil before that
}

// State returns the current state.
func (d *Draft) State() DraftState {
	d.mu.Lock()
	defer d.mu.Unlock()
	return DraftState{
		Settings: d.said, Pending: d.job != nil && d.job.running(), Checks: d.checks, Held: d.held, Saved: d.saved,
	}
}

// Wait waits for the work on the draft to end, at most for most, and returns
// the state then. Its error is that of ctx.
func (d *Draft) Wait(ctx context.Context, most time.Duration) (DraftState, error) {
	if j := d.lastJob(); j != nil {
		if _, err := j.ticket.Wait(ctx, most); err != nil {
			return d.State(), err
		}
	}
	return d.State(), nil
}

// A DraftProgress is the progress of the work on a draft.
type DraftProgress struct {
	jobs.Report        // its phase, and the file that is read
	Bytes, Total int64 // that were read, and that all files have
	Rows         int64 // that were read
}

// Progress returns the progress of the work on the draft.
func (d *Draft) Progress() DraftProgress {
	j := d.lastJob()
	if j == nil {
		return DraftProgress{Report: jobs.Report{Phase: waiting}}
	}
	return DraftProgress{Report: j.now(), Bytes: j.read.Load(), Total: j.total, Rows: j.progress.Rows()}
}

// lastJob returns the current or last job; nil before the first.
func (d *Draft) lastJob() *draftJob {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.job
}
