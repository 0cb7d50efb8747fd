package store

import (
	"context"

	"tradeoff/internal/jobs"
)

// A cache keeps data that was read or computed from runs, up to a number of bytes.
// Concurrent callers with the same key share one load, which is cancelled when all of
// them have gone.
type cache = jobs.Group[cacheKey, sized]

// A cacheKey identifies data of a run.
type cacheKey struct {
	run  int64
	what string
}

// A sized value reports its approximate size in memory.
type sized interface{ Bytes() int64 }

func newCache(most int64) *cache {
	return jobs.New[cacheKey](jobs.Options[sized]{Keep: most, Size: sized.Bytes})
}

// cachedAs returns the value of key, which f loads if it is not cached. The value is
// shared and must not be changed. The context of f outlives a caller that goes away, so
// that the other callers still get the value.
func cachedAs[V sized](ctx context.Context, c *cache, key cacheKey, f func(context.Context) (V, error)) (V, error) {
	return jobs.GetAs(ctx, c, key, f)
}

// forget drops all cached data of a deleted run.
func (s *Store) forget(id int64) {
	s.forgetRuns(func(key cacheKey) bool { return key.run == id })
}

// forgetAll drops all cached data.
func (s *Store) forgetAll() {
	s.forgetRuns(func(cacheKey) bool { return true })
}

// forgetRuns drops the keys that match. Loads in progress are not cached.
func (s *Store) forgetRuns(match func(cacheKey) bool) {
	s.cache.Forget(match)
	s.small.Forget(match)
}
