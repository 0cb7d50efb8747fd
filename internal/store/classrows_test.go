package store

import (
	"fmt"
	"reflect"
	"slices"
	"testing"

	"tradeoff/internal/calc"
	"tradeoff/internal/column"
	"tradeoff/internal/tradeoff"
)

// weightedClassRun is a run whose rows have ids, sites and weights, some of them 0.
func weightedClassRun(experiment int64, n int) NewRun {
	run := newClassRun(experiment, n)
	ids, sites, weights := new(column.Texts), new(column.Texts), make([]float64, n)
	r := seeded(9)
	for i := range n {
		ids.Append(fmt.Appendf(nil, "row %d", i))
		sites.Append([]byte{'a' + byte(i%3)})
		weights[i] = float64(r.IntN(3)) / 2
	}
	run.Columns = append(run.Columns,
		column.Column{Name: "id", Role: tradeoff.IDRole, Texts: ids},
		column.Column{Name: "site", Role: tradeoff.GroupRole, Texts: sites},
		column.Column{Name: "w", Role: tradeoff.WeightRole, Floats: weights})
	run.Run.Weighted = true
	return run
}

// columnOf returns the column of a run with the given name.
func columnOf(n NewRun, name string) column.Column {
	for _, c := range n.Columns {
		if c.Name == name {
			return c
		}
	}
	panic("no column " + name)
}

func TestOneVsRestEqualsBinaryRunOfClassProbability(t *testing.T) {
	for name, make := range map[string]func(int64, int) NewRun{"unweighted": newClassRun, "weighted": weightedClassRun} {
		t.Run(name, func(t *testing.T) {
			s := open(t, t.TempDir())
			n := make(createExperiment(t, s, "iris").ID, 3000)
			if err := s.CreateRuns(t.Context(), []NewRun{n}); err != nil {
				t.Fatal(err)
			}
			rows, err := s.ClassRows(t.Context(), n.Run.ID)
			if err != nil {
				t.Fatal(err)
			}
			for code, class := range n.Run.Classes {
				part, err := s.Part(t.Context(), n.Run.ID, tradeoff.View{Class: class})
				if err != nil {
					t.Fatal(err)
				}
				// The same as a separate binary run.
				b := calc.Binary{Kind: calc.Probability}
				for i := range rows.N() {
					row, y := rows.Row(i), uint8(0)
					if row.Label == code {
						y = 1
					}
					b.Label, b.Score, b.Weight = append(b.Label, y), append(b.Score, row.Seen[code]), append(b.Weight, row.Weight)
				}
				want, err := calc.NewSweep(b)
				if err != nil {
					t.Fatal(err)
				}
				got, err := part.Sweep(t.Context())
				if err != nil || !reflect.DeepEqual(got, want) {
					t.Fatalf("%s: another sweep, %v", class, err)
				}
				// Its examples are the rows of the file in descending order of score.
				e, err := part.Examples(t.Context(), 1, []int{0, 1, 2})
				if err != nil {
					t.Fatal(err)
				}
				truth := columnOf(n, "species").Classes
				for k, row := range e.Rows {
					if int(truth[row]) != code || e.Columns[0].Texts[k] != class {
						t.Errorf("%s: row %d is %q", class, row, e.Columns[0].Texts[k])
					}
					if k > 0 && e.Scores[k] > e.Scores[k-1] {
						t.Errorf("scores are %v", e.Scores)
					}
				}
			}
			_, err = s.Part(t.Context(), n.Run.ID, tradeoff.View{Class: "unicorn"})
			wantKind(t, err, tradeoff.NotFound, "unicorn")
			_, err = s.Part(t.Context(), n.Run.ID,
				tradeoff.View{Where: []tradeoff.Condition{{Column: "site", Op: tradeoff.Is, Text: "a"}}})
			wantKind(t, err, tradeoff.NotFound, "3 classes")
		})
	}
}

func TestOneVsRestSupportsSlicesAndSearch(t *testing.T) {
	s := open(t, t.TempDir())
	n := weightedClassRun(createExperiment(t, s, "iris").ID, 300)
	if err := s.CreateRuns(t.Context(), []NewRun{n}); err != nil {
		t.Fatal(err)
	}
	view := tradeoff.View{Class: "virginica", Where: []tradeoff.Condition{{Column: "site", Op: tradeoff.Is, Text: "b"}}}
	part, err := s.Part(t.Context(), n.Run.ID, view)
	if err != nil {
		t.Fatal(err)
	}
	weights, rows := columnOf(n, "w").Floats, 0
	for i, w := range weights {
		if w > 0 && i%3 == 1 {
			rows++
		}
	}
	if sweep, err := part.Sweep(t.Context()); err != nil || sweep.N() != rows {
		t.Errorf("%d rows, %v, want %d", sweep.N(), err, rows)
	}
	row := slices.IndexFunc(weights[1:], func(w float64) bool { return w > 0 }) + 1
	for row%3 != 1 || weights[row] == 0 {
		row++
	}
	found, err := part.FindID(t.Context(), fmt.Sprint("row ", row))
	if err != nil || len(found) != 1 || int(found[0].Row) != row || found[0].Place < 0 {
		t.Errorf("row %d was found as %+v, %v", row, found, err)
	}
}

func TestRowsOfCellMatchTheFile(t *testing.T) {
	s := open(t, t.TempDir())
	n := weightedClassRun(createExperiment(t, s, "iris").ID, 300)
	if err := s.CreateRuns(t.Context(), []NewRun{n}); err != nil {
		t.Fatal(err)
	}
	rows, err := s.ClassRows(t.Context(), n.Run.ID)
	if err != nil {
		t.Fatal(err)
	}
	truth, weights := columnOf(n, "species").Classes, columnOf(n, "w").Floats
	total := 0
	for i := range 3 {
		for j := range 3 {
			cell := rows.In([]int{i}, []int{j})
			total += len(cell)
			e, err := s.Rows(t.Context(), n.Run.ID, rows.InFile(cell))
			if err != nil {
				t.Fatal(err)
			}
			for k, row := range e.Rows {
				scores := [3]float64{}
				for c := range scores {
					scores[c] = n.Columns[2+c].Floats[row]
				}
				if int(truth[row]) != i || weights[row] == 0 || scores[j] < max(scores[0], scores[1], scores[2]) ||
					e.Columns[0].Texts[k] != n.Run.Classes[i] || e.Columns[2+j].Floats[k] != scores[j] {
					t.Fatalf("cell %d, %d has row %d with label %d, scores %v", i, j, row, truth[row], scores)
				}
			}
		}
	}
	if total != rows.N() || len(rows.In(nil, nil)) != total ||
		len(rows.In([]int{1}, nil)) != len(rows.In([]int{1}, []int{0, 2}))+len(rows.In([]int{1}, []int{1})) {
		t.Errorf("%d rows in all cells, want %d", total, rows.N())
	}
	_, err = s.ClassRows(t.Context(), store1(t, s, cases()["ties"]).Run.ID)
	wantKind(t, err, tradeoff.NotFound, "two classes")
}
