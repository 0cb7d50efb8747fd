package store

import (
	"context"

	"tradeoff/internal/jobs"
)

// A cache keeps what was read or computed of runs, up to a number of bytes. Callers
// that ask for the same thing at once share one load, which is broken off when all of
// them are gone.
type cache = jobs.Group[cacheKey, sized]

// A cacheKey names something of a run.
type cacheKey struct {
	run  int64
	what string
}

// A sized knows about how many bytes of memory it takes.
type sized interface{ Bytes() int64 }

func newCache(most int64) *cache {
	return jobs.New[cacheKey](jobs.Options[sized]{Keep: most, Size: sized.Bytes})
}

// cachedAs returns what key names, by f if it is not there. It is shared and
// must not be changed. The context of f is not that of the caller, which may go
// without failing the others.
func cachedAs[V sized](ctx context.Context, c *cache, key cacheKey, f func(context.Context) (V, error)) (V, error) {
	return jobs.GetAs(ctx, c, key, f)
}

// forget drops what is kept in memory of a run that is no more.
func (s *Store) forget(id int64) {
	s.forgetRuns(func(key cacheKey) bool { return key.run == id })
}

// forgetAll drops all that is kept in memory.
func (s *Store) forgetAll() {
	s.forgetRuns(func(cacheKey) bool { return true })
}

// forgetRuns drops what matches. What is being loaded is not kept.
func (s *Store) forgetRuns(match func(cacheKey) bool) {
	s.cache.Forget(match)
	s.small.Forget(match)
}
