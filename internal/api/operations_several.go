package api

import "tradeoff/internal/api/shape"

// severalOperations are those on several runs at once.
func (s *API) severalOperations() []Operation {
	return []Operation{
		{
			ID: "getLabelGroup", Group: ofSeveral, Method: "GET", Path: "/label-groups/{id}",
			Summary: "Get the macro and micro averages over the labels of a file",
			about: "An upload of a file with several labels, each with a score, makes a run for each label. " +
				"The runs are one group, which the member “label_group” of a run names. " +
				"Each run is at the given threshold, at the threshold of the policy, or at its default. " +
				"An average that does not exist is null and has a reason.",
			Query: []Parameter{
				thresholdParameter, policyParameter, costFPParameter, costFNParameter, prevalenceParameter,
			},
			answers: content{of: labelAveragesJSON{}},
			handle:  runAPI{s}.getLabelGroup,
		},
		{
			ID: "compareRuns", Group: ofSeveral, Method: "GET", Path: "/compare",
			Summary: "Compare several runs, each at its own threshold",
			about: "A lock holds one metric at the same value in all runs, or a policy picks each run's threshold. " +
				"Without either, each run is at its default threshold. Differences are those to the baseline. " +
				"Rows of runs on the same test set are paired for DeLong's test of AUC, McNemar's test and the bootstrap.",
			Query:   compareParameters(),
			answers: content{of: shape.ComparisonJSON{}},
			handle:  severalAPI{s}.getComparison,
		},
		{
			ID: "getComparisonReport", Group: ofSeveral, Method: "GET", Path: "/compare/report",
			Summary: "Get the page of a comparison as one file",
			about:   "Like the report of a run. Any metric can be locked in it.",
			Query:   append(compareParameters(), reportFormatParameter),
			answers: content{kind: "text/html, text/csv", of: shape.ReportJSON{}, about: "the file"},
			handle:  s.getComparisonReport,
		},
		{
			ID: "getDisagreements", Group: ofSeveral, Method: "GET", Path: "/compare/flips",
			Summary: "List the rows on which two runs disagree",
			about: "The runs share a test set, and rows are paired by their ids. " +
				"Two lists have what the second run fixes: misses and false alarms of the first. " +
				"Two have its new misses and new false alarms. " +
				"Each run is at the given threshold, at the threshold of the policy, or at its default.",
			Query:   disagreementParameters(),
			answers: content{of: DisagreementsJSON{}},
			handle:  severalAPI{s}.getDisagreements,
		},
		{
			ID: "getRanks", Group: ofSeveral, Method: "GET", Path: "/compare/ranks",
			Summary: "Rank runs by every metric and loss, and find their Pareto front over two of them",
			about: "Metrics that depend on the threshold are those at the threshold of each run: " +
				"the threshold of the policy, or the default. " +
				"A run is on the front if no other run is better by one metric and at least as good by the other.",
			Query:   ranksParameters(),
			answers: content{of: RanksJSON{}},
			handle:  severalAPI{s}.getRanks,
		},
	}
}
