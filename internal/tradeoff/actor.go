package tradeoff

import "context"

// An Actor is who asks for a change, as far as it is known. Parts that are unknown
// are "".
type Actor struct {
	Who       string `json:"who,omitempty"`        // name or account of the person or program
	Address   string `json:"address,omitempty"`    // network address that the request came from
	RequestID string `json:"request_id,omitempty"` // as the log and the answer have it
}

// actorKey is the key of the actor in a context.
type actorKey struct{}

// WithActor returns a context whose writes to the store are those of actor.
func WithActor(ctx context.Context, actor Actor) context.Context {
	return context.WithValue(ctx, actorKey{}, actor)
}

// ActorFrom returns the actor of a context, the zero one if it has none.
func ActorFrom(ctx context.Context) Actor {
	actor, _ := ctx.Value(actorKey{}).(Actor)
	return actor
}
