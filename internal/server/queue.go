package server

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
	uploadsAtOnce = 2
	uploadsMost   = 64
)

// enterUpload lets an upload, or other work on all rows of a run, begin. Its turn must
// be left in the end.
func (s *Server) enterUpload() (*jobs.Turn, error) {
	turn, err := s.uploads.Enter()
	return turn, tooManyUploads(err)
}

// takeUpload enters and waits for a place, which must be left in the end.
func (s *Server) takeUpload(ctx context.Context) (leave func(), err error) {
	leave, err = s.uploads.Take(ctx)
	return leave, tooManyUploads(err)
}

// tooManyUploads says in words why an upload has no turn.
func tooManyUploads(err error) error {
	if !errors.Is(err, jobs.ErrBusy) {
		return err
	}
	return tradeoff.Errorf(tradeoff.Busy, "%d uploads are on their way already", uploadsMost).
		WithMend("Try again in a while.")
}
