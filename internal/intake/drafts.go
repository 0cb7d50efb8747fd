package intake

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"time"

	"tradeoff/internal/jobs"
	"tradeoff/internal/tradeoff"
)

// How long drafts are kept, and how many.
const (
	draftLife = time.Hour        // since it was last used
	draftIdle = 10 * time.Minute // after which it may be evicted
	maxDrafts = 200

	// draftsAtOnce is how many drafts of the maximum size there may be.
	draftsAtOnce = 4
)

// Drafts are the uploads that wait to be reviewed and saved. Their files are
// in a separate folder, which is emptied at start: none survives the process.
type Drafts struct {
	intake *Intake
	dir    string
	limit  int64 // bytes of all files

	mu     sync.Mutex
	byID   map[string]*Draft
	bytes  int64
	closed bool

	work *jobs.Group[string, struct{}] // on drafts, by their ids
}

// NewDrafts returns the drafts of an intake, with their files in the folder
// dir.
func NewDrafts(in *Intake, dir string) *Drafts {
	return &Drafts{
		intake: in, dir: dir, limit: draftsAtOnce * in.limits.Bytes, byID: make(map[string]*Draft),
		work: jobs.New[string](jobs.Options[struct{}]{}), // each job takes a turn among the uploads
	}
}

// Sweep removes the files of a process that was killed. If that fails,
// creating a draft reports why.
func (m *Drafts) Sweep() { os.RemoveAll(m.dir) }

// Close ends all work on drafts, waits for it and removes them.
func (m *Drafts) Close() {
	m.mu.Lock()
	m.closed = true
	list := make([]*Draft, 0, len(m.byID))
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

// Receive stores an upload as a draft, starts to check it and returns its id.
// Settings are in the query, or in form fields before the files; save=clean
// saves the runs if no finding needs attention. An incomplete upload leaves
// nothing.
func (m *Drafts) Receive(ctx context.Context, query url.Values, b Body) (id string, err error) {
	d, err := m.begin()
	if err != nil {
		return "", err
	}
	defer m.release(d)
	defer func() {
		if err != nil {
			m.remove(d)
		}
	}()
	why := toCheck
	u := &Upload{}
	set := func(name, value string) error {
		if name == "save" && value == "clean" {
			why = toSaveIfClean
			return nil
		}
		return u.set(name, value)
	}
	if err := setAll(query, set); err != nil {
		return "", err
	}
	if _, err := m.intake.target(ctx, u); err != nil { // before the file is sent for nothing
		return "", err
	}
	spool := func(name string, part io.Reader) error { return m.spool(d, name, part) }
	if err := b.each(ctx, m.intake.limits.Bytes, set, spool); err != nil {
		return "", err
	}
	if len(d.files) == 0 || len(d.files) == 1 && d.files[0].Bytes == 0 && d.files[0].Name == noName {
		return "", noFile()
	}
	said := Settings{Upload: *u}
	for range d.files {
		said.Files = append(said.Files, FileSettings{Options: u.Options, Name: u.RunName})
	}
	return d.id, m.start(ctx, d, said.clone(), why)
}

// Change applies a form to a draft, and starts to check it again, or to save it for
// the actor of ctx. The work goes on when ctx ends.
func (m *Drafts) Change(ctx context.Context, d *Draft, form url.Values) error {
	before := d.State()
	said := before.Settings.clone()
	why, err := said.change(form, before.Checks, len(d.files))
	if err != nil {
		return err
	}
	return m.start(ctx, d, said, why)
}

// Cancel removes a draft and returns its last state: if it was too late, the
// draft is saved.
func (m *Drafts) Cancel(d *Draft) DraftState {
	m.remove(d)
	return d.State()
}

// begin makes a draft without files. The caller completes it with keep or
// remove.
func (m *Drafts) begin() (*Draft, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.closed {
		return nil, tradeoff.ShuttingDown()
	}
	if len(m.byID) >= maxDrafts && !m.evict() {
		return nil, tradeoff.Errorf(tradeoff.Busy, "%d uploads are already waiting to be saved", maxDrafts).
			WithHint("Save or cancel one of them, or try again in a while.")
	}
	d := &Draft{id: strings.ToLower(rand.Text()), used: time.Now(), busy: 1}
	d.dir = filepath.Join(m.dir, d.id)
	if err := os.MkdirAll(d.dir, 0o700); err != nil {
		return nil, diskError(err)
	}
	m.byID[d.id] = d
	d.expiry = time.AfterFunc(draftLife, func() { m.expire(d) })
	return d, nil
}

// Held returns the number of drafts, and the bytes of their files.
func (m *Drafts) Held() (drafts int, bytes int64) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return len(m.byID), m.bytes
}

// Find returns the draft of the given id, which is in use until done is called.
func (m *Drafts) Find(id string) (d *Draft, done func(), err error) {
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
	return tradeoff.Errorf(tradeoff.NotFound, "this upload no longer exists").
		WithHint("Files wait for an hour to be saved. Send them again.")
}

// release ends a use of d.
func (m *Drafts) release(d *Draft) {
	m.mu.Lock()
	defer m.mu.Unlock()
	d.busy--
	d.used = time.Now()
	d.expiry.Reset(draftLife)
}

// expire removes a draft that has not been used for long.
func (m *Drafts) expire(d *Draft) {
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

// evict removes the draft that has been idle longest, if it was idle for long
// enough. The lock is held.
func (m *Drafts) evict() bool {
	var oldest *Draft
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

// remove ends all work on d and deletes it.
func (m *Drafts) remove(d *Draft) {
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
func (m *Drafts) drop(d *Draft) {
	delete(m.byID, d.id)
	d.expiry.Stop()
	m.empty(d)
}

// empty removes the files of d. The lock is held.
func (m *Drafts) empty(d *Draft) {
	m.bytes -= d.bytes
	d.bytes = 0
	os.RemoveAll(d.dir)
}

// reserve makes room for n more bytes of d.
func (m *Drafts) reserve(d *Draft, n int64) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	for m.bytes+n > m.limit {
		if !m.evict() {
			return tradeoff.Errorf(tradeoff.Busy, "the uploads waiting to be saved are too large in total").
				WithHint("Save or cancel one of them, or try again in a while.")
		}
	}
	m.bytes += n
	d.bytes += n
	return nil
}

// spool copies a file to disk as the next file of d.
func (m *Drafts) spool(d *Draft, name string, r io.Reader) error {
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
	d.files = append(d.files, DraftFile{Name: name, path: path, Bytes: n})
	return nil
}

// A reserving writer reserves space before it writes.
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

// diskError reports that a file could not be stored, with a hint if the disk
// is full.
func diskError(err error) error {
	e := tradeoff.Errorf(tradeoff.Internal, "the file could not be kept on the server's disk").
		WithHint("See the log of the server.")
	if errors.Is(err, syscall.ENOSPC) {
		e = tradeoff.Errorf(tradeoff.Unavailable, "there is no room for the file on the server's disk").
			WithHint("Make room in the data folder.")
	}
	e.Err = err
	return e
}
