package server

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"time"

	"tradeoff/internal/ingest"
	"tradeoff/internal/jobs"
	"tradeoff/internal/tradeoff"
	"tradeoff/internal/web"
)

// How long drafts are kept, and how many.
const (
	draftLife = time.Hour        // since somebody looked at it
	draftIdle = 10 * time.Minute // after which it gives way to others
	maxDrafts = 200

	// draftsAtOnce is how many of the largest size there may be.
	draftsAtOnce = 4
)

// drafts are the uploads that wait to be looked at and saved. Their files lie in
// a folder of their own, which is emptied at start: none outlives the process.
type drafts struct {
	dir   string
	limit int64 // bytes of all files

	mu     sync.Mutex
	byID   map[string]*draft
	bytes  int64
	closed bool

	work *jobs.Group[string, struct{}] // on drafts, by their ids
}

func newDrafts(dir string, limit int64) *drafts {
	return &drafts{
		dir: dir, limit: limit, byID: make(map[string]*draft),
		work: jobs.New[string](jobs.Options[struct{}]{}), // each job takes a turn among the uploads
	}
}

// sweep removes what a process has left that was killed. If that fails, creating
// a draft says why.
func (m *drafts) sweep() { os.RemoveAll(m.dir) }

// close ends all work on drafts, waits for it and removes them.
func (m *drafts) close() {
	m.mu.Lock()
	m.closed = true
	list := make([]*draft, 0, len(m.byID))
	for _, d := range m.byID {
		list = append(list, d)
	}
	m.mu.Unlock()
	m.work.Close(context.Background())
	for _, d := range list {
		m.remove(d)
	}
	os.Remove(m.dir)
}

// begin makes a draft without files. The caller finishes it by keep or remove.
func (m *drafts) begin() (*draft, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.closed {
		return nil, web.ShuttingDown()
	}
	if len(m.byID) >= maxDrafts && !m.evict() {
		return nil, tradeoff.Errorf(tradeoff.Busy, "%d uploads wait to be saved already", maxDrafts).
			WithMend("Save or cancel one of them, or try again in a while.")
	}
	d := &draft{id: strings.ToLower(rand.Text()), used: time.Now(), busy: 1}
	d.dir = filepath.Join(m.dir, d.id)
	if err := os.MkdirAll(d.dir, 0o700); err != nil {
		return nil, diskError(err)
	}
	m.byID[d.id] = d
	d.expiry = time.AfterFunc(draftLife, func() { m.expire(d) })
	return d, nil
}

// find returns the draft of the given id, which is in use until done is called.
func (m *drafts) find(id string) (d *draft, done func(), err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	d = m.byID[id]
	if d == nil {
		return nil, nil, goneDraft()
	}
	d.busy++
	return d, func() { m.release(d) }, nil
}

func goneDraft() error {
	return tradeoff.Errorf(tradeoff.NotFound, "this upload is not there any more").
		WithMend("Files wait for an hour to be saved. Send them again.")
}

// release says that a user of d is done with it.
func (m *drafts) release(d *draft) {
	m.mu.Lock()
	defer m.mu.Unlock()
	d.busy--
	d.used = time.Now()
	d.expiry.Reset(draftLife)
}

// expire removes a draft that nobody has looked at for long.
func (m *drafts) expire(d *draft) {
	m.mu.Lock()
	busy := d.busy > 0
	if busy {
		d.expiry.Reset(draftLife)
	}
	m.mu.Unlock()
	if !busy {
		m.remove(d)
	}
}

// evict removes the draft that has been idle longest, if it was so for long
// enough. The lock is held.
func (m *drafts) evict() bool {
	var oldest *draft
	for _, d := range m.byID {
		if d.busy == 0 && time.Since(d.used) >= draftIdle && (oldest == nil || d.used.Before(oldest.used)) {
			oldest = d
		}
	}
	if oldest != nil {
		m.drop(oldest)
	}
	return oldest != nil
}

// remove ends all work on d and leaves nothing of it.
func (m *drafts) remove(d *draft) {
	m.mu.Lock()
	known := m.byID[d.id] == d
	delete(m.byID, d.id) // no more work begins
	m.mu.Unlock()
	if !known {
		return
	}
	d.turn.Lock()
	m.end(d)
	d.turn.Unlock()
	m.mu.Lock()
	defer m.mu.Unlock()
	m.drop(d)
}

// drop takes an idle draft out of the list and from the disk. The lock is held.
func (m *drafts) drop(d *draft) {
	delete(m.byID, d.id)
	d.expiry.Stop()
	m.empty(d)
}

// empty removes the files of d. The lock is held.
func (m *drafts) empty(d *draft) {
	m.bytes -= d.bytes
	d.bytes = 0
	os.RemoveAll(d.dir)
}

// reserve makes room for n more bytes of d.
func (m *drafts) reserve(d *draft, n int64) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	for m.bytes+n > m.limit {
		if !m.evict() {
			return tradeoff.Errorf(tradeoff.Busy, "the uploads that wait to be saved are too large together").
				WithMend("Save or cancel one of them, or try again in a while.")
		}
	}
	m.bytes += n
	d.bytes += n
	return nil
}

// spool copies a file to the disk as the next one of d.
func (m *drafts) spool(d *draft, name string, r io.Reader) error {
	path := filepath.Join(d.dir, fmt.Sprint(len(d.files)))
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return diskError(err)
	}
	n, err := io.Copy(&reserving{f, func(n int64) error { return m.reserve(d, n) }}, r)
	if closing := f.Close(); err == nil && closing != nil {
		err = diskError(closing)
	}
	if err != nil {
		return err
	}
	d.files = append(d.files, draftFile{name: name, path: path, bytes: n})
	return nil
}

// A reserving writer asks for room before it writes.
type reserving struct {
	w       io.Writer
	reserve func(n int64) error
}

func (w *reserving) Write(p []byte) (int, error) {
	if err := w.reserve(int64(len(p))); err != nil {
		return 0, err
	}
	n, err := w.w.Write(p)
	if err != nil {
		err = diskError(err)
	}
	return n, err
}

// diskError says that a file could not be kept, and what to do if the disk is
// full.
func diskError(err error) error {
	e := tradeoff.Errorf(tradeoff.Internal, "the file could not be kept on the server's disk").
		WithMend("Look into the log of the server.")
	if errors.Is(err, syscall.ENOSPC) {
		e = tradeoff.Errorf(tradeoff.Unavailable, "there is no room for the file on the server's disk").
			WithMend("Make room in the data folder.")
	}
	e.Err = err
	return e
}

// A draft is an upload that waits to be saved.
type draft struct {
	id    string
	dir   string
	files []draftFile // all that came; not changed any more

	// Of the drafts' lock:
	bytes  int64
	used   time.Time // last
	busy   int       // requests and work that use it
	expiry *time.Timer

	turn sync.Mutex // held by whoever ends one job and starts another

	mu      sync.Mutex
	said    settings
	job     *draftJob // the work in hand, or the last one; nil before the first
	checkup *checkup  // what is shown; nil before the first
	held    bool      // it was to be saved, and there was something new to look at
	saved   string    // address of what it was saved as
}

// A draftFile is a file of a draft as it came in.
type draftFile struct {
	name, path string
	bytes      int64
}

// settings are what the person has said about a draft.
type settings struct {
	upload Upload // all but its Options and RunName, which each file has by itself
	files  []fileSettings
}

// fileSettings are what the person has said about one file.
type fileSettings struct {
	options ingest.Options
	name    string // of its run
	leftOut bool
}

// clone returns a copy that can be changed while the other is read.
func (s settings) clone() settings {
	s.files = slices.Clone(s.files)
	for i := range s.files {
		o := &s.files[i].options
		for _, list := range []*[]string{&o.Score, &o.Group, &o.Keep, &o.Ignore} {
			*list = slices.Clone(*list)
		}
	}
	return s
}
