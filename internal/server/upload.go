package server

import (
	"context"
	"fmt"
	"io"

	"tradeoff/internal/evaluate"
	"tradeoff/internal/format"
	"tradeoff/internal/ingest"
	"tradeoff/internal/store"
	"tradeoff/internal/tradeoff"
)

// An Upload says what is to become of files of labels and scores. They are
// added one after the other and stored together, or not at all.
type Upload struct {
	ExperimentID   int64  // the experiment that gets the runs; 0 makes a new one
	ExperimentName string // of a new experiment; "" names it after the first file

	RunName                    string // "" names runs after their files and columns
	PositiveName, NegativeName string // the classes, if the files do not name them

	Options ingest.Options

	runs []*evaluate.Run
}

// An Uploaded is what an upload has made.
type Uploaded struct {
	Experiment tradeoff.Experiment
	Runs       []tradeoff.Run
}

// addFile reads a file and computes its numbers. Nothing is stored yet.
func (s *Server) addFile(ctx context.Context, u *Upload, fileName string, r io.Reader) error {
	o := u.Options
	o.Limits, o.TempDir = s.limits, s.tempDir
	o.Limits.Bytes++ // the body has the limit already, which names its flag
	if u.ExperimentID != 0 {
		e, err := s.store.Experiment(ctx, u.ExperimentID)
		if err != nil {
			return err
		}
		if !namedByDefault(e) {
			o.Expected = ingest.Classes{Positive: e.PositiveName, Negative: e.NegativeName}
		}
	}
	runs, err := evaluate.File(ctx, r, fileName, o)
	if err != nil {
		return err
	}
	u.runs = append(u.runs, runs...)
	return nil
}

// storeUpload stores the runs of u, in a new experiment if need be.
func (s *Server) storeUpload(ctx context.Context, u *Upload) (Uploaded, error) {
	if len(u.runs) == 0 {
		return Uploaded{}, tradeoff.Errorf(tradeoff.Invalid, "there is no file").WithMend("Choose a file and send it again.")
	}
	// One after the other, lest two files give one experiment different names.
	s.storing.Lock()
	defer s.storing.Unlock()
	e := tradeoff.Experiment{Name: u.ExperimentName}
	if u.ExperimentID != 0 {
		var err error
		if e, err = s.store.Experiment(ctx, u.ExperimentID); err != nil {
			return Uploaded{}, err
		}
	} else if e.Name == "" {
		e.Name = format.Shorten(u.runs[0].Dataset.Name, 200)
	}
	stored := e
	if err := adoptClassNames(&e, u); err != nil {
		return Uploaded{}, err
	}
	list, err := newRuns(u)
	if err != nil {
		return Uploaded{}, err
	}
	if e.ID != 0 && e == stored {
		// The experiment is not written again: somebody may be editing it.
		for _, n := range list {
			n.Run.ExperimentID = e.ID
		}
		err = s.store.CreateRuns(ctx, list)
	} else {
		err = s.store.CreateRunsIn(ctx, &e, list)
	}
	if err != nil {
		return Uploaded{}, err
	}
	done := Uploaded{Experiment: e}
	for _, n := range list {
		done.Runs = append(done.Runs, *n.Run)
		s.resampler.add(n.Run.ID)
	}
	return done, nil
}

func newRuns(u *Upload) ([]store.NewRun, error) {
	list := make([]store.NewRun, len(u.runs))
	for i, r := range u.runs {
		display, err := r.Display.MarshalBinary()
		if err != nil {
			return nil, err
		}
		n := store.NewRun{
			Run: &tradeoff.Run{
				Name: runName(u, r), Task: tradeoff.BinaryTask,
				TestSetDigest: r.TestSetDigest,
				SourceName:    r.SourceName, SourceBytes: r.SourceBytes, SourceSHA256: r.SourceSHA256,
				Roles: r.Dataset.Roles, Findings: r.Findings,
			},
			Columns: r.Dataset.Columns, Sweep: r.Sweep, Display: display,
		}
		for _, m := range r.Metrics {
			n.Metrics = append(n.Metrics, store.RunMetric{ID: m.ID, Estimate: m.Estimate})
		}
		list[i] = n
	}
	return list, nil
}

// runName returns what r is called: as the uploader says, with the file's own
// word for it behind if there are several.
func runName(u *Upload, r *evaluate.Run) string {
	switch {
	case u.RunName == "":
		return format.Shorten(r.Dataset.Name, 200)
	case len(u.runs) == 1:
		return u.RunName
	default:
		return fmt.Sprintf("%s: %s", u.RunName, r.Dataset.Name)
	}
}
