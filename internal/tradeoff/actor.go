package tradeoff

import "context"

// An Actor is the person or program that makes a change. Unknown parts are "".
type Actor struct {
	Who       string `json:"who,omitempty"`        // name or account
	Address   string `json:"address,omitempty"`    // network address that the request came from
	RequestID string `json:"request_id,omitempty"` // as in the log and the response
}

// actorKey is the key of the actor in a context.
type actorKey struct{}

// WithActor returns a context in which the audit attributes writes to actor.
func WithActor(ctx context.Context, actor Actor) context.Context {
	return context.WithValue(ctx, actorKey{}, actor)
}

// ActorFrom returns the actor of a context, the zero one if it has none.
func ActorFrom(ctx context.Context) Actor {
	actor, _ := ctx.Value(actorKey{}).(Actor)
	return actor
}
