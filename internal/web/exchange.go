package web

import (
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"runtime/debug"
	"strings"
	"time"

	"github.com/go-chi/chi/v5/middleware"
)

// A Site is what all handlers of one server share when they answer.
type Site struct {
	Log *slog.Logger // gets one line for each request

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

	site *Site
}

type exchangeKey struct{}

// ExchangeOf returns the exchange that [Site.Record] began for r.
func ExchangeOf(r *http.Request) *Exchange { return r.Context().Value(exchangeKey{}).(*Exchange) }

// Record begins the exchange of a request: it gives the request an id, and writes
// one log line when it is answered. The line has the path but not the query, which
// may hold private values.
func (s *Site) Record(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		start := time.Now()
		e := &Exchange{
			ID: strings.ToLower(rand.Text()[:12]), W: middleware.NewWrapResponseWriter(w, r.ProtoMajor), Body: r.Body, site: s,
		}
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
				slog.String("method", r.Method), slog.String("path", r.URL.Path), slog.Int("status", status),
				slog.Int("bytes", e.W.BytesWritten()), slog.Duration("took", time.Since(start).Round(10*time.Microsecond)),
				slog.String("id", e.ID),
			}
			if e.Err != nil {
				line = append(line, slog.String("error", logText(e.Err)))
			}
			s.Log.LogAttrs(r.Context(), level, "request", line...)
		}()
		next.ServeHTTP(e.W, r.WithContext(context.WithValue(r.Context(), exchangeKey{}, e)))
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
