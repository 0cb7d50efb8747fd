package intake

import (
	"log/slog"
	"sync"

	"tradeoff/internal/ingest"
	"tradeoff/internal/jobs"
	"tradeoff/internal/store"
)

// Options configure an intake.
type Options struct {
	Limits  ingest.Limits // of uploaded files; zero limits take their defaults
	TempDir string        // of the temporary files that some uploads need; "" is the system's
	Log     *slog.Logger  // nil: no log

	// Stored is called with the id of each stored run. It may be nil.
	Stored func(run int64)
}

// An Intake takes uploads for a store.
type Intake struct {
	store        *store.Store
	stored       storedRuns
	limits       ingest.Limits
	tempDir      string
	log          *slog.Logger
	notifyStored func(run int64)
	uploads      *jobs.Slots
	keys         sync.Map   // of the uploads that are being received
	storing      sync.Mutex // held while the runs of one upload are given their class names
}

// New returns the intake of a store. The caller still closes the store.
func New(st *store.Store, o Options) *Intake {
	in := &Intake{
		store: st, limits: o.Limits, tempDir: o.TempDir, log: o.Log, notifyStored: o.Stored,
		uploads: jobs.NewSlots(AtOnce, Most),
	}
	if in.limits.Bytes == 0 {
		in.limits.Bytes = ingest.DefaultLimits().Bytes
	}
	if in.log == nil {
		in.log = slog.New(slog.DiscardHandler)
	}
	if in.notifyStored == nil {
		in.notifyStored = func(int64) {}
	}
	in.stored = storedRuns{st, in.log}
	return in
}

// Limits returns the limits of uploaded files.
func (in *Intake) Limits() ingest.Limits { return in.limits }
