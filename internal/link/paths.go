package link

import (
	"fmt"

	"tradeoff/internal/tradeoff"
)

// ExperimentPath returns the address of an experiment's page.
func ExperimentPath(id int64) string { return fmt.Sprintf("/experiments/%d", id) }

// RunPath returns the address of a run's page.
func RunPath(id int64) string { return tradeoff.RunPath(id) }

func DecisionPath(id int64) string { return fmt.Sprintf("/decisions/%d", id) }

// ComparePath is the page of several runs.
const ComparePath = "/compare"

// The pages of what was deleted and what was changed.
const (
	TrashPath = "/trash"
	AuditPath = "/audit"
)

// APIPath is where the API begins.
const APIPath = "/api/v1"

const DisagreementsPath = "/compare/flips"

const (
	RanksPath = "/compare/ranks"
)

// runPattern begins every route of a run, below that of the API or by itself.
const RunPattern = "/runs/{id}"
