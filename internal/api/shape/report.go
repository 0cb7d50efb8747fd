package shape

import "time"

// A ReportJSON is the numbers of a report: those of a run or of a comparison, and the
// decisions on the runs.
type ReportJSON struct {
	WrittenAt  time.Time       `json:"written_at"`
	Run        *RunDetailJSON  `json:"run,omitempty" doc:"absent in the report of a comparison"`
	Deployment *DeploymentJSON `json:"in_use,omitempty" doc:"the operating point of the run where the classifier is used"`
	Comparison *ComparisonJSON `json:"comparison,omitempty" doc:"absent in the report of one run"`
	Decisions  []DecisionJSON  `json:"decisions" doc:"on the runs, those that stand"`
}
