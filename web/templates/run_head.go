package templates

import (
	"unicode"

	"golang.org/x/text/unicode/bidi"

	"tradeoff/internal/tradeoff"
)

// RunHeadView is the head of a run's page. An address that does not apply is "".
type RunHeadView struct {
	Experiment tradeoff.Experiment
	Run        tradeoff.Run
	Name       string // of the run, or its alias in a meeting
	Facts      string // "640 students · 77 diabetic (12.0%) · scores are probabilities"
	Part       *PartView
	Classes    []ChipView // of a run with more than two: one-vs-rest
	Decisions  []Choice   // on this run, without corrected ones
	Meeting    MeetingView
	Siblings   SiblingsView
	Decide     string // the form of a decision on the current state
	Report     string // the page as one file
	Data       string // downloads
}

// SiblingsView lists the runs of an experiment beside one of them.
type SiblingsView struct {
	Label   string // "1 of 5 runs"; "" if there are no others
	Runs    []SiblingView
	All     string   // address of the experiment
	More    bool     // it has more runs than these
	Order   string   // "By AUC."
	Compare string   // address of the form's target
	Hidden  []Choice // of the form that compares: the run, and the state
	Shared  string   // address of the comparison of all on the same test set; "" if there are no others
	Sharing string   // "All 5 on this test set"
}

// SiblingView is one of the runs.
type SiblingView struct {
	ID, Name, Href, Value string
	Turn                  string // "previous" or "next" to the shown run
	Shown                 bool   // it is the shown run
}

// A name that has no room is cut in its middle: what is behind tailOfName stays.
const (
	longName   = 28
	tailOfName = 10
)

// splitName divides a long name where it may be cut. Names from right to left are not
// divided, since their letters would no longer join.
func splitName(name string) (head, tail string) {
	runes := []rune(name)
	if len(runes) < longName {
		return name, ""
	}
	for _, r := range runes {
		if p, _ := bidi.LookupRune(r); p.Class() == bidi.R || p.Class() == bidi.AL {
			return name, ""
		}
	}
	at := len(runes) - tailOfName
	for at < len(runes) && unicode.Is(unicode.M, runes[at]) {
		at++
	}
	return string(runes[:at]), string(runes[at:])
}
