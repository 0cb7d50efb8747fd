package ingest

import (
	"fmt"
	"slices"

	"tradeoff/internal/tradeoff"
)

// columnFixes adds a fix for each of the columns that may have a role, at
// most six.
func (g *guesser) columnFixes(e *tradeoff.Error, role tradeoff.Role, columns []int) *tradeoff.Error {
	for _, i := range columns[:min(len(columns), 6)] {
		e = e.WithFix(fmt.Sprintf("%q is the %s", clip(g.names[i]), role), string(role), g.names[i])
	}
	return e
}

// describe notes how the file is written.
func (g *guesser) describe() {
	if !g.header {
		g.serious("header_missing", "Put the names of the columns in the first line.",
			"the file has no header: %q is the label and %s the score", g.names[g.label],
			g.list(func(i int) bool { return g.columns[i].role == tradeoff.ScoreRole }))
	}
	if g.mark == ',' {
		g.note("decimal_comma", "", "numbers are written with a decimal comma")
	}
	if len(g.scores) > 1 && g.scoredLabels == nil {
		g.note("several_scores", "Choose one with --score (parameter score) if these are not several models.",
			"%s are read as %d runs on the same test set", g.list(func(i int) bool { return slices.Contains(g.scores, i) }),
			len(g.scores))
	}
}

func (g *guesser) note(kind, hint, format string, args ...any) {
	g.findings = append(g.findings, finding(kind, hint, format, args...))
}

// A seriousFinding is the last finding of a guesser, one that needs the
// user's attention.
type seriousFinding struct{ *tradeoff.Finding }

// serious adds a finding about a guess that may be wrong.
func (g *guesser) serious(kind, hint, format string, args ...any) seriousFinding {
	g.note(kind, hint, format, args...)
	f := &g.findings[len(g.findings)-1]
	f.Serious = true
	return seriousFinding{f}
}

// fix adds the fix for a wrong guess.
func (f seriousFinding) fix(text, name, value string) seriousFinding {
	f.Fixes = append(f.Fixes, tradeoff.Fix{Text: text, Name: name, Value: value})
	return f
}

// list quotes the names of the columns that pass, at most twelve.
func (g *guesser) list(pass func(int) bool) string {
	var names []string
	for i, name := range g.names {
		if pass(i) {
			names = append(names, name)
		}
	}
	return quoted(names, 12)
}

func plural(n int, one, many string) string {
	if n == 1 {
		return one
	}
	return many
}

// positiveFix makes the class of the given name the positive one.
func positiveFix(name string) tradeoff.Fix {
	return tradeoff.Fix{Text: fmt.Sprintf("%q is positive", clip(name)), Name: "positive", Value: name}
}

func finding(kind, hint, format string, args ...any) tradeoff.Finding {
	return tradeoff.Finding{Kind: kind, Message: fmt.Sprintf(format, args...), Hint: hint}
}
