package server

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
type operation struct {
	id            string // unique, for generated clients
	group         string // the heading below which it is described
	method, path  string // the path below /api/v1, with its parameters in braces
	summary       string
	about         string // what the summary leaves open
	query, header []parameter
	sends         *content // the body of a request; nil if there is none
	status        int      // of success; 200 if 0
	answers       content  // the body of success
	dry           *content // the body of a success that stores nothing, with the status 200; nil if there is none
	handle        func(http.ResponseWriter, *http.Request) error
}

// A content is what a body holds.
type content struct {
	about string
	kind  string      // the media type of a file, or several separated by commas
	of    any         // a value of the Go type that is written as JSON, or read from it
	needs []string    // the members that a request must have; of an answer, all but those that may be left out
	form  []parameter // the fields of a form, before its file
}

// The groups of operations.
const (
	ofExperiments = "Experiments"
	ofRuns        = "Runs"
	ofNumbers     = "Numbers of a run"
	ofSeveral     = "Several runs"
	ofDecisions   = "Decisions"
	ofDocument    = "This document"
)

// dryAnswer is what a dry run answers.
var dryAnswer = &content{of: intake.Checkup{}, about: "the check-up of a dry run; nothing is stored"}

// operations is the API.
func (s *Server) operations() []operation {
	return []operation{
		{id: "listExperiments", group: ofExperiments, method: "GET", path: "/experiments", summary: "List experiments",
			query:   []parameter{text("search", "part of the name or the description"), sortParameter(source.ExperimentSorts), limitParameter, cursorParameter},
			answers: content{of: experimentsJSON{}}, handle: s.listExperiments},
		{id: "createExperiment", group: ofExperiments, method: "POST", path: "/experiments", summary: "Make an experiment",
			sends:  &content{of: shape.ExperimentFields{}, needs: []string{"name"}},
			status: http.StatusCreated, answers: content{of: ExperimentJSON{}}, handle: s.postExperiment},
		{id: "getExperiment", group: ofExperiments, method: "GET", path: "/experiments/{id}", summary: "One experiment",
			answers: content{of: ExperimentJSON{}}, handle: s.getExperiment},
		{id: "changeExperiment", group: ofExperiments, method: "PATCH", path: "/experiments/{id}", summary: "Change an experiment",
			about:   "Members that the body has are set, all others stay as they are.",
			sends:   &content{of: shape.ExperimentFields{}, needs: []string{}},
			answers: content{of: ExperimentJSON{}}, handle: s.patchExperiment},
		{id: "deleteExperiment", group: ofExperiments, method: "DELETE", path: "/experiments/{id}", summary: "Delete an experiment and all of its runs for good",
			status: http.StatusNoContent, handle: s.removeExperiment},

		{id: "listRuns", group: ofRuns, method: "GET", path: "/experiments/{id}/runs", summary: "List the runs of an experiment",
			query: runsParameters, answers: content{of: runsJSON{}}, handle: s.listRuns},
		{id: "uploadRuns", group: ofRuns, method: "POST", path: "/experiments/{id}/runs", summary: "Upload a file of labels and scores",
			about: "Either the body is the file, or it is a form whose part “file” is the file; fields of the form stand before it and have the names of the parameters. " +
				"Several score columns, or several files, become one run each; several labels with a score each too, in one label group. " +
				"All of it is stored or nothing.",
			query: uploadParameters, header: []parameter{keyParameter}, sends: &uploadContent,
			status: http.StatusCreated, answers: content{of: uploadedJSON{}}, dry: dryAnswer, handle: s.postRuns},
		{id: "uploadAnywhere", group: ofRuns, method: "POST", path: "/runs", summary: "Upload a file to an experiment by its id, to a new one, or in place of a run",
			about: "As an upload to an experiment, but the parameters experiment, experiment_name and replace say where the runs go; by default to a new experiment named after the file.",
			query: uploadParameters, header: []parameter{keyParameter}, sends: &uploadContent,
			status: http.StatusCreated, answers: content{of: uploadedJSON{}}, dry: dryAnswer, handle: s.postAnywhere},
		{id: "flipRun", group: ofRuns, method: "POST", path: "/runs/{id}/flip", summary: "Exchange the positive and the negative class of a run",
			about:  "For a file whose positive label was the wrong one: positives become negatives, scores stay, and everything is computed anew. The result is a new run in the place of the old one, whose id leads to it.",
			status: http.StatusCreated, answers: content{of: uploadedJSON{}}, handle: s.flipRun},
		{id: "listAllRuns", group: ofRuns, method: "GET", path: "/runs", summary: "List the runs of all experiments",
			query: runsParameters, answers: content{of: runsJSON{}}, handle: s.listAllRuns},
		{id: "getRun", group: ofRuns, method: "GET", path: "/runs/{id}", summary: "A run with all of its metrics, and its operating point at a threshold",
			query: ofPart(thresholdParameter), answers: content{of: shape.RunDetailJSON{}}, handle: s.getRun},
		{id: "changeRun", group: ofRuns, method: "PATCH", path: "/runs/{id}", summary: "Change what is said of a run",
			about: "Members that the body has are set, all others stay as they are.",
			sends: &content{of: shape.RunFields{}, needs: []string{}}, answers: content{of: shape.RunDetailJSON{}}, handle: s.patchRun},
		{id: "deleteRun", group: ofRuns, method: "DELETE", path: "/runs/{id}", summary: "Delete a run for good",
			status: http.StatusNoContent, handle: s.removeRun},

		{id: "getLabelGroup", group: ofSeveral, method: "GET", path: "/label-groups/{id}",
			summary: "The macro and micro averages over the labels of a file",
			about: "An upload of a file with several labels, each with a score, makes a run for each label. " +
				"The runs are one group, which the member “label_group” of a run names. " +
				"Each run is at the threshold that is given, at the policy's, or at its default. " +
				"An average that does not exist is null and has a reason.",
			query:   []parameter{thresholdParameter, policyParameter, costFPParameter, costFNParameter, prevalenceParameter},
			answers: content{of: labelAveragesJSON{}}, handle: s.getLabelGroup},

		{id: "exportRun", group: ofRuns, method: "GET", path: "/runs/{id}/export", summary: "All rows of a run as a file",
			about: "The columns of the upload in their order; labels are 1 and 0. Pixels come image after image and row after row, with the name of their image before them. Read in again it gives the same numbers, if its scores are said to be of the same kind. " +
				"No cell of a CSV file is taken for a formula: a text that begins like one has a ' before it, which an upload takes off.",
			query: []parameter{oneOf("format", "of the file", string(export.CSV), export.Names()...)}, answers: content{kind: exportKinds(), about: "the file"}, handle: s.exportRun},

		{id: "getOperatingPoint", group: ofNumbers, method: "GET", path: "/runs/{id}/operating-point", summary: "The confusion matrix and all of its metrics at a threshold",
			about: "A threshold may be named as one that was chosen on another run; then the answer says what that means.",
			query: ofPart(thresholdParameter,
				stateParameter("chosen_on"), stateParameter("chosen_by"), stateParameter("chosen_in")),
			answers: content{of: chosenPointJSON{}}, handle: s.getOperatingPoint},
		{id: "getConfusion", group: ofNumbers, method: "GET", path: "/runs/{id}/confusion", summary: "The confusion matrix",
			about:   "Of two classes it depends on the threshold; of many, each row counts for the class whose score is the highest.",
			query:   ofPart(thresholdParameter, oneOf("normalize", "what the cells are shares of: actual classes, called classes, or all rows; counts if absent", "", normalizations...)),
			answers: content{of: confusionJSON{}}, handle: s.getConfusion},
		{id: "getChoice", group: ofNumbers, method: "GET", path: "/runs/{id}/choice", summary: "The operating point that a policy picks",
			query:   ofPart(policyParameter.needed(), costFPParameter, costFNParameter, prevalenceParameter),
			answers: content{of: choiceJSON{}}, handle: s.getChoice},
		{id: "getInUse", group: ofNumbers, method: "GET", path: "/runs/{id}/in-use", summary: "What an operating point means where the classifier is used",
			about: "For the costs and the prevalence there, by default those of the experiment: of a thousand cases, the expected cost, and every metric restated.",
			query: stateParameters, answers: content{of: shape.InUseJSON{}}, handle: s.getInUse},
		{id: "getSweep", group: ofNumbers, method: "GET", path: "/runs/{id}/sweep", summary: "The operating points, from the highest threshold down",
			about: "Either thinned to a number of points for drawing, each of them exact, or a part of the whole sweep by offset and limit.",
			query: ofPart(
				integer("points", "how many points a thinned sweep has at most", sweepPoints, 32, maxSweepPoints),
				integer("offset", "the first point of a part", 0, 0, math.MaxInt32), integer("limit", "how many points a part has", windowPoints, 1, maxWindow),
			),
			answers: content{of: sweepJSON{}}, handle: s.getSweep},
		{id: "getBoxes", group: ofNumbers, method: "GET", path: "/runs/{id}/boxes", summary: "The IoU-balanced loss of a detection run, and its average precision at IoU thresholds",
			query: ofPart(boxParameters...), answers: content{of: boxesJSON{}}, handle: s.getBoxes},
		{id: "listImages", group: ofNumbers, method: "GET", path: "/runs/{id}/images", summary: "The images of a segmentation run at a threshold, the worst first",
			about: "Dice, IoU, precision and recall of every image, over the pixels of all images together (pooled), and as the mean in which every image counts the same. " +
				"An image without a value, such as the Dice of an empty mask that is called empty, is left out of the mean and comes last.",
			query: imageParameters(thresholdParameter, imageSortParameter,
				oneOf("intervals", "1: pooled and mean come with their 95 % intervals, by resampling whole images", "0", "1", "0"), limitParameter, cursorParameter),
			answers: content{of: imagesJSON{}}, handle: s.getImages},
		{id: "getImageLosses", group: ofNumbers, method: "GET", path: "/runs/{id}/images/losses", summary: "The losses of a segmentation run in both reductions: the mean over images, and over all pixels",
			query: imageParameters(lossParameters()...), answers: content{of: imageLossesJSON{}}, handle: s.getImageLosses},
		{id: "getClassOverlaps", group: ofNumbers, method: "GET", path: "/runs/{id}/images/classes", summary: "Dice and IoU of every class of a segmentation run with many, pooled and as the mean over images",
			about: "A pixel is called what its highest score says; with class, the list of images has one class at a threshold of its own.", answers: content{of: evaluate.ClassOverlaps{}}, handle: s.getClassOverlaps},
		{id: "getImageSweeps", group: ofNumbers, method: "GET", path: "/runs/{id}/images/sweeps/{hash}.bin", summary: "The sweep of every image, as the browser reads it",
			about: "Its address is in the member “sweeps” of the list of images, and its content never changes.",
			query: imageParameters(), answers: content{kind: "application/octet-stream", about: "see the package internal/wire"}, handle: s.getImageSweeps},
		{id: "getImage", group: ofNumbers, method: "GET", path: "/runs/{id}/images/{image}", summary: "One image at a threshold, with its losses",
			query: imageParameters(append(lossParameters(), thresholdParameter)...), answers: content{of: imageDetailJSON{}}, handle: s.getImage},
		{id: "getImageMap", group: ofNumbers, method: "GET", path: "/runs/{id}/images/{image}/map/{hash}.bin", summary: "The labels and scores of the pixels of an image, as the browser draws them",
			about: "Its address is in the member “map” of an image, and its content never changes.",
			query: imageParameters(), answers: content{kind: "application/octet-stream", about: "see the package internal/wire"}, handle: s.getImageMap},
		{id: "getLosses", group: ofNumbers, method: "GET", path: "/runs/{id}/losses", summary: "All losses with their parameters, and which share of them the hardest rows carry",
			query: ofPart(lossParameters()...), answers: content{of: lossesJSON{}}, handle: s.ofManyClasses(s.getClassLosses, s.getLosses)},
		{id: "getExamples", group: ofNumbers, method: "GET", path: "/runs/{id}/examples", summary: "The rows of one cell of the confusion matrix",
			about: "Of two classes the cell depends on the threshold, and the rows nearest to it come first by default; of many it is named by its classes, and the surest calls come first.",
			query: append(append(slices.Clone(stateParameters), exampleParameters()...),
				integer("offset", "how many rows are passed over", 0, 0, math.MaxInt32), integer("limit", "how many rows are given", explore.ExamplesPerPage, 1, 1000)),
			answers: content{of: examplesJSON{}}, handle: s.ofManyClasses(s.getClassExamples, s.getExamples)},
		{id: "getSlices", group: ofNumbers, method: "GET", path: "/runs/{id}/slices", summary: "The metrics for each value of a column, or of two crossed",
			about: "A column of more than a dozen numbers is cut into four ranges with about as many rows each, unless cuts, quantiles or each say otherwise. Intervals that need resampling are in the operating point of the slice itself.",
			query: append(append(slices.Clone(stateParameters), tableParameters(tradeoff.SliceParameters())...),
				listOf("metrics", "whose differences to the rest are given, and how they vary, with commas between them",
					tradeoff.DefaultTiles(), metricIDs(nil)),
				integer("offset", "how many slices are passed over", 0, 0, math.MaxInt32), integer("limit", "how many slices are given", slicesPerPage, 1, 1000)),
			answers: content{of: slicesJSON{}}, handle: s.getSlices},
		{id: "getChart", group: ofNumbers, method: "GET", path: "/runs/{id}/charts/{chart}.csv", summary: "The numbers of a chart, at every operating point of the whole sweep",
			query:   ofPart(costFPParameter, costFNParameter, prevalenceParameter, curvesParameter, bandParameter, binsParameter, histogramBinsParameter),
			answers: content{kind: "text/csv", about: "a header and one line for each point or bin; undefined cells are empty"}, handle: s.chartCSV},
		{id: "getROCBand", group: ofNumbers, method: "GET", path: "/runs/{id}/roc-band", summary: "Where the ROC curve runs in other samples",
			about:   "The percentile interval of the true positive rate at each of 201 false positive rates, over resamples of the rows. It is computed for the first who asks, who waits for it.",
			query:   ofPart(),
			answers: content{of: bandJSON{}}, handle: s.getROCBand},
		{id: "getDisplay", group: ofNumbers, method: "GET", path: "/runs/{id}/display/{hash}.bin", summary: "The thinned sweep as the browser draws it",
			about:   "Its address is in the member “display” of a run, and its content never changes.",
			query:   ofPart(),
			answers: content{kind: "application/octet-stream", about: "see the package internal/wire"}, handle: s.runDisplay},

		{id: "getReport", group: ofNumbers, method: "GET", path: "/runs/{id}/report", summary: "What a run's page shows, in one file to take away",
			about:   "An HTML file that opens from a disk, with neither server nor network: its slider lives, its charts and tables are those of the page, and so are the decisions on the run. Or its numbers alone.",
			query:   append(slices.Clone(stateParameters), chartsParameter, tilesParameter, curvesParameter, bandParameter, binsParameter, histogramBinsParameter, reportFormatParameter),
			answers: content{kind: "text/html, text/csv", of: shape.ReportJSON{}, about: "the file"}, handle: s.getReport},

		{id: "compareRuns", group: ofSeveral, method: "GET", path: "/compare", summary: "Several runs side by side, each at a threshold of its own",
			about:   "One metric is locked at a value, or a policy picks each run's threshold, or each stands at its default. Differences count from the baseline; where the test set is the same, rows are paired for DeLong's test of AUC, McNemar's test and the bootstrap.",
			query:   compareParameters(),
			answers: content{of: shape.ComparisonJSON{}}, handle: s.getComparison},
		{id: "getComparisonReport", group: ofSeveral, method: "GET", path: "/compare/report", summary: "What the page of a comparison shows, in one file to take away",
			about: "As the report of a run; any metric can be locked in it.",
			query: append(compareParameters(), reportFormatParameter), answers: content{kind: "text/html, text/csv", of: shape.ReportJSON{}, about: "the file"}, handle: s.getComparisonReport},
		{id: "getFlips", group: ofSeveral, method: "GET", path: "/compare/flips", summary: "The rows that two runs on one test set call differently",
			about: "Rows are paired by their ids. The four lists are what the second run fixes (fixed misses, fixed alarms) and what it spoils (new misses, new alarms), each run at a threshold of its own: the given one, the policy's, or its default.",
			query: flipParameters(), answers: content{of: flipsJSON{}}, handle: s.getFlips},
		{id: "getRanks", group: ofSeveral, method: "GET", path: "/compare/ranks", summary: "Runs ranked by every metric and loss, and their Pareto front over two of them",
			about: "Metrics of one threshold hold where each run stands: at the policy's threshold, or at its default.",
			query: ranksParameters(), answers: content{of: ranksJSON{}}, handle: s.getRanks},

		{id: "decide", group: ofDecisions, method: "POST", path: "/runs/{id}/decisions", summary: "Record a decision on a run at a threshold",
			about: "The query says at which state, as on the run's page. What is recorded never changes; a correction is a decision of its own that points back.",
			query: stateParameters, sends: &content{of: DecisionFields{}, needs: []string{"who", "why"}},
			status: http.StatusCreated, answers: content{of: shape.DecisionJSON{}}, handle: s.postDecision},
		{id: "listDecisions", group: ofDecisions, method: "GET", path: "/experiments/{id}/decisions", summary: "List the decisions of an experiment",
			query:   []parameter{oneOf("standing", "1: only those that no other corrects", "", "1"), limitParameter, cursorParameter},
			answers: content{of: decisionsJSON{}}, handle: s.listDecisions},
		{id: "getDecision", group: ofDecisions, method: "GET", path: "/decisions/{id}", summary: "A decision, and what it is worth on later runs",
			answers: content{of: decisionDetailJSON{}}, handle: s.getDecision},

		{id: "getDocument", group: ofDocument, method: "GET", path: "/openapi.json", summary: "This description, as OpenAPI 3.1",
			answers: content{of: map[string]any{}}, handle: s.getDocument},
	}
}

// operationKey is under what the context of a request to the API has its operation.
type operationKey struct{}

// apiRoutes makes the routes of all operations.
func (s *Server) apiRoutes(r chi.Router) {
	for _, o := range s.operations() {
		r.Method(o.method, o.path, web.Handle(func(w http.ResponseWriter, r *http.Request) error {
			if err := o.checkQuery(r.URL.Query()); err != nil {
				return err
			}
			return o.handle(w, r.WithContext(context.WithValue(r.Context(), operationKey{}, &o)))
		}))
	}
}
