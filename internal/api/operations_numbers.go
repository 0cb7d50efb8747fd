package api

import (
	"math"
	"slices"

	"tradeoff/internal/api/shape"
	"tradeoff/internal/explore"
	"tradeoff/internal/tradeoff"
	"tradeoff/internal/web"
	"tradeoff/internal/wire"
)

// numberOperations are those that answer with numbers of one run.
func (s *API) numberOperations() []Operation {
	return slices.Concat(s.pointOperations(), s.curveOperations(), s.rowOperations())
}

// pointOperations are those on operating points.
func (s *API) pointOperations() []Operation {
	return []Operation{
		{
			ID: "getOperatingPoint", Group: ofNumbers, Method: "GET", Path: "/runs/{id}/operating-point",
			Summary: "Get the confusion matrix and all of its metrics at a threshold",
			about: "If the threshold was chosen on another run, name that run with chosen_on. " +
				"The answer then says whether the numbers are optimistic.",
			Query: ofPart(thresholdParameter,
				stateParameter("chosen_on"), stateParameter("chosen_by"), stateParameter("chosen_in")),
			answers: content{of: chosenPointJSON{}},
			handle:  numberAPI{s}.getOperatingPoint,
		},
		{
			ID: "getConfusion", Group: ofNumbers, Method: "GET", Path: "/runs/{id}/confusion",
			Summary: "Get the confusion matrix",
			about: "With two classes it depends on the threshold. " +
				"With more classes, each row counts for the class with the highest score.",
			Query: ofPart(thresholdParameter, oneOf("normalize",
				"what the cells are shares of: actual classes, predicted classes, or all rows; counts if absent",
				"", normalizations...)),
			answers: content{of: confusionJSON{}},
			handle:  numberAPI{s}.getConfusion,
		},
		{
			ID: "getChoice", Group: ofNumbers, Method: "GET", Path: "/runs/{id}/choice",
			Summary: "Get the operating point that a policy picks",
			Query:   ofPart(policyParameter.needed(), costFPParameter, costFNParameter, prevalenceParameter),
			answers: content{of: choiceJSON{}},
			handle:  numberAPI{s}.getChoice,
		},
		{
			ID: "getInUse", Group: ofNumbers, Method: "GET", Path: "/runs/{id}/in-use",
			Summary: "Get the numbers of an operating point in deployment",
			about: "For the costs and the prevalence in deployment, by default those of the experiment: " +
				"the counts among 1,000 cases, the expected cost, and all metrics restated.",
			Query:   stateParameters,
			answers: content{of: shape.DeploymentJSON{}},
			handle:  numberAPI{s}.getInUse,
		},
		{
			ID: "getSweep", Group: ofNumbers, Method: "GET", Path: "/runs/{id}/sweep",
			Summary: "List the operating points, from the highest threshold down",
			about: "Use points for a thinned sweep to draw, in which every point is exact. " +
				"Use offset and limit for a part of the complete sweep.",
			Query: ofPart(
				integer("points", "the maximum number of points of a thinned sweep", sweepPoints, 32, maxSweepPoints),
				integer("offset", "the first point of a part", 0, 0, math.MaxInt32),
				integer("limit", "the number of points in a part", windowPoints, 1, maxWindow),
			),
			answers: content{of: sweepJSON{}},
			handle:  numberAPI{s}.getSweep,
		},
	}
}

// curveOperations are those on losses, charts and what the browser draws.
func (s *API) curveOperations() []Operation {
	return []Operation{
		{
			ID: "getLosses", Group: ofNumbers, Method: "GET", Path: "/runs/{id}/losses",
			Summary: "Get all losses with their parameters, and the share that the hardest rows carry",
			about: "With more than two classes, by_class has the share of each class in log_loss, " +
				"weighted_log_loss and focal_loss, and for the other losses the loss of each class.",
			Query:   ofPart(lossParameters()...),
			answers: content{of: lossesJSON{}},
			handle:  web.ByTask(s.runByID, numberAPI{s}.getClassLosses, numberAPI{s}.getLosses),
		},
		{
			ID: "getBoxes", Group: ofNumbers, Method: "GET", Path: "/runs/{id}/boxes",
			Summary: "Get the IoU-balanced loss of a detection run, and its average precision at IoU thresholds",
			Query:   ofPart(boxParameters...),
			answers: content{of: boxesJSON{}},
			handle:  numberAPI{s}.getBoxes,
		},
		{
			ID: "getChart", Group: ofNumbers, Method: "GET", Path: "/runs/{id}/charts/{chart}.csv",
			Summary: "Get the numbers of a chart at every operating point of the complete sweep",
			Query: ofPart(costFPParameter, costFNParameter, prevalenceParameter,
				curvesParameter, bandParameter, binsParameter, histogramBinsParameter),
			answers: content{
				kind:  "text/csv",
				about: "a header and one line for each point or bin; undefined cells are empty",
			},
			handle: numberAPI{s}.chartCSV,
		},
		{
			ID: "getHistogram", Group: ofNumbers, Method: "GET", Path: "/runs/{id}/histogram",
			Summary: "Count the rows of both classes by score",
			about: "Bars are equally wide on the axis: in scores, in log odds, or in ranks. " +
				"Every row in view is counted, also those at scores that the axis moves to its ends.",
			Query: ofPart(stateParameter("axis"), stateParameter("zoom"),
				integer("bars", "the number of bars", wire.HistogramBins, 1, mostBars)),
			answers: content{of: histogramJSON{}},
			handle:  numberAPI{s}.getHistogram,
		},
		{
			ID: "getROCBand", Group: ofNumbers, Method: "GET", Path: "/runs/{id}/roc-band",
			Summary: "Get a confidence band of the ROC curve",
			about: "The percentile interval of the true positive rate at each of 201 false positive rates, " +
				"over resamples of the rows. The first request computes the band and waits for it.",
			Query:   ofPart(),
			answers: content{of: bandJSON{}},
			handle:  numberAPI{s}.getROCBand,
		},
		{
			ID: "getDisplay", Group: ofNumbers, Method: "GET", Path: "/runs/{id}/display/{hash}.bin",
			Summary: "Get the thinned sweep in the binary form that the browser draws",
			about:   "The member “display” of a run has its address. The content at an address never changes.",
			Query:   ofPart(),
			answers: binaryContent,
			handle:  numberAPI{s}.runDisplay,
		},
	}
}

// rowOperations are those that answer with rows, with slices, or with everything
// that the page of a run shows.
func (s *API) rowOperations() []Operation {
	return []Operation{
		{
			ID: "getExamples", Group: ofNumbers, Method: "GET", Path: "/runs/{id}/examples",
			Summary: "List the rows in one cell of the confusion matrix",
			about: "With two classes the cell depends on the threshold, and the rows nearest to it come first by default. " +
				"With more classes, name the cell by its classes; the most confident predictions come first.",
			Query: slices.Concat(stateParameters, exampleParameters(),
				windowParameters("rows", explore.ExamplesPerPage)),
			answers: content{of: examplesJSON{}},
			handle:  web.ByTask(s.runByID, numberAPI{s}.getClassExamples, numberAPI{s}.getExamples),
		},
		{
			ID: "getSlices", Group: ofNumbers, Method: "GET", Path: "/runs/{id}/slices",
			Summary: "List the metrics for each value of a column, or of two columns crossed",
			about: "A column of more than a dozen numbers is cut into four ranges with about as many rows each, " +
				"unless cuts, quantiles or each ask for something else. " +
				"For intervals that need resampling, get the operating point of the slice.",
			Query: slices.Concat(stateParameters, tableParameters(tradeoff.SliceParameters()),
				[]Parameter{listOf("metrics",
					"metrics to compare with the rest of the rows and to summarise over all slices, separated by commas",
					tradeoff.DefaultMetrics(), metricIDs(nil))},
				windowParameters("slices", explore.SlicesPerPage)),
			answers: content{of: slicesJSON{}},
			handle:  numberAPI{s}.getSlices,
		},
		{
			ID: "getReport", Group: ofNumbers, Method: "GET", Path: "/runs/{id}/report",
			Summary: "Get the page of a run as one file",
			about: "An HTML file that opens from a disk, without a server or a network. " +
				"Its slider works, and it has the charts, tables and decisions of the page. " +
				"With format, get only the numbers.",
			Query: slices.Concat(stateParameters, []Parameter{
				chartsParameter, metricsParameter, curvesParameter, bandParameter,
				binsParameter, histogramBinsParameter, reportFormatParameter,
			}),
			answers: content{kind: "text/html, text/csv", of: shape.ReportJSON{}, about: "the file"},
			handle:  s.getReport,
		},
	}
}
