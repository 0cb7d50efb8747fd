package tradeoff

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Kind classifies an [Error] for programs. The web server derives the HTTP status from
// it, the command line the exit code.
type Kind string

// The kinds of error.
const (
	Invalid      Kind = "invalid"       // the input is wrong: 422
	NotFound     Kind = "not_found"     // no such thing: 404
	Deleted      Kind = "deleted"       // it is in the trash, and can be restored: 410
	TooLarge     Kind = "too_large"     // over a limit, which the message names: 413
	Conflict     Kind = "conflict"      // the request contradicts stored data: 409
	Busy         Kind = "busy"          // try again later: 503
	Unauthorized Kind = "unauthorized"  // credentials are missing or wrong: 401
	Forbidden    Kind = "forbidden"     // the caller may not do this: 403
	Misdirected  Kind = "misdirected"   // the host name is not one of this server: 421
	NotAllowed   Kind = "not_allowed"   // the path does not support the method: 405
	Unavailable  Kind = "unavailable"   // shutting down, or the disk is full: 503
	NotAvailable Kind = "not_available" // this run does not have the data: 409
	Internal     Kind = "internal"      // a bug or a broken database: 500

	// PreconditionFailed: the change is to a version that is not the stored one: 412.
	PreconditionFailed Kind = "precondition_failed"
)

// An Error is a failure that people can act on: what is wrong, where, and how to fix it.
type Error struct {
	Kind    Kind
	Message string // what is wrong, a sentence without its full stop
	Hint    string // what to do about it, a whole sentence; "" if nothing can be done
	Place   Place  // where in the input; zero if there is no place
	Fixes   []Fix  // alternative parameters of an upload that fix it

	Trashed  *Trashed  // what was deleted, if the kind is Deleted; else nil
	Mismatch *Mismatch // both versions, if the kind is PreconditionFailed; else nil

	Err error // the cause, for logs; never shown on pages
}

// Error returns the place, the message and the hint in one line.
func (e *Error) Error() string {
	var b strings.Builder
	if p := e.Place.String(); p != "" {
		b.WriteString(p)
		b.WriteString(": ")
	}
	b.WriteString(e.Message)
	if e.Hint != "" {
		if !strings.HasSuffix(e.Message, "?") { // a question ends by itself
			b.WriteByte('.')
		}
		b.WriteByte(' ')
		b.WriteString(e.Hint)
	}
	return b.String()
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// Errorf returns an [Error] of the given kind without hint or place.
func Errorf(kind Kind, format string, args ...any) *Error {
	return &Error{Kind: kind, Message: fmt.Sprintf(format, args...)}
}

// WithHint returns a copy of e that says how to fix it.
func (e *Error) WithHint(format string, args ...any) *Error {
	c := *e
	c.Hint = fmt.Sprintf(format, args...)
	return &c
}

// WithFix returns a copy of e with another fix.
func (e *Error) WithFix(text, name, value string) *Error {
	c := *e
	c.Fixes = append(slices.Clone(e.Fixes), Fix{text, name, value})
	return &c
}

// At returns a copy of e that says where in the input it occurred.
func (e *Error) At(p Place) *Error {
	c := *e
	c.Place = p
	return &c
}

// KindOf returns the kind of the first [Error] in err's chain, and [Internal]
// for any other error.
func KindOf(err error) Kind {
	var e *Error
	if errors.As(err, &e) {
		return e.Kind
	}
	return Internal
}

// IsGone reports whether err means that something does not exist, was purged, or is in
// the trash.
func IsGone(err error) bool {
	kind := KindOf(err)
	return err != nil && (kind == NotFound || kind == Deleted)
}

// A Place is a position in the input. Parts that are unknown are zero.
type Place struct {
	File   string `json:"file,omitempty"`
	Line   int    `json:"line,omitempty"`   // counted from 1, the header included
	Row    int    `json:"row,omitempty"`    // counted from 1, where the format has no lines
	Column string `json:"column,omitempty"` // the column's name
	Cell   string `json:"cell,omitempty"`   // in a workbook: Sheet1!C7
}

// IsZero reports whether p names no place at all.
func (p Place) IsZero() bool { return p == Place{} }

// String returns the place as text: file, line 3, column "name". A cell replaces the
// line.
func (p Place) String() string {
	var parts []string
	if p.File != "" {
		parts = append(parts, p.File)
	}
	if p.Cell != "" {
		parts = append(parts, "cell "+p.Cell)
	} else if p.Line > 0 {
		parts = append(parts, fmt.Sprintf("line %d", p.Line))
	}
	if p.Row > 0 {
		parts = append(parts, fmt.Sprintf("row %d", p.Row))
	}
	if p.Column != "" {
		parts = append(parts, fmt.Sprintf("column %q", p.Column))
	}
	return strings.Join(parts, ", ")
}
