package explore

import (
	"context"

	"tradeoff/internal/jobs"
)

// How much memory derived values may take, in bytes: small values, whatever the size
// of the run, and big ones, which are as large as the run itself.
const (
	smallBytes = 64 << 20
	bigBytes   = 192 << 20
)

// A sized value knows about how many bytes of memory it takes.
type sized interface{ Bytes() int64 }

// A derivedKey names a value that was derived from a part.
type derivedKey struct{ part, name string }

// A derivedCache holds values that were derived from parts. Callers that ask for the
// same value at once share one computation, which is cancelled when all of them are
// gone. The values that were used last stay in memory.
type derivedCache struct {
	small, big *jobs.Group[derivedKey, sized]
}

func newDerivedCache() *derivedCache {
	group := func(most int64) *jobs.Group[derivedKey, sized] {
		return jobs.New[derivedKey](jobs.Options[sized]{Keep: most, Size: sized.Bytes})
	}
	return &derivedCache{group(smallBytes), group(bigBytes)}
}

// derived returns the value of a name that compute derives from a subject, from the
// cache if it is there. The name says everything that the value depends on besides the
// part. The value is small, whatever the size of the run. It is shared and must not be
// changed.
func derived[V sized](
	ctx context.Context, of Subject, name string, compute func(context.Context) (V, error),
) (V, error) {
	return jobs.GetAs(ctx, of.cache.small, derivedKey{of.Part.Key(), name}, compute)
}

// derivedBig is [derived] for a value that is as large as the run itself.
func derivedBig[V sized](
	ctx context.Context, of Subject, name string, compute func(context.Context) (V, error),
) (V, error) {
	return jobs.GetAs(ctx, of.cache.big, derivedKey{of.Part.Key(), name}, compute)
}

// replaceDerived puts v in the place of what [derived] keeps under the name, if it
// still does.
func replaceDerived(of Subject, name string, v sized) {
	of.cache.small.Replace(derivedKey{of.Part.Key(), name}, v)
}
