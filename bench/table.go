package main

import (
	"fmt"
	"io"
	"math"
	"slices"
	"strings"
	"text/tabwriter"
)

// A sample is a number measured several times, in rising order.
type sample []float64

func newSample(values []float64) sample {
	slices.Sort(values)
	return values
}

func (s sample) median() float64 {
	if len(s)%2 == 1 {
		return s[len(s)/2]
	}
	return (s[len(s)/2-1] + s[len(s)/2]) / 2
}

// text returns min – median – max, with the unit that fits the median. Seconds
// are scaled; other units are not.
func (s sample) text(unit string) string {
	if len(s) == 0 {
		return "—"
	}
	scale := 1.0
	if unit == "s" && s.median() < 1 {
		scale, unit = 1000, "ms"
	}
	return fmt.Sprintf("%s – %s – %s %s", digits(scale*s[0]), digits(scale*s.median()), digits(scale*s[len(s)-1]), unit)
}

// digits writes x with three significant digits, or all digits before the
// point.
func digits(x float64) string {
	if x <= 0 {
		return fmt.Sprint(x)
	}
	return fmt.Sprintf("%.*f", max(0, 2-int(math.Floor(math.Log10(x)))), x)
}

// A row is a line of the table: Tradeoff against one peer.
type row struct {
	target     string // its number among the targets
	work       string
	unit       string // "s", or "MiB" where less is better
	ours, peer sample
	peerName   string
	goal       string
}

// ratio returns how many times as long the peer takes, or which share of the
// peer's memory is taken.
func (r row) ratio() string {
	switch {
	case len(r.ours) == 0 || len(r.peer) == 0:
		return "—"
	case r.unit == "s":
		return digits(r.peer.median()/r.ours.median()) + "×"
	default:
		return digits(r.ours.median() / r.peer.median())
	}
}

// A table is printed at the end, with notes below.
type table struct {
	rows  []row
	notes []string
}

func (t *table) note(format string, args ...any) {
	t.notes = append(t.notes, fmt.Sprintf(format, args...))
}

func (t *table) print(w io.Writer) error {
	tw := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(tw, "#\twork\tTradeoff\tpeer\t\tratio\ttarget")
	fmt.Fprintln(tw, "\t\tmin – median – max\tmin – median – max\t\tof medians\t")
	for _, r := range t.rows {
		fmt.Fprintf(tw, "%s\t%s\t%s\t%s\t%s\t%s\t%s\n", r.target, r.work, r.ours.text(r.unit), r.peer.text(r.unit),
			r.peerName, r.ratio(), r.goal)
	}
	if err := tw.Flush(); err != nil {
		return err
	}
	_, err := fmt.Fprintln(w, "\n"+strings.Join(t.notes, "\n"))
	return err
}

// largestDifference returns the largest relative difference of the values that both sides
// have, which one it is, and how many they are.
func largestDifference(ours, peer map[string]float64) (largest float64, where string, n int) {
	for id, a := range ours {
		b, ok := peer[id]
		if !ok {
			continue
		}
		n++
		d := math.Abs(a-b) / max(math.Abs(a), math.Abs(b), math.SmallestNonzeroFloat64)
		if where == "" || d > largest || d == largest && id < where || math.IsNaN(d) {
			largest, where = d, id
		}
	}
	return largest, where, n
}

// count writes a number of rows: 100k, 10M.
func count(n int) string {
	switch {
	case n >= 1e6 && n%1e5 == 0:
		return fmt.Sprintf("%gM", float64(n)/1e6)
	case n >= 1e3 && n%100 == 0:
		return fmt.Sprintf("%gk", float64(n)/1e3)
	default:
		return fmt.Sprint(n)
	}
}
