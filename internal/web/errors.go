package web

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"

	"tradeoff/internal/link"
	"tradeoff/internal/tradeoff"
)

var statuses = map[tradeoff.Kind]int{
	tradeoff.Invalid:      http.StatusUnprocessableEntity,
	tradeoff.NotFound:     http.StatusNotFound,
	tradeoff.Deleted:      http.StatusGone,
	tradeoff.TooLarge:     http.StatusRequestEntityTooLarge,
	tradeoff.Conflict:     http.StatusConflict,
	tradeoff.Busy:         http.StatusServiceUnavailable,
	tradeoff.Unauthorized: http.StatusUnauthorized,
	tradeoff.Forbidden:    http.StatusForbidden,
	tradeoff.Misdirected:  http.StatusMisdirectedRequest,
	tradeoff.NotAllowed:   http.StatusMethodNotAllowed,
	tradeoff.Unavailable:  http.StatusServiceUnavailable,
	tradeoff.NotAvailable: http.StatusConflict,
	tradeoff.Internal:     http.StatusInternalServerError,

	tradeoff.PreconditionFailed: http.StatusPreconditionFailed,
}

// A Problem is an error in the format of RFC 9457, with additional members.
type Problem struct {
	Type     string             `json:"type"`
	Title    string             `json:"title"`
	Status   int                `json:"status"`
	Detail   string             `json:"detail"`
	Kind     tradeoff.Kind      `json:"kind"`
	Hint     string             `json:"hint,omitempty"`
	Place    tradeoff.Place     `json:"place,omitzero"`
	Fixes    []tradeoff.Fix     `json:"fixes,omitempty"`
	Trashed  *tradeoff.Trashed  `json:"trashed,omitempty" doc:"what is in the trash, if the status is 410"`
	Mismatch *tradeoff.Mismatch `json:"mismatch,omitempty" doc:"both texts, if the status is 412"`
}

// Fail answers a request with err, as JSON or as a page, and stores it for the log. If
// the response has started already, Fail aborts it.
func Fail(w http.ResponseWriter, r *http.Request, err error) {
	x := ExchangeOf(r)
	x.Err = err
	if x.W.Status() != 0 {
		panic(http.ErrAbortHandler)
	}
	if Gone(r.Context(), err) && !Stopping(r.Context()) {
		w.WriteHeader(499) // only for the log: the client has gone
		return
	}
	e := Explained(r, err)
	status := StatusOf(e)
	h := w.Header()
	for _, name := range []string{"Content-Length", "Content-Encoding", "ETag", "Location"} {
		h.Del(name) // of the response that failed
	}
	h.Set("Cache-Control", "no-store")
	h.Add("Vary", "Accept")
	if status == http.StatusServiceUnavailable {
		h.Set("Retry-After", "5")
	}
	if !WantsJSON(r) {
		if pageErr := errorPage(w, r, status, e); pageErr == nil {
			return
		} else if x.Err = errors.Join(err, pageErr); x.W.Status() != 0 {
			panic(http.ErrAbortHandler)
		}
	}
	h.Set("Content-Type", "application/problem+json")
	b := EncodeJSON(Problem{
		Type: "about:blank", Title: http.StatusText(status), Status: status,
		Detail: e.Message, Kind: e.Kind, Hint: e.Hint, Place: e.Place, Fixes: e.Fixes,
		Trashed: e.Trashed, Mismatch: e.Mismatch,
	})
	w.WriteHeader(status)
	w.Write(b) // an error means that the client has gone
}

// Explained returns err as an error for people. The details are only for the log.
func Explained(r *http.Request, err error) *tradeoff.Error {
	var ours *tradeoff.Error
	var tooBig *http.MaxBytesError
	switch {
	case errors.As(err, &ours):
		return ours
	case errors.As(err, &tooBig):
		return tradeoff.Errorf(tradeoff.TooLarge, "the request is larger than %d bytes", tooBig.Limit).
			WithHint("Files are uploaded at %s.", link.To(r.Context(), "/api/v1/experiments/{id}/runs"))
	case Stopping(r.Context()):
		return tradeoff.ShuttingDown()
	case errors.Is(err, os.ErrDeadlineExceeded):
		return tradeoff.Errorf(tradeoff.Invalid, "the request timed out while it was read, and nothing was stored").
			WithHint("Send it again.")
	case errors.Is(err, io.ErrUnexpectedEOF):
		return tradeoff.Errorf(tradeoff.Invalid, "the request is incomplete, and nothing was stored").
			WithHint("Send it again.")
	case errors.Is(err, context.DeadlineExceeded):
		return tradeoff.Errorf(tradeoff.Busy, "the response took too long").WithHint("Try again.")
	default:
		return tradeoff.Errorf(tradeoff.Internal, "something went wrong on our side").
			WithHint("The log has the details under %s.", ExchangeOf(r).ID)
	}
}

// StatusOf returns the HTTP status of an error.
func StatusOf(e *tradeoff.Error) int {
	if status, ok := statuses[e.Kind]; ok {
		return status
	}
	return http.StatusInternalServerError
}

// logText returns all details of err for the log.
func logText(err error) string {
	text := err.Error()
	var e *tradeoff.Error
	if errors.As(err, &e) && e.Err != nil {
		text = fmt.Sprintf("%s (%v)", text, e.Err)
	}
	return text
}

// WantsJSON reports whether errors are returned as JSON: always below /api, and
// elsewhere if the client prefers it to a page.
func WantsJSON(r *http.Request) bool {
	if r.URL.Path == "/healthz" || strings.HasPrefix(r.URL.Path, "/api/") {
		return true
	}
	accept := r.Header.Get("Accept")
	return strings.Contains(accept, "json") && !strings.Contains(accept, "text/html")
}
