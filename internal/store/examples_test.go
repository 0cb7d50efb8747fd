package store

import (
	"cmp"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"tradeoff/internal/calc"
	"tradeoff/internal/column"
	"tradeoff/internal/source"
	"tradeoff/internal/tradeoff"
)

// grouped returns a run with a column "band" of few values and an empty one.
func grouped(experiment int64, r *rand.Rand, b calc.Binary) NewRun {
	n := newRun(experiment, "run", b)
	band := new(column.Texts)
	for range b.Label {
		band.Append([]byte([]string{"", "a", "b", "=c"}[r.IntN(4)]))
	}
	n.Columns = append(n.Columns, column.Column{Name: "band", Role: tradeoff.GroupRole, Texts: band})
	return n
}

// naiveOrder sorts the rows of a class with a positive weight.
func naiveOrder(b calc.Binary, class uint8) []uint32 {
	var rows []uint32
	for i, l := range b.Label {
		if l == class && (b.Weight == nil || b.Weight[i] > 0) {
			rows = append(rows, uint32(i))
		}
	}
	slices.SortStableFunc(rows, func(x, y uint32) int { return -cmp.Compare(b.Score[x], b.Score[y]) })
	return rows
}

// someThresholds are a few scores, and values between them and beyond all.
func someThresholds(r *rand.Rand, b calc.Binary) []float64 {
	list := []float64{math.Inf(1), math.Inf(-1), 0.5, 0}
	for range min(4, len(b.Score)) {
		s := b.Score[r.IntN(len(b.Score))]
		list = append(list, s, math.Nextafter(s, math.Inf(1)))
	}
	return list
}

func TestExamplesMatchTheRowsOfTheCell(t *testing.T) {
	if testing.Short() {
		t.Skip("much work, and none of it beside other work")
	}
	r := seeded(7)
	for name, b := range cases() {
		t.Run(name, func(t *testing.T) {
			s := open(t, t.TempDir())
			n := grouped(createExperiment(t, s, "x").ID, r, b)
			if err := s.CreateRuns(t.Context(), []NewRun{n}); err != nil {
				t.Fatal(err)
			}
			for class := range uint8(2) {
				want := naiveOrder(b, class)
				var places []int
				for range min(60, len(want)) {
					places = append(places, r.IntN(len(want)))
				}
				for _, list := range [][]int{places, upTo(min(50, len(want))), nil} {
					e, err := s.Examples(t.Context(), n.Run.ID, class, list)
					if err != nil {
						t.Fatal(err)
					}
					if len(e.Rows) != len(list) || len(e.Columns) != len(n.Columns) {
						t.Fatalf("got %d rows of %d columns, want %d of %d", len(e.Rows), len(e.Columns), len(list), len(n.Columns))
					}
					for i, place := range list {
						if e.Rows[i] != want[place] {
							t.Fatalf("place %d of class %d is row %d, want %d", place, class, e.Rows[i], want[place])
						}
						checkExample(t, e, i, n.Columns)
					}
				}
				if _, err := s.Examples(t.Context(), n.Run.ID, class, []int{len(want)}); tradeoff.KindOf(err) != tradeoff.Invalid {
					t.Errorf("the row behind the last one gives %v", err)
				}
			}
			for _, threshold := range someThresholds(r, b) {
				p, _, err := s.OperatingPoint(t.Context(), n.Run.ID, threshold)
				if err != nil {
					t.Fatal(err)
				}
				for class, called := range [2]int{p.RowsFP, p.RowsTP} {
					for place, row := range naiveOrder(b, uint8(class)) {
						if (b.Score[row] >= threshold) != (place < called) {
							t.Fatalf("at %v the row %d of score %v is on the wrong side", threshold, row, b.Score[row])
						}
					}
				}
			}
		})
	}
}

func upTo(n int) []int {
	list := make([]int, n)
	for i := range list {
		list[i] = i
	}
	return list
}

// checkExample compares example i with the stored columns.
func checkExample(t *testing.T, e *source.Examples, i int, columns []column.Column) {
	t.Helper()
	row := int(e.Rows[i])
	for j, c := range e.Columns {
		want := columns[j]
		if c.Name != want.Name || c.Role != want.Role || c.Type != want.Type() {
			t.Fatalf("column %d is %q of %s, want %q of %s", j, c.Name, c.Role, want.Name, want.Role)
		}
		switch c.Type {
		case column.Text:
			if c.Texts[i] != string(want.Texts.At(row)) {
				t.Fatalf("%s of row %d is %q, want %q", c.Name, row, c.Texts[i], want.Texts.At(row))
			}
		case column.Float:
			if math.Float64bits(c.Floats[i]) != math.Float64bits(want.Floats[row]) {
				t.Fatalf("%s of row %d is %v, want %v", c.Name, row, c.Floats[i], want.Floats[row])
			}
		default:
			if want.Labels[row] != e.Class {
				t.Fatalf("row %d is not of class %d", row, e.Class)
			}
		}
	}
}

func TestGroupCountsEqualNaiveCounts(t *testing.T) {
	if testing.Short() {
		t.Skip("much work, and none of it beside other work")
	}
	r := seeded(8)
	for name, b := range cases() {
		t.Run(name, func(t *testing.T) {
			s := open(t, t.TempDir())
			n := grouped(createExperiment(t, s, "x").ID, r, b)
			if err := s.CreateRuns(t.Context(), []NewRun{n}); err != nil {
				t.Fatal(err)
			}
			g := groupsOf(t, s, n, tradeoff.View{}, tradeoff.Cut{Column: "band"})
			band := n.Columns[len(n.Columns)-1].Texts
			for _, threshold := range someThresholds(r, b) {
				p := n.Sweep.At(threshold)
				for code, got := range g.At(p) {
					want := naiveGroup(b, band, got.Keys[0].Value, threshold)
					for _, pair := range [][2]float64{{got.TP, want.TP}, {got.FP, want.FP}, {got.FN, want.FN}, {got.TN, want.TN}} {
						if math.Abs(pair[0]-pair[1]) > 1e-9*math.Max(1, math.Abs(pair[1])) {
							t.Fatalf("%q at %v: got %+v, want %+v", got.Keys[0].Value, threshold, got.Confusion, want.Confusion)
						}
					}
					if got.Positives != want.Positives || got.Negatives != want.Negatives || got.RowsTP != want.RowsTP ||
						got.RowsFP != want.RowsFP {
						t.Fatalf("%q at %v: got rows %+v, want %+v", got.Keys[0].Value, threshold, got, want)
					}
					checkPlaces(t, s, n, g, code, p)
				}
			}
		})
	}
}

func naiveGroup(b calc.Binary, band *column.Texts, value string, threshold float64) (g source.Group) {
	for i, l := range b.Label {
		w := 1.0
		if b.Weight != nil {
			w = b.Weight[i]
		}
		if w == 0 || string(band.At(i)) != value {
			continue
		}
		called := b.Score[i] >= threshold
		switch {
		case l == 1 && called:
			g.TP += w
			g.RowsTP++
		case l == 1:
			g.FN += w
		case called:
			g.FP += w
			g.RowsFP++
		default:
			g.TN += w
		}
		if l == 1 {
			g.Positives++
		} else {
			g.Negatives++
		}
	}
	return g
}

// checkPlaces pages through the false positives of a group in both directions.
func checkPlaces(t *testing.T, s *Store, n NewRun, g *Groups, code int, p calc.OperatingPoint) {
	t.Helper()
	for _, backwards := range []bool{false, true} {
		seen := make(map[int]bool)
		total := 0
		for skip := 0; ; skip += 1000 {
			var places []int
			places, total = g.Places(0, code, 0, p.RowsFP, backwards, skip, 1000)
			for i, place := range places {
				if seen[place] || place >= p.RowsFP || i > 0 && (places[i-1] < place) == backwards {
					t.Fatalf("the place %d is there twice, or out of order, or in another cell", place)
				}
				seen[place] = true
			}
			if len(places) == 0 {
				break
			}
			e, err := s.Examples(t.Context(), n.Run.ID, 0, places[:1])
			if err != nil {
				t.Fatal(err)
			}
			if got := e.Columns[len(e.Columns)-1].Texts[0]; got != g.Slices[code].Keys[0].Value {
				t.Fatalf("a row of %q has the value %q", g.Slices[code].Keys[0].Value, got)
			}
		}
		if len(seen) != total {
			t.Fatalf("paging found %d rows of %d", len(seen), total)
		}
	}
}

func TestFindIDReturnsPlacesInTheCell(t *testing.T) {
	if testing.Short() {
		t.Skip("much work, and none of it beside other work")
	}
	for name, b := range cases() {
		t.Run(name, func(t *testing.T) {
			s := open(t, t.TempDir())
			n := store1(t, s, b)
			for range min(3, len(b.Label)) {
				row := seeded(uint64(len(b.Label))).IntN(len(b.Label))
				found, err := s.FindID(t.Context(), n.Run.ID, fmt.Sprint("row ", row))
				if err != nil || len(found) != 1 || found[0].Row != uint32(row) {
					t.Fatalf("got %v, %v, want row %d", found, err, row)
				}
				place := slices.Index(naiveOrder(b, b.Label[row]), uint32(row))
				if f := found[0]; f.Place != place || place >= 0 && f.Class != b.Label[row] {
					t.Errorf("got %+v, want place %d of class %d", f, place, b.Label[row])
				}
			}
			if found, err := s.FindID(t.Context(), n.Run.ID, "row"); err != nil || len(found) != 0 {
				t.Errorf("a part of an id finds %v, %v", found, err)
			}
		})
	}
}

func TestExamplesNeedStoredRows(t *testing.T) {
	s := open(t, t.TempDir())
	n := newRun(createExperiment(t, s, "x").ID, "r",
		calc.Binary{Kind: calc.Score, Label: []uint8{0, 1}, Score: []float64{1, 2}})
	n.Columns = n.Columns[:1]
	if err := s.CreateRuns(t.Context(), []NewRun{n}); err != nil {
		t.Fatal(err)
	}
	_, err := s.Examples(t.Context(), n.Run.ID, 1, []int{0})
	wantKind(t, err, tradeoff.NotFound, "without its rows")
	_, err = s.FindID(t.Context(), n.Run.ID, "row 0")
	wantKind(t, err, tradeoff.NotFound, "without its rows")
}

func TestGroupsRejectUnsuitableColumns(t *testing.T) {
	s := open(t, t.TempDir())
	r := seeded(9)
	b := rows(r, maxGroups+1, calc.Probability, r.Float64)
	n := newRun(createExperiment(t, s, "x").ID, "run", b)
	names := n.Columns[0]
	names.Name, names.Role = "name", tradeoff.GroupRole
	n.Columns = append(n.Columns, names)
	if err := s.CreateRuns(t.Context(), []NewRun{n}); err != nil {
		t.Fatal(err)
	}
	whole, err := s.Part(t.Context(), n.Run.ID, tradeoff.View{})
	if err != nil {
		t.Fatal(err)
	}
	_, err = whole.Groups(t.Context(), tradeoff.Cut{Column: "name"})
	wantKind(t, err, tradeoff.Invalid, "65535")
	for _, name := range []string{"id", "score", "truth", "none"} {
		_, err := whole.Groups(t.Context(), tradeoff.Cut{Column: name})
		wantKind(t, err, tradeoff.NotFound, name)
		_, err = s.Part(t.Context(), n.Run.ID, tradeoff.View{}.And(tradeoff.Condition{Column: name, Op: tradeoff.Is}))
		wantKind(t, err, tradeoff.NotFound, name)
	}
}

// BenchmarkExamples reads pages of 50 rows at random places of the ranking, finds ids and
// groups rows.
func BenchmarkExamples(b *testing.B) {
	r := seeded(1)
	s := open(b, b.TempDir())
	data := rows(r, benchRows(b), calc.Probability, r.Float64)
	n := grouped(createExperiment(b, s, "bench").ID, r, data)
	if err := s.CreateRuns(b.Context(), []NewRun{n}); err != nil {
		b.Fatal(err)
	}
	b.Run("page", func(b *testing.B) {
		for b.Loop() {
			at := r.IntN(n.Sweep.Negatives() - 50)
			places := make([]int, 50)
			for i := range places {
				places[i] = at + i
			}
			if _, err := s.Examples(b.Context(), n.Run.ID, 0, places); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("id", func(b *testing.B) {
		for b.Loop() {
			if f, err := s.FindID(b.Context(), n.Run.ID, fmt.Sprint("row ", r.IntN(len(data.Label)))); err != nil ||
				len(f) != 1 {
				b.Fatal(f, err)
			}
		}
	})
	b.Run("groups", func(b *testing.B) {
		for b.Loop() {
			s.forgetAll()
			groupsOf(b, s, n, tradeoff.View{}, tradeoff.Cut{Column: "band"})
		}
	})
	b.Run("groups at", func(b *testing.B) {
		g := groupsOf(b, s, n, tradeoff.View{}, tradeoff.Cut{Column: "band"})
		for b.Loop() {
			g.At(n.Sweep.At(r.Float64()))
		}
	})
}
