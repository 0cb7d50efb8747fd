package reports

import (
	"context"
	"encoding/base64"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"tradeoff/internal/api/shape"
	"tradeoff/internal/calc"
	"tradeoff/internal/explore"
	"tradeoff/internal/format"
	runpage "tradeoff/internal/page/run"
	"tradeoff/internal/page/show"
	"tradeoff/internal/report"
	"tradeoff/internal/tradeoff"
	"tradeoff/web/templates"
)

// runReport writes the report of a run. A patient one waits until all intervals are
// computed.
func (s *Pages) runReport(
	ctx context.Context, run tradeoff.Run, q url.Values, theme string, patient bool,
) (*report.Report, error) {
	if explore.AllClasses(run, q.Get("class")) {
		return s.classRunReport(ctx, run, q, theme)
	}
	v, err := s.settledRun(ctx, run, q, patient)
	if err != nil {
		return nil, err
	}
	r := newReportFiles("run", v.Title(), theme, "run")
	if r.decisions, err = s.explorer.DecisionLog.Current(ctx, v.Run); err != nil {
		return nil, err
	}
	r.experiment = v.Experiment
	r.frame.As = "at threshold " + v.Text
	if v.Chosen {
		r.frame.As += ", chosen by " + tradeoff.PolicyName(*v.State.Policy)
	}
	r.frame.As += v.RowsSuffix()
	// Slices and pictures come first, since the stops get the room that they leave.
	ofSlices, err := s.reportSlices(ctx, r, v)
	if err != nil {
		return nil, err
	}
	pictures, err := reportImages(ctx, r, v)
	if err != nil {
		return nil, err
	}
	v.ImageResults = nil // the frame has them now
	room := roomOfOne - roomOfSliced*len(ofSlices) - pictures
	display, err := s.reportDisplay(ctx, v.Subject, room, room-roomOfMany)
	if err != nil {
		return nil, err
	}
	v.Display = display.Display
	if !display.Whole {
		r.frame.Thinned = fmt.Sprintf("This file has %s of the %s distinct thresholds, each with its exact counts. "+
			"A typed threshold and the arrow keys lead to the nearest of them, a policy to the best.",
			format.Count(display.Len()), format.Count(display.Total))
	}
	for _, id := range explore.OfferedMetrics(nil) {
		if !slices.Contains(v.State.ShownMetrics(), id) {
			e, err := v.MetricsAt(ctx, v.Point, []string{id}, v.Setting().Prevalence)
			if err != nil {
				return nil, err
			}
			r.frame.MoreMetrics = append(r.frame.MoreMetrics, v.MetricRow(id, e[0]))
		}
	}
	r.frame.Stops = true
	r.frame.Answers[v.DisplayURL] = report.Packed(display.Data)
	if err := r.runNumbers(ctx, v); err != nil {
		return nil, err
	}
	r.numbers = append(r.numbers, ofSlices...)
	return s.finish(ctx, r, func(frame templates.ReportView) templ.Component {
		return templates.RunReport(frame, v.Show(frame.Page))
	})
}

// settledRun returns a run at the state in a query, after waiting for its intervals.
// A report shows the name of the model and has the shares of losses, since the page
// cannot ask for them later.
func (s *Pages) settledRun(
	ctx context.Context, run tradeoff.Run, q url.Values, patient bool,
) (v runpage.RunView, err error) {
	if v.RunAt, err = s.explorer.RunAtState(ctx, run, q); err != nil {
		return v, err
	}
	v.State.Meeting, v.State.LossShares = tradeoff.Meeting{}, true
	if err := s.explorer.Complete(ctx, &v.RunAt); err != nil {
		return v, err
	}
	return v, s.await(ctx, &v.RunAt, patient)
}

// runNumbers adds the numbers of a run to the JSON file and to the table.
func (r *reportFiles) runNumbers(ctx context.Context, v runpage.RunView) error {
	detail, err := shape.NewRunDetailJSON(ctx, v.Subject, v.Metrics, v.Point, v.Index)
	if err != nil {
		return err
	}
	detail.Pending = v.Pending
	r.json.Run = &detail
	name, where, setting := v.Run.Name, r.frame.As, v.Setting()
	r.point(name, where, v.Point)
	metrics := detail.At.Metrics
	if p := setting.Prevalence; p != nil {
		point, err := v.PointAt(ctx, v.Point, p)
		if err != nil {
			return err
		}
		metrics = point.Metrics
	}
	inUse := shape.NewDeploymentJSON(v.RunAt, metrics)
	r.json.Deployment = &inUse
	r.costs(name, where, setting.Costs)
	for _, m := range inUse.Metrics {
		r.number(name, m.ID, explore.MetricName(m.ID), r.inUse(where, m.ID, setting), m.Estimate)
	}
	r.number(name, explore.CostColumn, explore.ComparedColumnTitle(explore.CostColumn),
		r.inUse(where, explore.CostColumn, setting), calc.Estimate{Value: inUse.Cost})
	for _, m := range v.Metrics {
		if !slices.Contains(explore.MetricsWithOwnThreshold, m.ID) {
			r.number(name, m.ID, explore.MetricName(m.ID), show.EveryThreshold+v.RowsSuffix(), m.Estimate)
		}
	}
	return nil
}

// The maximum size of the tables of slices in a report.
const (
	reportedColumns = 3
	reportedSlices  = 6 // the largest of each column
	reportedMetrics = 6
)

// reportSlices adds a table of metrics for the values of each column, and returns its
// numbers.
func (s *Pages) reportSlices(
	ctx context.Context, r *reportFiles, v runpage.RunView,
) (numbers []report.Number, err error) {
	shown := v.State.ShownMetrics()
	v.State.Metrics = shown[:min(reportedMetrics, len(shown))]
	for _, name := range v.Run.Roles.Group[:min(reportedColumns, len(v.Run.Roles.Group))] {
		query := tradeoff.SliceQuery{By: tradeoff.Cut{Column: name}, Page: 1}
		all, err := v.Subject.Slices(ctx, v.Point, query, v.State.ShownMetrics())
		switch {
		case tradeoff.KindOf(err) == tradeoff.Invalid: // the column has too many values
			continue
		case tradeoff.KindOf(err) == tradeoff.NotAvailable: // the head of the report gives the reason
			return nil, nil
		case err != nil:
			return nil, err
		}
		total := len(all.List)
		cut := runpage.SliceView{RunView: v, Slices: all.Largest(reportedSlices)}
		table := templates.SlicesView{
			By: []string{name}, Run: v.Run, Columns: cut.Columns(),
			Rows: []templates.SliceRowView{cut.WholeRow()}, Restated: v.Setting().Prevalence != nil,
		}
		if rest := total - len(cut.List); rest > 0 {
			table.Shown = fmt.Sprintf("The %d largest of %s.", len(cut.List), format.Count(total))
		}
		for _, g := range cut.List {
			own, differences := cut.Slices.Estimates(g)
			table.Rows = append(table.Rows, cut.Row(g, own, differences))
			where := fmt.Sprintf("%s, %s is %s", r.frame.As, name, explore.CutKeyText(cut.Slices, 0, g.Keys[0]))
			ranking := explore.SliceRankingMetric
			numbers = append(numbers, r.line(v.Run.Name, ranking, explore.MetricName(ranking), where, cut.AUCOf(g)))
			for i, id := range cut.Metrics {
				numbers = append(numbers, r.line(v.Run.Name, id, explore.MetricName(id), where, own[i]))
			}
		}
		r.frame.Slices = append(r.frame.Slices, table)
	}
	return numbers, nil
}

// reportImages adds the first images of the page of v, with as many pictures as there
// is room for. It returns the size of the pictures in bytes.
func reportImages(ctx context.Context, r *reportFiles, v runpage.RunView) (bytes int, err error) {
	v.State.Images.Page = 1
	shown := v.Images()
	if shown == nil {
		return 0, nil
	}
	out := &templates.ReportImages{Measures: shown.Measures, Cells: shown.Cells, Cards: shown.Cards}
	without := 0
	for i := range out.Cards {
		card := &out.Cards[i]
		picture, err := v.Picture(ctx, card.Number)
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
	if order := v.State.Images.Sorted(); order != tradeoff.ByFile {
		first = ", first those with the " + runpage.ImageOrderNames[order] + "."
	}
	n := len(v.Run.Images)
	out.Shown = fmt.Sprintf("%s of %s %s%s", format.Count(len(out.Cards)), format.Count(n),
		format.Plural(n, "image", "images"), first)
	if without > 0 {
		out.Shown += fmt.Sprintf(" The pictures of %s are too large for a report.", format.Count(without))
	}
	r.frame.Images = out
	return bytes, nil
}

// classRunReport writes the report of a run with more than two classes. The parameters
// of its losses are fixed.
func (s *Pages) classRunReport(
	ctx context.Context, run tradeoff.Run, q url.Values, theme string,
) (*report.Report, error) {
	v, err := s.explorer.ManyClasses.RunAtState(ctx, run, q)
	if err == nil {
		err = s.explorer.ManyClasses.Complete(ctx, &v)
	}
	if err != nil {
		return nil, err
	}
	r := newReportFiles("run", run.Name, theme, "classes")
	r.experiment = v.Experiment
	r.frame.As = "of all classes"
	stored, err := s.explorer.RunMetrics(ctx, run.ID)
	if err != nil {
		return nil, err
	}
	r.json.Run = &shape.RunDetailJSON{
		RunJSON: shape.NewRunJSON(ctx, run, stored), WeightedN: v.Report.Weight(), ByClass: v.Report,
		Missing: shape.NewMissingJSON(v.Subject),
	}
	for _, m := range stored {
		r.number(run.Name, m.ID, explore.MetricName(m.ID), r.frame.As, m.Estimate)
	}
	for k, name := range run.Classes {
		for _, id := range tradeoff.ClassColumns[1:] {
			r.number(run.Name, id, explore.ClassColumnTitles[id], "of "+name, explore.ClassColumn(id, v.Report.PerClass[k]))
		}
	}
	shown := runpage.ClassView{ClassRunAt: v}.Show(templates.Page{})
	for i, l := range shown.Losses.Losses {
		shown.Losses.Losses[i] = inWords(l)
	}
	return s.finish(ctx, r, func(frame templates.ReportView) templ.Component {
		return templates.ClassRunReport(frame, shown)
	})
}

// inWords returns a loss with its parameters as a text instead of controls.
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

// await waits for the band, the optimum and the intervals of v. A patient report waits
// until they are computed; others leave out what takes longer than s.settling.
func (s *Pages) await(ctx context.Context, v *explore.RunAt, patient bool) error {
	if v.Band != nil {
		if err := v.Band.Wait(ctx, s.patienceOf(patient)); err != nil {
			return err
		}
		if !v.Band.Now.Ready {
			v.Band = nil // the report cannot ask for it later
		}
	}
	if v.Optimum.Pending {
		found, err := v.OptimumNow(ctx, *v.State.Policy, v.Setting())
		if err != nil {
			return err
		}
		v.Optimum = found
	}
	var err error
	if v.Metrics, err = s.settledMetrics(ctx, v.Subject, patient); err != nil {
		return err
	}
	v.Pending = !patient && s.explorer.Intervals.Pending(v.Subject)
	return nil
}
