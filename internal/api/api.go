// Package api is the JSON API: one table of operations, which makes the routes, the
// checks of parameters and the document that describes them. Handlers read a request,
// call [explore] or [intake], and write the answer. JSON types that reports write,
// too, are in package shape.
package api

import (
	"context"
	"net/http"
	"sync"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"tradeoff/internal/explore"
	"tradeoff/internal/intake"
	"tradeoff/internal/tradeoff"
	"tradeoff/internal/web"
)

// Options are the parts that an API answers from.
type Options struct {
	Explorer *explore.Explorer
	Intake   *intake.Intake
	Reports  Reports
	TempDir  string        // of the temporary files of exports; "" for that of the system
	Patience time.Duration // with uploads that send no bytes
	Base     string        // the base path of the server; "" for the root
}

// Reports are handlers that answer with the file of a report.
type Reports interface {
	GetReport(w http.ResponseWriter, r *http.Request) error           // of a run
	GetComparisonReport(w http.ResponseWriter, r *http.Request) error // of a comparison
}

// An API answers requests to the JSON API.
type API struct {
	explorer *explore.Explorer
	intake   *intake.Intake
	reports  Reports
	tempDir  string
	patience time.Duration
	base     string

	document func() *huma.OpenAPI // the API in the form of OpenAPI
	describe func() []byte        // the same as JSON
}

// The handlers of operations, by subject.
type (
	experimentAPI struct{ *API }
	runAPI        struct{ *API } // runs, uploads, exports, label groups
	numberAPI     struct{ *API } // numbers of a run
	imageAPI      struct{ *API } // images of a run
	severalAPI    struct{ *API } // several runs
	decisionAPI   struct{ *API }
	historyAPI    struct{ *API } // the trash and the audit
)

// New returns an API.
func New(o Options) *API {
	s := &API{
		explorer: o.Explorer, intake: o.Intake, reports: o.Reports,
		tempDir: o.TempDir, patience: o.Patience, base: o.Base,
	}
	// Only once, since describing the operations changes the schemas.
	s.document = sync.OnceValue(func() *huma.OpenAPI { return Describe(s.Operations(), s.base) })
	s.describe = sync.OnceValue(func() []byte { return web.EncodeJSON(s.document()) })
	return s
}

// Document returns the description of the API as OpenAPI. Callers must not change it.
func (s *API) Document() *huma.OpenAPI { return s.document() }

// [API.Operations] works without an explorer or reports, so that it can describe
// the API alone. Its handlers reach them through the following methods.

func (s *API) runByID(ctx context.Context, id int64) (tradeoff.Run, error) {
	return s.explorer.Run(ctx, id)
}

func (s *API) getReport(w http.ResponseWriter, r *http.Request) error {
	return s.reports.GetReport(w, r)
}

func (s *API) getComparisonReport(w http.ResponseWriter, r *http.Request) error {
	return s.reports.GetComparisonReport(w, r)
}
