package intake

import (
	"context"
	"sync"
	"time"

	"tradeoff/internal/jobs"
)

// A Draft is an upload that waits to be saved.
type Draft struct {
	id    string
	dir   string
	files []DraftFile // all that came; not changed any more

	// Of the drafts' lock:
	bytes  int64
	used   time.Time // last
	busy   int       // requests and work that use it
	expiry *time.Timer

	turn sync.Mutex // held by whoever ends one job and starts another

	mu      sync.Mutex
	said    Settings
	job     *draftJob // the work in hand, or the last one; nil before the first
	checkup *Checks   // what is shown; nil before the first
	held    bool      // it was to be saved, and there was something new to look at
	saved   *Uploaded // what it was saved as; nil before that
}

// A DraftFile is a file of a draft as it came in.
type DraftFile struct {
	Name  string
	Bytes int64
	path  string
}

// ID returns the id by which [Drafts.Find] finds the draft.
func (d *Draft) ID() string { return d.id }

// Files returns all files of the draft, in the order of its settings. They are not to
// be changed.
func (d *Draft) Files() []DraftFile { return d.files }

// A DraftState is what is known of a draft at one moment. It is not to be changed.
type DraftState struct {
	Settings Settings
	Pending  bool      // there is work on it
	Checkup  *Checks   // of the last work that ended; nil before the first
	Held     bool      // it was to be saved, and there was something new to look at
	Saved    *Uploaded // what it was saved as; nil before that
}

// State returns what is known now.
func (d *Draft) State() DraftState {
	d.mu.Lock()
	defer d.mu.Unlock()
	return DraftState{
		Settings: d.said, Pending: d.job != nil && d.job.running(), Checkup: d.checkup, Held: d.held, Saved: d.saved,
	}
}

// Wait waits for the work on the draft to end, but not longer than most, and returns
// what is known then. Its error is that of ctx.
func (d *Draft) Wait(ctx context.Context, most time.Duration) (DraftState, error) {
	if j := d.lastJob(); j != nil {
		if _, err := j.ticket.Wait(ctx, most); err != nil {
			return d.State(), err
		}
	}
	return d.State(), nil
}

// A DraftProgress is how far the work on a draft is.
type DraftProgress struct {
	jobs.Report        // its phase, and the file that is read
	Bytes, Total int64 // that were read, and that all files have
	Rows         int64 // that were read
}

// Progress returns how far the work on the draft is.
func (d *Draft) Progress() DraftProgress {
	j := d.lastJob()
	if j == nil {
		return DraftProgress{Report: jobs.Report{Phase: waiting}}
	}
	return DraftProgress{Report: j.now(), Bytes: j.read.Load(), Total: j.total, Rows: j.progress.Rows()}
}

// lastJob returns the work in hand, or the last one; nil before the first.
func (d *Draft) lastJob() *draftJob {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.job
}
