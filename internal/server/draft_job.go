package server

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
	"tradeoff/internal/tradeoff"
	"tradeoff/internal/web"
)

// A purpose is what the work on a draft is for.
type purpose uint8

const (
	toCheck       purpose = iota // to show it
	toSave                       // to store it, unless something serious has not been shown yet
	toSaveIfClean                // to store it if nothing is in doubt
)

// A draftJob is work on a draft: its files are read, checked, and perhaps stored.
type draftJob struct {
	purpose purpose
	cancel  context.CancelFunc
	done    chan struct{} // closed when it has ended and no longer uses the draft

	progress ingest.Progress
	total    int64 // bytes of all files
	read     atomic.Int64

	mu    sync.Mutex
	phase phase
	file  string // the one that is read
}

// A phase is what a job does just now.
type phase string

const (
	waiting   phase = "waiting" // for its turn
	reading   phase = "reading"
	computing phase = "computing"
	saving    phase = "saving"
	ended     phase = "done"
)

func (j *draftJob) enter(p phase, file string) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.phase, j.file = p, file
}

// now returns what the job does.
func (j *draftJob) now() (phase, string) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.phase, j.file
}

// running reports whether the job has not ended.
func (j *draftJob) running() bool {
	select {
	case <-j.done:
		return false
	default:
		return true
	}
}

// end ends the work in hand and waits for it.
func (d *draft) end() {
	d.mu.Lock()
	j := d.job
	d.mu.Unlock()
	if j != nil {
		j.cancel()
		<-j.done
	}
}

// start begins work on a draft with what was said about it. Work that is going
// on is ended first, but for saving, which is left alone.
func (s *Server) start(d *draft, said settings, why purpose) error {
	d.turn.Lock()
	defer d.turn.Unlock()
	d.mu.Lock()
	j, saved := d.job, d.saved != ""
	d.mu.Unlock()
	if saved || j != nil && j.running() && j.purpose != toCheck {
		return nil
	}
	d.end()
	ctx, leave, err := s.drafts.employ(d)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(ctx)
	j = &draftJob{purpose: why, cancel: cancel, done: make(chan struct{}), phase: waiting}
	for i, f := range d.files {
		if !said.files[i].leftOut {
			j.total += f.bytes
		}
	}
	d.mu.Lock()
	d.said, d.job = said, j
	d.mu.Unlock()
	go func() {
		defer close(j.done) // last, so that those who wait for it find the draft idle
		defer leave()
		defer cancel()
		s.do(ctx, d, j, said)
		j.enter(ended, "")
	}()
	return nil
}

// employ lets work on d begin, which must call leave at its end.
func (m *drafts) employ(d *draft) (ctx context.Context, leave func(), err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	switch {
	case m.closed:
		return nil, nil, web.ShuttingDown()
	case m.byID[d.id] != d:
		return nil, nil, goneDraft()
	}
	d.busy++
	m.work.Add(1)
	return m.ctx, func() { m.release(d); m.work.Done() }, nil
}

// do is the work of a job.
func (s *Server) do(ctx context.Context, d *draft, j *draftJob, said settings) {
	var c *checkup
	address := ""
	err := func() (err error) {
		defer func() {
			if v := recover(); v != nil {
				err = fmt.Errorf("panic: %v\n%s", v, debug.Stack())
			}
		}()
		leave, err := s.takeUpload(ctx)
		if err != nil {
			return err
		}
		defer leave()
		u := said.upload
		defer u.batch.Close()
		if err := s.readDraft(ctx, d, j, said, &u); err != nil {
			return err
		}
		j.enter(computing, "")
		if c, err = s.check(ctx, &u); err != nil {
			return err
		}
		c.place(said)
		if !d.mayStore(c, j.purpose) {
			return nil
		}
		j.enter(saving, "")
		done, err := s.storeUpload(ctx, &u, nil)
		if err == nil {
			address = done.address()
		}
		return err
	}()
	if ctx.Err() != nil && address == "" {
		return // nobody wants it any more
	}
	if err != nil {
		if c == nil {
			c = &checkup{}
		}
		c.Problem = newFault(s.blame(err, d.id))
		c.OK, c.Clean = false, false
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.held = j.purpose == toSave && c.OK && address == ""
	d.checkup, d.saved = c, address
	if address != "" {
		s.drafts.mu.Lock()
		s.drafts.empty(d)
		s.drafts.mu.Unlock()
	}
}

// readDraft reads the files of a draft that are not left out. They stay open until
// it is known which of them belong together.
func (s *Server) readDraft(ctx context.Context, d *draft, j *draftJob, said settings, u *Upload) error {
	for i, f := range d.files {
		set := said.files[i]
		if set.leftOut {
			continue
		}
		u.RunName = set.name // matters only if it is the only one
		j.enter(reading, f.name)
		in, err := os.Open(f.path)
		if err != nil {
			return err
		}
		defer in.Close()
		o := set.options
		o.Progress = &j.progress
		if _, err := s.addFile(ctx, u, f.name, &counting{io.NewSectionReader(in, 0, f.bytes), &j.read}, o); err != nil {
			return err
		}
	}
	if err := u.batch.Finish(ctx); err != nil {
		return err
	}
	k := 0
	for _, set := range said.files {
		if !set.leftOut {
			nameRuns(u.batch.Files[k].Runs, set.name)
			k++
		}
	}
	return ctx.Err()
}

// A counting reader counts for others what is read from its beginning on.
type counting struct {
	ingest.RandomAccess
	n *atomic.Int64
}

func (c *counting) Read(p []byte) (int, error) {
	n, err := c.RandomAccess.Read(p)
	c.n.Add(int64(n))
	return n, err
}

// place gives the files that were checked their places among all of a draft.
func (c *checkup) place(said settings) {
	k := 0
	for i, f := range said.files {
		if !f.leftOut {
			c.Files[k].index = i
			k++
		}
	}
}

// mayStore reports whether a checked draft is to be stored.
func (d *draft) mayStore(c *checkup, why purpose) bool {
	if !c.OK {
		return false
	}
	switch why {
	case toSave:
		d.mu.Lock()
		defer d.mu.Unlock()
		return c.nothingNew(d.checkup)
	case toSaveIfClean:
		return c.Clean
	default:
		return false
	}
}

// blame returns err in words for a person; what is nobody's fault but ours goes
// to the log, under the id.
func (s *Server) blame(err error, id string) *tradeoff.Error {
	var ours *tradeoff.Error
	if errors.As(err, &ours) {
		return ours
	}
	s.log.Error("upload", "id", id, "error", err)
	return tradeoff.Errorf(tradeoff.Internal, "something went wrong on our side").
		WithMend("The log has the details under %s.", id)
}
