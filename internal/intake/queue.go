package intake

import (
	"context"
	"errors"

	"tradeoff/internal/jobs"
	"tradeoff/internal/tradeoff"
)

// Maximum number of uploads that are computed and stored at once, and that
// are in progress: arriving, waiting for a slot, or having one. While its
// bytes arrive, an upload uses disk but no slot, however slow it is.
const (
	AtOnce = 2
	Most   = 64
)

// Slots are those of uploads, and of other work on all rows of a run.
func (in *Intake) Slots() *jobs.Slots { return in.uploads }

// Enter begins an upload, or other work on all rows of a run. The caller must
// leave its turn in the end.
func (in *Intake) Enter() (*jobs.Turn, error) {
	turn, err := in.uploads.Enter()
	return turn, tooManyUploads(err)
}

// Take enters and waits for a slot. The caller must call leave in the end.
func (in *Intake) Take(ctx context.Context) (leave func(), err error) {
	leave, err = in.uploads.Take(ctx)
	return leave, tooManyUploads(err)
}

// tooManyUploads converts the error of Enter to one for people.
func tooManyUploads(err error) error {
	if !errors.Is(err, jobs.ErrBusy) {
		return err
	}
	return tradeoff.Errorf(tradeoff.Busy, "%d uploads are already in progress", Most).
		WithHint("Try again in a while.")
}
