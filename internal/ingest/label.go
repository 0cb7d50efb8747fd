package ingest

import (
	"bytes"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"tradeoff/internal/tradeoff"
)

// foldLabel returns the form in which labels are compared: trimmed, in lower
// case, numbers in their shortest form, so that "1", " 1.0" and "1" are one
// label, and "Yes" and "yes" too.
func foldLabel(raw []byte, mark byte) string {
	text := bytes.TrimSpace(unguard(unquotedText(raw)))
	if x, n := parseNumber(text, mark); n > 0 && n == len(text) {
		return strconv.FormatFloat(x+0, 'g', -1, 64) // -0 + 0 is 0
	}
	return strings.ReplaceAll(strings.ToLower(string(text)), "−", "-")
}

// missingLabel reports whether a folded label means that the label is
// missing.
func missingLabel(folded string) bool {
	switch folded {
	case "", "na", "n/a", "nan", "null", "<na>", "?", ".", "#n/a":
		return true
	}
	return false
}

// quotedMark precedes a cell that would read as "missing" if it were not
// quoted, like the name of a class.
const quotedMark = 0x01

// unquotedText returns a cell without the mark.
func unquotedText(cell []byte) []byte {
	if len(cell) > 0 && cell[0] == quotedMark {
		return cell[1:]
	}
	return cell
}

// longestMissing is the length of the longest text that missingLabel knows.
const longestMissing = 4

// missing reports whether a label is missing: not if it is quoted or the
// caller names such a class.
func (m *notation) missing(raw, folded string) bool {
	return missingLabel(folded) && (folded == "" || raw == "" || raw[0] != quotedMark) &&
		!slices.Contains(m.present, folded)
}

// knownLabelPairs lists the pairs of labels, negative first, whose positive
// class is known.
var knownLabelPairs = [][2]string{
	{"0", "1"}, {"-1", "1"}, {"false", "true"}, {"no", "yes"}, {"n", "y"}, {"f", "t"},
	{"negative", "positive"}, {"neg", "pos"}, {"-", "+"},
	{"nein", "ja"}, {"nee", "ja"}, {"nej", "ja"}, {"nei", "ja"}, {"non", "oui"}, {"no", "si"}, {"no", "sí"}, {"no",
		"sì"},
	{"não", "sim"}, {"nao", "sim"}, {"nie", "tak"}, {"нет", "да"}, {"否", "是"}, {"いいえ", "はい"}, {"아니요", "예"},
	{"falsch", "wahr"}, {"faux", "vrai"}, {"falso", "verdadero"}, {"falso", "verdadeiro"}, {"falso",
		"vero"}, {"onwaar", "waar"},
	{"fałsz", "prawda"}, {"ложь", "истина"},
}

// negativeWords mean by themselves that something is absent.
var negativeWords = []string{"healthy", "normal", "benign", "ham", "absent"}

// negates reports whether a is b with a "no", "non" or "not" before it.
func negates(a, b string) bool {
	for _, not := range []string{"non", "not", "no"} {
		rest, ok := strings.CutPrefix(a, not)
		if ok && b != "" && (rest == b || strings.TrimLeft(rest, " -_") == b) {
			return true
		}
	}
	return false
}

// positiveOf returns which of two folded labels is the positive one, -1 if
// that is unknown.
func positiveOf(a, b string) int {
	if x, y := withoutNumber(a), withoutNumber(b); x != a && y != b {
		a, b = x, y
	}
	for _, pair := range knownLabelPairs {
		switch [2]string{a, b} {
		case pair:
			return 1
		case [2]string{pair[1], pair[0]}:
			return 0
		}
	}
	switch aNot, bNot := slices.Contains(negativeWords, a), slices.Contains(negativeWords, b); {
	case aNot && bNot:
		return -1
	case aNot || negates(a, b):
		return 1
	case bNot || negates(b, a):
		return 0
	}
	return -1
}

// withoutNumber returns a label without the number that Weka puts before it, as
// in "2:yes".
func withoutNumber(label string) string {
	number, rest, ok := strings.Cut(label, ":")
	if _, err := strconv.Atoi(number); err != nil || !ok {
		return label
	}
	return rest
}

// signOf returns whether a label alone is known to be positive (1) or
// negative (0), -1 if it is unknown.
func signOf(label string) int {
	label = withoutNumber(label)
	for _, pair := range knownLabelPairs {
		if i := slices.Index(pair[:], label); i >= 0 {
			return i
		}
	}
	if slices.Contains(negativeWords, label) {
		return 0
	}
	return -1
}

// A class is one label of a file.
type class struct {
	folded string
	name   string // as first spelled
	line   int    // of its first row
}

// A labelSet collects the labels of a column and numbers them in order of
// appearance.
type labelSet struct {
	notation
	classes []class
	known   []spelling // what has been folded already
	single  [256]uint8 // one more than the code of a label of one byte, 0 if it is not known
	fixed   int        // rows whose label was not spelled as its class's first
}

type spelling struct {
	raw   string
	code  uint8
	fixed bool
}

// absentCode is the code of a missing label in a row that is skipped.
const absentCode = 255

// maxClasses is the maximum number of labels, and maxSpellings that of
// remembered spellings.
const (
	maxClasses   = 250
	maxSpellings = 16
)

// code returns the number of a label in the given line.
func (s *labelSet) code(raw []byte, line int) (uint8, *tradeoff.Error) {
	if len(raw) == 1 && s.single[raw[0]] > 0 {
		return s.single[raw[0]] - 1, nil
	}
	for i := range s.known {
		if k := &s.known[i]; string(raw) == k.raw {
			if k.fixed {
				s.fixed++
			}
			return k.code, nil
		}
	}
	folded := foldLabel(raw, s.mark)
	if s.missing(string(raw), folded) {
		return 0, skippable(tradeoff.Errorf(tradeoff.Invalid, "the label is missing").
			WithHint("Fill in the label, or skip such rows with --skip_missing (parameter skip_missing)."))
	}
	i := s.add(class{folded, string(bytes.TrimSpace(unguard(unquotedText(raw)))), line})
	if i < 0 {
		return 0, tradeoff.Errorf(tradeoff.Invalid, "the label has more than %d different values", maxClasses).
			WithHint("Is it the right column? Name the label's column with --label (parameter label).")
	}
	fixed := s.classes[i].name != string(unquotedText(raw))
	if fixed {
		s.fixed++
	}
	if len(raw) == 1 && !fixed {
		s.single[raw[0]] = uint8(i) + 1
	} else if len(s.known) < maxSpellings {
		s.known = append(s.known, spelling{string(raw), uint8(i), fixed})
	}
	return uint8(i), nil
}

// add returns the number of a class, a new one if necessary, -1 if there are
// too many.
func (s *labelSet) add(c class) int {
	i := slices.IndexFunc(s.classes, func(k class) bool { return k.folded == c.folded })
	if i < 0 {
		if len(s.classes) == maxClasses {
			return -1
		}
		i = len(s.classes)
		s.classes = append(s.classes, c)
	}
	return i
}

// sides returns for each class whether it is the positive one. The names that
// the caller gave decide; then an expected name, if it occurs.
func (s *labelSet) sides(named, expected Classes) ([]uint8, *tradeoff.Error) {
	switch n := len(s.classes); {
	case n == 0:
		return nil, nil
	case n > 2:
		e := tradeoff.Errorf(tradeoff.Invalid,
			"the label has more than two values (%s), but there is no column of scores for each of them", s.list()).
			WithHint("Is it the right column (--label, parameter label)? If so, send a column of scores for each class, "+
				"named after it, as in \"prob_%s\".", clip(s.classes[0].name))
		e.Place.Line = s.classes[2].line
		return nil, e
	}
	if named.Positive != "" || named.Negative != "" {
		return s.namedSides(named)
	}
	if i := s.find(expected.Positive); i >= 0 {
		return positiveAt(len(s.classes), i), nil
	}
	if len(s.classes) == 1 {
		if s.find(expected.Negative) == 0 {
			return []uint8{0}, nil
		}
		if sign := signOf(s.classes[0].folded); sign >= 0 {
			return []uint8{uint8(sign)}, nil
		}
	} else if i := positiveOf(s.classes[0].folded, s.classes[1].folded); i >= 0 {
		return positiveAt(2, i), nil
	}
	return nil, s.withClasses(tradeoff.Errorf(tradeoff.Invalid, "which label is the positive class? There %s", s.count()).
		WithHint("Name it with --positive (parameter positive), as in --positive %q.", s.classes[len(s.classes)-1].name))
}

// namedSides returns the sides of the classes where the caller names the positive
// one, the negative one, or both.
func (s *labelSet) namedSides(named Classes) ([]uint8, *tradeoff.Error) {
	positive, negative := s.find(named.Positive), s.find(named.Negative)
	for _, given := range []struct {
		option, name string
		found        int
	}{{"positive", named.Positive, positive}, {"negative", named.Negative, negative}} {
		if given.name != "" && given.found < 0 && len(s.classes) == 2 {
			return nil, s.withClasses(tradeoff.Errorf(tradeoff.Invalid, "no row has the label %q; there are %s",
				clip(given.name), s.list()).
				WithHint("Name one of these with --%s (parameter %s).", given.option, given.option))
		}
	}
	switch {
	case named.Positive == "" && len(s.classes) == 2:
		return positiveAt(2, 1-negative), nil
	case named.Positive == "":
		return positiveAt(len(s.classes), -1-negative), nil // the only class is negative, or the positive one
	case positive >= 0 && positive == negative:
		return nil, tradeoff.Errorf(tradeoff.Invalid, "%q cannot be the positive and the negative class",
			clip(named.Positive)).
			WithHint("Name the positive class with --positive (parameter positive).")
	}
	return positiveAt(len(s.classes), positive), nil
}

// withClasses adds each class as an answer to which is the positive one.
func (s *labelSet) withClasses(e *tradeoff.Error) *tradeoff.Error {
	for _, c := range s.classes {
		f := positiveFix(c.name)
		e = e.WithFix(f.Text, f.Name, f.Value)
	}
	return e
}

// find returns the number of the class with a name, -1 if there is none.
func (s *labelSet) find(name string) int {
	if name == "" {
		return -1
	}
	want := foldLabel([]byte(name), s.mark)
	return slices.IndexFunc(s.classes, func(c class) bool { return c.folded == want })
}

func positiveAt(n, i int) []uint8 {
	sides := make([]uint8, n)
	if i >= 0 {
		sides[i] = 1
	}
	return sides
}

// list lists the classes, at most eight.
func (s *labelSet) list() string {
	var names []string
	for _, c := range s.classes {
		names = append(names, c.name)
	}
	return quoted(names, manyNames)
}

func (s *labelSet) count() string {
	if len(s.classes) == 1 {
		return "is only " + s.list()
	}
	return "are " + s.list()
}

// plain reports whether the labels are 1 for the positive and 0 for the
// negative class, so that the file does not name the classes.
func (s *labelSet) plain(sides []uint8) bool {
	for i, c := range s.classes {
		if c.folded != string('0'+rune(sides[i])) {
			return false
		}
	}
	return true
}

// clip shortens a text from a file for a quotation.
func clip(text string) string {
	const most = 40
	if len(text) <= most {
		return text
	}
	for i := range text {
		if i > most {
			return text[:i] + "…"
		}
	}
	return text
}

// clipped quotes a cell.
func clipped(cell []byte) string { return fmt.Sprintf("%q", clip(string(cell))) }

// newLabelSet returns an empty set of the labels of a file.
func (m notation) newLabelSet() *labelSet { return &labelSet{notation: m} }
