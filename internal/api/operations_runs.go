package api

import (
	"net/http"
	"slices"

	"tradeoff/internal/api/shape"
	"tradeoff/internal/export"
)

// runOperations are those on complete runs.
func (s *API) runOperations() []Operation {
	return slices.Concat(s.uploadOperations(), s.storedRunOperations())
}

// uploadOperations are those that create runs.
func (s *API) uploadOperations() []Operation {
	return []Operation{
		{
			ID: "uploadRuns", Group: ofRuns, Method: "POST", Path: "/experiments/{id}/runs",
			Summary: "Upload a file of labels and scores",
			about: "The body is the file itself, or a form with the file as its part “file”. " +
				"Fields of the form have the names of the parameters and come before the file. " +
				"Several score columns, or several files, become one run each. " +
				"Several labels with a score each become one run each, too, in one label group. " +
				"The upload is stored completely or not at all.",
			Query: uploadParameters, Header: []Parameter{keyParameter}, sends: &uploadContent,
			status:  http.StatusCreated,
			answers: content{of: uploadedJSON{}}, Dry: dryAnswer,
			handle: runAPI{s}.postRuns,
		},
		{
			ID: "uploadAnywhere", Group: ofRuns, Method: "POST", Path: "/runs",
			Summary: "Upload a file to a new experiment, to an existing one, or in place of a run",
			about: "Like an upload to an experiment, but the parameters experiment, experiment_name and replace " +
				"say where the runs go. By default they go to a new experiment with the name of the file.",
			Query: uploadParameters, Header: []Parameter{keyParameter}, sends: &uploadContent,
			status:  http.StatusCreated,
			answers: content{of: uploadedJSON{}}, Dry: dryAnswer,
			handle: runAPI{s}.postAnywhere,
		},
		{
			ID: "swapClasses", Group: ofRuns, Method: "POST", Path: "/runs/{id}/flip",
			Summary: "Swap the positive and the negative class of a run",
			about: "Use it when a file was uploaded with the wrong positive label. " +
				"Positives become negatives, scores stay, and all metrics are recomputed. " +
				"The result is a new run that replaces the old one. The old id redirects to it.",
			status:  http.StatusCreated,
			answers: content{of: uploadedJSON{}},
			handle:  runAPI{s}.flipRun,
		},
	}
}

// storedRunOperations are those on runs that are stored.
func (s *API) storedRunOperations() []Operation {
	return []Operation{
		{
			ID: "listRuns", Group: ofRuns, Method: "GET", Path: "/experiments/{id}/runs",
			Summary: "List the runs of an experiment",
			Query:   runsParameters,
			answers: content{of: runsJSON{}},
			handle:  runAPI{s}.listRuns,
		},
		{
			ID: "listAllRuns", Group: ofRuns, Method: "GET", Path: "/runs",
			Summary: "List the runs of all experiments",
			Query:   runsParameters,
			answers: content{of: runsJSON{}},
			handle:  runAPI{s}.listAllRuns,
		},
		{
			ID: "getRun", Group: ofRuns, Method: "GET", Path: "/runs/{id}",
			Summary: "Get a run with all of its metrics and its operating point at a threshold",
			about: "Runs with equal test_set_digest have the same ids and labels, " +
				"and can be compared row by row.",
			Query:   ofPart(thresholdParameter),
			answers: content{of: shape.RunDetailJSON{}}, versioned: true,
			handle: runAPI{s}.getRun,
		},
		{
			ID: "changeRun", Group: ofRuns, Method: "PATCH", Path: "/runs/{id}",
			Summary: "Change the name, notes, tags, version, date, parameters, commit or links of a run",
			about:   aboutPatch,
			Header:  []Parameter{ifMatchParameter},
			sends:   &content{of: shape.RunFields{}, needs: []string{}},
			answers: content{of: shape.RunDetailJSON{}}, versioned: true,
			handle: runAPI{s}.patchRun,
		},
		{
			ID: "deleteRun", Group: ofRuns, Method: "DELETE", Path: "/runs/{id}",
			Summary: "Move a run to the trash",
			Header:  []Parameter{ifMatchParameter},
			status:  http.StatusNoContent,
			handle:  runAPI{s}.removeRun,
		},
		{
			ID: "exportRun", Group: ofRuns, Method: "GET", Path: "/runs/{id}/export",
			Summary: "Export all rows of a run as a file",
			about: "The file has the columns of the upload in their order; labels are 1 and 0. " +
				"Pixels are listed image by image and row by row, with the name of their image first. " +
				"An upload of the file gives the same numbers if its scores are declared to be of the same kind. " +
				"Spreadsheets run no cell of a CSV file as a formula: " +
				"a text that begins like one gets a ' before it, which an upload removes.",
			Query:   []Parameter{oneOf("format", "of the file", string(export.CSV), export.Names()...)},
			answers: content{kind: exportKinds(), about: "the file"},
			handle:  runAPI{s}.exportRun,
		},
	}
}
