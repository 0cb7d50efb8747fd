package intake

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime/debug"
	"sync"
	"sync/atomic"

	"tradeoff/internal/ingest"
	"tradeoff/internal/jobs"
	"tradeoff/internal/tradeoff"
)

// A purpose is the purpose of a job on a draft.
type purpose uint8

const (
	toCheck       purpose = iota // to show it
	toSave                       // to store it, unless a serious finding has not been shown yet
	toSaveIfClean                // to store it if no finding needs attention
)

// A draftJob is a job on a draft: its files are read, checked, and for some
// purposes stored.
type draftJob struct {
	purpose purpose
	ticket  *jobs.Ticket[struct{}] // done when the job has ended and no longer uses the draft
	leave   func()                 // the draft; all calls after the first do nothing
	actor   tradeoff.Actor         // who asked for it, and thus saves it

	progress ingest.Progress
	total    int64 // bytes of all files
	read     atomic.Int64
}

// The phases of a job.
const (
	waiting   = "waiting" // for its turn
	reading   = "reading" // the file that is the item of the report
	computing = "computing"
	saving    = "saving"
	ended     = "done"
)

// now returns the progress of the job.
func (j *draftJob) now() jobs.Report {
	report := j.ticket.State().Progress
	switch {
	case !j.running():
		report = jobs.Report{Phase: ended}
	case report.Phase == "": // it has not begun
		report.Phase = waiting
	}
	return report
}

// running reports whether the job has not ended.
func (j *draftJob) running() bool { return j.ticket.State().Pending }

// end ends the job on d and waits for it. A job that has not begun never
// starts.
func (m *Drafts) end(d *Draft) {
	d.mu.Lock()
	j := d.job
	d.mu.Unlock()
	if j != nil {
		m.work.Cancel(d.id)
		<-j.ticket.Done()
		j.leave()
	}
}

// start starts a job on a draft with new settings, for the actor of ctx. It ends a
// current job first, except one that is saving.
func (m *Drafts) start(ctx context.Context, d *Draft, said Settings, why purpose) error {
	d.turn.Lock()
	defer d.turn.Unlock()
	d.mu.Lock()
	j, saved := d.job, d.saved != nil
	d.mu.Unlock()
	if saved || j != nil && j.running() && j.purpose != toCheck {
		return nil
	}
	m.end(d)
	leave, err := m.beginWork(d)
	if err != nil {
		return err
	}
	j = &draftJob{purpose: why, leave: sync.OnceFunc(leave), actor: tradeoff.ActorFrom(ctx)}
	for i, f := range d.files {
		if !said.Files[i].LeftOut {
			j.total += f.Bytes
		}
	}
	d.mu.Lock() // until the job is set: its outcome must not be shown with the old settings
	defer d.mu.Unlock()
	j.ticket = m.work.Ask(d.id, 0, func(ctx context.Context, p *jobs.Progress) (struct{}, error) {
		defer j.leave()
		m.do(tradeoff.WithActor(ctx, j.actor), p, d, j, said)
		p.Set(jobs.Report{Phase: ended})
		return struct{}{}, nil
	})
	if refused := j.ticket.State().Err; refused != nil { // the server has just begun to shut down
		j.leave()
		return tradeoff.ShuttingDown()
	}
	d.said, d.job = said, j
	return nil
}

// beginWork begins work on d. The caller must call leave at its end.
func (m *Drafts) beginWork(d *Draft) (leave func(), err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	switch {
	case m.closed:
		return nil, tradeoff.ShuttingDown()
	case m.byID[d.id] != d:
		return nil, goneDraft()
	}
	d.busy++
	return func() { m.release(d) }, nil
}

// do does the work of a job.
func (m *Drafts) do(ctx context.Context, p *jobs.Progress, d *Draft, j *draftJob, said Settings) {
	var c *Checks
	var saved *Uploaded
	err := func() (err error) {
		defer func() {
			if v := recover(); v != nil {
				err = fmt.Errorf("panic: %v\n%s", v, debug.Stack())
			}
		}()
		leave, err := m.intake.Take(ctx)
		if err != nil {
			return err
		}
		defer leave()
		u := said.Upload
		defer u.batch.Close()
		if err := m.readDraft(ctx, p, d, j, said, &u); err != nil {
			return err
		}
		p.Set(jobs.Report{Phase: computing})
		if c, err = m.intake.check(ctx, &u); err != nil {
			return err
		}
		c.place(said)
		if !d.mayStore(c, j.purpose) {
			return m.tryAnswers(ctx, d, said, c)
		}
		p.Set(jobs.Report{Phase: saving})
		done, err := m.intake.storeUpload(ctx, &u, nil)
		if err == nil {
			saved = &done
		}
		return err
	}()
	if ctx.Err() != nil && saved == nil {
		return // the draft is gone
	}
	if err != nil {
		if c == nil {
			c = &Checks{}
		}
		c.Problem = newFault(m.intake.errorForPeople(err, d.id))
		c.OK, c.Clean = false, false
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.held = j.purpose == toSave && c.OK && saved == nil
	d.checks, d.saved = c, saved
	if saved != nil {
		m.mu.Lock()
		m.empty(d)
		m.mu.Unlock()
	}
}

// readDraft reads the files of a draft that are not left out. They stay open
// until it is decided which of them are joined.
func (m *Drafts) readDraft(
	ctx context.Context, p *jobs.Progress, d *Draft, j *draftJob, said Settings, u *Upload,
) error {
	for i, f := range d.files {
		set := said.Files[i]
		if set.LeftOut {
			continue
		}
		u.RunName = set.Name // matters only for a single file
		p.Set(jobs.Report{Phase: reading, Item: f.Name})
		in, err := os.Open(f.path)
		if err != nil {
			return err
		}
		defer in.Close()
		o := set.Options
		o.Progress = &j.progress
		counted := &counting{io.NewSectionReader(in, 0, f.Bytes), &j.read}
		if _, err := m.intake.addFile(ctx, u, f.Name, counted, o); err != nil {
			return err
		}
	}
	if err := u.batch.Finish(ctx); err != nil {
		return err
	}
	k := 0
	for _, set := range said.Files {
		if !set.LeftOut {
			nameRuns(u.batch.Files[k].Runs, set.Name)
			k++
		}
	}
	return ctx.Err()
}

// A counting reader reports the bytes read since its beginning.
type counting struct {
	ingest.RandomAccess
	n *atomic.Int64
}

func (c *counting) Read(p []byte) (int, error) {
	n, err := c.RandomAccess.Read(p)
	c.n.Add(int64(n))
	return n, err
}

// place sets the positions of the checked files among all files of a draft.
func (c *Checks) place(said Settings) {
	k := 0
	for i, f := range said.Files {
		if !f.LeftOut {
			c.Files[k].index = i
			k++
		}
	}
}

// mayStore reports whether a checked draft may be stored.
func (d *Draft) mayStore(c *Checks, why purpose) bool {
	if !c.OK {
		return false
	}
	switch why {
	case toSave:
		d.mu.Lock()
		defer d.mu.Unlock()
		return c.noNewWarnings(d.checks)
	case toSaveIfClean:
		return c.Clean
	default:
		return false
	}
}

// errorForPeople returns err with a message for people. The details of an
// internal error go to the log, under the id.
func (in *Intake) errorForPeople(err error, id string) *tradeoff.Error {
	var ours *tradeoff.Error
	if errors.As(err, &ours) {
		return ours
	}
	in.log.Error("upload", "id", id, "error", err)
	return tradeoff.Errorf(tradeoff.Internal, "something went wrong on our side").
		WithHint("The log has the details under %s.", id)
}
