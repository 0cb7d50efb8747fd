package intake

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"slices"

	"tradeoff/internal/evaluate"
	"tradeoff/internal/format"
	"tradeoff/internal/ingest"
	"tradeoff/internal/store"
	"tradeoff/internal/tradeoff"
	"tradeoff/internal/wire"
)

// An Upload is a set of files of labels and scores with their options. Files
// are added one by one and stored together, or not at all.
type Upload struct {
	ExperimentID   int64  // the experiment that gets the runs; 0 makes a new one
	ExperimentName string // of a new experiment; "" names it after the first file

	RunName                    string // "" names runs after their files and columns
	PositiveName, NegativeName string // the classes, if the files do not name them
	ClassNames                 ClassNaming

	Replaces int64 // the run that the single run of the upload replaces; 0 for none
	Remarks  tradeoff.Remarks

	Options ingest.Options
	DryRun  bool // nothing is stored

	batch evaluate.Batch
}

// Pairing returns whether the files of the upload are joined.
func (u *Upload) Pairing() evaluate.FileJoin { return u.batch.FileJoin }

// An Uploaded is the result of an upload.
type Uploaded struct {
	Experiment tradeoff.Experiment
	Runs       []tradeoff.Run
}

// addFile reads a file and computes its numbers. Nothing is stored yet.
// Errors in the file are in its Err; the returned error is not caused by the
// file.
func (in *Intake) addFile(
	ctx context.Context, u *Upload, fileName string, r io.Reader, o ingest.Options,
) (*evaluate.File, error) {
	o.Limits, o.TempDir = in.limits, in.tempDir
	o.Limits.Bytes++ // the body enforces the limit already, and names its flag
	e, err := in.target(ctx, u)
	if err != nil {
		return nil, err
	}
	if !namedByDefault(e) {
		o.Expected = ingest.Classes{Positive: e.PositiveName, Negative: e.NegativeName}
	}
	return u.batch.Read(ctx, r, fileName, o), nil
}

// storeUpload stores the runs of u, in a new experiment if necessary,
// together with the key of the upload if it has one.
func (in *Intake) storeUpload(ctx context.Context, u *Upload, key *store.UploadKey) (Uploaded, error) {
	runs, err := u.batch.Runs()
	if err != nil {
		return Uploaded{}, err
	}
	list, err := newRuns(runs) // slow if they are large
	if err != nil {
		return Uploaded{}, err
	}
	// One at a time, so that two files cannot give one experiment different
	// names.
	in.storing.Lock()
	defer in.storing.Unlock()
	e, err := in.storeRuns(ctx, u, key, runs, list)
	for tries := 1; tries < 5 && tradeoff.KindOf(err) == tradeoff.PreconditionFailed; tries++ {
		e, err = in.storeRuns(ctx, u, key, runs, list) // the experiment was edited in between
	}
	if err != nil {
		return Uploaded{}, err
	}
	done := Uploaded{Experiment: e}
	for _, n := range list {
		done.Runs = append(done.Runs, *n.Run)
		in.notifyStored(n.Run.ID)
	}
	in.stored.addFindings(ctx, done.Runs)
	return done, nil
}

// storeRuns stores list, the runs of u, in the experiment that gets them, which it
// returns. Its error is PreconditionFailed if that was edited meanwhile.
func (in *Intake) storeRuns(
	ctx context.Context, u *Upload, key *store.UploadKey, runs []*evaluate.Run, list []store.NewRun,
) (e tradeoff.Experiment, err error) {
	stored, e, err := in.destination(ctx, u, runs)
	if err != nil {
		return e, err
	}
	if err := in.describeRuns(ctx, u, list); err != nil {
		return e, err
	}
	up := store.Upload{Runs: list, Experiment: &e, Replaces: u.Replaces, Key: key}
	if e.ID != 0 && e == stored {
		up.Experiment = nil // it is not written again
		for _, n := range list {
			n.Run.ExperimentID = e.ID
		}
	}
	return e, in.store.CreateUpload(ctx, up)
}

// target returns the experiment of the upload, the zero one if it is still to
// be created. A run that replaces another stays in its experiment.
func (in *Intake) target(ctx context.Context, u *Upload) (e tradeoff.Experiment, err error) {
	if u.Replaces != 0 {
		old, err := in.store.Run(ctx, u.Replaces)
		if err != nil {
			return e, err
		}
		if u.ExperimentID != 0 && u.ExperimentID != old.ExperimentID {
			return e, tradeoff.Errorf(tradeoff.Conflict, "run %d is not in experiment %d", old.ID, u.ExperimentID).
				WithHint("Leave the experiment out: the run stays in its own.")
		}
		u.ExperimentID = old.ExperimentID
	}
	if u.ExperimentID == 0 {
		return e, nil
	}
	return in.store.Experiment(ctx, u.ExperimentID)
}

// describeRuns sets the remarks of new runs: those of the upload, and for the
// rest those of the run that they replace, with its name.
func (in *Intake) describeRuns(ctx context.Context, u *Upload, list []store.NewRun) error {
	remarks := u.Remarks
	if u.Replaces != 0 {
		old, err := in.store.Run(ctx, u.Replaces)
		if err != nil {
			return err
		}
		remarks.Notes, remarks.ModelVersion = cmp.Or(remarks.Notes, old.Notes), cmp.Or(remarks.ModelVersion, old.ModelVersion)
		if remarks.Params == nil {
			remarks.Params = old.Params
		}
		if remarks.Links == nil {
			remarks.Links = old.Links
		}
		remarks.Commit = cmp.Or(remarks.Commit, old.Commit)
		if remarks.Date = cmp.Or(remarks.Date, old.Date); remarks.Tags == nil {
			remarks.Tags = old.Tags
		}
		if u.RunName == "" && len(list) == 1 {
			list[0].Run.Name = old.Name
		}
	}
	for _, n := range list {
		n.Run.Remarks = remarks
	}
	return nil
}

// destination returns the experiment of the runs as it is, and as it will be
// after the upload. A new one has no id yet.
func (in *Intake) destination(
	ctx context.Context, u *Upload, runs []*evaluate.Run,
) (stored, named tradeoff.Experiment, err error) {
	if len(runs) == 0 {
		return stored, named, noFile()
	}
	stored.Name = u.ExperimentName
	if u.ExperimentID != 0 {
		if stored, err = in.store.Experiment(ctx, u.ExperimentID); err != nil {
			return stored, named, err
		}
	} else if stored.Name == "" {
		name := runs[0].Dataset.Name
		if runs[0].LabelGroup != nil { // rather than the first label
			name = runs[0].Dataset.LabelGroup
		}
		stored.Name = format.Shorten(name, 200)
	}
	named = stored
	noImages := func(r *evaluate.Run) bool { return r.Dataset.Images == nil }
	if (named.UnitSingular == "" || named.UnitSingular == "case") && !slices.ContainsFunc(runs, noImages) {
		named.UnitSingular, named.UnitPlural = "pixel", "pixels"
	}
	hasRuns, err := in.hasOtherRuns(ctx, stored.ID, u.Replaces)
	if err != nil {
		return stored, named, err
	}
	return stored, named, adoptClassNames(&named, hasRuns, u)
}

// hasOtherRuns reports whether an experiment has a run other than the
// replaced one.
func (in *Intake) hasOtherRuns(ctx context.Context, experiment, replaced int64) (bool, error) {
	if experiment == 0 {
		return false, nil
	}
	list, _, err := in.store.Runs(ctx, store.RunFilter{ExperimentID: experiment, Limit: 2})
	return slices.ContainsFunc(list, func(r store.RunSummary) bool { return r.ID != replaced }), err
}

func noFile() error {
	return tradeoff.Errorf(tradeoff.Invalid, "there is no file").WithHint("Choose a file and send it again.")
}

func newRuns(runs []*evaluate.Run) ([]store.NewRun, error) {
	list := make([]store.NewRun, len(runs))
	groups := make(map[*tradeoff.LabelGroup]*tradeoff.LabelGroup) // the store's by ours
	for i, r := range runs {
		if g := r.LabelGroup; g != nil && groups[g] == nil {
			groups[g] = &tradeoff.LabelGroup{Name: format.Shorten(g.Name, 200)}
		}
		n := store.NewRun{
			Run: &tradeoff.Run{
				Name: format.Shorten(r.Name, 200), Task: r.Dataset.Task,
				TaskFacts: tradeoff.TaskFacts{Classes: r.Dataset.Classes, TrueBoxes: r.Dataset.TrueBoxes, Images: r.Dataset.Images},
				N:         r.N, Weighted: r.Weighted, ScoreKind: r.Dataset.Kind,
				TestSetDigest: r.TestSetDigest,
				SourceName:    r.SourceName, SourceBytes: r.SourceBytes, SourceSHA256: r.SourceSHA256,
				Roles: r.Dataset.Roles, Findings: r.Findings, LabelGroup: groups[r.LabelGroup],
			},
			Columns: r.Dataset.Columns, Sweep: r.Sweep, Predictions: r.PredictionsDigest,
		}
		var err error
		if r.Classes != nil {
			n.Summary, err = json.Marshal(r.Classes)
		} else {
			n.Display, err = wire.NewDisplay(r.Sweep, wire.Budget).MarshalBinary()
		}
		if err != nil {
			return nil, err
		}
		for _, m := range r.Metrics {
			n.Metrics = append(n.Metrics, store.RunMetric{ID: m.ID, Estimate: m.Estimate})
		}
		list[i] = n
	}
	return list, nil
}

// nameFiles applies [nameRuns] to the runs of all files.
func nameFiles(files []*evaluate.File, name string) {
	var runs []*evaluate.Run
	for _, f := range files {
		runs = append(runs, f.Runs...)
	}
	nameRuns(runs, name)
}

// nameRuns names runs and their label groups as the uploader says, followed
// by the file's own name for them if there are several. "" keeps their names.
func nameRuns(runs []*evaluate.Run, name string) {
	if name == "" {
		return
	}
	groups := make(map[*tradeoff.LabelGroup]bool)
	for _, r := range runs {
		if r.Name = name; len(runs) > 1 {
			r.Name = fmt.Sprintf("%s: %s", name, r.Dataset.Name)
		}
		if r.LabelGroup != nil {
			groups[r.LabelGroup] = true
		}
	}
	for _, r := range runs {
		if g := r.LabelGroup; g != nil {
			if g.Name = name; len(groups) > 1 {
				g.Name = fmt.Sprintf("%s: %s", name, r.Dataset.LabelGroup)
			}
		}
	}
}
