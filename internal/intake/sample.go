package intake

import (
	"bytes"
	"context"

	"tradeoff/internal/evaluate"
	"tradeoff/internal/ingest"
	"tradeoff/internal/sample"
	"tradeoff/internal/store"
)

// InstallSample stores the sample experiment, once in the life of a data
// folder: whoever deletes it does not meet it again. Its files go the way of
// every upload.
func (in *Intake) InstallSample(ctx context.Context) error {
	if offered, err := in.store.SampleOffered(ctx); err != nil || offered {
		return err
	}
	e := sample.Experiment()
	var list []store.NewRun
	for _, f := range sample.Files() {
		runs, err := evaluate.Read(ctx, bytes.NewReader(f.CSV), f.FileName, ingest.Options{Positive: e.PositiveName})
		if err != nil {
			return err
		}
		nameRuns(runs, f.RunName)
		new, err := newRuns(runs)
		if err != nil {
			return err
		}
		list = append(list, new...)
	}
	_, err := in.store.CreateSample(ctx, &e, list)
	return err
}
