package server

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"

	"tradeoff/internal/calc"
	"tradeoff/internal/explore"
	"tradeoff/internal/format"
	"tradeoff/internal/link"
	"tradeoff/internal/source"
	"tradeoff/internal/tradeoff"
	"tradeoff/internal/web"
	"tradeoff/internal/wire"
	"tradeoff/web/templates"
)

// summaryMetrics are the numbers of a whole run that people ask for first.
var summaryMetrics = []string{"roc_auc", "average_precision", "gini", "ks", "log_loss", "brier", "ece"}

// binaryRunPage shows a binary run at the state that the URL names.
func (s *Server) binaryRunPage(w http.ResponseWriter, r *http.Request) error {
	at, err := web.At(r, s.runAt)
	if err != nil {
		return err
	}
	v := runView{runAt: at}
	if err := s.complete(r.Context(), &v.runAt); err != nil {
		return err
	}
	if v.others, _, err = s.others(r.Context(), v.runAt, "", "", templates.FewOthers+1); err != nil {
		return err
	}
	if v.decisions, err = s.decisionsOn(r.Context(), v.Run); err != nil {
		return err
	}
	page := web.NewPage(r, v.title(), "experiments")
	page.Meeting = v.state.Meeting.On
	return web.Page(w, r, http.StatusOK, templates.RunPage(v.view(page)))
}

// complete finds what is shown of v beside its operating point.
func (s *Server) complete(ctx context.Context, v *runAt) (err error) {
	v.pending = s.explorer.IntervalsPending(v.Subject) // asked for first, since they may come meanwhile
	if v.summary, err = s.explorer.Metrics(ctx, v.Subject); err != nil {
		return err
	}
	v.pending = v.pending || s.explorer.IntervalsPending(v.Subject)
	if v.tiled, err = v.MetricsAt(ctx, v.Point, v.state.Tiles(), v.setting().Prevalence); err != nil {
		return err
	}
	if v.Chosen && v.state.Policy.Optimises() {
		v.optimum = s.explorer.Optimum(v.Subject, *v.state.Policy, v.setting())
	}
	if v.origin, err = s.originOf(ctx, v.state); err != nil {
		return err
	}
	if err := v.computeLosses(ctx); err != nil {
		return err
	}
	if err := s.forCharts(ctx, v); err != nil {
		return err
	}
	if v.Run.HasImages() && len(v.View.Where) == 0 && !v.state.Meeting.On {
		v.imageResults, err = resultsOfImages(ctx, *v)
		if _, err = source.Why(err); err != nil { // what is missing is said in the head
			return err
		}
	}
	if v.Run.Task == tradeoff.DetectionTask {
		v.boxResults, err = resultsOfBoxes(ctx, v.Subject, v.state.Boxes)
		_, err = source.Why(err)
	}
	return err
}

// A runAt is a run at a state, with what was found out about it there.
type runAt struct {
	explore.Subject
	experiment tradeoff.Experiment
	state      tradeoff.State

	explore.AtThreshold

	optimum explore.Maybe[calc.ThresholdInterval] // where what the policy optimises lies in other samples
	origin  *origin                               // of a threshold that was chosen on another run

	display *wire.Display
	url     string // of the display's binary form
	summary []source.RunMetric
	pending bool            // intervals that need resampling are still to come
	tiled   []calc.Estimate // of the tiles, in deployment
	losses  explore.LossResults
	sweep   *calc.Sweep // nil unless a chart needs it
	band    *rocBand    // of the ROC curve; nil unless it is drawn

	boxResults   *boxResults   // of candidate boxes; nil for other tasks
	imageResults *imageResults // of images; nil for other tasks
}

// A runView turns a run at a state into what its page shows.
type runView struct {
	runAt
	others    []tradeoff.Run
	decisions []templates.Choice // on the run that stand
}

// runAt returns a run at the state that q asks for.
func (s *Server) runAt(ctx context.Context, id int64, q url.Values) (runAt, error) {
	run, err := s.explorer.Run(ctx, id)
	if err != nil {
		return runAt{}, err
	}
	return s.ofRun(ctx, run, q)
}

// ofRun returns a run at the state that q asks for.
func (s *Server) ofRun(ctx context.Context, run tradeoff.Run, q url.Values) (v runAt, err error) {
	if v.state, err = tradeoff.ParseState(q); err != nil {
		return v, err
	}
	if v.Subject, err = s.explorer.Subject(ctx, run, v.state.View); err != nil {
		return v, err
	}
	e, err := s.explorer.Experiment(ctx, v.Run.ExperimentID)
	if err != nil {
		return v, err
	}
	v.experiment = inWordsOf(run, e.In(v.View))
	if e.Prevalence == nil {
		v.state.TestSet = false // it goes without saying
	}
	display, err := s.explorer.Display(ctx, v.Subject)
	if err != nil {
		return v, err
	}
	v.display, v.url = display.Display, v.DisplayPath(display)
	v.AtThreshold, err = v.Subject.AtThreshold(ctx, v.state, v.display, v.setting())
	return v, err
}

// name is what the run is called: by a letter as long as names are hidden.
func (v runAt) name() string {
	return v.state.Meeting.Name(0, v.Run.Name)
}

// title is the name of the run, and of the part that is shown.
func (v runAt) title() string {
	if v.View.Whole() {
		return v.name()
	}
	return v.name() + " · " + v.Words()
}

func (v runView) decidePath() string {
	shown := v.state
	shown.Meeting = tradeoff.Meeting{}
	return link.Address(runPath(v.Run.ID)+"/decide", shown.Query())
}

func (v runView) meeting() templates.MeetingView {
	m := meetingView(v.state.Meeting, func(m tradeoff.Meeting) string {
		return v.with(func(s *tradeoff.State) { s.Meeting = m })
	})
	m.Decide = v.decidePath()
	return m
}

func (v runView) view(page templates.Page) templates.RunView {
	e := v.experiment
	out := templates.RunView{
		Page: page, Experiment: e, Run: v.Run, Name: v.name(), Meeting: v.meeting(), Decide: v.decidePath(), Decisions: v.decisions, Part: partView(v.Subject, v.with(func(s *tradeoff.State) { s.View = tradeoff.View{} })),
		Facts:     v.facts(),
		Operating: v.operating(),
		Matrix: templates.MatrixView{
			Positive: e.PositiveName, Negative: e.NegativeName, Weighted: v.Run.Weighted,
			TP: v.cell("tp"), FN: v.cell("fn"), FP: v.cell("fp"), TN: v.cell("tn"),
		},
		Tiles: v.tiles(), TileChooser: v.tileChooser(), Policies: v.policies(), Elsewhere: v.elsewhereView(v.others), WhatIf: v.whatIf(),
		Slices: v.sliceLinks(),
		Charts: v.charts(), Chooser: v.chooser(),
		Data: v.data(),
	}
	out.Losses, out.Boxes, out.Images = v.lossPanel(), v.boxes(), v.images()
	for _, class := range v.Run.Classes {
		chip := templates.ChipView{Label: format.Shorten(class, roomBesideMark), Pressed: class == v.View.Class}
		chip.Href = v.with(func(s *tradeoff.State) { s.View.Class, s.Threshold, s.Policy = class, nil, nil })
		out.Classes = append(out.Classes, chip)
	}
	for _, m := range v.summary {
		if slices.Contains(summaryMetrics, m.ID) {
			out.Summary = append(out.Summary, v.fact(m))
		} else {
			out.More = append(out.More, v.fact(m))
		}
	}
	here := v.with(func(s *tradeoff.State) { s.Meeting = tradeoff.Meeting{} })
	out.Report, out.Downloads = reportPath(here, "html"), reportLinks(here)
	out.Downloads = append(out.Downloads,
		templates.Choice{Label: "All numbers (JSON)", Value: v.API("", nil)},
		templates.Choice{Label: "The numbers at this threshold (JSON)", Value: v.API("/operating-point", url.Values{"threshold": {format.Number(v.Point.Threshold)}})},
		templates.Choice{Label: "The sweep (JSON)", Value: v.API("/sweep", nil)},
	)
	if v.View.Whole() {
		out.Downloads = append(out.Downloads, v.exportLinks()...)
	}
	return out
}

// forReading returns e with class names that fit into sentences and do not turn
// the text around them.
func forReading(e tradeoff.Experiment) tradeoff.Experiment {
	for _, name := range []*string{&e.PositiveName, &e.NegativeName} {
		*name = format.Isolate(format.Shorten(*name, explore.RoomInSentence))
	}
	return e
}

// inWordsOf returns e fit for reading in the words of a run, whose rows are pixels
// if it has images.
func inWordsOf(run tradeoff.Run, e tradeoff.Experiment) tradeoff.Experiment {
	e = forReading(e)
	if run.HasImages() {
		e.UnitSingular, e.UnitPlural = "pixel", "pixels"
	}
	return e
}

// imagesIn begins what is said of a run with the number of its images, if it has any.
func imagesIn(run tradeoff.Run) string {
	n := len(run.Images)
	if n == 0 {
		return ""
	}
	return fmt.Sprintf("%s %s · ", format.Count(n), format.Plural(n, "image", "images"))
}

// facts is the line below the run's name.
func (v runView) facts() string {
	e, r := v.experiment, v.Run
	s := fmt.Sprintf("%s %s · %s %s", format.Count(r.N), units(e, r.N), format.Count(r.Positives), e.PositiveName)
	s = imagesIn(r) + s
	if r.Weighted {
		s += fmt.Sprintf(" · by weight %s of %s", format.Quantity(v.Point.Positives()), format.Quantity(v.Point.Total()))
	}
	if p := v.Point.Prevalence(); p.OK {
		s += " (" + format.Percent(p.V) + ")"
	}
	switch r.ScoreKind {
	case calc.Probability:
		s += " · scores are probabilities"
	case calc.Logit:
		s += " · scores are logits"
	default:
		s += " · scores have no scale of their own"
	}
	return s + lacking(v.Subject)
}

// lacking says at the end of the line below a run's name what its source lacks;
// nothing if it has everything.
func lacking(of explore.Subject) string {
	if missing := of.Missing(); len(missing) > 0 {
		return " · " + source.Sentence(missing)
	}
	return ""
}

func units(e tradeoff.Experiment, n int) string {
	return format.Plural(n, e.UnitSingular, e.UnitPlural)
}
