// Package docs has the page that describes the JSON API.
package docs

import (
	"github.com/go-chi/chi/v5"

	"tradeoff/internal/api"
	"tradeoff/internal/web"
)

// Pages is the page of the API.
type Pages struct{ api *api.API }

// New returns the page of an API.
func New(a *api.API) *Pages { return &Pages{api: a} }

// Routes adds the page to a router.
func (s *Pages) Routes(r chi.Router) { r.Get("/api", web.Handle(s.apiPage)) }
