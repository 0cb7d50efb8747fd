// Package limits limits the cost of one file. One table declares the flag,
// the default, the line of the help, that of docs/operations.md and the error text
// of each limit.
package limits

import (
	"flag"
	"fmt"
	"strconv"
	"strings"

	"tradeoff/internal/tradeoff"
)

// Limits limit the cost of one file. Beyond them it is refused with the name
// of the flag that raises the limit. A limit of zero takes its default.
type Limits struct {
	Bytes     int64 // of the file as it comes in
	Unpacked  int64 // bytes after decompression
	Ratio     int64 // unpacked bytes for one packed byte …
	RatioFrom int64 // … looked at beyond so many unpacked bytes
	Rows      int   // records without the header
	Columns   int
	Field     int // bytes in one cell
	Line      int // bytes in one record of a text
	Depth     int // of lists and objects in each other
	Members   int // files in an archive
}

// A Limit is one of the limits that have a flag.
type Limit struct {
	Flag    string // without its dashes
	Unit    string // what the flag counts
	Meaning string // of what

	size  int64 // of the unit
	value int64 // by default
	field field
}

// A field is a pointer to a limit in Limits.
type field struct {
	get func(*Limits) int64
	set func(*Limits, int64)
}

func in[T int | int64](at func(*Limits) *T) field {
	return field{
		get: func(l *Limits) int64 { return int64(*at(l)) },
		set: func(l *Limits, n int64) { *at(l) = T(n) },
	}
}

// The limits that have a flag.
var (
	Size = &Limit{"max-size", "MB", "of one file or upload as it comes in", mega, 512 * mega,
		in(func(l *Limits) *int64 { return &l.Bytes })}
	Unpacked = &Limit{"max-unpacked", "MB", "of one file when it is unpacked", mega, 8192 * mega,
		in(func(l *Limits) *int64 { return &l.Unpacked })}
	Ratio = &Limit{"max-ratio", "times", "that a file may grow when it is unpacked, looked at beyond 10 MB", 1, 200,
		in(func(l *Limits) *int64 { return &l.Ratio })}
	Rows = &Limit{"max-rows", "rows", "of one file", 1, 50_000_000,
		in(func(l *Limits) *int { return &l.Rows })}
	Columns = &Limit{"max-columns", "columns", "of one file", 1, 2_000,
		in(func(l *Limits) *int { return &l.Columns })}
	Field = &Limit{"max-field", "bytes", "of one cell", 1, 64 << 10,
		in(func(l *Limits) *int { return &l.Field })}
	Line = &Limit{"max-line", "bytes", "of one row of a text", 1, 1 << 20,
		in(func(l *Limits) *int { return &l.Line })}
	Depth = &Limit{"max-depth", "levels", "of lists and objects in each other in JSON", 1, 64,
		in(func(l *Limits) *int { return &l.Depth })}
	Members = &Limit{"max-members", "files", "in one archive", 1, 100,
		in(func(l *Limits) *int { return &l.Members })}
)

const mega = 1 << 20

// All lists the limits in the order in which they are shown.
var All = []*Limit{Size, Unpacked, Ratio, Rows, Columns, Field, Line, Depth, Members}

// Default returns the default limits.
func Default() Limits { return Limits{}.OrDefault() }

// OrDefault returns l with its zero limits filled.
func (l Limits) OrDefault() Limits {
	for _, limit := range All {
		if limit.field.get(&l) == 0 {
			limit.field.set(&l, limit.value)
		}
	}
	if l.RatioFrom == 0 {
		l.RatioFrom = 10 * mega
	}
	return l
}

// Refuse returns the refusal of a file that is over the limit. Its hint is the
// advice, a sentence without its full stop, or to raise the limit.
func (l *Limit) Refuse(advice, format string, args ...any) *tradeoff.Error {
	return tradeoff.Errorf(tradeoff.TooLarge, format, args...).WithHint("%s, or raise --%s.", advice, l.Flag)
}

// AddFlags gives flags one for each limit of l, whose values now are the
// defaults.
func AddFlags(flags *flag.FlagSet, l *Limits) {
	for _, limit := range All {
		flags.Var(setting{limit, l}, limit.Flag, fmt.Sprintf("`%s` %s", limit.Unit, limit.Meaning))
	}
}

// A setting is a limit as a flag.
type setting struct {
	*Limit
	limits *Limits
}

func (s setting) String() string {
	if s.limits == nil {
		return ""
	}
	return fmt.Sprint(s.field.get(s.limits) / s.size)
}

func (s setting) Set(text string) error {
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n < 1 || n > 1<<62/s.size {
		return fmt.Errorf("%q is not a number above 0", text)
	}
	s.field.set(s.limits, n*s.size)
	return nil
}

// Markdown returns the table of docs/operations.md.
func Markdown() string {
	var b strings.Builder
	b.WriteString("| flag of `serve` and `eval` | default | most |\n|---|---|---|\n")
	for _, l := range All {
		fmt.Fprintf(&b, "| `--%s` | %s | %s %s |\n", l.Flag, thousands(l.value/l.size), l.Unit, l.Meaning)
	}
	return b.String()
}

// thousands writes a number with commas.
func thousands(n int64) string {
	digits := strconv.FormatInt(n, 10)
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return digits
}
