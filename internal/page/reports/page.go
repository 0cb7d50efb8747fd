package reports

import (
	"bytes"
	"context"
	"fmt"
	"math"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"time"

	"github.com/a-h/templ"

	"tradeoff/internal/api/shape"
	"tradeoff/internal/calc"
	"tradeoff/internal/explore"
	"tradeoff/internal/format"
	"tradeoff/internal/link"
	"tradeoff/internal/report"
	"tradeoff/internal/source"
	"tradeoff/internal/tradeoff"
	"tradeoff/internal/web"
	"tradeoff/internal/wire"
	"tradeoff/web/templates"
)

// Room for the stops of a report, in bytes. With these, the styles, the scripts and
// the texts of a report stay below 500 kB without the chart library. The stops of one
// run without weights fit completely.
const (
	roomOfOne     = 80 << 10 // of a run
	roomOfSeveral = 72 << 10 // of all runs of a comparison together
	roomOfSliced  = 600      // for each number of a slice, subtracted from roomOfOne, as stops are compressed
	roomOfMany    = 26 << 10 // subtracted from roomOfOne if the stops do not fit: such a run has more of all else
	roomOfImages  = 48 << 10 // for pictures, subtracted from roomOfOne
)

// Report writes the report of the page at an address, such as "/runs/3?threshold=0.4"
// or "/compare?run=1&run=2&lock=recall:0.9". Unlike a page, it waits until all
// intervals are computed. The store may be open for reading only.
//
// The error is NotFound if there is no page with a report at the address, or that of
// the page.
func (s *Pages) Report(ctx context.Context, address string) (*report.Report, error) {
	u, err := url.Parse(address)
	if err != nil {
		return nil, tradeoff.Errorf(tradeoff.Invalid, "%.80q is no address of a page", address)
	}
	if u.Path == link.ComparePath {
		return s.comparisonReport(ctx, u.Query(), "", true)
	}
	text, ok := strings.CutPrefix(u.Path, "/runs/")
	id, err := web.ParseID(text)
	if !ok || err != nil {
		return nil, tradeoff.Errorf(tradeoff.NotFound, "there is no report of %.80q", address).
			WithHint("Give the address of a run's page or of a comparison.")
	}
	run, err := s.explorer.Run(ctx, id)
	if err != nil {
		return nil, err
	}
	return s.runReport(ctx, run, u.Query(), "", true)
}

// GetReport answers with the report of a run at the state in the query.
func (s *Pages) GetReport(w http.ResponseWriter, r *http.Request) error {
	run, err := web.Named(r, s.explorer.Run)
	if err != nil {
		return err
	}
	made, err := s.runReport(r.Context(), run, r.URL.Query(), web.Theme(r), false)
	if err != nil {
		return err
	}
	return sendReport(w, r, made)
}

// GetComparisonReport answers with the report of a comparison.
func (s *Pages) GetComparisonReport(w http.ResponseWriter, r *http.Request) error {
	made, err := s.comparisonReport(r.Context(), r.URL.Query(), web.Theme(r), false)
	if err != nil {
		return err
	}
	return sendReport(w, r, made)
}

// sendReport answers with the file in the format that the query names, HTML by default.
func sendReport(w http.ResponseWriter, r *http.Request, made *report.Report) error {
	chosen := report.Formats[0]
	for _, f := range report.Formats {
		if f.Name == r.URL.Query().Get("format") {
			chosen = f
		}
	}
	w.Header().Set("Content-Type", chosen.Media)
	w.Header().Set("Content-Disposition", fmt.Sprintf(`attachment; filename="%s.%s"`, made.Name, chosen.Name))
	return web.Send(w, http.StatusOK, chosen.Of(made))
}

// reportFiles is a report that is being written.
type reportFiles struct {
	name       string
	frame      templates.ReportView
	json       shape.ReportJSON
	numbers    []report.Number
	decisions  []tradeoff.Decision
	experiment tradeoff.Experiment
}

// newReportFiles returns an empty report. kind and title make its name; page is the
// name of its script and its styles.
func newReportFiles(kind, title, theme, page string) *reportFiles {
	now := time.Now()
	r := &reportFiles{name: reportName(kind + " " + title)}
	r.json.WrittenAt = now.UTC().Truncate(time.Second)
	r.frame = templates.ReportView{
		Page: templates.Page{Title: title, Theme: theme}, Name: r.name,
		Written: now.Format("2 January 2006"), Date: now.Format("2006-01-02"), Answers: make(map[string]any),
	}
	f := report.NewFrame(page)
	r.frame.Policy, r.frame.Style, r.frame.Library, r.frame.Script = f.Policy, f.Style, f.Library, f.Script
	return r
}

// number adds a number to the table.
func (r *reportFiles) number(run, id, name, where string, e calc.Estimate) {
	r.numbers = append(r.numbers, r.line(run, id, name, where, e))
}

// line returns the line of a number in the table.
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

// costs adds the costs of errors.
func (r *reportFiles) costs(run, where string, w calc.Costs) {
	r.number(run, "cost_fn", "Cost of a miss", where, calc.Estimate{Value: calc.Defined(w.FN)})
	r.number(run, "cost_fp", "Cost of a false alarm", where, calc.Estimate{Value: calc.Defined(w.FP)})
}

// inUse adds the prevalence in deployment to where, if the metric is restated for it.
func (r *reportFiles) inUse(where, id string, w calc.Setting) string {
	if w.Prevalence == nil || id != explore.CostColumn && !tradeoff.DependsOnPrevalence(id) {
		return where
	}
	return fmt.Sprintf("%s, where %s are %s", where, format.GivenPercent(*w.Prevalence), r.experiment.PositiveName)
}

// point adds a threshold and its confusion matrix to the table.
func (r *reportFiles) point(run, where string, p calc.OperatingPoint) {
	r.number(run, "threshold", "Threshold", where, calc.Estimate{Value: calc.Defined(p.Threshold)})
	for _, id := range tradeoff.Cells {
		n := calc.Defined(explore.CellCount(p.Confusion, id))
		r.number(run, id, explore.CellNames[id], where, calc.Estimate{Value: n})
	}
}

// finish adds the decisions and writes all files. page renders the HTML file.
func (s *Pages) finish(
	ctx context.Context, r *reportFiles, page func(templates.ReportView) templ.Component,
) (*report.Report, error) {
	r.json.Decisions = []shape.DecisionJSON{}
	for _, d := range r.decisions {
		r.json.Decisions = append(r.json.Decisions, shape.NewDecisionJSON(ctx, d))
		live, err := s.explorer.DecisionLog.CurrentRun(ctx, d.Run.ID)
		if err != nil {
			return nil, err
		}
		view, err := s.decisions.DecisionView(ctx, r.experiment, d, live)
		if err != nil {
			return nil, err
		}
		view.Date, view.Time = d.CreatedAt.Format("2006-01-02"), d.CreatedAt.Format("2 January 2006")
		r.frame.Decisions = append(r.frame.Decisions, view)
	}
	out := &report.Report{Name: r.name, JSON: web.EncodeJSON(r.json)}
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

// reportName converts a title to a file name that every system allows.
func reportName(title string) string {
	name := strings.Trim(notInFileNames.ReplaceAllString(strings.ToLower(title), "-"), "-.")
	return "report-" + strings.TrimRight(name[:min(len(name), 60)], "-.")
}

// patienceOf returns how long a report waits for background work.
func (s *Pages) patienceOf(patient bool) time.Duration {
	if patient {
		return math.MaxInt64
	}
	return s.settling
}

// settledMetrics returns the metrics of all rows with the intervals that need
// resampling. A patient report computes them itself; others wait up to s.settling.
func (s *Pages) settledMetrics(ctx context.Context, of explore.Subject, patient bool) ([]source.RunMetric, error) {
	if patient {
		return s.explorer.MetricsNow(ctx, of)
	}
	return s.explorer.SettledMetrics(ctx, of, s.settling)
}

// reportDisplay returns the display of the rows, thinned to about thinned bytes if it has
// more than room.
func (s *Pages) reportDisplay(ctx context.Context, of explore.Subject, room, thinned int) (explore.Display, error) {
	d, err := s.explorer.DisplayOf(ctx, of)
	if err != nil || len(d.Data) <= room {
		return d, err
	}
	most, err := of.Thinned(ctx, wire.Budget*room/len(d.Data))
	if err != nil || most.Whole || thinned == room {
		return most, err
	}
	return of.Thinned(ctx, wire.Budget*thinned/len(d.Data))
}
