package source

import (
	"errors"

	"tradeoff/internal/tradeoff"
)

// A What names what a source may lack; "… are not available" completes it.
type What string

// What may be missing.
const (
	SingleRows  What = "single rows"
	SliceCounts What = "slices"
	ImageCounts What = "numbers of single images"
	ClassCounts What = "numbers of single classes"
)

// Missing says that a source does not have something. It is an error for an
// operation that is about nothing else: its kind is then [tradeoff.NotAvailable].
// Within a page or another answer it is text where the thing would be.
type Missing struct {
	What    What
	Because string // completes "because …": "the rows of this run stay in the warehouse"
	Instead string // what to do or use instead, a whole sentence; may be empty
}

// Error returns the sentence without its full stop.
func (m *Missing) Error() string { return string(m.What) + " are not available, because " + m.Because }

// Unwrap returns m as the error that people are shown.
func (m *Missing) Unwrap() error {
	return &tradeoff.Error{Kind: tradeoff.NotAvailable, Message: m.Error(), Mend: m.Instead}
}

// Why splits err into what is missing, if that is all that it says, and any other
// error. At most one of them is not nil.
func Why(err error) (*Missing, error) {
	var m *Missing
	if errors.As(err, &m) {
		return m, nil
	}
	return nil, err
}
