package web

import (
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"runtime/debug"
	"strings"
	"time"

	"github.com/go-chi/chi/v5/middleware"

	"tradeoff/internal/link"
	"tradeoff/internal/tradeoff"
)

// A Site is what all handlers of one server share when they answer.
type Site struct {
	Log *slog.Logger // gets one line for each request

	// Base is the path below which the site is, as [link.ParseBase] returns it.
	// Handlers see requests as if the site were at the root.
	Base string

	// Missing is asked before a request is answered with a NotFound error: it
	// answers the request itself and returns nil, or returns the error to answer
	// with. Nil: nothing is asked.
	Missing func(w http.ResponseWriter, r *http.Request, err error) error
}

// An Exchange is what is known of one request and its answer.
type Exchange struct {
	ID   string
	W    middleware.WrapResponseWriter
	Body io.ReadCloser // the request's, without the limit of [LimitBody]
	Err  error         // what went wrong, for the log

	site    *Site
	outside bool // the request is not for a path below the base path
}

type exchangeKey struct{}

// ExchangeOf returns the exchange that [Site.Record] began for r.
func ExchangeOf(r *http.Request) *Exchange { return r.Context().Value(exchangeKey{}).(*Exchange) }

// Record begins the exchange of a request: it gives the request an id, takes the
// base path off its URL, and writes one log line when it is answered. The line has
// the path but not the query, which may hold private values.
func (s *Site) Record(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		start, asked := time.Now(), r.URL.Path
		e := &Exchange{
			ID: strings.ToLower(rand.Text()[:12]), W: middleware.NewWrapResponseWriter(w, r.ProtoMajor), Body: r.Body, site: s,
		}
		r = r.WithContext(context.WithValue(link.WithBase(r.Context(), s.Base), exchangeKey{}, e))
		r.URL, e.outside = s.inside(r.URL)
		e.W.Header().Set("X-Request-Id", e.ID)
		defer func() {
			status := e.W.Status()
			if status == 0 {
				status = http.StatusOK
			}
			level := slog.LevelInfo
			switch {
			case status >= 500 && status != http.StatusServiceUnavailable:
				level = slog.LevelError
			case strings.HasPrefix(r.URL.Path, "/static/") && status < 400, r.URL.Path == "/healthz":
				level = slog.LevelDebug
			}
			line := []slog.Attr{
				slog.String("method", r.Method), slog.String("path", asked), slog.Int("status", status),
				slog.Int("bytes", e.W.BytesWritten()), slog.Duration("took", time.Since(start).Round(10*time.Microsecond)),
				slog.String("id", e.ID),
			}
			if e.Err != nil {
				line = append(line, slog.String("error", logText(e.Err)))
			}
			s.Log.LogAttrs(r.Context(), level, "request", line...)
		}()
		next.ServeHTTP(e.W, r)
	})
}

// inside returns u without the base path, or u itself if it is outside.
func (s *Site) inside(u *url.URL) (to *url.URL, outside bool) {
	path, ok := link.Within(s.Base, u.Path)
	raw, okRaw := link.Within(s.Base, u.EscapedPath())
	if !ok || !okRaw {
		return u, true
	}
	below := *u
	below.Path, below.RawPath = path, ""
	if u.RawPath != "" {
		below.RawPath = raw
	}
	return &below, false
}

// Inside refuses requests for paths that are not below the base path, and sends
// those for the base path itself to the first page.
func Inside(next http.Handler) http.Handler {
	refuse := Handle(func(_ http.ResponseWriter, r *http.Request) error {
		return tradeoff.Errorf(tradeoff.NotFound, "there is nothing at %s", r.URL.Path).
			WithHint("This server's pages are below %s.", link.To(r.Context(), "/"))
	})
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case ExchangeOf(r).outside:
			refuse(w, r)
		case r.URL.Path == "":
			to := *r.URL
			to.Path = "/"
			http.Redirect(w, r, link.To(r.Context(), to.RequestURI()), http.StatusPermanentRedirect)
		default:
			next.ServeHTTP(w, r)
		}
	})
}

// RecoverPanics turns a panic into an error page and a log line with its stack.
func RecoverPanics(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			v := recover()
			if v == nil {
				return
			}
			if v == http.ErrAbortHandler {
				panic(v) // net/http knows what to do
			}
			Fail(w, r, fmt.Errorf("panic: %v\n%s", v, debug.Stack()))
		}()
		next.ServeHTTP(w, r)
	})
}

// LimitBody refuses to read more of a body than n bytes. Uploads, which have a
// limit of their own, read [Exchange.Body] instead.
func LimitBody(n int64) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			r.Body = http.MaxBytesReader(w, r.Body, n)
			next.ServeHTTP(w, r)
		})
	}
}

// Named returns what get finds under the id in the path of a request.
func Named[T any](r *http.Request, get func(context.Context, int64) (T, error)) (T, error) {
	id, err := PathID(r, "id")
	if err != nil {
		var none T
		return none, err
	}
	return get(r.Context(), id)
}

// At returns what get finds under the id in the path of a request, at the state that
// its query asks for.
func At[T any](r *http.Request, get func(context.Context, int64, url.Values) (T, error)) (T, error) {
	return Named(r, func(ctx context.Context, id int64) (T, error) { return get(ctx, id, r.URL.Query()) })
}
