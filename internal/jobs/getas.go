package jobs

import "context"

// GetAs returns the value of a key as [Group.Get] does, from a group that keeps
// values of several types under one interface I, which V implements. A key always
// has a value of the same type.
func GetAs[V any, K comparable, I any](
	ctx context.Context, g *Group[K, I], key K, compute func(context.Context) (V, error),
) (V, error) {
	var none V
	value, err := g.Get(ctx, key, func(ctx context.Context, _ *Progress) (kept I, err error) {
		v, err := compute(ctx)
		if err != nil {
			return kept, err
		}
		return any(v).(I), nil
	})
	if err != nil {
		return none, err
	}
	return any(value).(V), nil
}
