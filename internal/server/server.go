// Package server is the process that serves the product over HTTP. It assembles the
// routes of the pages and of the API, applies the middleware that every request passes
// (log, panics, security headers, host and origin checks, base path, body limit), and
// starts and stops serving. It knows no metrics and no pages: those are in the packages
// that it assembles. Its tests send requests to the complete site.
package server

import (
	"context"
	"log/slog"
	"net/http"
	"path/filepath"
	"time"

	"tradeoff/internal/api"
	"tradeoff/internal/link"
	"tradeoff/internal/page/compare"
	"tradeoff/internal/page/decision"
	"tradeoff/internal/page/docs"
	"tradeoff/internal/page/experiment"
	"tradeoff/internal/page/history"
	"tradeoff/internal/page/learn"
	"tradeoff/internal/page/reports"
	"tradeoff/internal/page/run"
	"tradeoff/internal/page/search"
	"tradeoff/internal/page/upload"
	"tradeoff/internal/report"

	"github.com/go-chi/chi/v5"
	"github.com/go-chi/chi/v5/middleware"

	"tradeoff/internal/explore"
	"tradeoff/internal/ingest"
	"tradeoff/internal/intake"
	"tradeoff/internal/store"
	"tradeoff/internal/tradeoff"
	"tradeoff/internal/web"
)

// Options configure a server. The zero Options serve only loopback names with the default
// limits.
type Options struct {
	Hosts   []string      // allowed host names besides the loopback ones
	Base    string        // path prefix of the site, as [link.ParseBase] returns it; "" is the root
	Limits  ingest.Limits // of uploaded files; zero limits take their defaults
	TempDir string        // of the temporary files that some uploads need; "" is the system's
	Log     *slog.Logger  // nil: no log
	Plain   bool          // do not compress answers, for proxies that change pages during development
}

// A Server answers requests from a store.
type Server struct {
	store    *store.Store
	explorer *explore.Explorer
	tempDir  string
	base     string
	hosts    hostList
	log      *slog.Logger
	plain    bool
	intake   *intake.Intake
	drafts   *intake.Drafts
	api      *api.API
	reports  *reports.Pages
	pages    []routed
	router   *chi.Mux

	patience time.Duration // with uploads that send nothing
	grace    time.Duration // for requests in flight at shutdown
	settling time.Duration // that a report waits for pending intervals
}

// routed is a group of handlers that adds its routes to a router.
type routed interface{ Routes(r chi.Router) }

// New returns a server for st, which the caller closes after the server has stopped.
func New(st *store.Store, o Options) *Server {
	s := &Server{
		store: st, tempDir: o.TempDir, base: o.Base, hosts: newHostList(o.Hosts), log: o.Log, plain: o.Plain,
		patience: 30 * time.Second, grace: 30 * time.Second, settling: 20 * time.Second,
	}
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	s.explorer = explore.New(st, st.Source(), s.log)
	s.intake = intake.New(st, intake.Options{
		Limits: o.Limits, TempDir: o.TempDir, Log: s.log,
		Stored: func(run int64) { s.explorer.Intervals.Ask(run, tradeoff.View{}) },
	})
	s.drafts = intake.NewDrafts(s.intake, filepath.Join(st.Dir(), "drafts"))
	s.assemble()
	return s
}

// assemble creates the pages, the API and the routes from the other fields.
func (s *Server) assemble() {
	decisions := decision.New(s.explorer)
	s.reports = reports.New(s.explorer, decisions, s.settling)
	s.api = api.New(api.Options{
		Explorer: s.explorer, Intake: s.intake, Reports: s.reports, TempDir: s.tempDir, Patience: s.patience, Base: s.base,
	})
	s.pages = []routed{
		experiment.New(s.explorer), run.New(s.explorer), compare.New(s.explorer), learn.New(s.explorer), decisions,
		upload.New(upload.Options{Explorer: s.explorer, Intake: s.intake, Drafts: s.drafts, Patience: s.patience}),
		s.reports, docs.New(s.api), history.New(s.explorer), search.New(s.explorer),
	}
	s.router = s.routes()
}

// ServeHTTP implements [http.Handler].
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.router.ServeHTTP(w, r) }

// Report returns the report of the page at an address, including the intervals that pages
// load later.
func (s *Server) Report(ctx context.Context, address string) (*report.Report, error) {
	return s.reports.Report(ctx, address)
}

// InstallSample stores the sample experiment, once per data folder.
func (s *Server) InstallSample(ctx context.Context) error { return s.intake.InstallSample(ctx) }

// smallBody is the limit of request bodies other than uploads.
const smallBody = 1 << 20

// compressed lists the content types that are compressed if the client accepts it.
var compressed = []string{"text/html", "text/plain", "text/csv", "application/json", "application/problem+json",
	"application/octet-stream"}

func (s *Server) routes() *chi.Mux {
	site := &web.Site{Log: s.log, Base: s.base, Missing: s.replaced}
	r := chi.NewRouter()
	// Log and security headers come first, so that requests that the others reject have
	// them too.
	r.Use(site.Record, web.RecoverPanics, securityHeaders, s.checkHost, checkOrigin, web.Inside,
		knowActor, web.LimitBody(smallBody), middleware.GetHead)
	r.NotFound(web.Handle(web.NotFound))
	r.MethodNotAllowed(web.Handle(web.NotAllowed))

	r.Get("/static/{hash}/*", web.Handle(web.Asset))
	r.Group(func(r chi.Router) {
		if !s.plain {
			r.Use(middleware.Compress(5, compressed...))
		}
		r.Get("/healthz", web.Handle(s.health))
		r.Post("/theme", web.Handle(web.ChooseTheme))
		r.Route(link.APIPath, s.api.Routes)
		for _, pages := range s.pages {
			pages.Routes(r)
		}
	})
	return r
}

// health reports whether the store can be read.
func (s *Server) health(w http.ResponseWriter, r *http.Request) error {
	if _, err := s.explorer.SampleOffered(r.Context()); err != nil {
		return err
	}
	return web.WriteJSON(w, http.StatusOK, map[string]string{"status": "ok"})
}
