package server

import (
	"bytes"
	"context"
	"encoding/base64"
	"fmt"
	"math"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/a-h/templ"

	"tradeoff/internal/calc"
	"tradeoff/internal/evaluate"
	"tradeoff/internal/format"
	"tradeoff/internal/report"
	"tradeoff/internal/store"
	"tradeoff/internal/tradeoff"
	"tradeoff/internal/wire"
	"tradeoff/web/templates"
)

// A Report is what a page shows, in files to take away.
type Report struct {
	Name string // of the files, without extension
	HTML []byte // the page in one file, which needs neither server nor network
	CSV  []byte // its numbers
	JSON []byte // the same as the API has them
}

// reportFormats are the files of a report; the first is the one that holds it all.
var reportFormats = []struct {
	name, media, label string
	of                 func(*Report) []byte
}{
	{"html", "text/html; charset=utf-8", "Report (HTML, opens offline)", func(r *Report) []byte { return r.HTML }},
	{"csv", "text/csv; charset=utf-8", "Its numbers (CSV)", func(r *Report) []byte { return r.CSV }},
	{"json", "application/json", "Its numbers (JSON)", func(r *Report) []byte { return r.JSON }},
}

var reportFormatParameter = func() parameter {
	var names []string
	for _, f := range reportFormats {
		names = append(names, f.name)
	}
	return oneOf("format", "of the file", names[0], names...)
}()

// reportPath is the address of the report of what a page at an address shows.
func reportPath(address, format string) string {
	path, query, _ := strings.Cut(address, "?")
	q, err := url.ParseQuery(query)
	if err != nil {
		panic("server: " + err.Error()) // we have written it
	}
	if format != "html" {
		q.Set("format", format)
	}
	return addressed(path+"/report", q)
}

// reportLinks lead to the files of the report of what a page at an address shows.
func reportLinks(address string) []templates.Choice {
	var list []templates.Choice
	for _, f := range reportFormats {
		list = append(list, templates.Choice{Label: f.label, Value: reportPath(address, f.name)})
	}
	return list
}

// How many bytes the stops of all runs of a report may take: with its styles,
// scripts and texts it stays below 500 kB beside the chart library. Of one run
// without weights that is all that its page has.
const (
	roomOfOne     = 90 << 10
	roomOfSeveral = 72 << 10
	roomOfSliced  = 240      // that a number of a slice takes of it
	roomOfImages  = 48 << 10 // that pictures may take of it
)

// Report writes the report of the page at an address, such as "/runs/3?threshold=0.4"
// or "/compare?run=1&run=2&lock=recall:0.9". Unlike a page, it waits for what needs
// resampling. The store need only be open for reading.
//
// Its errors are NotFound if no page with a report is there, and those of the page.
func (s *Server) Report(ctx context.Context, address string) (*Report, error) {
	u, err := url.Parse(address)
	if err != nil {
		return nil, tradeoff.Errorf(tradeoff.Invalid, "%.80q is no address of a page", address)
	}
	if u.Path == comparePath {
		return s.comparisonReport(ctx, u.Query(), "", true)
	}
	text, ok := strings.CutPrefix(u.Path, "/runs/")
	id, err := parseID(text)
	if !ok || err != nil {
		return nil, tradeoff.Errorf(tradeoff.NotFound, "there is no report of %.80q", address).WithMend("Give the address of a run's page or of a comparison.")
	}
	run, err := s.store.Run(ctx, id)
	if err != nil {
		return nil, err
	}
	return s.runReport(ctx, run, u.Query(), "", true)
}

// getReport answers with the report of a run at the state that the query asks for.
func (s *Server) getReport(w http.ResponseWriter, r *http.Request) error {
	run, err := s.runOf(r)
	if err != nil {
		return err
	}
	made, err := s.runReport(r.Context(), run, r.URL.Query(), theme(r), false)
	if err != nil {
		return err
	}
	return made.send(w, r)
}

// getComparisonReport answers with the report of a comparison.
func (s *Server) getComparisonReport(w http.ResponseWriter, r *http.Request) error {
	made, err := s.comparisonReport(r.Context(), r.URL.Query(), theme(r), false)
	if err != nil {
		return err
	}
	return made.send(w, r)
}

// send answers with the file of the format that the query asks for.
func (made *Report) send(w http.ResponseWriter, r *http.Request) error {
	chosen := reportFormats[0]
	for _, f := range reportFormats {
		if f.name == r.URL.Query().Get("format") {
			chosen = f
		}
	}
	w.Header().Set("Content-Type", chosen.media)
	w.Header().Set("Content-Disposition", fmt.Sprintf(`attachment; filename="%s.%s"`, made.Name, chosen.name))
	return send(w, http.StatusOK, chosen.of(made))
}

// A reportJSON is a report's numbers: those of a run or of a comparison, and the
// decisions on it.
type reportJSON struct {
	WrittenAt  time.Time       `json:"written_at"`
	Run        *runDetailJSON  `json:"run,omitempty" doc:"absent in the report of a comparison"`
	Comparison *comparisonJSON `json:"comparison,omitempty" doc:"absent in the report of one run"`
	Decisions  []DecisionJSON  `json:"decisions" doc:"on the runs, those that stand"`
}

// --- one run ---

// runReport writes the report of a run. A patient one computes what a server
// computes beside its pages.
func (s *Server) runReport(ctx context.Context, run tradeoff.Run, q url.Values, theme string, patient bool) (*Report, error) {
	if asWhole(run, q) {
		return s.classRunReport(ctx, run, q, theme)
	}
	v, err := s.shown(ctx, run, q)
	if err != nil {
		return nil, err
	}
	v.state.Meeting = tradeoff.Meeting{}
	v.state.LossShares = true // nobody can ask for them later
	if err := s.complete(ctx, &v); err != nil {
		return nil, err
	}
	if err := s.await(ctx, &v, patient); err != nil {
		return nil, err
	}
	r := newReportFiles("run", v.title(), theme, templates.RunStylesheets(v.run))
	if r.decisions, err = s.standingDecisions(ctx, v.run); err != nil {
		return nil, err
	}
	r.experiment = v.experiment
	r.frame.As = "at threshold " + v.text
	if v.chosen() {
		r.frame.As += ", chosen by " + tradeoff.PolicyName(*v.state.Policy)
	}
	ofSlices, err := s.reportSlices(ctx, r, v)
	if err != nil {
		return nil, err
	}
	pictures, err := reportImages(ctx, r, v)
	if err != nil {
		return nil, err
	}
	display, err := s.reportDisplay(ctx, v.subject, roomOfOne-roomOfSliced*len(ofSlices)-pictures)
	if err != nil {
		return nil, err
	}
	v.display = display.Display
	if !display.Whole {
		r.frame.Thinned = fmt.Sprintf("This file holds %s of the %s thresholds at which somebody is called differently, each with its exact counts: a typed threshold and the arrow keys lead to the nearest of them, a policy to the best.",
			format.Count(display.Len()), format.Count(display.Total))
	}
	for _, id := range offeredMetrics(nil) {
		if !slices.Contains(v.state.Tiles(), id) {
			r.frame.MoreTiles = append(r.frame.MoreTiles, v.tile(id, evaluate.Estimates(v.point, []string{id}, v.setting().Prevalence)[0]))
		}
	}
	r.frame.Stops = true
	r.frame.Answers[v.url] = base64.StdEncoding.EncodeToString(display.data)

	detail := newRunDetailJSON(v.subject, v.summary, v.point, v.index)
	detail.Pending = v.pending
	r.json.Run = &detail
	r.point(v.run.Name, r.frame.As, v.point)
	for _, m := range detail.At.Metrics {
		r.number(v.run.Name, m.ID, metricName(m.ID), r.frame.As, m.Estimate)
	}
	for _, m := range v.summary {
		r.number(v.run.Name, m.ID, metricName(m.ID), everyThreshold, m.Estimate)
	}
	r.numbers = append(r.numbers, ofSlices...)
	return s.finish(ctx, r, func(frame templates.ReportView) templ.Component {
		return templates.RunReport(frame, v.view(frame.Page))
	})
}

// How much of the slices a report has: so many columns, of each the largest
// slices, by so many metrics.
const (
	reportedColumns = 3
	reportedSlices  = 6
	reportedMetrics = 5
)

// reportSlices adds how the run fares on the values of its columns, and returns the
// numbers.
func (s *Server) reportSlices(ctx context.Context, r *reportFiles, v runView) (numbers []report.Number, err error) {
	tiles := v.state.Tiles()
	v.state.Metrics = tiles[:min(reportedMetrics, len(tiles))]
	for _, name := range v.run.Roles.Group[:min(reportedColumns, len(v.run.Roles.Group))] {
		cut := sliceView{runView: v, query: tradeoff.SliceQuery{By: tradeoff.Cut{Column: name}, Page: 1}}
		switch err := s.slice(ctx, &cut); {
		case tradeoff.KindOf(err) == tradeoff.Invalid: // it has too many values
			continue
		case err != nil:
			return nil, err
		}
		total := len(cut.list)
		slices.SortStableFunc(cut.list, func(a, b store.Group) int { return b.N() - a.N() })
		cut.list = cut.list[:min(reportedSlices, total)]
		cut.sort()
		table := templates.SlicesView{By: []string{name}, Run: v.run, Columns: cut.columns(), Rows: []templates.SliceRowView{cut.wholeRow()}, Restated: v.setting().Prevalence != nil}
		if rest := total - len(cut.list); rest > 0 {
			table.Shown = fmt.Sprintf("The %d largest of %s.", len(cut.list), format.Count(total))
		}
		for _, g := range cut.list {
			table.Rows = append(table.Rows, cut.row(g))
			where := fmt.Sprintf("%s, %s is %s", r.frame.As, name, cut.keyText(0, g.Keys[0]))
			numbers = append(numbers, r.line(v.run.Name, rankingOfSlices, metricName(rankingOfSlices), where, cut.auc.each[g.Number]))
			own, _ := cut.estimates(g)
			for i, id := range cut.metrics() {
				numbers = append(numbers, r.line(v.run.Name, id, metricName(id), where, own[i]))
			}
		}
		r.frame.Slices = append(r.frame.Slices, table)
	}
	return numbers, nil
}

// reportImages adds the images that the page of v shows first, and their pictures
// as long as they have room: it returns how many bytes they take.
func reportImages(ctx context.Context, r *reportFiles, v runView) (bytes int, err error) {
	v.state.Images.Page = 1
	shown := v.images()
	if shown == nil {
		return 0, nil
	}
	out := &templates.ReportImages{Measures: shown.Measures, Cells: shown.Cells, Cards: shown.Cards}
	without := 0
	for i := range out.Cards {
		card := &out.Cards[i]
		picture, err := v.picture(ctx, card.Number)
		if err != nil {
			return 0, err
		}
		card.Href, card.PNG = "", ""
		if bytes+len(picture) > roomOfImages {
			without++
			continue
		}
		bytes += len(picture)
		card.PNG = "data:image/png;base64," + base64.StdEncoding.EncodeToString(picture)
	}
	first := ", as in the file."
	if order := v.state.Images.Sorted(); order != tradeoff.ByFile {
		first = ", first those with the " + imageOrderNames[order] + "."
	}
	n := len(v.run.Images)
	out.Shown = fmt.Sprintf("%s of %s %s%s", format.Count(len(out.Cards)), format.Count(n), format.Plural(n, "image", "images"), first)
	if without > 0 {
		out.Shown += fmt.Sprintf(" The pictures of %s are too large for a report.", format.Count(without))
	}
	r.frame.Images = out
	return bytes, nil
}

// classRunReport writes the report of a run with many classes. Its losses are those
// of the parameters with which it was written.
func (s *Server) classRunReport(ctx context.Context, run tradeoff.Run, q url.Values, theme string) (*Report, error) {
	v, err := s.classesShown(ctx, run, q)
	if err == nil {
		err = s.completeClasses(ctx, &v)
	}
	if err != nil {
		return nil, err
	}
	r := newReportFiles("run", run.Name, theme, templates.ClassStylesheets)
	r.experiment = v.experiment
	r.frame.As = "of all classes"
	stored, err := s.store.RunMetrics(ctx, run.ID)
	if err != nil {
		return nil, err
	}
	r.json.Run = &runDetailJSON{RunJSON: newRunJSON(run, stored), ByClass: v.report}
	for _, m := range stored {
		r.number(run.Name, m.ID, metricName(m.ID), r.frame.As, m.Estimate)
	}
	for k, name := range run.Classes {
		for _, id := range tradeoff.ClassColumns[1:] {
			r.number(run.Name, id, classColumnNames[id], "of "+name, columnsOfClasses(id, v.report.PerClass[k]))
		}
	}
	shown := v.view(templates.Page{})
	for i, l := range shown.Losses.Losses {
		shown.Losses.Losses[i] = inWords(l)
	}
	return s.finish(ctx, r, func(frame templates.ReportView) templ.Component { return templates.ClassRunReport(frame, shown) })
}

// inWords returns a loss with its parameters in words, where nothing changes them.
func inWords(l templates.LossView) templates.LossView {
	var said []string
	for _, c := range l.Controls {
		switch {
		case !c.Switch:
			said = append(said, c.Label+" = "+c.Value)
		case c.Ticked:
			said = append(said, c.Label)
		}
	}
	if len(said) > 0 {
		l.Formula += "; " + strings.Join(said, ", ")
	}
	l.Controls = nil
	return l
}

// everyThreshold is where the numbers of a whole run hold.
const everyThreshold = "at every threshold"

// await finds what is still to come of v, or waits a while for whoever is finding
// it: somebody who is patient has nobody else to find it.
func (s *Server) await(ctx context.Context, v *runView, patient bool) error {
	if v.band != nil {
		if err := waitFor(ctx, v.band.done, s.patienceOf(patient)); err != nil {
			return err
		}
		if !v.band.ready() {
			v.band = nil // nobody can ask for it later
		}
	}
	if v.optimum.pending {
		found, err := s.findOptimum(ctx, questionOf(*v))
		if err != nil {
			return err
		}
		v.optimum = *found
	}
	var err error
	if v.summary, err = s.settledMetrics(ctx, v.subject, patient); err != nil {
		return err
	}
	v.pending = !patient && s.resampler.pending(job{v.run.ID, v.scope})
	return nil
}

// patienceOf is how long a report waits for what is computed beside requests.
func (s *Server) patienceOf(patient bool) time.Duration {
	if patient {
		return math.MaxInt64
	}
	return s.settling
}

// settledMetrics returns the metrics of all the rows at once with the intervals that
// need resampling, for which it waits a while unless it is to find them itself.
func (s *Server) settledMetrics(ctx context.Context, of subject, patient bool) ([]store.RunMetric, error) {
	list, err := s.metrics(ctx, of)
	if err == nil && patient {
		list, _, err = s.resampled(ctx, of, list)
	}
	if err != nil || patient {
		return list, err
	}
	for late := time.Now().Add(s.settling); s.resampler.pending(job{of.run.ID, of.scope}); {
		if time.Now().After(late) {
			return list, nil
		}
		select {
		case <-time.After(50 * time.Millisecond):
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
	return s.metrics(ctx, of)
}

// reportDisplay returns the display of the rows, thinned further if it would not
// fit into room bytes.
func (s *Server) reportDisplay(ctx context.Context, of subject, room int) (partDisplay, error) {
	d, err := s.display(ctx, of)
	if err != nil || len(d.data) <= room {
		return d, err
	}
	return of.thinned(ctx, wire.Budget*room/len(d.data))
}

// --- several runs ---

// comparisonReport writes the report of a comparison, patient as that of a run.
func (s *Server) comparisonReport(ctx context.Context, q url.Values, theme string, patient bool) (*Report, error) {
	c, err := s.comparisonOf(ctx, q, func(ctx context.Context, of subject) ([]store.RunMetric, error) {
		return s.settledMetrics(ctx, of, patient)
	})
	if err == nil {
		err = c.enough()
	}
	if err != nil {
		return nil, err
	}
	c.state.Meeting = tradeoff.Meeting{}
	for i := range c.runs {
		c.runs[i].name = c.runs[i].run.Name
	}
	base := c.runs[c.baseline]
	for i := range c.runs {
		one := &c.runs[i]
		for _, coming := range one.coming {
			if err := waitFor(ctx, coming.found.done, s.patienceOf(patient)); err != nil {
				return nil, err
			}
		}
		one.takeOver()
	}
	r := newReportFiles("compare", fmt.Sprintf("%d runs", len(c.runs)), theme, templates.CompareStylesheets)
	r.experiment = c.experiment
	r.frame.As, r.frame.Stops = c.words(), true
	thinned := false
	for i := range c.runs {
		one := &c.runs[i]
		if one.display, err = s.reportDisplay(ctx, one.subject, roomOfSeveral/len(c.runs)); err != nil {
			return nil, err
		}
		thinned = thinned || !one.display.Whole
		r.frame.Answers[one.displayPath(one.display)] = base64.StdEncoding.EncodeToString(one.display.data)
		decisions, err := s.standingDecisions(ctx, one.run)
		if err != nil {
			return nil, err
		}
		r.decisions = append(r.decisions, decisions...)
		e := inWordsOf(one.run, c.experiment)
		r.frame.Runs = append(r.frame.Runs, templates.ReportRunView{Run: one.run, Facts: runView{subject: one.subject, experiment: e}.facts(), Look: one.look})
		where := r.frame.As
		if one.nowhere == "" {
			r.point(one.run.Name, where, one.point)
		} else {
			r.number(one.run.Name, "threshold", "Threshold", where, calc.Estimate{Value: calc.Undefined(one.nowhere)})
		}
		for _, id := range slices.Concat(comparedMetrics, rankMetrics) {
			at := where
			if slices.Contains(rankMetrics, id) {
				at = everyThreshold
			}
			if estimate, ok := one.estimates[id]; ok {
				r.number(one.run.Name, id, comparedName(id), at, estimate)
			}
			if d, ok := one.difference[id]; ok {
				r.number(one.run.Name, id+"_difference", comparedName(id)+", difference to "+base.run.Name, at, d)
			}
		}
	}
	if thinned {
		r.frame.Thinned = "This file holds only some of the thresholds of runs with many scores, each with its exact counts: there the slider stands at the nearest of them, marked ≈."
	}
	if err := c.bin(ctx); err != nil {
		return nil, err
	}
	r.json.Comparison = new(c.json())
	var v templates.CompareView
	c.show(&v)
	if v.Lock == nil { // one of them may be locked here too
		v.Lock = &templates.LockView{Low: "0", High: "1", Value: "0"}
	}
	e, err := s.store.Experiment(ctx, base.run.ExperimentID)
	if err != nil {
		return nil, err
	}
	v.Experiment.Label = e.Name
	return s.finish(ctx, r, func(frame templates.ReportView) templ.Component { return templates.CompareReport(frame, v) })
}

// words say where the runs stand.
func (c comparison) words() string {
	switch {
	case c.query.Lock != nil:
		return fmt.Sprintf("with %s %s %s", lockName(c.query.Lock.Metric), lockSign(c.query.Lock.Metric), format.Number(c.query.Lock.Value))
	case c.query.Policy != nil:
		return "with each run at its threshold of " + tradeoff.PolicyName(*c.query.Policy)
	}
	return "with each run at its default threshold"
}

// --- what both have ---

// reportFiles are a report that is being written.
type reportFiles struct {
	name       string
	frame      templates.ReportView
	json       reportJSON
	numbers    []report.Number
	decisions  []tradeoff.Decision
	experiment tradeoff.Experiment
}

func newReportFiles(kind, title, theme string, stylesheets []string) *reportFiles {
	now := time.Now()
	r := &reportFiles{name: reportName(kind + " " + title)}
	r.json.WrittenAt = now.UTC().Truncate(time.Second)
	r.frame = templates.ReportView{
		Page: templates.Page{Title: title, Theme: theme}, Name: r.name,
		Written: now.Format("2 January 2006"), Date: now.Format("2006-01-02"), Answers: make(map[string]any),
	}
	f := report.NewFrame(stylesheets)
	r.frame.Policy, r.frame.Style, r.frame.Library, r.frame.Script = f.Policy, f.Style, f.Library, f.Script
	return r
}

// number adds one number to the table.
func (r *reportFiles) number(run, id, name, where string, e calc.Estimate) {
	r.numbers = append(r.numbers, r.line(run, id, name, where, e))
}

// line is that of one number in the table.
func (r *reportFiles) line(run, id, name, where string, e calc.Estimate) report.Number {
	n := report.Number{Run: run, Where: where, ID: id, Name: name, Estimate: e}
	switch {
	case !e.OK:
		n.Reason = "undefined: " + r.experiment.ReasonText(e.Reason)
	case !e.Low.OK && e.IntervalReason != "":
		n.Reason = "no interval: " + r.experiment.ReasonText(e.IntervalReason)
	}
	return n
}

// point adds a threshold and its confusion matrix to the table.
func (r *reportFiles) point(run, where string, p calc.OperatingPoint) {
	r.number(run, "threshold", "Threshold", where, calc.Estimate{Value: calc.Defined(p.Threshold)})
	for _, id := range tradeoff.Cells {
		r.number(run, id, cellNames[id], where, calc.Estimate{Value: calc.Defined(cellOf(p.Confusion, id))})
	}
}

// finish writes all files.
func (s *Server) finish(ctx context.Context, r *reportFiles, page func(templates.ReportView) templ.Component) (*Report, error) {
	r.json.Decisions = []DecisionJSON{}
	for _, d := range r.decisions {
		r.json.Decisions = append(r.json.Decisions, newDecisionJSON(d))
		live, err := s.liveRun(ctx, d.Run.ID)
		if err != nil {
			return nil, err
		}
		view, err := s.decisionView(ctx, r.experiment, d, live)
		if err != nil {
			return nil, err
		}
		view.Date, view.Time = d.CreatedAt.Format("2006-01-02"), d.CreatedAt.Format("2 January 2006")
		r.frame.Decisions = append(r.frame.Decisions, view)
	}
	out := &Report{Name: r.name, JSON: encodeJSON(r.json)}
	var b bytes.Buffer
	if err := report.WriteCSV(&b, r.numbers); err != nil {
		return nil, err
	}
	out.CSV = b.Bytes()
	r.frame.Answers[r.name+".csv"], r.frame.Answers[r.name+".json"] = string(out.CSV), string(out.JSON)
	var html bytes.Buffer
	if err := page(r.frame).Render(templates.Offline(ctx), &html); err != nil {
		return nil, err
	}
	out.HTML = html.Bytes()
	return out, nil
}

var notInFileNames = regexp.MustCompile(`[^a-z0-9.]+`)

// reportName makes a name that every system takes of a title.
func reportName(title string) string {
	name := strings.Trim(notInFileNames.ReplaceAllString(strings.ToLower(title), "-"), "-.")
	return "report-" + strings.TrimRight(name[:min(len(name), 60)], "-.")
}
