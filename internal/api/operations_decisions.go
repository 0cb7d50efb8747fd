package api

import (
	"net/http"

	"tradeoff/internal/api/shape"
)

// decisionOperations are those on decisions.
func (s *API) decisionOperations() []Operation {
	return []Operation{
		{
			ID: "decide", Group: ofDecisions, Method: "POST", Path: "/runs/{id}/decisions",
			Summary: "Record a decision on a run at a threshold",
			about: "The query has the state, like the address of the run's page. Decisions can't be edited. " +
				"To correct one, record a new decision that supersedes it.",
			Query:   stateParameters,
			sends:   &content{of: DecisionFields{}, needs: []string{"who", "why"}},
			status:  http.StatusCreated,
			answers: content{of: shape.DecisionJSON{}},
			handle:  decisionAPI{s}.postDecision,
		},
		{
			ID: "listDecisions", Group: ofDecisions, Method: "GET", Path: "/experiments/{id}/decisions",
			Summary: "List the decisions of an experiment",
			Query: []Parameter{
				oneOf("standing", "1: without decisions that another one corrects", "", "1"),
				limitParameter, cursorParameter,
			},
			answers: content{of: decisionsJSON{}},
			handle:  decisionAPI{s}.listDecisions,
		},
		{
			ID: "getDecision", Group: ofDecisions, Method: "GET", Path: "/decisions/{id}",
			Summary: "Get a decision, and how it performs on later runs",
			answers: content{of: decisionDetailJSON{}},
			handle:  decisionAPI{s}.getDecision,
		},
	}
}
