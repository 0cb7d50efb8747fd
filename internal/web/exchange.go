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

// A Site is the settings that all handlers of a server share.
type Site struct {
	Log *slog.Logger // one line per request

	// Base is the path prefix of the site, as [link.ParseBase] returns it. Handlers
	// get requests without it.
	Base string

	// Missing is called before a request is answered with a NotFound error: it answers
	// the request and returns nil, or returns the error to answer with. It may be nil.
	Missing func(w http.ResponseWriter, r *http.Request, err error) error
}

// An Exchange is the context of one request and its response.
type Exchange struct {
	ID   string
	W    middleware.WrapResponseWriter
	Body io.ReadCloser // of the request, without the limit of [LimitBody]
	Err  error         // for the log

	site    *Site
	outside bool // the path of the request is not below the base path
}

type exchangeKey struct{}

// ExchangeOf returns the exchange that [Site.Record] created for r.
func ExchangeOf(r *http.Request) *Exchange { return r.Context().Value(exchangeKey{}).(*Exchange) }

// Record creates the exchange of a request: it assigns an id to the request, removes the
// base path from its URL, and writes one log line when it is answered. The line has the
// path but not the query, which may contain private values.
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

// inside returns u without the base path, or u itself if it is not below the base path.
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

// Inside answers NotFound to requests for paths that are not below the base path, and
// redirects those for the base path itself to the first page.
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
				panic(v) // net/http handles it
			}
			Fail(w, r, fmt.Errorf("panic: %v\n%s", v, debug.Stack()))
		}()
		next.ServeHTTP(w, r)
	})
}

// LimitBody limits the size of a request body to n bytes. Uploads, which have their own
// limit, read [Exchange.Body] instead.
func LimitBody(n int64) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			r.Body = http.MaxBytesReader(w, r.Body, n)
			next.ServeHTTP(w, r)
		})
	}
}

// Named returns the result of get for the id in the path of a request.
func Named[T any](r *http.Request, get func(context.Context, int64) (T, error)) (T, error) {
	id, err := PathID(r, "id")
	if err != nil {
		var none T
		return none, err
	}
	return get(r.Context(), id)
}

// At returns the result of get for the id in the path of a request and its query.
func At[T any](r *http.Request, get func(context.Context, int64, url.Values) (T, error)) (T, error) {
	return Named(r, func(ctx context.Context, id int64) (T, error) { return get(ctx, id, r.URL.Query()) })
}
