package explore

import (
	"context"

	"tradeoff/internal/jobs"
)

// How much memory derived values may take: small ones, whatever the size of the
// run, and big ones, which are as large as the run itself.
const (
	smallBytes = 64 << 20
	bigBytes   = 192 << 20
)

// A Sized value knows about how many bytes of memory it takes.
type Sized interface{ Bytes() int64 }

// A keptKey names what is derived from a part.
type keptKey struct{ part, name string }

// kept keeps what was derived from parts. Callers that ask for the same thing at
// once share one computation, which is cancelled when all of them are gone.
type kept struct{ small, big *jobs.Group[keptKey, Sized] }

func newKept() *kept {
	group := func(most int64) *jobs.Group[keptKey, Sized] {
		return jobs.New[keptKey](jobs.Options[Sized]{Keep: most, Size: Sized.Bytes})
	}
	return &kept{group(smallBytes), group(bigBytes)}
}

// Derived returns what compute derives from a subject, under a name of its own:
// something small, whatever the size of the run. The last ones stay in memory. It is
// shared and must not be changed.
func Derived[V Sized](
	ctx context.Context, of Subject, name string, compute func(context.Context) (V, error),
) (V, error) {
	return jobs.GetAs(ctx, of.kept.small, keptKey{of.Part.Key(), name}, compute)
}

// DerivedBig is [Derived] for something that is as large as the run itself.
func DerivedBig[V Sized](
	ctx context.Context, of Subject, name string, compute func(context.Context) (V, error),
) (V, error) {
	return jobs.GetAs(ctx, of.kept.big, keptKey{of.Part.Key(), name}, compute)
}

// Replace puts v in place of what [Derived] keeps under the name, if it still does.
func (of Subject) Replace(name string, v Sized) {
	of.kept.small.Replace(keptKey{of.Part.Key(), name}, v)
}
