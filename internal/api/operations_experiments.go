package api

import (
	"net/http"

	"tradeoff/internal/api/shape"
	"tradeoff/internal/source"
)

const aboutPatch = "Sets the members that the body has. All others keep their values."

// experimentOperations are those on experiments.
func (s *API) experimentOperations() []Operation {
	return []Operation{
		{
			ID: "listExperiments", Group: ofExperiments, Method: "GET", Path: "/experiments",
			Summary: "List experiments",
			Query: []Parameter{
				text("search", "part of the name or the description"),
				sortParameter(source.ExperimentSorts), limitParameter, cursorParameter,
			},
			answers: content{of: experimentsJSON{}},
			handle:  experimentAPI{s}.listExperiments,
		},
		{
			ID: "createExperiment", Group: ofExperiments, Method: "POST", Path: "/experiments",
			Summary: "Create an experiment",
			sends:   &content{of: shape.ExperimentFields{}, needs: []string{"name"}},
			status:  http.StatusCreated,
			answers: content{of: ExperimentJSON{}},
			handle:  experimentAPI{s}.postExperiment,
		},
		{
			ID: "getExperiment", Group: ofExperiments, Method: "GET", Path: "/experiments/{id}",
			Summary: "Get an experiment",
			answers: content{of: ExperimentJSON{}}, versioned: true,
			handle: experimentAPI{s}.getExperiment,
		},
		{
			ID: "changeExperiment", Group: ofExperiments, Method: "PATCH", Path: "/experiments/{id}",
			Summary: "Change an experiment",
			about:   aboutPatch,
			Header:  []Parameter{ifMatchParameter},
			sends:   &content{of: shape.ExperimentFields{}, needs: []string{}},
			answers: content{of: ExperimentJSON{}}, versioned: true,
			handle: experimentAPI{s}.patchExperiment,
		},
		{
			ID: "deleteExperiment", Group: ofExperiments, Method: "DELETE", Path: "/experiments/{id}",
			Summary: "Move an experiment and all of its runs to the trash",
			Header:  []Parameter{ifMatchParameter},
			status:  http.StatusNoContent,
			handle:  experimentAPI{s}.removeExperiment,
		},
	}
}
