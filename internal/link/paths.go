package link

import (
	"fmt"

	"tradeoff/internal/tradeoff"
)

// ExperimentPath returns the address of an experiment's page.
func ExperimentPath(id int64) string { return fmt.Sprintf("/experiments/%d", id) }

// RunPath returns the address of a run's page.
func RunPath(id int64) string { return tradeoff.RunPath(id) }

// DecisionPath returns the address of a decision's page.
func DecisionPath(id int64) string { return fmt.Sprintf("/decisions/%d", id) }

// The pages of what was deleted and what was changed.
const (
	TrashPath = "/trash"
	AuditPath = "/audit"
)

// The pages about several runs, which are named by the query.
const (
	ComparePath       = "/compare"
	DisagreementsPath = "/compare/flips" // two runs
	RanksPath         = "/compare/ranks"
)

// APIPath is the address below which the API is.
const APIPath = "/api/v1"

// RunPattern is the pattern with which every route of a run begins, after [APIPath] in the
// API.
const RunPattern = "/runs/{id}"
