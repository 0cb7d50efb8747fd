package api

import (
	"context"
	"net/http"
	"slices"

	"github.com/go-chi/chi/v5"

	"tradeoff/internal/intake"
	"tradeoff/internal/web"
)

// An Operation is one thing that the API does. The table of all operations
// makes the routes, the check of their parameters, and the document that
// describes them.
type Operation struct {
	ID            string // unique, for generated clients
	Group         string // the heading under which it is described
	Method, Path  string // the path below /api/v1, with its parameters in braces
	Summary       string
	about         string // what the summary leaves open
	Query, Header []Parameter
	sends         *content // the body of a request; nil if there is none
	status        int      // of success; 200 if 0
	answers       content  // the body of success
	Dry           *content // the body of a success that stores nothing, with the status 200; nil if there is none
	versioned     bool     // the answer has the version of the thing as its ETag
	handle        func(http.ResponseWriter, *http.Request) error
}

// A content is what a body holds.
type content struct {
	about string
	kind  string      // the media type of a file, or several separated by commas
	of    any         // a value of the Go type that is written as JSON, or read from it
	needs []string    // the members that a request must have; of an answer, all but the optional ones
	form  []Parameter // the fields of a form, before its file
}

// The groups of operations.
const (
	ofExperiments = "Experiments"
	ofRuns        = "Runs"
	ofNumbers     = "Numbers of a run"
	ofImages      = "Images of a run"
	ofSeveral     = "Several runs"
	ofDecisions   = "Decisions"
	ofHistory     = "Trash and audit"
	ofSearch      = "Search"
	ofDocument    = "This document"
)

// Operations returns the table of all operations, group by group. It needs
// nothing that [New] sets: handlers look up what they answer from.
func (s *API) Operations() []Operation {
	return slices.Concat(
		s.experimentOperations(),
		s.runOperations(),
		s.numberOperations(),
		s.imageOperations(),
		s.severalOperations(),
		s.decisionOperations(),
		s.historyOperations(),
		s.searchOperations(),
		s.documentOperations(),
	)
}

// documentOperations are those about the API itself.
func (s *API) documentOperations() []Operation {
	return []Operation{
		{
			ID: "getDocument", Group: ofDocument, Method: "GET", Path: "/openapi.json",
			Summary: "Get this description as OpenAPI 3.1",
			answers: content{of: map[string]any{}},
			handle:  s.getDocument,
		},
	}
}

// dryAnswer is the answer to a dry run.
var dryAnswer = &content{of: intake.Checks{}, about: "the checks of a dry run; nothing is stored"}

// binaryContent is a body that the browser reads.
var binaryContent = content{kind: "application/octet-stream", about: "see the package internal/wire"}

// operationKey is the key of a request's operation in its context.
type operationKey struct{}

// Routes adds the routes of all operations to a router. Every request is
// checked against the parameters of its operation before the handler runs.
func (s *API) Routes(r chi.Router) {
	for _, o := range s.Operations() {
		r.Method(o.Method, o.Path, web.Handle(func(w http.ResponseWriter, r *http.Request) error {
			if err := o.CheckQuery(r.URL.Query()); err != nil {
				return err
			}
			return o.handle(w, r.WithContext(context.WithValue(r.Context(), operationKey{}, &o)))
		}))
	}
}
