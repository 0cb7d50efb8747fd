package source

import (
	"errors"
	"strings"

	"tradeoff/internal/tradeoff"
)

// A Capability names what a source may lack, as the subject of "… are not available".
type Capability string

// The capabilities.
const (
	SingleRows  Capability = "single rows"
	SliceCounts Capability = "slices"
	ImageCounts Capability = "numbers of single images"
	ClassCounts Capability = "numbers of single classes"
)

// Missing says that a source does not have something. It is an error for an
// operation that is about nothing else: its kind is then [tradeoff.NotAvailable].
// Within a page or another answer it is text where the thing would be.
type Missing struct {
	What    Capability
	Because string // the end of "because …": "the rows of this run stay in the warehouse"
	Instead string // what to do or use instead, a whole sentence; "" if there is nothing
}

// Error returns the sentence without its full stop.
func (m *Missing) Error() string { return string(m.What) + " are not available, because " + m.Because }

// Unwrap returns m as the error that people are shown.
func (m *Missing) Unwrap() error {
	return &tradeoff.Error{Kind: tradeoff.NotAvailable, Message: m.Error(), Hint: m.Instead}
}

// Sentence says of several things that they are not available, without a full stop;
// those with one reason are named together. It is empty if nothing is missing.
func Sentence(list []*Missing) string {
	var parts []string
	for len(list) > 0 {
		because := list[0].Because
		var names []string
		var rest []*Missing
		for _, m := range list {
			if m.Because == because {
				names = append(names, string(m.What))
			} else {
				rest = append(rest, m)
			}
		}
		last := len(names) - 1
		what := names[last]
		if last > 0 {
			what = strings.Join(names[:last], ", ") + " and " + what
		}
		parts = append(parts, (&Missing{What: Capability(what), Because: because}).Error())
		list = rest
	}
	return strings.Join(parts, "; ")
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
