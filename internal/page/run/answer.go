package run

import (
	"tradeoff/internal/explore"
	"tradeoff/internal/tradeoff"
	"tradeoff/web/templates"
)

// answer says what the operating point means.
func (v answerSection) answer() templates.AnswerView {
	found := explore.NewAnswer(v.RunAt)
	out := templates.AnswerView{Optimistic: found.Optimistic, Origin: deploymentSection(v).originView()}
	for _, p := range found.Parts {
		out.Parts = append(out.Parts, templates.AnswerPart(p))
	}
	if v.Optimum.Pending {
		out.Pending = v.with(func(*tradeoff.State) {})
	}
	return out
}

// answerData is what the script needs to answer at any other threshold.
func (v answerSection) answerData() templates.AnswerData {
	usual := v.RunAt
	usual.State.Threshold, usual.State.Policy, usual.State.Origin = nil, nil, nil
	reason := func(at explore.RunAt) templates.ReasonData {
		return templates.ReasonData{Reason: explore.ReasonText(at), Optimistic: explore.IsOptimistic(at)}
	}
	return templates.AnswerData{Names: explore.AnswerNames(v.Experiment), Texts: explore.AnswerTexts(),
		Now: reason(v.RunAt), Usual: reason(usual)}
}
