package server

import (
	"cmp"
	"net"
	"net/http"

	"tradeoff/internal/tradeoff"
	"tradeoff/internal/web"
)

// knowActor says in the context of a request where it comes from. What is known already
// stays: the command line calls the server within its own process, and says who it is.
func knowActor(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		actor := tradeoff.ActorFrom(r.Context())
		actor.Address = cmp.Or(actor.Address, addressOf(r))
		actor.RequestID = cmp.Or(actor.RequestID, web.ExchangeOf(r).ID)
		next.ServeHTTP(w, r.WithContext(tradeoff.WithActor(r.Context(), actor)))
	})
}

// addressOf returns the address that a request came from, without its port.
func addressOf(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	return host
}
