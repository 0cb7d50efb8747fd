package server

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

// An exchange is what is known of one request and its answer.
type exchange struct {
	id   string
	w    middleware.WrapResponseWriter
	body io.ReadCloser // the request's, without the limit for small bodies
	err  error         // what went wrong

	operation *operation // of the API; nil for pages
}

type exchangeKey struct{}

func exchangeOf(r *http.Request) *exchange { return r.Context().Value(exchangeKey{}).(*exchange) }

// record gives the request an id and writes one log line when it is answered.
// The line has the path but not the query, which may hold what is nobody's
// business.
func (s *Server) record(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		start := time.Now()
		e := &exchange{id: strings.ToLower(rand.Text()[:12]), w: middleware.NewWrapResponseWriter(w, r.ProtoMajor)}
		e.w.Header().Set("X-Request-Id", e.id)
		defer func() {
			status := e.w.Status()
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
				slog.Int("bytes", e.w.BytesWritten()), slog.Duration("took", time.Since(start).Round(10*time.Microsecond)),
				slog.String("id", e.id),
			}
			if e.err != nil {
				line = append(line, slog.String("error", whole(e.err)))
			}
			s.log.LogAttrs(r.Context(), level, "request", line...)
		}()
		next.ServeHTTP(e.w, r.WithContext(context.WithValue(r.Context(), exchangeKey{}, e)))
	})
}

// recoverPanics turns a panic into an error page and a log line with its stack.
func (s *Server) recoverPanics(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			v := recover()
			if v == nil {
				return
			}
			if v == http.ErrAbortHandler {
				panic(v) // net/http knows what to do
			}
			s.fail(w, r, fmt.Errorf("panic: %v\n%s", v, debug.Stack()))
		}()
		next.ServeHTTP(w, r)
	})
}
