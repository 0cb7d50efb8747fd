package server

import (
	"fmt"
	"math"
	"net/http"
	"slices"
	"strconv"

	"tradeoff/internal/calc"
	"tradeoff/internal/chart"
	"tradeoff/internal/evaluate"
	"tradeoff/internal/format"
	"tradeoff/internal/store"
	"tradeoff/internal/tradeoff"
	"tradeoff/internal/wire"
	"tradeoff/web/templates"
)

// summaryMetrics are the numbers of a whole run that people ask for first.
var summaryMetrics = []string{"roc_auc", "average_precision", "gini", "ks", "log_loss", "brier", "ece"}

// runPage shows one run at the state that the URL names.
func (s *Server) runPage(w http.ResponseWriter, r *http.Request) error {
	v, err := s.runAt(r)
	if err != nil {
		return err
	}
	if v.summary, err = s.store.RunMetrics(r.Context(), v.run.ID); err != nil {
		return err
	}
	v.pending = s.resampler.pending(v.run.ID)
	if err := s.computeLosses(r.Context(), &v); err != nil {
		return err
	}
	if err = s.forCharts(r.Context(), &v); err != nil {
		return err
	}
	return s.page(w, r, http.StatusOK, templates.RunPage(v.view(newPage(r, v.run.Name, "experiments"))))
}

// runView turns a run at an operating point into what its page shows.
type runView struct {
	experiment tradeoff.Experiment
	run        tradeoff.Run
	state      tradeoff.State

	point  calc.OperatingPoint
	index  int         // of the point in the whole sweep
	text   string      // the threshold as it is written everywhere
	choice calc.Choice // of the state's policy, if it has one

	display *wire.Display
	url     string // of the display
	summary []store.RunMetric
	pending bool // intervals that need resampling are still to come
	losses  lossResults
	sweep   *calc.Sweep // nil unless a chart needs it
}

// runAt returns the run that the path names at the state that the query asks for.
func (s *Server) runAt(r *http.Request) (runView, error) {
	id, err := pathID(r, "id")
	if err != nil {
		return runView{}, err
	}
	v := runView{}
	if v.state, err = tradeoff.ParseState(r.URL.Query()); err != nil {
		return v, err
	}
	if v.run, err = s.store.Run(r.Context(), id); err != nil {
		return v, err
	}
	e, err := s.store.Experiment(r.Context(), v.run.ExperimentID)
	if err != nil {
		return v, err
	}
	v.experiment = forReading(e)
	if v.display, v.url, err = s.display(r.Context(), v.run.ID); err != nil {
		return v, err
	}
	return v, s.choose(r.Context(), &v)
}

func (v runView) view(page templates.Page) templates.RunView {
	e := v.experiment
	out := templates.RunView{
		Page: page, Experiment: e, Run: v.run,
		Facts:     v.facts(),
		Operating: v.operating(),
		Matrix: templates.MatrixView{
			Positive: e.PositiveName, Negative: e.NegativeName, Weighted: v.run.Weighted,
			TP: v.cell("tp"), FN: v.cell("fn"), FP: v.cell("fp"), TN: v.cell("tn"),
		},
		TileChooser: v.tileChooser(), Policies: v.policies(), WhatIf: v.whatIf(),
		Slices: v.sliceLinks(),
		Charts: v.charts(), Chooser: v.chooser(),
		Data: v.data(),
	}
	out.Losses = v.lossPanel()
	for _, id := range v.state.Tiles() {
		out.Tiles = append(out.Tiles, v.tile(id))
	}
	for _, m := range v.summary {
		if slices.Contains(summaryMetrics, m.ID) {
			out.Summary = append(out.Summary, v.fact(m))
		} else {
			out.More = append(out.More, v.fact(m))
		}
	}
	api := fmt.Sprintf("/api/v1/runs/%d", v.run.ID)
	out.Downloads = []templates.Choice{
		{Label: "All numbers (JSON)", Value: api},
		{Label: "The numbers at this threshold (JSON)", Value: api + "/operating-point?threshold=" + format.Number(v.point.Threshold)},
		{Label: "The sweep (JSON)", Value: api + "/sweep"},
	}
	return out
}

// roomInSentence is how many characters of a class name a sentence takes.
const roomInSentence = 60

// forReading returns e with class names that fit into sentences and do not turn
// the text around them.
func forReading(e tradeoff.Experiment) tradeoff.Experiment {
	for _, name := range []*string{&e.PositiveName, &e.NegativeName} {
		*name = format.Isolate(format.Shorten(*name, roomInSentence))
	}
	return e
}

// facts is the line below the run's name.
func (v runView) facts() string {
	e, r := v.experiment, v.run
	s := fmt.Sprintf("%s %s · %s %s", format.Count(r.N), units(e, r.N), format.Count(r.Positives), e.PositiveName)
	if r.N > 0 {
		s += " (" + format.Percent(float64(r.Positives)/float64(r.N)) + ")"
	}
	switch r.ScoreKind {
	case calc.Probability:
		s += " · scores are probabilities"
	case calc.Logit:
		s += " · scores are logits"
	default:
		s += " · scores have no scale of their own"
	}
	if r.Weighted {
		s += " · rows are weighted"
	}
	return s
}

func units(e tradeoff.Experiment, n int) string {
	return format.Plural(n, e.UnitSingular, e.UnitPlural)
}

var cellNames = map[string]string{
	"tp": "true positives", "fn": "misses (FN)", "fp": "false alarms (FP)", "tn": "true negatives",
}

func (v runView) cell(id string) templates.CellView {
	return templates.CellView{ID: id, Name: cellNames[id], Count: format.Quantity(cellOf(v.point.Confusion, id)), Href: v.cellLink(id)}
}

func cellOf(c calc.Confusion, id string) float64 {
	switch id {
	case "tp":
		return c.TP
	case "fp":
		return c.FP
	case "fn":
		return c.FN
	default:
		return c.TN
	}
}

// --- the operating bar ---

// ends returns the slider's ends: the lowest score, and a little beyond the
// highest, where nobody is positive.
func (v runView) ends() (low, high float64) {
	h := v.display.Histogram
	low, high = h.Low, h.High
	switch span := high - low; {
	case span == 0:
		pad := max(math.Abs(low)*0.05, 0.05)
		return low - pad, high + pad
	case math.IsInf(span, 0):
		return low, high
	default:
		return low, high + 0.02*span
	}
}

// at returns the place of t between the slider's ends, from 0 to 1.
func (v runView) at(t float64) float64 {
	low, high := v.ends()
	return min(max((t-low)/(high-low), 0), 1)
}

// roomBesideMark is how many characters of a class name fit beside the
// slider's mark.
const roomBesideMark = 20

func (v runView) operating() templates.OperatingView {
	e := v.experiment
	low, high := v.ends()
	at := v.at(v.point.Threshold)
	negatives := v.run.N - v.run.Positives
	out := templates.OperatingView{
		Threshold: v.text, Low: format.Number(low), High: format.Number(high),
		Value:     format.Number(min(max(v.point.Threshold, low), high)),
		ValueText: v.spoken(),
		Plateau:   v.plateau(),
		At:        percent(at), LeftWidth: percent(at + 0.01), RightWidth: percent(1.01 - at),
		Positive: format.Shorten(e.PositiveName, roomBesideMark), Negative: format.Shorten(e.NegativeName, roomBesideMark),
		NegativeWord: at >= 0.16, PositiveWord: at <= 0.84,
		Above:  fmt.Sprintf("%s %s, above the line", format.Count(v.run.Positives), e.PositiveName),
		Below:  fmt.Sprintf("%s %s, below", format.Count(negatives), e.NegativeName),
		Counts: []templates.CellView{v.cell("tp"), v.cell("fn"), v.cell("fp"), v.cell("tn")},
	}
	for _, t := range chart.Ticks(low, high, 6) {
		if p := v.at(t.Value); p > 0.01 && p < 0.99 {
			out.Ticks = append(out.Ticks, templates.TickView{At: percent(p), Text: t.Text})
		}
	}
	v.bars(&out)
	return out
}

// headroom is the part of the histogram above its bars, where the words beside
// the mark stand.
const headroom = 0.1

// bars draws the histogram: positives above the axis, negatives below. Both
// classes share one scale unless one would vanish beside the other.
func (v runView) bars(out *templates.OperatingView) {
	h := v.display.Histogram
	most := func(bins []float64) float64 {
		m := 0.0
		for _, b := range bins {
			m = max(m, b)
		}
		return m
	}
	up, down := most(h.Positives), most(h.Negatives)
	middle := 0.5
	if up+down > 0 {
		if r := up / (up + down); r >= 1.0/8 && r <= 7.0/8 {
			middle = r
		} else if up > 0 && down > 0 {
			out.Scales = "each class has a scale of its own"
		} else {
			middle = 0.04 + 0.92*r // one class only
		}
	}
	middle = headroom + (1-headroom)*min(max(middle, 0.08), 0.92)
	out.Middle = percent(middle)
	bar := func(b int, positive bool, n, most, room float64) {
		if n == 0 {
			return
		}
		width := h.High - h.Low
		left, right := v.at(h.Low+width*float64(b)/float64(len(h.Positives))), v.at(h.Low+width*float64(b+1)/float64(len(h.Positives)))
		if width == 0 {
			left, right = 0.48, 0.52
		}
		gap := (right - left) * 0.06
		height := max(n/most*room, 0.012)
		y := middle
		if positive {
			y -= height
		}
		out.Bars = append(out.Bars, templates.BarView{
			Positive: positive, X: percent(left + gap), W: percent(right - left - 2*gap), Y: percent(y), H: percent(height),
		})
	}
	for b := range h.Positives {
		bar(b, true, h.Positives[b], up, middle-headroom)
		bar(b, false, h.Negatives[b], down, 1-middle-0.02)
	}
}

// spoken is what a screen reader says of the threshold.
func (v runView) spoken() string {
	s := v.text + ":"
	for i, id := range []string{"tp", "fn", "fp", "tn"} {
		if i > 0 {
			s += ","
		}
		s += " " + format.Number(cellOf(v.point.Confusion, id)) + " " + cellNames[id]
	}
	return s
}

// percent writes a share as an SVG length.
func percent(share float64) string {
	return strconv.FormatFloat(math.Round(share*1e5)/1e3, 'f', -1, 64) + "%"
}

// --- tiles and facts ---

// tile shows a metric where the classifier is to be used. What changes with the
// prevalence is restated for it, with counts per 1,000.
func (v runView) tile(id string) templates.TileView {
	words, _ := tradeoff.WordsFor(id)
	e := v.estimateInUse(id)
	value, note := v.estimate(e, "")
	out := templates.TileView{
		ID: id, Name: words.Name, Question: words.Question(v.experiment),
		Value: value, Interval: note,
		Symbols: words.Formula, Terms: v.terms(words.Formula, id),
		Restated: tradeoff.DependsOnPrevalence(id),
		Low:      "0%", Width: "0%", Mark: "0%", Defined: e.OK && e.V >= 0 && e.V <= 1,
	}
	if out.Defined {
		out.Mark = percent(e.V)
	}
	if e.OK && e.Low.OK && e.High.OK {
		out.Low, out.Width = percent(e.Low.V), percent(e.High.V-e.Low.V)
	}
	return out
}

// tileChooser offers every metric of a threshold as a tile.
func (v runView) tileChooser() templates.TileChooserView {
	plain := v.state
	plain.Metrics = nil
	out := templates.TileChooserView{Action: fmt.Sprintf("/runs/%d", v.run.ID)}
	out.Hidden = hiddenFields(plain.Query())
	offered := slices.Concat(tradeoff.DefaultTiles(), []string{"npv", "mcc", "balanced_accuracy"})
	for _, m := range calc.ConfusionMetrics() {
		if !slices.Contains(offered, m.ID) {
			offered = append(offered, m.ID)
		}
	}
	for _, id := range offered {
		out.Metrics = append(out.Metrics, templates.TileChoice{ID: id, Name: metricName(id), Shown: slices.Contains(v.state.Tiles(), id)})
	}
	return out
}

// restated reports whether the metric id differs from that of the test set.
func (v runView) restated(id string) bool {
	return v.setting().Prevalence != nil && tradeoff.DependsOnPrevalence(id)
}

// estimateInUse returns a metric where the classifier is to be used. Where the
// prevalence differs from the test set's, only resampling would give an interval.
func (v runView) estimateInUse(id string) calc.Estimate {
	if !v.restated(id) {
		return v.point.Estimate(id, evaluate.Level)
	}
	c, reason := v.inUse()
	if reason != "" {
		undefined := calc.Undefined(reason)
		return calc.Estimate{Value: undefined, Low: undefined, High: undefined, IntervalReason: reason}
	}
	e := calc.OperatingPoint{Confusion: c}.Estimate(id, evaluate.Level)
	if e.OK {
		e.Low, e.High = calc.Undefined(calc.NeedsBootstrap), calc.Undefined(calc.NeedsBootstrap)
		e.IntervalReason, e.Method = calc.NeedsBootstrap, ""
	}
	return e
}

// estimate returns the text of a value and that of its interval, or why one of
// them is missing. Without an interval, the value has the plain decimals.
func (v runView) estimate(e calc.Estimate, prefix string) (value, note string) {
	switch {
	case !e.OK:
		return format.Undefined, "undefined: " + v.experiment.ReasonText(e.Reason)
	case !e.Low.OK || !e.High.OK:
		return format.Amount(e.V), "no interval: " + v.experiment.ReasonText(e.IntervalReason)
	case e.Low.V == e.High.V:
		return format.Signed(format.Rate(e.V)), "no interval: " + v.experiment.ReasonText(calc.ZeroVariance)
	default:
		d := format.Decimals(e.Low.V, e.High.V)
		return format.Signed(format.Fixed(e.V, d)), prefix + format.Interval(e.Low.V, e.High.V, d)
	}
}

// terms puts today's counts into a formula of the words TP, FP, FN and TN; for a
// restated metric counts per 1,000.
func (v runView) terms(formula, metric string) []templates.Term {
	count := func(id string) string { return v.cell(id).Count }
	if v.restated(metric) {
		c, _ := v.inUse()
		count = func(id string) string { return format.Quantity(1000 * cellOf(c, id)) }
	}
	var out []templates.Term
	text := ""
	for i := 0; i < len(formula); {
		if i+2 <= len(formula) {
			if id, ok := map[string]string{"TP": "tp", "FP": "fp", "FN": "fn", "TN": "tn"}[formula[i:i+2]]; ok {
				if text != "" {
					out = append(out, templates.Term{Text: text})
				}
				text = ""
				out = append(out, templates.Term{Cell: id, Text: count(id)})
				i += 2
				continue
			}
		}
		text += formula[i : i+1]
		i++
	}
	if text != "" {
		out = append(out, templates.Term{Text: text})
	}
	return out
}

func (v runView) fact(m store.RunMetric) templates.FactView {
	f := templates.FactView{ID: m.ID, Name: metricName(m.ID)}
	if !m.OK {
		f.Value, f.Reason = format.Undefined, v.experiment.ReasonText(m.Reason)
		return f
	}
	f.Value, f.Interval = v.estimate(m.Estimate, "95 % interval ")
	if v.pending && m.IntervalReason == calc.NeedsBootstrap {
		f.Interval = "its interval is being computed"
	}
	return f
}

func metricName(id string) string {
	if m, ok := calc.MetricByID(id); ok {
		return m.Name
	}
	return id
}

// --- renaming and deleting ---

func (s *Server) runOf(r *http.Request) (tradeoff.Run, error) {
	id, err := pathID(r, "id")
	if err != nil {
		return tradeoff.Run{}, err
	}
	return s.store.Run(r.Context(), id)
}

func (s *Server) editRunPage(w http.ResponseWriter, r *http.Request) error {
	run, err := s.runOf(r)
	if err != nil {
		return err
	}
	v := templates.EditView{Page: newPage(r, "Rename "+run.Name, "experiments"), Run: run}
	return s.page(w, r, http.StatusOK, templates.RunForm(v))
}

func (s *Server) renameRun(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r, "id")
	if err != nil {
		return err
	}
	if err := s.store.RenameRun(r.Context(), id, r.PostFormValue("name")); err != nil {
		return err
	}
	return seeOther(w, r, fmt.Sprintf("/runs/%d", id))
}

func (s *Server) deleteRunPage(w http.ResponseWriter, r *http.Request) error {
	run, err := s.runOf(r)
	if err != nil {
		return err
	}
	v := templates.DeleteView{
		Page: newPage(r, "Delete "+run.Name, "experiments"), Heading: "Delete the run?", Name: run.Name,
		Losses: fmt.Sprintf(", with its %s rows", format.Count(run.N)),
		Action: fmt.Sprintf("/runs/%d/delete", run.ID), Back: fmt.Sprintf("/runs/%d", run.ID),
	}
	return s.page(w, r, http.StatusOK, templates.DeletePage(v))
}

func (s *Server) deleteRun(w http.ResponseWriter, r *http.Request) error {
	run, err := s.runOf(r)
	if err != nil {
		return err
	}
	if err := s.store.DeleteRun(r.Context(), run.ID); err != nil {
		return err
	}
	return seeOther(w, r, fmt.Sprintf("/experiments/%d", run.ExperimentID))
}
