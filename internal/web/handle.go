package web

import (
	"context"
	"errors"
	"net/http"
	"strings"

	"github.com/go-chi/chi/v5"

	"tradeoff/internal/link"
	"tradeoff/internal/tradeoff"
)

// A HandlerFunc answers a request, or returns an error to answer with.
type HandlerFunc func(http.ResponseWriter, *http.Request) error

// Handle returns an [http.HandlerFunc] that calls h and answers with its error. For
// NotFound it calls [Site.Missing] first.
func Handle(h HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		err := h(w, r)
		missing := ExchangeOf(r).site.Missing
		if err != nil && missing != nil && tradeoff.KindOf(err) == tradeoff.NotFound {
			err = missing(w, r, err)
		}
		if err != nil {
			Fail(w, r, err)
		}
	}
}

// NotFound answers requests for paths that have no route.
func NotFound(_ http.ResponseWriter, r *http.Request) error {
	return tradeoff.Errorf(tradeoff.NotFound, "there is nothing at %s", link.To(r.Context(), r.URL.Path))
}

// NotAllowed answers requests for paths whose routes have other methods.
func NotAllowed(w http.ResponseWriter, r *http.Request) error {
	var allowed []string
	routes := chi.RouteContext(r.Context()).Routes
	for _, method := range []string{"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"} {
		as := method
		if method == "HEAD" {
			as = "GET"
		}
		if routes.Match(chi.NewRouteContext(), as, r.URL.Path) {
			allowed = append(allowed, method)
		}
	}
	w.Header().Set("Allow", strings.Join(allowed, ", "))
	return tradeoff.Errorf(tradeoff.NotAllowed, "%s is not supported at %s", r.Method, link.To(r.Context(), r.URL.Path)).
		WithHint("Possible here: %s.", strings.Join(allowed, ", "))
}

// Gone reports whether err only means that the client no longer waits for the response.
func Gone(ctx context.Context, err error) bool {
	return errors.Is(err, context.Canceled) && ctx.Err() != nil
}

// ErrStopping is the cause of the cancellation of request contexts when the server shuts
// down.
var ErrStopping = errors.New("the server is shutting down")

// Stopping reports whether ctx was cancelled because the server shuts down.
func Stopping(ctx context.Context) bool { return context.Cause(ctx) == ErrStopping }

// ByTask returns a handler that calls many for multi-class runs, unless the query selects
// one class, and two for all other runs.
func ByTask(
	run func(context.Context, int64) (tradeoff.Run, error), many, two func(http.ResponseWriter, *http.Request) error,
) func(http.ResponseWriter, *http.Request) error {
	return func(w http.ResponseWriter, r *http.Request) error {
		run, err := Named(r, run)
		switch {
		case err != nil:
			return err
		case run.ManyClasses() && r.URL.Query().Get("class") == "":
			return many(w, r)
		default:
			return two(w, r)
		}
	}
}
