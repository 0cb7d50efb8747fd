package ingest

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"

	"tradeoff/internal/tradeoff"
)

// TestFilesOfEveryLayoutGiveTheRightNumber reads files under the names that their
// tools give, with columns and rows in any order: what is accepted without a
// question is right.
func TestFilesOfEveryLayoutGiveTheRightNumber(t *testing.T) {
	accepted := map[string]int{}
	rounds := 60
	if testing.Short() {
		rounds = 3
	}
	for seed := range rounds {
		r := rand.New(rand.NewPCG(1, uint64(seed)))
		for name, l := range layouts(r) {
			l := l.shuffled(r, nil)
			if checkLayout(t, name, l, true) {
				accepted[name]++
			}
		}
	}
	for _, name := range []string{"label and score", "prediction at one half", "prediction at max F1", "Scored Labels",
		"top class", "features",
		"margins beside a fraction", "DataRobot", "two logits", "margins of both classes", "spread and bounds", "verdict",
		"one-hot of two", "several models", "several labels", "classes", "one-hot"} {
		if accepted[name] < rounds*9/10 && !testing.Short() {
			t.Errorf("%s: %d of %d files were understood", name, accepted[name], rounds)
		}
	}
}

// TestMeaninglessNamesGiveAQuestionOrTheRightNumber reads the same files with
// columns that are called anything, or not at all.
func TestMeaninglessNamesGiveAQuestionOrTheRightNumber(t *testing.T) {
	letters := strings.Fields("a b c d e f h i j k l")
	rounds := 100
	if testing.Short() {
		rounds = 2
	}
	accepted := 0
	for seed := range rounds {
		r := rand.New(rand.NewPCG(2, uint64(seed)))
		for name, l := range layouts(r) {
			order := r.Perm(len(letters))
			for scheme, names := range map[string]func(int) string{
				"letters": func(k int) string { return letters[order[k]] },
				"x0":      func(k int) string { return fmt.Sprint("x", order[k]) },
				"x_1":     func(k int) string { return fmt.Sprint("x_", order[k]+1) },
				"col":     func(k int) string { return fmt.Sprint("col ", order[k]) },
				"words": func(k int) string {
					return strings.Fields("red blue tall warm new east hot left dry old big")[order[k]]
				},
			} {
				if checkLayout(t, name+" as "+scheme, l.shuffled(r, names), true) {
					accepted++
				}
			}
			if checkLayout(t, name+" without a header", l.shuffled(r, nil), false) {
				accepted++
			}
		}
	}
	if accepted < rounds {
		t.Errorf("%d files were understood: everything is asked", accepted)
	}
}

// checkLayout reads a layout and reports whether it was accepted. A file is
// refused as a question only.
func checkLayout(t *testing.T, name string, l *layout, header bool) bool {
	t.Helper()
	text := l.text(header)
	all, err := Read(context.Background(), strings.NewReader(text), "x.csv", Options{})
	var e *tradeoff.Error
	if err != nil && !errors.As(err, &e) {
		t.Fatalf("%s: %v", name, err)
	}
	for _, d := range all {
		if !l.right(d) {
			t.Errorf("%s: a wrong number of %s, roles %+v, findings %+v\n%s", name, d.Task, d.Roles, d.Findings,
				text[:min(len(text), 400)])
		}
	}
	return err == nil
}

// fileNames are names that columns have, of every role and of none.
var fileNames = strings.Fields("id label truth target class y predict predicted prediction scored_labels " +
	"score p p0 p1 prob_yes prob_no " +
	"yes no confidence logit_0 logit_1 weight w model sex site toxic pred_toxic insult " +
	"pred_insult x1 x2 a b PGR_1 PRE_1 I_a F_a")

// anyFile makes a file of columns with any names and kinds of values, two bytes of
// choice for each.
func anyFile(seed uint64, choice []byte) *layout {
	r := rand.New(rand.NewPCG(seed, 0))
	truth, p := made(r, 12+int(seed%30))
	l := &layout{}
	for len(choice) >= 2 && len(l.names) < 10 {
		name := fileNames[int(choice[0])%len(fileNames)]
		if slices.Contains(l.names, name) {
			name += fmt.Sprint("_", len(l.names))
		}
		l.add(name, drawn(r, int(choice[1]), truth, p))
		choice = choice[2:]
	}
	return l
}

// checkAnyOrder reads a file with its columns in two orders. Whatever roles come
// out, the numbers are the same.
func checkAnyOrder(t *testing.T, l *layout) {
	t.Helper()
	if len(l.names) < 2 {
		return
	}
	back := &layout{}
	for i := len(l.names) - 1; i >= 0; i-- {
		back.add(l.names[i], l.columns[i])
	}
	a, errA := readText(t, l.text(true), Options{})
	b, errB := readText(t, back.text(true), Options{})
	if errA != nil || errB != nil {
		return
	}
	if x, y := numbersOfRuns(a), numbersOfRuns(b); !slices.Equal(x, y) {
		t.Errorf("%q: %v, and %v in the other order of columns\n%s", l.names, x, y, l.text(true))
	}
}

// TestTheOrderOfColumnsChangesNoNumber reads the same files each time.
func TestTheOrderOfColumnsChangesNoNumber(t *testing.T) {
	rounds := uint64(3000)
	if testing.Short() {
		rounds = 100
	}
	for seed := range rounds {
		r := rand.New(rand.NewPCG(3, seed))
		choice := make([]byte, 2*(2+r.IntN(6)))
		for i := range choice {
			choice[i] = byte(r.Uint32())
		}
		checkAnyOrder(t, anyFile(seed, choice))
	}
}

// FuzzRoles reads any files, and with FUZZ_ORDER=1 looks for those of which the
// order of the columns changes a number: what it finds is rare and has to be
// thought about, so that it is no part of every test run. What it found so far are
// seeds, which every run checks.
func FuzzRoles(f *testing.F) {
	f.Add(uint64(1), []byte{1, 0, 10, 3})
	f.Add(uint64(2), []byte{2, 0, 7, 1, 18, 4})
	f.Add(uint64(3), []byte{26, 0, 27, 3, 28, 0, 29, 3})
	f.Add(uint64(4), []byte{1, 5, 12, 3, 13, 3, 16, 3})
	searching := flag.Lookup("test.fuzz").Value.String() != "" && os.Getenv("FUZZ_ORDER") == ""
	f.Fuzz(func(t *testing.T, seed uint64, choice []byte) {
		l := anyFile(seed, choice)
		if !searching || len(l.names) == 0 {
			checkAnyOrder(t, l)
			return
		}
		all, err := readText(t, l.text(true), Options{})
		if err == nil {
			numbersOfRuns(all) // panics if labels and scores are not of one length, or not finite
		}
	})
}

// drawn returns a column of some kind of values.
func drawn(r *rand.Rand, kind int, truth []int, p []float64) (cells []string) {
	for i, y := range truth {
		var cell string
		switch kind % 9 {
		case 0:
			cell = fmt.Sprint(y)
		case 1: // a prediction
			cell = fmt.Sprint(int(math.Round(p[i])))
		case 2:
			cell = fmt.Sprint(r.IntN(2))
		case 3:
			cell = fraction(p[i])
		case 4:
			cell = fraction(1 - p[i])
		case 5:
			cell = fraction(max(p[i], 1-p[i]))
		case 6:
			cell = []string{"no", "yes"}[y]
		case 7:
			cell = fmt.Sprint(i)
		default:
			cell = fmt.Sprintf("%.3f", 40*r.NormFloat64())
		}
		cells = append(cells, cell)
	}
	return cells
}

// numbersOfRuns returns what the runs of a file are judged to be, in any order.
func numbersOfRuns(all []*Dataset) (list []string) {
	for _, d := range all {
		if d.Task == tradeoff.MultiClassTask {
			list = append(list, fmt.Sprint(d.N, " of ", d.Classes))
			continue
		}
		b := d.Binary()
		list = append(list, fmt.Sprintf("%d %.9f", len(b.Label), aucOf(b.Label, b.Score)))
	}
	slices.Sort(list)
	return list
}
