package explore

import (
	"context"
	"fmt"
	"net/url"

	"tradeoff/internal/axis"
	"tradeoff/internal/calc"
	"tradeoff/internal/format"
	"tradeoff/internal/source"
	"tradeoff/internal/tradeoff"
	"tradeoff/internal/wire"
)

// A RunAt is a run of two classes, or one class of many against the others, at a state.
type RunAt struct {
	Subject
	Experiment tradeoff.Experiment // with names that fit into sentences
	State      tradeoff.State
	AtThreshold
	Display    *wire.Display
	DisplayURL string      // address of the display's binary form
	Axis       axis.Window // of the scores: what the histogram and charts by threshold show

	// What Complete computes.
	Metrics         []source.RunMetric            // for all thresholds at once
	Histogram       Bars                          // above the slider
	Pending         bool                          // intervals of Metrics are still being computed
	MetricEstimates []calc.Estimate               // of the metrics that are shown, in deployment
	PinEstimates    []calc.Estimate               // of the pinned metrics, likewise
	Optimum         Maybe[calc.ThresholdInterval] // where the optimum of the policy lies in other samples
	Provenance      *ThresholdProvenance          // of a threshold that was chosen on another run; nil for others
	LossValues      LossResults
	Sweep           *calc.Sweep
	Band            *ROCBand      // of the ROC curve; nil unless it is drawn
	BoxResults      *BoxResults   // of candidate boxes; nil for other tasks and without rows
	ImageResults    *ImageResults // of images; nil for other tasks, slices and meetings, and without images
}

// RunAt returns the run id at the state that q asks for. Its errors are NotFound if
// there is no such run, and those of [Explorer.RunAtState].
func (x *Explorer) RunAt(ctx context.Context, id int64, q url.Values) (RunAt, error) {
	run, err := x.Run(ctx, id)
	if err != nil {
		return RunAt{}, err
	}
	return x.RunAtState(ctx, run, q)
}

// RunAtState returns a run at the state that q asks for. Its errors are Invalid for a
// state that cannot be read, and those of [Explorer.Subject].
func (x *Explorer) RunAtState(ctx context.Context, run tradeoff.Run, q url.Values) (v RunAt, err error) {
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
	v.Experiment = ExperimentOfRun(run, e.In(v.View))
	if e.Prevalence == nil {
		v.State.TestSet = false // the prevalence is that of the test set anyway
	}
	display, err := x.DisplayOf(ctx, v.Subject)
	if err != nil {
		return v, err
	}
	v.Display, v.DisplayURL = display.Display, v.Addresses().Display(display)
	v.Axis = scoreAxis(v.State.Axis, v.Display)
	v.AtThreshold, err = v.Subject.atThreshold(ctx, v.State, v.Display, v.Setting())
	return v, err
}

// Complete computes what is shown of v besides its operating point. What its source
// lacks stays zero.
func (x *Explorer) Complete(ctx context.Context, v *RunAt) (err error) {
	v.Pending = x.Intervals.Pending(v.Subject) // asked first: they may be ready once Metrics is read
	if v.Metrics, err = x.Metrics(ctx, v.Subject); err != nil {
		return err
	}
	v.Pending = v.Pending || x.Intervals.Pending(v.Subject)
	if v.Histogram, err = v.Bars(ctx, wire.HistogramBins); err != nil {
		return err
	}
	v.MetricEstimates, err = v.MetricsAt(ctx, v.Point, v.State.ShownMetrics(), v.Setting().Prevalence)
	if err != nil {
		return err
	}
	v.PinEstimates, err = v.MetricsAt(ctx, v.Point, v.State.PinnedMetrics(), v.Setting().Prevalence)
	if err != nil {
		return err
	}
	if v.Chosen && v.State.Policy.Optimises() {
		v.Optimum = x.Optimum(v.Subject, *v.State.Policy, v.Setting())
	}
	if v.Provenance, err = x.Provenance(ctx, v.State); err != nil {
		return err
	}
	if v.LossValues, err = evaluateLosses(ctx, *v); err != nil {
		return err
	}
	if err := x.LoadForCharts(ctx, v); err != nil {
		return err
	}
	if v.Run.HasImages() && len(v.View.Where) == 0 && !v.State.Meeting.On {
		v.ImageResults, err = evaluateImages(ctx, *v)
		if _, err = source.Why(err); err != nil { // the line below the name says what is missing
			return err
		}
	}
	if v.Run.Task == tradeoff.DetectionTask {
		v.BoxResults, err = EvaluateBoxes(ctx, v.Subject, v.State.Boxes)
		_, err = source.Why(err)
	}
	return err
}

// Name returns the run's name, or a letter while names are hidden.
func (v RunAt) Name() string {
	return v.State.Meeting.Name(0, v.Run.Name)
}

// Title returns the name of the run, and which of its rows are shown.
func (v RunAt) Title() string {
	if v.View.Whole() {
		return v.Name()
	}
	return v.Name() + " · " + v.RowsText()
}

// ReadableExperiment returns e with class names that fit into sentences.
func ReadableExperiment(e tradeoff.Experiment) tradeoff.Experiment {
	e.PositiveName, e.NegativeName = forSentence(e.PositiveName), forSentence(e.NegativeName)
	return e
}

// ExperimentOfRun is [ReadableExperiment] for the pages of one run: its rows are called
// pixels if it has images.
func ExperimentOfRun(run tradeoff.Run, e tradeoff.Experiment) tradeoff.Experiment {
	e = ReadableExperiment(e)
	if run.HasImages() {
		e.UnitSingular, e.UnitPlural = "pixel", "pixels"
	}
	return e
}

// ImageCountText returns the number of a run's images for the beginning of the line
// below its name: "12 images · "; "" if it has none.
func ImageCountText(run tradeoff.Run) string {
	n := len(run.Images)
	if n == 0 {
		return ""
	}
	return fmt.Sprintf("%s %s · ", format.Count(n), format.Plural(n, "image", "images"))
}

// MissingText says what the source of a subject lacks, for the end of the line below the
// run's name: " · slices are not available, because …"; "" if it has everything.
func MissingText(of Subject) string {
	if missing := of.Missing(); len(missing) > 0 {
		return " · " + source.Sentence(missing)
	}
	return ""
}

// Units returns what n rows of an experiment are called: "case" or "cases".
func Units(e tradeoff.Experiment, n int) string {
	return format.Plural(n, e.UnitSingular, e.UnitPlural)
}
