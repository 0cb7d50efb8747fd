package store

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"

	"tradeoff/internal/calc"
	"tradeoff/internal/column"
	"tradeoff/internal/source"
	"tradeoff/internal/tradeoff"
)

// described returns a run with columns of every form to select parts by: "band" has few
// texts, "age" numbers with gaps, and "wide", with enough rows, more numbers than a column
// can have values.
func described(experiment int64, r *rand.Rand, b calc.Binary) NewRun {
	n := grouped(experiment, r, b)
	age, wide := new(column.Texts), new(column.Texts)
	for range b.Label {
		text := strconv.Itoa(20 + r.IntN(60))
		if k := r.IntN(20); k < 3 {
			text = []string{"", "NA", "33,5"}[k]
		}
		age.Append([]byte(text))
		text = strconv.FormatFloat(math.Floor(r.NormFloat64()*1e6)/16, 'g', -1, 64)
		if r.IntN(50) == 0 {
			text = "unknown"
		}
		wide.Append([]byte(text))
	}
	n.Columns = append(n.Columns,
		column.Column{Name: "age", Role: tradeoff.GroupRole, Texts: age},
		column.Column{Name: "wide", Role: tradeoff.GroupRole, Texts: wide})
	return n
}

func partOf(t testing.TB, s *Store, n NewRun, v tradeoff.View) *Part {
	t.Helper()
	p, err := s.Part(context.Background(), n.Run.ID, v)
	if err != nil {
		t.Fatalf("%+v: %v", v, err)
	}
	return p
}

func groupsOf(t testing.TB, s *Store, n NewRun, v tradeoff.View, cuts ...tradeoff.Cut) *Groups {
	t.Helper()
	g, err := partOf(t, s, n, v).Groups(context.Background(), cuts...)
	if err != nil {
		t.Fatal(err)
	}
	return g
}

func textOf(n NewRun, name string, row int) string {
	for _, c := range n.Columns {
		if c.Name == name {
			return string(c.Texts.At(row))
		}
	}
	panic("no column " + name)
}

// naivelyIn reports whether a row is in a view.
func naivelyIn(n NewRun, v tradeoff.View, row int) bool {
	for _, c := range v.Where {
		text := textOf(n, c.Column, row)
		x := numberIn([]byte(text))
		if c.Op == tradeoff.Is && text != c.Text || c.Op == tradeoff.AtLeast && !(x >= c.Number) || c.Op == tradeoff.Below &&
			!(x < c.Number) {
			return false
		}
	}
	return true
}

// naiveRows returns the rows of b in a view, and their numbers.
func naiveRows(n NewRun, v tradeoff.View, b calc.Binary) (part calc.Binary, rows []uint32) {
	part.Kind = b.Kind
	if b.Weight != nil {
		part.Weight = []float64{}
	}
	for row := range b.Label {
		if !naivelyIn(n, v, row) {
			continue
		}
		rows = append(rows, uint32(row))
		part.Label, part.Score = append(part.Label, b.Label[row]), append(part.Score, b.Score[row])
		if b.Weight != nil {
			part.Weight = append(part.Weight, b.Weight[row])
		}
	}
	return part, rows
}

func someViews() []tradeoff.View {
	is := func(column, text string) tradeoff.Condition {
		return tradeoff.Condition{Column: column, Op: tradeoff.Is, Text: text}
	}
	from := func(column string, x float64) tradeoff.Condition {
		return tradeoff.Condition{Column: column, Op: tradeoff.AtLeast, Number: x}
	}
	below := func(column string, x float64) tradeoff.Condition {
		return tradeoff.Condition{Column: column, Op: tradeoff.Below, Number: x}
	}
	var views []tradeoff.View
	for _, where := range [][]tradeoff.Condition{
		{is("band", "a")}, {is("band", "")}, {is("band", "=c"), from("age", 40), below("age", 60)}, {is("age", "NA")},
		{from("age", 33.5)}, {below("age", 20)}, {from("wide", 0)}, {below("wide", -31250.0625), is("band", "b")},
		{is("wide", "unknown")}, {is("band", "none")},
	} {
		views = append(views, tradeoff.View{}.And(where...))
	}
	return views
}

func skipIfMany(t *testing.T, name string) {
	if testing.Short() && name == "many numbers" {
		t.Skip("much work, of which the other cases do the same beside each other")
	}
}

func TestPartEqualsRunOfItsRows(t *testing.T) {
	if testing.Short() {
		t.Skip("much work, and none of it beside other work")
	}
	all := cases()
	r := seeded(20)
	all["many numbers"] = rows(r, 80_000, calc.Probability, r.Float64)
	for name, b := range all {
		t.Run(name, func(t *testing.T) {
			skipIfMany(t, name)
			s := open(t, t.TempDir())
			n := described(createExperiment(t, s, "x").ID, r, b)
			if err := s.CreateRuns(t.Context(), []NewRun{n}); err != nil {
				t.Fatal(err)
			}
			for _, v := range someViews() {
				part, rows := naiveRows(n, v, b)
				want, err := calc.NewSweep(part)
				if err != nil {
					t.Fatal(err)
				}
				if want.N() == 0 {
					_, err := s.Part(t.Context(), n.Run.ID, v)
					wantKind(t, err, tradeoff.NotFound, "no such rows")
					continue
				}
				p := partOf(t, s, n, v)
				got, err := p.Sweep(t.Context())
				if err != nil {
					t.Fatal(err)
				}
				if !sameSweep(got, want) {
					t.Fatalf("%s: %d rows of %d scores, want %d of %d", v.Key(), got.N(), got.Len(), want.N(), want.Len())
				}
				checkPart(t, s, p, n, part, rows, want)
			}
		})
	}
}

// checkPart compares the methods of a part with its rows.
func checkPart(t *testing.T, s *Store, p *Part, n NewRun, b calc.Binary, rows []uint32, sweep *calc.Sweep) {
	t.Helper()
	for class := range uint8(2) {
		order := naiveOrder(b, class)
		places := upTo(min(30, len(order)))
		if len(order) > 30 {
			places = append(places, len(order)-1, len(order)/2)
		}
		e, err := p.Examples(t.Context(), class, places)
		if err != nil {
			t.Fatal(err)
		}
		for i, place := range places {
			if e.Rows[i] != rows[order[place]] {
				t.Fatalf("place %d of class %d is row %d, want %d", place, class, e.Rows[i], rows[order[place]])
			}
			checkExample(t, e, i, n.Columns)
		}
		_, err = p.Examples(t.Context(), class, []int{len(order)})
		wantKind(t, err, tradeoff.Invalid)
		if len(order) > 0 {
			place := len(order) / 2
			found, err := p.FindID(t.Context(), fmt.Sprint("row ", rows[order[place]]))
			if want := []source.Found{{Row: rows[order[place]], Class: class, Place: place}}; err != nil ||
				!slices.Equal(found, want) {
				t.Fatalf("the id is found at %v, %v, want %v", found, err, want)
			}
		}
	}
	for row := range n.Columns[1].Labels {
		if !slices.Contains(rows, uint32(row)) {
			if found, err := p.FindID(t.Context(), fmt.Sprint("row ", row)); err != nil || len(found) > 0 {
				t.Fatalf("a row of another part is found: %v, %v", found, err)
			}
			break
		}
	}
	again, err := p.Binary(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if got, err := calc.NewSweep(again); err != nil || !sameSweep(got, sweep) {
		t.Errorf("the rows make another sweep: %v", err)
	}
	point, index, err := p.OperatingPoint(t.Context(), 0.5)
	if err != nil || point != sweep.At(0.5) || index != sweep.Index(0.5) {
		t.Errorf("got %+v, %d, %v at 0.5", point, index, err)
	}
	_, _, err = p.OperatingPoint(t.Context(), math.NaN())
	wantKind(t, err, tradeoff.Invalid)
	for _, window := range [][2]int{{0, 5}, {1, 2}, {sweep.Len() - 1, 10}, {sweep.Len(), 1}, {1 << 40, 1}} {
		list, total, err := p.Points(t.Context(), window[0], window[1])
		if err != nil || total != sweep.Len() || len(list) != min(window[1], max(0, total-window[0])) {
			t.Fatalf("%v gives %d points of %d, %v", window, len(list), total, err)
		}
		for i, point := range list {
			if point != sweep.Point(window[0]+i) {
				t.Fatalf("point %d is %+v", window[0]+i, point)
			}
		}
	}
	_, _, err = p.Points(t.Context(), -1, 1)
	wantKind(t, err, tradeoff.Invalid)
}

// TestSlicesEqualParts holds the counts of every slice, of one column
// and of two crossed, of the run and of a part of it, to the part that its
// conditions name.
func TestSlicesEqualParts(t *testing.T) {
	r := seeded(21)
	for name, b := range map[string]calc.Binary{
		"plain":        rows(r, 3000, calc.Probability, func() float64 { return float64(r.IntN(101)) / 100 }),
		"weighted":     withWeights(rows(r, 2000, calc.Score, r.NormFloat64), func() float64 { return float64(r.IntN(3)) }),
		"many numbers": rows(r, 80_000, calc.Probability, r.Float64),
	} {
		t.Run(name, func(t *testing.T) {
			skipIfMany(t, name)
			s := open(t, t.TempDir())
			n := described(createExperiment(t, s, "x").ID, r, b)
			if err := s.CreateRuns(t.Context(), []NewRun{n}); err != nil {
				t.Fatal(err)
			}
			for _, v := range []tradeoff.View{{}, someViews()[4]} {
				for _, cuts := range [][]tradeoff.Cut{
					{{Column: "band"}}, {{Column: "age"}}, {{Column: "age", Each: true}}, {{Column: "age", Quantiles: 7}},
					{{Column: "age", Cuts: []float64{30, 33.5, 1000}}},
					{{Column: "wide", Quantiles: 3}}, {{Column: "band"}, {Column: "age", Quantiles: 3}},
					{{Column: "age"}, {Column: "wide"}},
				} {
					checkSlices(t, s, n, v, cuts)
				}
			}
		})
	}
}

func checkSlices(t *testing.T, s *Store, n NewRun, v tradeoff.View, cuts []tradeoff.Cut) {
	t.Helper()
	whole, err := partOf(t, s, n, v).Sweep(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	const threshold = 0.4
	total, seen := 0, make(map[string]bool)
	for _, g := range groupsOf(t, s, n, v, cuts...).At(whole.At(threshold)) {
		own := v.And(g.Where...)
		if seen[own.Key()] {
			t.Fatalf("%s is there twice", own.Key())
		}
		seen[own.Key()] = true
		if g.N() == 0 {
			if len(cuts) > 1 {
				t.Errorf("the empty pair %s is listed", own.Key())
			}
			_, err := s.Part(t.Context(), n.Run.ID, own)
			wantKind(t, err, tradeoff.NotFound)
			continue
		}
		total += g.N()
		sweep, err := partOf(t, s, n, own).Sweep(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		want := sweep.At(threshold)
		if g.N() != sweep.N() || g.Positives != sweep.Positives() || g.RowsTP != want.RowsTP || g.RowsFP != want.RowsFP ||
			!closeTo(g.Confusion, want.Confusion) {
			t.Errorf("%s: got %+v, want %+v", own.Key(), g, want)
		}
	}
	if total != whole.N() {
		t.Errorf("the slices by %v have %d rows, want %d", cuts, total, whole.N())
	}
}

func closeTo(a, b calc.Confusion) bool {
	for _, d := range []float64{a.TP - b.TP, a.FP - b.FP, a.FN - b.FN, a.TN - b.TN} {
		if math.Abs(d) > 1e-9 {
			return false
		}
	}
	return true
}
