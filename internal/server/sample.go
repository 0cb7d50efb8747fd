package server

import (
	"bytes"
	"context"

	"tradeoff/internal/ingest"
	"tradeoff/internal/sample"
	"tradeoff/internal/store"
)

// InstallSample stores the sample experiment, once in the life of a data
// folder: whoever deletes it does not meet it again. Its files go the way of
// every upload.
func (s *Server) InstallSample(ctx context.Context) error {
	if offered, err := s.store.SampleOffered(ctx); err != nil || offered {
		return err
	}
	e := sample.Experiment()
	var list []store.NewRun
	for _, f := range sample.Files() {
		u := &Upload{RunName: f.RunName, Options: ingest.Options{Positive: e.PositiveName}}
		if err := s.addFile(ctx, u, f.FileName, bytes.NewReader(f.CSV)); err != nil {
			return err
		}
		runs, err := newRuns(u)
		if err != nil {
			return err
		}
		list = append(list, runs...)
	}
	_, err := s.store.CreateSample(ctx, &e, list)
	return err
}
