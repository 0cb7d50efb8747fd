package run

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"

	"tradeoff/internal/calc"
	"tradeoff/internal/explore"
	"tradeoff/internal/export"
	"tradeoff/internal/format"
	"tradeoff/internal/link"
	"tradeoff/internal/page/show"
	"tradeoff/internal/tradeoff"
	"tradeoff/internal/web"
	"tradeoff/web/templates"
)

var exportLabels = map[string]string{"csv": "CSV", "json": "JSON", "parquet": "Parquet"}

// exportLinks lead to the rows of a run in each format.
func exportLinks(run int64) []templates.Choice {
	var list []templates.Choice
	for _, name := range export.Names() {
		list = append(list, templates.Choice{
			Label: "The rows (" + exportLabels[name] + ")", Value: fmt.Sprintf("%s%s/export?format=%s", link.APIPath,
				link.RunPath(run), name),
		})
	}
	return list
}

// summaryMetrics are the numbers of a whole run that people ask for first.
var summaryMetrics = []string{"roc_auc", "average_precision", "gini", "ks", "log_loss", "brier", "ece"}

// binaryRunPage shows a binary run at the state that the URL names.
func (s *Pages) binaryRunPage(w http.ResponseWriter, r *http.Request) error {
	at, err := web.At(r, s.explorer.RunAt)
	if err != nil {
		return err
	}
	v := RunView{RunAt: at}
	if err := s.explorer.Complete(r.Context(), &v.RunAt); err != nil {
		return err
	}
	if v.others, _, err = s.explorer.OtherRuns(r.Context(), v.RunAt, "", "", templates.FewOthers+1); err != nil {
		return err
	}
	if v.State.OpenTab() == tradeoff.ErrorsTab && !v.State.Meeting.On {
		if err := v.loadErrors(r.Context(), r.URL.Query()); err != nil {
			return err
		}
	}
	standing, err := s.explorer.DecisionLog.Current(r.Context(), v.Run)
	if err != nil {
		return err
	}
	v.decisions = show.DecisionLinks(standing)
	if v.columns, v.values, err = show.SliceColumns(r.Context(), v.Subject); err != nil {
		return err
	}
	if v.siblings, err = s.siblings(r.Context(), v); err != nil {
		return err
	}
	page := web.NewPage(r, v.Title(), "experiments")
	page.Meeting = v.State.Meeting.On
	return web.Page(w, r, http.StatusOK, templates.RunPage(v.Show(page)))
}

// A runView turns a run at a state into what its page shows.
type RunView struct {
	explore.RunAt
	others    []tradeoff.Run
	decisions []templates.Choice // on the run that stand
	siblings  templates.SiblingsView
	slices    *explore.SlicePlot // nil: not computed, or there are none
	rows      *templates.ErrorRowsView
	loaded    bool     // the tab of errors is computed
	columns   []string // by whose values rows can be selected
	values    []string // conditions to choose from
}

func (v RunView) decidePath() string {
	shown := v.State
	shown.Meeting = tradeoff.Meeting{}
	return link.Address(link.RunPath(v.Run.ID)+"/decide", shown.Query())
}

func (v RunView) meeting() templates.MeetingView {
	m := show.MeetingView(v.State.Meeting, func(m tradeoff.Meeting) string {
		return v.with(func(s *tradeoff.State) { s.Meeting = m })
	})
	m.Decide = v.decidePath()
	return m
}

func (v RunView) Show(page templates.Page) templates.RunView {
	e := v.Experiment
	out := templates.RunView{
		Page: page, Experiment: e, Run: v.Run, Name: v.Name(), Meeting: v.meeting(), Head: answerSection{v}.head(),
		Assumptions: answerSection{v}.assumptions(),
		Operating:   operatingSection{v}.operating(),
		Matrix:      v.matrix(),
		Metrics:     v.metricRows(), MetricChoice: v.metricChooser(), Policies: operatingSection{v}.policies(),
		Answer:    answerSection{v}.answer(),
		Elsewhere: deploymentSection{v}.elsewhereView(v.others), WhatIf: deploymentSection{v}.whatIf(),
		Errors: v.errors(), ErrorsHref: v.path("/errors"),
		Charts: chartSection{v}.charts(), Chooser: chartSection{v}.chooser(),
		InDeployment: chartSection{v}.fixed(tradeoff.DeploymentTab, "cost", "decision"),
		Calibration:  workspaceSection{v}.calibration(), Pins: workspaceSection{v}.pins(),
		Data: v.data(),
	}
	if !v.State.Meeting.On {
		out.Tabs = workspaceSection{v}.tabs()
	}
	out.Losses, out.Boxes, out.Images = lossSection{v}.lossPanel(), boxSection{v}.boxes(), v.Images()
	for _, m := range v.Metrics {
		if slices.Contains(summaryMetrics, m.ID) {
			out.Summary = append(out.Summary, v.fact(m))
		} else {
			out.More = append(out.More, v.fact(m))
		}
	}
	here := v.with(func(s *tradeoff.State) { s.Meeting = tradeoff.Meeting{} })
	out.Downloads = show.ReportLinks(here)
	out.Downloads = append(out.Downloads,
		templates.Choice{Label: "All numbers (JSON)", Value: v.Addresses().API("", nil)},
		templates.Choice{Label: "The numbers at this threshold (JSON)", Value: v.Addresses().API("/operating-point",
			url.Values{"threshold": {format.Number(v.Point.Threshold)}})},
		templates.Choice{Label: "The sweep (JSON)", Value: v.Addresses().API("/sweep", nil)},
	)
	if v.View.Whole() {
		out.Downloads = append(out.Downloads, exportLinks(v.Run.ID)...)
	}
	return out
}

// Facts is the line below the run's name.
func (v RunView) Facts() string {
	s := explore.SizeText(v.Experiment, v.Run, v.Point.Confusion)
	switch v.Run.ScoreKind {
	case calc.Probability:
		s += " · scores are probabilities"
	case calc.Logit:
		s += " · scores are logits"
	default:
		s += " · uncalibrated scores (ranking only)"
	}
	return s + explore.MissingText(v.Subject)
}
