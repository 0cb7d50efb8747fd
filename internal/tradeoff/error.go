package tradeoff

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Kind says to a machine what sort of failure an [Error] is. The web server
// derives the HTTP status from it and the command line the exit code.
type Kind string

// The kinds of error.
const (
	Invalid      Kind = "invalid"       // the input is wrong: 422
	NotFound     Kind = "not_found"     // no such thing: 404
	Deleted      Kind = "deleted"       // it is in the trash, and can be restored: 410
	TooLarge     Kind = "too_large"     // over a limit, which the message names: 413
	Conflict     Kind = "conflict"      // it contradicts what is stored: 409
	Busy         Kind = "busy"          // try again later: 503
	Unauthorized Kind = "unauthorized"  // who are you: 401
	Forbidden    Kind = "forbidden"     // not for you: 403
	Misdirected  Kind = "misdirected"   // not a host name of ours: 421
	NotAllowed   Kind = "not_allowed"   // not with this method: 405
	Unavailable  Kind = "unavailable"   // shutting down, or the disk is full: 503
	NotAvailable Kind = "not_available" // this run does not have it: 409
	Internal     Kind = "internal"      // our fault: 500

	// PreconditionFailed is that of a change to a version that is not the stored one: 412.
	PreconditionFailed Kind = "precondition_failed"
)

// An Error is a failure in words that a person can act upon: what is wrong,
// where, and how to fix it.
type Error struct {
	Kind    Kind
	Message string // what is wrong, a sentence without its full stop
	Hint    string // what to do about it, a whole sentence; "" if nothing can be done
	Place   Place  // where in the input; zero if it has no place
	Fixes   []Fix  // parameters of an upload that fix it, each by itself

	Trashed  *Trashed  // what was deleted, if the kind is Deleted; else nil
	Mismatch *Mismatch // both versions, if the kind is PreconditionFailed; else nil

	Err error // the cause, for logs; never shown to a person
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

// WithFix returns a copy of e with one more parameter that fixes it.
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

// IsGone reports whether err says that something is not there: it never was, was purged,
// or is in the trash.
func IsGone(err error) bool {
	kind := KindOf(err)
	return err != nil && (kind == NotFound || kind == Deleted)
}

// A Place is a position in the input. Parts that are unknown are zero.
type Place struct {
	File   string `json:"file,omitempty"`
	Line   int    `json:"line,omitempty"`   // counted from 1, the header included
	Row    int    `json:"row,omitempty"`    // counted from 1, where the format knows no lines
	Column string `json:"column,omitempty"` // the column's name
	Cell   string `json:"cell,omitempty"`   // in a workbook: Sheet1!C7
}

// IsZero reports whether p names no place at all.
func (p Place) IsZero() bool { return p == Place{} }

// String returns the place as people write it: file, line 3, column "name". A
// cell stands for its line.
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
