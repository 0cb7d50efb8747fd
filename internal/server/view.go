package server

import (
	"context"
	"fmt"
	"net/http"
	"net/url"

	"tradeoff/internal/explore"
	"tradeoff/internal/format"
	"tradeoff/internal/source"
	"tradeoff/internal/tradeoff"
	"tradeoff/web/templates"
)

// A subject is what a request is about: a run, or the part of it that the view
// in the URL has.
type subject struct{ explore.Subject }

// subjectOf returns what the path and the query name.
func (s *Server) subjectOf(r *http.Request) (subject, error) {
	view, err := tradeoff.ParseView(r.URL.Query())
	if err != nil {
		return subject{}, err
	}
	run, err := s.runOf(r)
	if err != nil {
		return subject{}, err
	}
	return s.subject(r.Context(), run, view)
}

func (s *Server) subject(ctx context.Context, run tradeoff.Run, view tradeoff.View) (subject, error) {
	of, err := s.explorer.Subject(ctx, run, view)
	return subject{of}, err
}

// words says which rows of the run these are.
func (of subject) words() string {
	return of.View.Words(func(s string) string { return format.Isolate(format.Shorten(s, roomInSentence)) }, format.Number)
}

// inBrackets says which rows of the run these are behind other words; nothing of a
// whole run.
func (of subject) inBrackets() string {
	if of.View.Whole() {
		return ""
	}
	return " (" + of.partJSON().Words + ")"
}

// partView is what a page's head says of the part that it shows; nil for a
// whole run. at is the address of the same page of the whole run.
func (of subject) partView(at string) *templates.PartView {
	if of.View.Whole() {
		return nil
	}
	return &templates.PartView{
		Rows:  fmt.Sprintf("%s of %s %s", format.Count(of.Run.N), format.Count(of.All), format.Plural(of.All, "row", "rows")),
		Words: of.words(), Whole: at,
	}
}

// sharedPart is [subject.partView] for a page of several runs, which leaves a slice
// but not the class that all of them are about.
func (of subject) sharedPart(at string) *templates.PartView {
	if len(of.View.Where) == 0 {
		at = ""
	}
	return of.partView(at)
}

// suggestedValues is up to how many values of a column are suggested.
const suggestedValues = 50

// partChooser is the choice of a part of several runs, after the columns of the
// first; nil if it has none to choose by or they cannot be chosen by, and in a
// meeting. The form keeps what is hidden.
func (s *Server) partChooser(ctx context.Context, of subject, m tradeoff.Meeting, action string, hidden []templates.Choice) (*templates.PartChooser, error) {
	if m.On || len(of.Run.Roles.Group) == 0 {
		return nil, nil
	}
	out := &templates.PartChooser{Action: action, Hidden: hidden, Columns: of.Run.Roles.Group}
	for _, name := range of.Run.Roles.Group {
		values, err := of.GroupValues(ctx, name, suggestedValues)
		if missing, _ := source.Why(err); missing != nil {
			return nil, nil
		}
		if err != nil {
			return nil, err
		}
		for _, value := range values {
			out.Suggested = append(out.Suggested, tradeoff.Condition{Column: name, Op: tradeoff.Is, Text: value}.String())
		}
	}
	return out, nil
}

// api returns an address of the API below the run's, for the same rows.
func (of subject) api(below string, more url.Values) string {
	q := make(url.Values)
	of.View.Add(q)
	return addressed(fmt.Sprintf("/api/v1/runs/%d%s", of.Run.ID, below), merged(q, more))
}

// merged returns q with what more has in its place.
func merged(q, more url.Values) url.Values {
	for name, values := range more {
		q[name] = values
	}
	return q
}

// addressed returns a path with a query, if there is one.
func addressed(path string, q url.Values) string {
	if len(q) == 0 {
		return path
	}
	return path + "?" + q.Encode()
}

// A partJSON says which part of a run an answer is about.
type partJSON struct {
	Words string   `json:"words"`
	Class string   `json:"class,omitempty" doc:"this one against all others"`
	Slice []string `json:"slice,omitempty" doc:"the conditions, as in the query"`
	Of    int      `json:"of" doc:"rows of the whole run"`
}

func (of subject) partJSON() *partJSON {
	if of.View.Whole() {
		return nil
	}
	out := &partJSON{Words: of.View.Words(func(s string) string { return s }, format.Number), Class: of.View.Class, Of: of.All}
	for _, c := range of.View.Where {
		out.Slice = append(out.Slice, c.String())
	}
	return out
}
