package server

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"time"

	"golang.org/x/net/netutil"

	"tradeoff/internal/web"
)

const (
	// abortTime is how long requests have to return after their contexts are cancelled at
	// the end of the grace period.
	abortTime = 5 * time.Second

	// backgroundTime is how long background work has to end, so that it no longer reads the
	// store when that is closed.
	backgroundTime = 2 * time.Second

	maxConnections = 4096
)

// Serve answers requests from l until ctx ends. Then it accepts no new ones, waits half a
// minute for those in flight and cancels the others, and returns nil. After that nothing
// uses the store any more.
func (s *Server) Serve(ctx context.Context, l net.Listener) error {
	requests, stop := context.WithCancelCause(context.Background())
	defer stop(nil)
	srv := &http.Server{
		Handler:           s,
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       30 * time.Second, // uploads set their own
		WriteTimeout:      60 * time.Second,
		IdleTimeout:       60 * time.Second,
		MaxHeaderBytes:    64 << 10,
		BaseContext:       func(net.Listener) context.Context { return requests },
		ErrorLog:          slog.NewLogLogger(s.log.Handler(), slog.LevelWarn),
	}
	var starting sync.WaitGroup
	starting.Go(func() { s.explorer.Intervals.Begin(ctx) })
	starting.Go(func() { s.intake.LearnPredictions(ctx) })
	s.explorer.Background.Optima.Begin()
	defer s.explorer.Stop()
	s.drafts.Sweep()
	defer s.drafts.Close()
	failed := make(chan error, 1)
	go func() { failed <- srv.Serve(netutil.LimitListener(l, maxConnections)) }()
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	s.explorer.Background.Close(ctx) // requests that wait for it return
	defer func() {
		starting.Wait()
		// Resampling does not always end in this time: the next start continues with the
		// intervals that are not stored yet.
		ending, cancel := context.WithTimeout(context.Background(), backgroundTime)
		defer cancel()
		s.explorer.Background.Close(ending)
	}()
	if err := shutdown(srv, s.grace); err != nil {
		s.log.Warn("requests are cancelled", "after", s.grace)
		stop(web.ErrStopping)
		if err := shutdown(srv, abortTime); err != nil {
			return errors.Join(err, srv.Close())
		}
	}
	return nil
}

func shutdown(srv *http.Server, within time.Duration) error {
	ctx, cancel := context.WithTimeout(context.Background(), within)
	defer cancel()
	return srv.Shutdown(ctx)
}
