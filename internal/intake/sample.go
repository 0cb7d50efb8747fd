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
	list, err := sampleRuns(ctx)
	if err != nil {
		return err
	}
	_, err = in.store.CreateSample(ctx, &e, list)
	return err
}

// AddSample stores the sample experiment again after it was deleted. It does nothing if
// the experiment is there.
func (in *Intake) AddSample(ctx context.Context) error {
	in.storing.Lock() // two requests at once add it once
	defer in.storing.Unlock()
	filter := store.ExperimentFilter{Search: sample.Experiment().Name, Limit: maxChoices}
	stored, _, err := in.store.Experiments(ctx, filter)
	if err != nil {
		return err
	}
	for _, e := range stored {
		if sample.Is(e.Experiment) {
			return nil
		}
	}
	e := sample.Experiment()
	list, err := sampleRuns(ctx)
	if err != nil {
		return err
	}
	if err := in.store.CreateUpload(ctx, store.Upload{Runs: list, Experiment: &e}); err != nil {
		return err
	}
	for _, n := range list {
		in.notifyStored(n.Run.ID)
	}
	return nil
}

// sampleRuns computes the runs of the sample.
func sampleRuns(ctx context.Context) (list []store.NewRun, err error) {
	e := sample.Experiment()
	for _, f := range sample.Files() {
		runs, err := evaluate.Read(ctx, bytes.NewReader(f.CSV), f.FileName, ingest.Options{Positive: e.PositiveName})
		if err != nil {
			return nil, err
		}
		nameRuns(runs, f.RunName)
		new, err := newRuns(runs)
		if err != nil {
			return nil, err
		}
		list = append(list, new...)
	}
	return list, nil
}
