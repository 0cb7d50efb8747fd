package shape

import (
	"tradeoff/internal/tradeoff"
)

// ExperimentFields are the members of an experiment that clients can set.
type ExperimentFields struct {
	Name         string  `json:"name" minLength:"1" maxLength:"200" pattern:"\\S"`
	Description  string  `json:"description" maxLength:"4000"`
	PositiveName string  `json:"positive_name" maxLength:"200" doc:"the name of label 1; “positive” if empty"`
	NegativeName string  `json:"negative_name" maxLength:"200" doc:"the name of label 0; “negative” if empty"`
	UnitSingular string  `json:"unit_singular" maxLength:"200" doc:"the name of one example; “case” if empty"`
	UnitPlural   string  `json:"unit_plural" maxLength:"200"`
	CostFP       float64 `json:"cost_fp" minimum:"0" doc:"the cost of a false positive; 1 if both costs are 0"`
	CostFN       float64 `json:"cost_fn" minimum:"0" doc:"the cost of a false negative"`

	Prevalence *float64 `json:"prevalence" exclusiveMinimum:"0" exclusiveMaximum:"1" doc:"null: that of the test set"`
}

// ExperimentFieldsOf returns the fields of an experiment.
func ExperimentFieldsOf(e tradeoff.Experiment) ExperimentFields {
	return ExperimentFields{
		Name: e.Name, Description: e.Description, PositiveName: e.PositiveName, NegativeName: e.NegativeName,
		UnitSingular: e.UnitSingular, UnitPlural: e.UnitPlural, CostFP: e.CostFP, CostFN: e.CostFN, Prevalence: e.Prevalence,
	}
}

// Fill sets the fields of an experiment.
func (f ExperimentFields) Fill(e *tradeoff.Experiment) {
	e.Name, e.Description, e.PositiveName, e.NegativeName = f.Name, f.Description, f.PositiveName, f.NegativeName
	e.UnitSingular, e.UnitPlural = f.UnitSingular, f.UnitPlural
	e.CostFP, e.CostFN, e.Prevalence = f.CostFP, f.CostFN, f.Prevalence
}
