// Package server is the web server: pages, the JSON API, what surrounds every
// request, and the life of the process. Each page has a file of its own with
// what its forms do.
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

// Options say how a server behaves. The zero Options serve loopback names only
// with the usual limits.
type Options struct {
	Hosts   []string      // names besides the loopback ones by which requests may address the server
	Base    string        // path below which everything is, as [link.ParseBase] returns it; "" is the root
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

	patience time.Duration // with uploads that bring nothing
	grace    time.Duration // for requests in flight when the server is told to stop
	settling time.Duration // that a report waits for intervals which are being computed
}

// routed has routes of its own below those of the server.
type routed interface{ Routes(r chi.Router) }

// New returns a server of what is in st, which stays the caller's to close.
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
		Stored: func(run int64) { s.explorer.AskIntervals(run, tradeoff.View{}) },
	})
	s.drafts = intake.NewDrafts(s.intake, filepath.Join(st.Dir(), "drafts"))
	s.assemble()
	return s
}

// assemble makes the pages, the API and the routes from the other members.
func (s *Server) assemble() {
	decisions := decision.New(s.explorer)
	s.reports = reports.New(s.explorer, decisions, s.settling)
	s.api = api.New(api.Options{
		Explorer: s.explorer, Intake: s.intake, Reports: s.reports, TempDir: s.tempDir, Patience: s.patience, Base: s.base,
	})
	s.pages = []routed{
		experiment.New(s.explorer), run.New(s.explorer), compare.New(s.explorer), learn.New(s.explorer), decisions,
		upload.New(upload.Options{Explorer: s.explorer, Intake: s.intake, Drafts: s.drafts, Patience: s.patience}),
		s.reports, docs.New(s.api), history.New(s.explorer),
	}
	s.router = s.routes()
}

// ServeHTTP answers one request.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.router.ServeHTTP(w, r) }

// Report writes the report of what the page at an address shows, with everything that
// a server computes beside its pages.
func (s *Server) Report(ctx context.Context, address string) (*report.Report, error) {
	return s.reports.Report(ctx, address)
}

// InstallSample stores the sample experiment, once in the life of a data folder.
func (s *Server) InstallSample(ctx context.Context) error { return s.intake.InstallSample(ctx) }

// smallBody is how much of a request's body is read where no file is expected.
const smallBody = 1 << 20

// compressed lists the content types that are packed for whoever asks for it.
var compressed = []string{"text/html", "text/plain", "text/csv", "application/json", "application/problem+json", "application/octet-stream"}

func (s *Server) routes() *chi.Mux {
	site := &web.Site{Log: s.log, Base: s.base, Missing: s.replaced}
	r := chi.NewRouter()
	// A request that is refused by any of these has a log line and the security
	// headers too, so those come first.
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

// health answers if the store can be read.
func (s *Server) health(w http.ResponseWriter, r *http.Request) error {
	if _, err := s.explorer.SampleOffered(r.Context()); err != nil {
		return err
	}
	return web.WriteJSON(w, http.StatusOK, map[string]string{"status": "ok"})
}
