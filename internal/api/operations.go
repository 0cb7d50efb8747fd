package api

import (
	"context"
	"math"
	"net/http"
	"slices"

	"github.com/go-chi/chi/v5"

	"tradeoff/internal/api/shape"
	"tradeoff/internal/evaluate"
	"tradeoff/internal/explore"
	"tradeoff/internal/export"
	"tradeoff/internal/intake"
	"tradeoff/internal/source"
	"tradeoff/internal/tradeoff"
	"tradeoff/internal/web"
)

// An operation is one thing that the API does. The table of all operations
// makes the routes, the check of their parameters, and the document that
// describes them.
type Operation struct {
	ID            string // unique, for generated clients
	Group         string // the heading below which it is described
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
	needs []string    // the members that a request must have; of an answer, all but those that may be left out
	form  []Parameter // the fields of a form, before its file
}

// The groups of operations.
const (
	ofExperiments = "Experiments"
	ofRuns        = "Runs"
	ofNumbers     = "Numbers of a run"
	ofSeveral     = "Several runs"
	ofDecisions   = "Decisions"
	ofHistory     = "Trash and audit"
	ofDocument    = "This document"
)

// dryAnswer is what a dry run answers.
var dryAnswer = &content{of: intake.Checks{}, about: "the checks of a dry run; nothing is stored"}

// operations is the API.
func (s *API) Operations() []Operation {
	list := []Operation{
		{ID: "listExperiments", Group: ofExperiments, Method: "GET", Path: "/experiments", Summary: "List experiments",
			Query:   []Parameter{text("search", "part of the name or the description"), sortParameter(source.ExperimentSorts), limitParameter, cursorParameter},
			answers: content{of: experimentsJSON{}}, handle: experimentAPI{s}.listExperiments},
		{ID: "createExperiment", Group: ofExperiments, Method: "POST", Path: "/experiments", Summary: "Make an experiment",
			sends:  &content{of: shape.ExperimentFields{}, needs: []string{"name"}},
			status: http.StatusCreated, answers: content{of: ExperimentJSON{}}, handle: experimentAPI{s}.postExperiment},
		{ID: "getExperiment", Group: ofExperiments, Method: "GET", Path: "/experiments/{id}", Summary: "One experiment",
			versioned: true, answers: content{of: ExperimentJSON{}}, handle: experimentAPI{s}.getExperiment},
		{ID: "changeExperiment", Group: ofExperiments, Method: "PATCH", Path: "/experiments/{id}", Summary: "Change an experiment",
			about:  "Members that the body has are set, all others stay as they are.",
			Header: []Parameter{ifMatchParameter}, versioned: true,
			sends:   &content{of: shape.ExperimentFields{}, needs: []string{}},
			answers: content{of: ExperimentJSON{}}, handle: experimentAPI{s}.patchExperiment},
		{ID: "deleteExperiment", Group: ofExperiments, Method: "DELETE", Path: "/experiments/{id}",
			Summary: "Put an experiment and all of its runs into the trash",
			Header:  []Parameter{ifMatchParameter}, status: http.StatusNoContent, handle: experimentAPI{s}.removeExperiment},

		{ID: "listRuns", Group: ofRuns, Method: "GET", Path: "/experiments/{id}/runs", Summary: "List the runs of an experiment",
			Query: runsParameters, answers: content{of: runsJSON{}}, handle: runAPI{s}.listRuns},
		{ID: "uploadRuns", Group: ofRuns, Method: "POST", Path: "/experiments/{id}/runs", Summary: "Upload a file of labels and scores",
			about: "Either the body is the file, or it is a form whose part “file” is the file; fields of the form stand before it and have the names of the parameters. " +
				"Several score columns, or several files, become one run each; several labels with a score each too, in one label group. " +
				"All of it is stored or nothing.",
			Query: uploadParameters, Header: []Parameter{keyParameter}, sends: &uploadContent,
			status: http.StatusCreated, answers: content{of: uploadedJSON{}}, Dry: dryAnswer, handle: runAPI{s}.postRuns},
		{ID: "uploadAnywhere", Group: ofRuns, Method: "POST", Path: "/runs", Summary: "Upload a file to an experiment by its id, to a new one, or in place of a run",
			about: "As an upload to an experiment, but the parameters experiment, experiment_name and replace say where the runs go; by default to a new experiment named after the file.",
			Query: uploadParameters, Header: []Parameter{keyParameter}, sends: &uploadContent,
			status: http.StatusCreated, answers: content{of: uploadedJSON{}}, Dry: dryAnswer, handle: runAPI{s}.postAnywhere},
		{ID: "flipRun", Group: ofRuns, Method: "POST", Path: "/runs/{id}/flip", Summary: "Exchange the positive and the negative class of a run",
			about:  "For a file whose positive label was the wrong one: positives become negatives, scores stay, and everything is computed anew. The result is a new run in the place of the old one, whose id leads to it.",
			status: http.StatusCreated, answers: content{of: uploadedJSON{}}, handle: runAPI{s}.flipRun},
		{ID: "listAllRuns", Group: ofRuns, Method: "GET", Path: "/runs", Summary: "List the runs of all experiments",
			Query: runsParameters, answers: content{of: runsJSON{}}, handle: runAPI{s}.listAllRuns},
		{ID: "getRun", Group: ofRuns, Method: "GET", Path: "/runs/{id}", Summary: "A run with all of its metrics, and its operating point at a threshold",
			Query: ofPart(thresholdParameter), versioned: true,
			answers: content{of: shape.RunDetailJSON{}}, handle: runAPI{s}.getRun},
		{ID: "changeRun", Group: ofRuns, Method: "PATCH", Path: "/runs/{id}", Summary: "Change what is said of a run",
			about:  "Members that the body has are set, all others stay as they are.",
			Header: []Parameter{ifMatchParameter}, versioned: true,
			sends: &content{of: shape.RunFields{}, needs: []string{}}, answers: content{of: shape.RunDetailJSON{}}, handle: runAPI{s}.patchRun},
		{ID: "deleteRun", Group: ofRuns, Method: "DELETE", Path: "/runs/{id}", Summary: "Put a run into the trash",
			Header: []Parameter{ifMatchParameter}, status: http.StatusNoContent, handle: runAPI{s}.removeRun},

		{ID: "getLabelGroup", Group: ofSeveral, Method: "GET", Path: "/label-groups/{id}",
			Summary: "The macro and micro averages over the labels of a file",
			about: "An upload of a file with several labels, each with a score, makes a run for each label. " +
				"The runs are one group, which the member “label_group” of a run names. " +
				"Each run is at the threshold that is given, at the policy's, or at its default. " +
				"An average that does not exist is null and has a reason.",
			Query:   []Parameter{thresholdParameter, policyParameter, costFPParameter, costFNParameter, prevalenceParameter},
			answers: content{of: labelAveragesJSON{}}, handle: runAPI{s}.getLabelGroup},

		{ID: "exportRun", Group: ofRuns, Method: "GET", Path: "/runs/{id}/export", Summary: "All rows of a run as a file",
			about: "The columns of the upload in their order; labels are 1 and 0. Pixels come image after image and row after row, with the name of their image before them. Read in again it gives the same numbers, if its scores are said to be of the same kind. " +
				"No cell of a CSV file is taken for a formula: a text that begins like one has a ' before it, which an upload takes off.",
			Query: []Parameter{oneOf("format", "of the file", string(export.CSV), export.Names()...)}, answers: content{kind: exportKinds(), about: "the file"}, handle: runAPI{s}.exportRun},

		{ID: "getOperatingPoint", Group: ofNumbers, Method: "GET", Path: "/runs/{id}/operating-point", Summary: "The confusion matrix and all of its metrics at a threshold",
			about: "A threshold may be named as one that was chosen on another run; then the answer says what that means.",
			Query: ofPart(thresholdParameter,
				stateParameter("chosen_on"), stateParameter("chosen_by"), stateParameter("chosen_in")),
			answers: content{of: chosenPointJSON{}}, handle: numberAPI{s}.getOperatingPoint},
		{ID: "getConfusion", Group: ofNumbers, Method: "GET", Path: "/runs/{id}/confusion", Summary: "The confusion matrix",
			about:   "Of two classes it depends on the threshold; of many, each row counts for the class whose score is the highest.",
			Query:   ofPart(thresholdParameter, oneOf("normalize", "what the cells are shares of: actual classes, called classes, or all rows; counts if absent", "", normalizations...)),
			answers: content{of: confusionJSON{}}, handle: numberAPI{s}.getConfusion},
		{ID: "getChoice", Group: ofNumbers, Method: "GET", Path: "/runs/{id}/choice", Summary: "The operating point that a policy picks",
			Query:   ofPart(policyParameter.needed(), costFPParameter, costFNParameter, prevalenceParameter),
			answers: content{of: choiceJSON{}}, handle: numberAPI{s}.getChoice},
		{ID: "getInUse", Group: ofNumbers, Method: "GET", Path: "/runs/{id}/in-use", Summary: "What an operating point means where the classifier is used",
			about: "For the costs and the prevalence there, by default those of the experiment: of a thousand cases, the expected cost, and every metric restated.",
			Query: stateParameters, answers: content{of: shape.InUseJSON{}}, handle: numberAPI{s}.getInUse},
		{ID: "getSweep", Group: ofNumbers, Method: "GET", Path: "/runs/{id}/sweep", Summary: "The operating points, from the highest threshold down",
			about: "Either thinned to a number of points for drawing, each of them exact, or a part of the whole sweep by offset and limit.",
			Query: ofPart(
				integer("points", "how many points a thinned sweep has at most", sweepPoints, 32, maxSweepPoints),
				integer("offset", "the first point of a part", 0, 0, math.MaxInt32), integer("limit", "how many points a part has", windowPoints, 1, maxWindow),
			),
			answers: content{of: sweepJSON{}}, handle: numberAPI{s}.getSweep},
		{ID: "getBoxes", Group: ofNumbers, Method: "GET", Path: "/runs/{id}/boxes", Summary: "The IoU-balanced loss of a detection run, and its average precision at IoU thresholds",
			Query: ofPart(boxParameters...), answers: content{of: boxesJSON{}}, handle: numberAPI{s}.getBoxes},
		{ID: "listImages", Group: ofNumbers, Method: "GET", Path: "/runs/{id}/images", Summary: "The images of a segmentation run at a threshold, the worst first",
			about: "Dice, IoU, precision and recall of every image, over the pixels of all images together (pooled), and as the mean in which every image counts the same. " +
				"An image without a value, such as the Dice of an empty mask that is called empty, is left out of the mean and comes last.",
			Query: imageParameters(thresholdParameter, imageSortParameter,
				oneOf("intervals", "1: pooled and mean come with their 95 % intervals, by resampling whole images", "0", "1", "0"), limitParameter, cursorParameter),
			answers: content{of: imagesJSON{}}, handle: imageAPI{s}.getImages},
		{ID: "getImageLosses", Group: ofNumbers, Method: "GET", Path: "/runs/{id}/images/losses", Summary: "The losses of a segmentation run in both reductions: the mean over images, and over all pixels",
			Query: imageParameters(lossParameters()...), answers: content{of: imageLossesJSON{}}, handle: imageAPI{s}.getImageLosses},
		{ID: "getClassOverlaps", Group: ofNumbers, Method: "GET", Path: "/runs/{id}/images/classes", Summary: "Dice and IoU of every class of a segmentation run with many, pooled and as the mean over images",
			about: "A pixel is called what its highest score says; with class, the list of images has one class at a threshold of its own.", answers: content{of: evaluate.ClassOverlaps{}}, handle: imageAPI{s}.getClassOverlaps},
		{ID: "getImageSweeps", Group: ofNumbers, Method: "GET", Path: "/runs/{id}/images/sweeps/{hash}.bin", Summary: "The sweep of every image, as the browser reads it",
			about: "Its address is in the member “sweeps” of the list of images, and its content never changes.",
			Query: imageParameters(), answers: content{kind: "application/octet-stream", about: "see the package internal/wire"}, handle: imageAPI{s}.getImageSweeps},
		{ID: "getImage", Group: ofNumbers, Method: "GET", Path: "/runs/{id}/images/{image}", Summary: "One image at a threshold, with its losses",
			Query: imageParameters(append(lossParameters(), thresholdParameter)...), answers: content{of: imageDetailJSON{}}, handle: imageAPI{s}.getImage},
		{ID: "getImageMap", Group: ofNumbers, Method: "GET", Path: "/runs/{id}/images/{image}/map/{hash}.bin", Summary: "The labels and scores of the pixels of an image, as the browser draws them",
			about: "Its address is in the member “map” of an image, and its content never changes.",
			Query: imageParameters(), answers: content{kind: "application/octet-stream", about: "see the package internal/wire"}, handle: imageAPI{s}.getImageMap},
		{ID: "getLosses", Group: ofNumbers, Method: "GET", Path: "/runs/{id}/losses", Summary: "All losses with their parameters, and which share of them the hardest rows carry",
			Query: ofPart(lossParameters()...), answers: content{of: lossesJSON{}}, handle: web.ByTask(s.runByID, numberAPI{s}.getClassLosses, numberAPI{s}.getLosses)},
		{ID: "getExamples", Group: ofNumbers, Method: "GET", Path: "/runs/{id}/examples", Summary: "The rows of one cell of the confusion matrix",
			about: "Of two classes the cell depends on the threshold, and the rows nearest to it come first by default; of many it is named by its classes, and the surest calls come first.",
			Query: append(append(slices.Clone(stateParameters), exampleParameters()...),
				integer("offset", "how many rows are passed over", 0, 0, math.MaxInt32), integer("limit", "how many rows are given", explore.ExamplesPerPage, 1, 1000)),
			answers: content{of: examplesJSON{}}, handle: web.ByTask(s.runByID, numberAPI{s}.getClassExamples, numberAPI{s}.getExamples)},
		{ID: "getSlices", Group: ofNumbers, Method: "GET", Path: "/runs/{id}/slices", Summary: "The metrics for each value of a column, or of two crossed",
			about: "A column of more than a dozen numbers is cut into four ranges with about as many rows each, unless cuts, quantiles or each say otherwise. Intervals that need resampling are in the operating point of the slice itself.",
			Query: append(append(slices.Clone(stateParameters), tableParameters(tradeoff.SliceParameters())...),
				listOf("metrics", "whose differences to the rest are given, and how they vary, with commas between them",
					tradeoff.DefaultTiles(), metricIDs(nil)),
				integer("offset", "how many slices are passed over", 0, 0, math.MaxInt32), integer("limit", "how many slices are given", explore.SlicesPerPage, 1, 1000)),
			answers: content{of: slicesJSON{}}, handle: numberAPI{s}.getSlices},
		{ID: "getChart", Group: ofNumbers, Method: "GET", Path: "/runs/{id}/charts/{chart}.csv", Summary: "The numbers of a chart, at every operating point of the whole sweep",
			Query:   ofPart(costFPParameter, costFNParameter, prevalenceParameter, curvesParameter, bandParameter, binsParameter, histogramBinsParameter),
			answers: content{kind: "text/csv", about: "a header and one line for each point or bin; undefined cells are empty"}, handle: numberAPI{s}.chartCSV},
		{ID: "getROCBand", Group: ofNumbers, Method: "GET", Path: "/runs/{id}/roc-band", Summary: "Where the ROC curve runs in other samples",
			about:   "The percentile interval of the true positive rate at each of 201 false positive rates, over resamples of the rows. It is computed for the first who asks, who waits for it.",
			Query:   ofPart(),
			answers: content{of: bandJSON{}}, handle: numberAPI{s}.getROCBand},
		{ID: "getDisplay", Group: ofNumbers, Method: "GET", Path: "/runs/{id}/display/{hash}.bin", Summary: "The thinned sweep as the browser draws it",
			about:   "Its address is in the member “display” of a run, and its content never changes.",
			Query:   ofPart(),
			answers: content{kind: "application/octet-stream", about: "see the package internal/wire"}, handle: numberAPI{s}.runDisplay},

		{ID: "getReport", Group: ofNumbers, Method: "GET", Path: "/runs/{id}/report", Summary: "What a run's page shows, in one file to take away",
			about:   "An HTML file that opens from a disk, with neither server nor network: its slider lives, its charts and tables are those of the page, and so are the decisions on the run. Or its numbers alone.",
			Query:   append(slices.Clone(stateParameters), chartsParameter, tilesParameter, curvesParameter, bandParameter, binsParameter, histogramBinsParameter, reportFormatParameter),
			answers: content{kind: "text/html, text/csv", of: shape.ReportJSON{}, about: "the file"}, handle: s.getReport},

		{ID: "compareRuns", Group: ofSeveral, Method: "GET", Path: "/compare", Summary: "Several runs side by side, each at a threshold of its own",
			about:   "One metric is locked at a value, or a policy picks each run's threshold, or each stands at its default. Differences count from the baseline; where the test set is the same, rows are paired for DeLong's test of AUC, McNemar's test and the bootstrap.",
			Query:   compareParameters(),
			answers: content{of: shape.ComparisonJSON{}}, handle: severalAPI{s}.getComparison},
		{ID: "getComparisonReport", Group: ofSeveral, Method: "GET", Path: "/compare/report", Summary: "What the page of a comparison shows, in one file to take away",
			about: "As the report of a run; any metric can be locked in it.",
			Query: append(compareParameters(), reportFormatParameter), answers: content{kind: "text/html, text/csv", of: shape.ReportJSON{}, about: "the file"}, handle: s.getComparisonReport},
		{ID: "getFlips", Group: ofSeveral, Method: "GET", Path: "/compare/flips", Summary: "The rows that two runs on one test set call differently",
			about: "Rows are paired by their ids. The four lists are what the second run fixes (fixed misses, fixed alarms) and what it spoils (new misses, new alarms), each run at a threshold of its own: the given one, the policy's, or its default.",
			Query: flipParameters(), answers: content{of: FlipsJSON{}}, handle: severalAPI{s}.getFlips},
		{ID: "getRanks", Group: ofSeveral, Method: "GET", Path: "/compare/ranks", Summary: "Runs ranked by every metric and loss, and their Pareto front over two of them",
			about: "Metrics of one threshold hold where each run stands: at the policy's threshold, or at its default.",
			Query: ranksParameters(), answers: content{of: RanksJSON{}}, handle: severalAPI{s}.getRanks},

		{ID: "decide", Group: ofDecisions, Method: "POST", Path: "/runs/{id}/decisions", Summary: "Record a decision on a run at a threshold",
			about: "The query says at which state, as on the run's page. What is recorded never changes; a correction is a decision of its own that points back.",
			Query: stateParameters, sends: &content{of: DecisionFields{}, needs: []string{"who", "why"}},
			status: http.StatusCreated, answers: content{of: shape.DecisionJSON{}}, handle: decisionAPI{s}.postDecision},
		{ID: "listDecisions", Group: ofDecisions, Method: "GET", Path: "/experiments/{id}/decisions", Summary: "List the decisions of an experiment",
			Query:   []Parameter{oneOf("standing", "1: only those that no other corrects", "", "1"), limitParameter, cursorParameter},
			answers: content{of: decisionsJSON{}}, handle: decisionAPI{s}.listDecisions},
		{ID: "getDecision", Group: ofDecisions, Method: "GET", Path: "/decisions/{id}", Summary: "A decision, and what it is worth on later runs",
			answers: content{of: decisionDetailJSON{}}, handle: decisionAPI{s}.getDecision},
	}
	list = append(list, s.historyOperations()...)
	return append(list, Operation{
		ID: "getDocument", Group: ofDocument, Method: "GET", Path: "/openapi.json",
		Summary: "This description, as OpenAPI 3.1",
		answers: content{of: map[string]any{}}, handle: s.getDocument,
	})
}

// operationKey is under what the context of a request to the API has its operation.
type operationKey struct{}

// apiRoutes makes the routes of all operations.
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
