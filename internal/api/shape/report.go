package shape

import (
	"time"
)

// A ReportJSON has the numbers of a report on a run or a comparison, and the decisions
// on it.
type ReportJSON struct {
	WrittenAt  time.Time       `json:"written_at"`
	Run        *RunDetailJSON  `json:"run,omitempty" doc:"absent in the report of a comparison"`
	InUse      *InUseJSON      `json:"in_use,omitempty" doc:"the operating point of the run in deployment"`
	Comparison *ComparisonJSON `json:"comparison,omitempty" doc:"absent in the report of one run"`
	Decisions  []DecisionJSON  `json:"decisions" doc:"on the runs, without those that others correct"`
}
