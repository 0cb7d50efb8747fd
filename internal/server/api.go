package server

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/go-chi/chi/v5"

	"tradeoff/internal/tradeoff"
)

// apiRoutes lists the JSON API.
func (s *Server) apiRoutes(r chi.Router) {
	r.Get("/experiments", s.handle(s.listExperiments))
	r.Post("/experiments", s.handle(s.postExperiment))
	r.Get("/experiments/{id}", s.handle(s.getExperiment))
	r.Patch("/experiments/{id}", s.handle(s.patchExperiment))
	r.Delete("/experiments/{id}", s.handle(s.removeExperiment))

	r.Get("/experiments/{id}/runs", s.handle(s.listRuns))
	r.Post("/experiments/{id}/runs", s.handle(s.postRuns))
	r.Get("/runs/{id}", s.handle(s.getRun))
	r.Patch("/runs/{id}", s.handle(s.patchRun))
	r.Delete("/runs/{id}", s.handle(s.removeRun))

	r.Get("/runs/{id}/operating-point", s.handle(s.getOperatingPoint))
	r.Get("/runs/{id}/sweep", s.handle(s.getSweep))
	r.Get("/runs/{id}/examples", s.handle(s.getExamples))
	r.Get("/runs/{id}/slices", s.handle(s.getSlices))
	r.Get("/runs/{id}/choice", s.handle(s.getChoice))
	r.Get("/runs/{id}/display/{hash}.bin", s.handle(s.runDisplay))
}

// readJSON decodes the body into v. A member that v does not know is refused,
// lest a slip of the pen be taken for silence.
func readJSON(r *http.Request, v any) error { return decodeJSON(r.Body, v) }

func decodeJSON(from io.Reader, v any) error {
	d := json.NewDecoder(from)
	d.DisallowUnknownFields()
	err := d.Decode(v)
	if err == nil {
		if _, err = d.Token(); err == io.EOF {
			return nil
		} else if err == nil {
			err = errors.New("more than one value")
		}
	}
	var tooBig *http.MaxBytesError
	if errors.As(err, &tooBig) {
		return err
	}
	what := "it cannot be read"
	var wrongType *json.UnmarshalTypeError
	var syntax *json.SyntaxError
	switch {
	case errors.As(err, &wrongType):
		what = fmt.Sprintf("%s cannot be a %s", wrongType.Field, wrongType.Value)
	case errors.As(err, &syntax):
		what = fmt.Sprintf("there is a mistake at byte %d", syntax.Offset)
	case strings.HasPrefix(err.Error(), "json: unknown field"):
		what = strings.TrimPrefix(err.Error(), "json: ")
	}
	e := tradeoff.Errorf(tradeoff.Invalid, "the body is not the JSON that is expected: %s", what)
	e.Err = err
	return e.WithMend(`Send an object such as {"name": "Diabetes"}.`)
}

// A query reads query parameters and remembers the first fault.
type query struct {
	values url.Values
	err    error
}

// newQuery refuses parameters other than the known ones.
func newQuery(r *http.Request, known ...string) *query {
	q := &query{values: r.URL.Query()}
	for name := range q.values {
		if !slices.Contains(known, name) {
			q.err = tradeoff.Errorf(tradeoff.Invalid, "there is no parameter %q here", name)
			if len(known) > 0 {
				q.err = tradeoff.Errorf(tradeoff.Invalid, "there is no parameter %q here", name).
					WithMend("There are %s.", strings.Join(known, ", "))
			}
		}
	}
	return q
}

// number returns the whole number in a parameter, which must lie between least
// and most, or otherwise if the parameter is missing.
func (q *query) number(name string, otherwise, least, most int) int {
	text := q.values.Get(name)
	if text == "" {
		return otherwise
	}
	n, err := strconv.Atoi(text)
	if (err != nil || n < least || n > most) && q.err == nil {
		q.err = tradeoff.Errorf(tradeoff.Invalid, "%s is %q", name, text).
			WithMend("Give a whole number from %d to %d.", least, most)
	}
	return n
}

// listLimit returns the parameter limit of a list.
func (q *query) listLimit() int { return q.number("limit", 100, 1, 1000) }

// created answers with v and the address of what was created.
func created(w http.ResponseWriter, v any, address string, args ...any) error {
	w.Header().Set("Location", fmt.Sprintf(address, args...))
	return writeJSON(w, http.StatusCreated, v)
}

func noContent(w http.ResponseWriter) error {
	w.WriteHeader(http.StatusNoContent)
	return nil
}
