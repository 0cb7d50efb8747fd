package intake

import (
	"bytes"
	"context"

	"tradeoff/internal/evaluate"
	"tradeoff/internal/ingest"
	"tradeoff/internal/sample"
	"tradeoff/internal/store"
)

// InstallSample stores the sample experiment, once for each data folder:
// after it is deleted it does not return. Its files take the same way as
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
