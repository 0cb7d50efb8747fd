package run

import (
	"math"
	"slices"

	"tradeoff/internal/calc"
	"tradeoff/internal/explore"
	"tradeoff/internal/format"
	"tradeoff/internal/link"
	"tradeoff/internal/page/show"
	"tradeoff/internal/source"
	"tradeoff/internal/tradeoff"
	"tradeoff/internal/web"
	"tradeoff/web/templates"
)

// metricRows shows the chosen metrics in deployment.
func (v RunView) metricRows() []templates.MetricRowView {
	ids := v.State.ShownMetrics()
	out := make([]templates.MetricRowView, len(ids))
	for i, e := range v.MetricEstimates {
		out[i] = v.MetricRow(ids[i], e)
	}
	return out
}

// MetricRow shows one metric with its estimate in deployment.
func (v RunView) MetricRow(id string, e calc.Estimate) templates.MetricRowView {
	words, _ := tradeoff.WordsFor(id)
	row := explore.NewMetricRow(v.RunAt, id, e)
	out := templates.MetricRowView{
		ID: id, Name: words.Name, Formula: words.Formula, Question: words.Question(v.Experiment),
		Look: tradeoff.StyleOf(id), Defined: e.OK, Counts: row.CountsText(), InTestSet: row.Restated,
		Restated: tradeoff.DependsOnPrevalence(id),
	}
	m, _ := calc.MetricByID(id)
	out.Counted, out.Others = v.Experiment.Fill(m.Counted), v.Experiment.Fill(m.Others)
	_, high := m.Range()
	out.Bounded = !math.IsInf(high, 1)
	out.Bar = intervalBar(e)
	out.Value, out.Interval, out.Remark = row.Texts(v.Experiment)
	if out.Beside = row.Frequency(v.Experiment); !e.OK {
		out.Beside, out.Remark = out.Remark, ""
	}
	return out
}

// intervalBar returns where an estimate and its interval lie between 0 and 1.
func intervalBar(e calc.Estimate) templates.IntervalBarView {
	at := func(x float64) float64 { return min(max(x, 0), 1) }
	out := templates.IntervalBarView{Low: "0%", Width: "0%", Mark: "0%", Shown: e.OK && e.V >= 0 && e.V <= 1}
	if e.OK {
		out.Mark = show.Percent(at(e.V))
	}
	if e.OK && e.Low.OK && e.High.OK {
		out.Low, out.Width = show.Percent(at(e.Low.V)), show.Percent(at(e.High.V)-at(e.Low.V))
	}
	return out
}

// metricChooser offers every metric of a threshold as a row.
func (v RunView) metricChooser() templates.MetricChooserView {
	plain := v.State
	plain.Metrics = nil
	out := templates.MetricChooserView{Action: link.RunPath(v.Run.ID), Hidden: web.HiddenFields(plain.Query())}
	for _, id := range explore.OfferedMetrics(v.State.ShownMetrics()) {
		out.Metrics = append(out.Metrics, templates.MetricChoice{ID: id, Name: explore.MetricName(id),
			Shown: slices.Contains(v.State.ShownMetrics(), id)})
	}
	return out
}

// matrix shows the confusion matrix in the form of the state, and leads to its other forms.
func (v RunView) matrix() templates.MatrixView {
	m, e := v.Matrix(), v.Experiment
	out := templates.MatrixView{
		Form: string(m.Form), Positive: e.PositiveName, Negative: e.NegativeName, Weighted: v.Run.Weighted,
		Margins: m.MarginTexts(),
	}
	offered, usual := m.Forms(), tradeoff.DefaultMatrixForm(v.Setting().Prevalence != nil)
	for _, f := range tradeoff.MatrixForms {
		out.Forms = append(out.Forms, templates.MatrixFormView{
			ID: string(f), Label: m.FormText(f), Pressed: f == m.Form,
			Offered: f == m.Form || slices.Contains(offered, f),
			Href: v.with(func(s *tradeoff.State) {
				if s.Matrix = f; f == usual {
					s.Matrix = ""
				}
			}),
		})
	}
	for id, cell := range map[string]*templates.CellView{"tp": &out.TP, "fn": &out.FN, "fp": &out.FP, "tn": &out.TN} {
		*cell = v.cell(id)
		cell.Count, cell.Share = m.CountText(id), m.ShareText(id)
	}
	return out
}

func (v RunView) fact(m source.RunMetric) templates.FactView {
	f := templates.FactView{ID: m.ID, Name: explore.MetricName(m.ID)}
	if !m.OK {
		f.Value, f.Reason = format.Undefined, v.Experiment.ReasonText(m.Reason)
		return f
	}
	f.Value, f.Interval = explore.EstimateText(v.Experiment, m.ID, m.Estimate, "95% interval ")
	lacks := m.IntervalReason == calc.NeedsBootstrap || v.Run.Weighted && m.IntervalReason == calc.WeightsNotSupported
	if v.Pending && lacks {
		f.Interval = "its interval is being computed"
	}
	return f
}
