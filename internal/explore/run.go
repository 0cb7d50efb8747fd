package explore

import (
	"context"
	"fmt"
	"net/url"

	"tradeoff/internal/calc"
	"tradeoff/internal/format"
	"tradeoff/internal/source"
	"tradeoff/internal/tradeoff"
	"tradeoff/internal/wire"
)

// Complete finds what is shown of v beside its operating point.
func (x *Explorer) Complete(ctx context.Context, v *RunAt) (err error) {
	v.Pending = x.IntervalsPending(v.Subject) // asked for first, since they may come meanwhile
	if v.Summary, err = x.Metrics(ctx, v.Subject); err != nil {
		return err
	}
	v.Pending = v.Pending || x.IntervalsPending(v.Subject)
	if v.Tiled, err = v.MetricsAt(ctx, v.Point, v.State.Tiles(), v.Setting().Prevalence); err != nil {
		return err
	}
	if v.Chosen && v.State.Policy.Optimises() {
		v.Optimum = x.Optimum(v.Subject, *v.State.Policy, v.Setting())
	}
	if v.Origin, err = x.OriginOf(ctx, v.State); err != nil {
		return err
	}
	if err := v.computeLosses(ctx); err != nil {
		return err
	}
	if err := x.ForCharts(ctx, v); err != nil {
		return err
	}
	if v.Run.HasImages() && len(v.View.Where) == 0 && !v.State.Meeting.On {
		v.ImageResults, err = resultsOfImages(ctx, *v)
		if _, err = source.Why(err); err != nil { // what is missing is said in the head
			return err
		}
	}
	if v.Run.Task == tradeoff.DetectionTask {
		v.BoxResults, err = ResultsOfBoxes(ctx, v.Subject, v.State.Boxes)
		_, err = source.Why(err)
	}
	return err
}

// A RunAt is a run at a state, with what was found out about it there.
type RunAt struct {
	Subject
	Experiment tradeoff.Experiment
	State      tradeoff.State

	AtThreshold

	Optimum Maybe[calc.ThresholdInterval] // where what the policy optimises lies in other samples
	Origin  *ThresholdOrigin              // of a threshold that was chosen on another run

	Display    *wire.Display
	DisplayURL string // of the display's binary form
	Summary    []source.RunMetric
	Pending    bool            // intervals that need resampling are still to come
	Tiled      []calc.Estimate // of the tiles, in deployment
	LossValues LossResults
	Sweep      *calc.Sweep // nil unless a chart needs it
	Band       *ROCBand    // of the ROC curve; nil unless it is drawn

	BoxResults   *boxResults   // of candidate boxes; nil for other tasks
	ImageResults *imageResults // of images; nil for other tasks
}

// RunAt returns a run at the state that q asks for.
func (x *Explorer) RunAt(ctx context.Context, id int64, q url.Values) (RunAt, error) {
	run, err := x.Run(ctx, id)
	if err != nil {
		return RunAt{}, err
	}
	return x.AtState(ctx, run, q)
}

// ofRun returns a run at the state that q asks for.
func (x *Explorer) AtState(ctx context.Context, run tradeoff.Run, q url.Values) (v RunAt, err error) {
	if v.State, err = tradeoff.ParseState(q); err != nil {
		return v, err
	}
	if v.Subject, err = x.Subject(ctx, run, v.State.View); err != nil {
		return v, err
	}
	e, err := x.Experiment(ctx, v.Run.ExperimentID)
	if err != nil {
		return v, err
	}
	v.Experiment = InWordsOf(run, e.In(v.View))
	if e.Prevalence == nil {
		v.State.TestSet = false // it goes without saying
	}
	display, err := x.Display(ctx, v.Subject)
	if err != nil {
		return v, err
	}
	v.Display, v.DisplayURL = display.Display, v.DisplayPath(display)
	v.AtThreshold, err = v.Subject.AtThreshold(ctx, v.State, v.Display, v.Setting())
	return v, err
}

// Name is what the run is called: by a letter as long as names are hidden.
func (v RunAt) Name() string {
	return v.State.Meeting.Name(0, v.Run.Name)
}

// Title is the name of the run, and of the part that is shown.
func (v RunAt) Title() string {
	if v.View.Whole() {
		return v.Name()
	}
	return v.Name() + " · " + v.Words()
}

// ForReading returns e with class names that fit into sentences and do not turn
// the text around them.
func ForReading(e tradeoff.Experiment) tradeoff.Experiment {
	for _, name := range []*string{&e.PositiveName, &e.NegativeName} {
		*name = format.Isolate(format.Shorten(*name, RoomInSentence))
	}
	return e
}

// InWordsOf returns e fit for reading in the words of a run, whose rows are pixels
// if it has images.
func InWordsOf(run tradeoff.Run, e tradeoff.Experiment) tradeoff.Experiment {
	e = ForReading(e)
	if run.HasImages() {
		e.UnitSingular, e.UnitPlural = "pixel", "pixels"
	}
	return e
}

// ImagesIn begins what is said of a run with the number of its images, if it has any.
func ImagesIn(run tradeoff.Run) string {
	n := len(run.Images)
	if n == 0 {
		return ""
	}
	return fmt.Sprintf("%s %s · ", format.Count(n), format.Plural(n, "image", "images"))
}

// Lacking says at the end of the line below a run's name what its source lacks;
// nothing if it has everything.
func Lacking(of Subject) string {
	if missing := of.Missing(); len(missing) > 0 {
		return " · " + source.Sentence(missing)
	}
	return ""
}

func Units(e tradeoff.Experiment, n int) string {
	return format.Plural(n, e.UnitSingular, e.UnitPlural)
}
