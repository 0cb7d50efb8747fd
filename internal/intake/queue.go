package intake

import (
	"context"
	"errors"

	"tradeoff/internal/jobs"
	"tradeoff/internal/tradeoff"
)

// How many uploads are computed and stored at once, and how many may be on
// their way altogether: arriving, waiting for their turn, or having it. While its
// bytes arrive, an upload takes disk but no place, however slowly it comes.
const (
	AtOnce = 2
	Most   = 64
)

// Slots are those of uploads, and of other work on all rows of a run.
func (in *Intake) Slots() *jobs.Slots { return in.uploads }

// Enter lets an upload, or other work on all rows of a run, begin. Its turn must be
// left in the end.
func (in *Intake) Enter() (*jobs.Turn, error) {
	turn, err := in.uploads.Enter()
	return turn, tooManyUploads(err)
}

// Take enters and waits for a place, which must be left in the end.
func (in *Intake) Take(ctx context.Context) (leave func(), err error) {
	leave, err = in.uploads.Take(ctx)
	return leave, tooManyUploads(err)
}

// tooManyUploads says in words why an upload has no turn.
func tooManyUploads(err error) error {
	if !errors.Is(err, jobs.ErrBusy) {
		return err
	}
	return tradeoff.Errorf(tradeoff.Busy, "%d uploads are on their way already", Most).
		WithHint("Try again in a while.")
}
