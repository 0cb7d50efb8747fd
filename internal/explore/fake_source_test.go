package explore

import (
	"cmp"
	"context"
	"fmt"
	"log/slog"
	"slices"
	"testing"
	"time"

	"tradeoff/internal/calc"
	"tradeoff/internal/column"
	"tradeoff/internal/evaluate"
	"tradeoff/internal/source"
	"tradeoff/internal/tradeoff"
	"tradeoff/internal/wire"
)

// A fakeRow is one row of a fake run.
type fakeRow struct {
	id    string
	label uint8
	score float64
	site  string
}

// A fakeRun is a run in memory with its rows in file order. Its rows have the group
// column site.
type fakeRun struct {
	tradeoff.Run
	rows []fakeRow
}

// A fakeStore has runs with rows, one experiment, and decisions. It is both the source
// and the records of an explorer.
type fakeStore struct {
	runs       map[int64]fakeRun
	experiment tradeoff.Experiment
	decisions  []tradeoff.Decision
	replacedBy map[int64]int64
	labels     tradeoff.LabelGroup

	nothingElse
}

// day returns midnight of a day in January 2026.
func day(n int) time.Time { return time.Date(2026, 1, n, 0, 0, 0, 0, time.UTC) }

// newFakeStore returns two runs of probabilities on the same eight rows of the sites a and
// b, four of which are positive. At 0.5 run 1 misses row g and raises false alarms for c
// and e; run 2 misses b and raises a false alarm for e.
func newFakeStore() *fakeStore {
	s := &fakeStore{
		runs: make(map[int64]fakeRun),
		experiment: tradeoff.Experiment{
			ID: 1, Name: "screening", PositiveName: "ill", NegativeName: "well",
			UnitSingular: "scan", UnitPlural: "scans", CostFP: 1, CostFN: 1,
		},
		replacedBy: make(map[int64]int64),
	}
	s.add(1, "old", []float64{0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2})
	s.add(2, "new", []float64{0.95, 0.4, 0.1, 0.7, 0.6, 0.3, 0.8, 0.2})
	return s
}

// add adds a run on the eight rows. Run n was stored on day n.
func (s *fakeStore) add(id int64, name string, scores []float64) {
	run := fakeRun{Run: tradeoff.Run{
		ID: id, ExperimentID: 1, Name: name, N: 8, Positives: 4, ScoreKind: calc.Probability,
		TestSetDigest: "eight", CreatedAt: day(int(id)),
	}}
	run.Roles.ID, run.Roles.Group = "id", []string{"site"}
	for i, label := range []uint8{1, 1, 0, 1, 0, 0, 1, 0} {
		run.rows = append(run.rows, fakeRow{string(rune('a' + i)), label, scores[i], []string{"a", "b"}[i/4]})
	}
	s.runs[id] = run
}

// explorer returns an explorer of the store, whose background works until the test ends.
func (s *fakeStore) explorer(t *testing.T) *Explorer {
	x := New(s, s, slog.New(slog.DiscardHandler))
	x.Background.Intervals.Begin()
	x.Background.Optima.Begin()
	t.Cleanup(func() { x.Background.Close(context.Background()) })
	return x
}

func gone(what string, id int64) error {
	return tradeoff.Errorf(tradeoff.NotFound, "there is no %s %d", what, id)
}

func (s *fakeStore) Run(_ context.Context, id int64) (tradeoff.Run, error) {
	if _, ok := s.runs[id]; !ok {
		return tradeoff.Run{}, gone("run", id)
	}
	return s.runs[id].Run, nil
}

func (s *fakeStore) AnyExperiment(ctx context.Context, id int64) (tradeoff.Experiment, error) {
	return s.Experiment(ctx, id)
}

func (s *fakeStore) Experiment(context.Context, int64) (tradeoff.Experiment, error) {
	return s.experiment, nil
}

func (s *fakeStore) ReplacedBy(_ context.Context, id int64) (int64, error) {
	return s.replacedBy[id], nil
}

// PlainRuns lists all runs but one, the newest first.
func (s *fakeStore) PlainRuns(_ context.Context, f source.RunFilter) (list []tradeoff.Run, _ string, _ error) {
	for id, run := range s.runs {
		if id != f.Except {
			list = append(list, run.Run)
		}
	}
	slices.SortFunc(list, func(a, b tradeoff.Run) int { return cmp.Compare(b.ID, a.ID) })
	return list, "", nil
}

func (s *fakeStore) Runs(ctx context.Context, f source.RunFilter) (list []source.RunSummary, _ string, _ error) {
	runs, _, _ := s.PlainRuns(ctx, f)
	for _, run := range runs {
		metrics, err := s.RunMetrics(ctx, run.ID)
		if err != nil {
			return nil, "", err
		}
		list = append(list, source.RunSummary{Run: run, Metrics: metrics})
	}
	return list, "", nil
}

func (s *fakeStore) RunMetrics(ctx context.Context, id int64) ([]source.RunMetric, error) {
	list, err := evaluate.MetricsOf(ctx, s.runs[id].sweep())
	return asStored(list), err
}

func (s *fakeStore) LabelGroup(ctx context.Context, id int64) (tradeoff.LabelGroup, []source.RunSummary, error) {
	runs, _, err := s.Runs(ctx, source.RunFilter{})
	return s.labels, runs, err
}

func (s *fakeStore) Decision(_ context.Context, id int64) (tradeoff.Decision, error) {
	i := slices.IndexFunc(s.decisions, func(d tradeoff.Decision) bool { return d.ID == id })
	if i < 0 {
		return tradeoff.Decision{}, gone("decision", id)
	}
	return s.decisions[i], nil
}

func (s *fakeStore) Display(_ context.Context, id int64) ([]byte, error) {
	return wire.NewDisplay(s.runs[id].sweep(), wire.Budget).MarshalBinary()
}

func (r fakeRun) binary() calc.Binary {
	b := calc.Binary{Kind: r.ScoreKind}
	for _, row := range r.rows {
		b.Label, b.Score = append(b.Label, row.label), append(b.Score, row.score)
	}
	return b
}

func (r fakeRun) sweep() *calc.Sweep {
	s, err := calc.NewSweep(r.binary())
	if err != nil {
		panic(err)
	}
	return s
}

// Part returns the rows with the values of site that the view asks for.
func (s *fakeStore) Part(_ context.Context, run tradeoff.Run, view tradeoff.View) (source.Part, error) {
	part := fakeRun{Run: run}
	var numbers []uint32
	for i, row := range s.runs[run.ID].rows {
		other := func(c tradeoff.Condition) bool { return c.Column != "site" || c.Text != row.site }
		if !slices.ContainsFunc(view.Where, other) {
			part.rows, numbers = append(part.rows, row), append(numbers, uint32(i))
		}
	}
	if len(part.rows) == 0 {
		return nil, tradeoff.Errorf(tradeoff.NotFound, "no row is selected")
	}
	key := fmt.Sprintf("%d %s", run.ID, view.Key())
	return fakePart{sweepPart{part.sweep()}, part, numbers, key}, nil
}

// A fakePart is rows of a fakeRun.
type fakePart struct {
	sweepPart
	run     fakeRun
	numbers []uint32 // of its rows in the file
	key     string
}

func (p fakePart) Key() string                    { return p.key }
func (p fakePart) Rows() (source.Rows, error)     { return fakeRows{fakePart: p}, nil }
func (p fakePart) Groups() (source.Groups, error) { return fakeGroups{p}, nil }

// of returns the indices of the rows of a class, from the highest score down.
func (p fakePart) of(class uint8) (order []int) {
	for i, row := range p.run.rows {
		if row.label == class {
			order = append(order, i)
		}
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(p.run.rows[b].score, p.run.rows[a].score) })
	return order
}

// fakeRows are the rows of a fakePart.
type fakeRows struct {
	source.Rows // what the tests do not need
	fakePart
}

func (r fakeRows) Binary(context.Context) (calc.Binary, error) { return r.run.binary(), nil }

func (r fakeRows) FileRows(context.Context) ([]uint32, calc.Binary, error) {
	return r.numbers, r.run.binary(), nil
}

// Columns returns the ids of the whole file, of which the part must have all rows.
func (r fakeRows) Columns(context.Context, ...tradeoff.Role) ([]column.Column, error) {
	ids := new(column.Texts)
	for _, row := range r.run.rows {
		ids.Append([]byte(row.id))
	}
	return []column.Column{{Name: "id", Role: tradeoff.IDRole, Texts: ids}}, nil
}

func (r fakeRows) examples(class uint8, rows []int) *source.Examples {
	e := &source.Examples{Class: class}
	id := source.ExampleColumn{Name: "id", Role: tradeoff.IDRole, Type: column.Text}
	label := source.ExampleColumn{Name: "label", Role: tradeoff.LabelRole, Type: column.Label}
	score := source.ExampleColumn{Name: "score", Role: tradeoff.ScoreRole, Type: column.Float}
	for _, i := range rows {
		e.Rows = append(e.Rows, r.numbers[i])
		id.Texts = append(id.Texts, r.run.rows[i].id)
		score.Floats = append(score.Floats, r.run.rows[i].score)
	}
	e.Columns = []source.ExampleColumn{id, label, score}
	return e
}

func (r fakeRows) Examples(_ context.Context, class uint8, places []int) (*source.Examples, error) {
	rows := make([]int, len(places))
	for k, place := range places {
		rows[k] = r.of(class)[place]
	}
	return r.examples(class, rows), nil
}

func (r fakeRows) Numbered(_ context.Context, class uint8, rows []uint32, _ []float64) (*source.Examples, error) {
	list := make([]int, len(rows))
	for k, row := range rows {
		list[k] = slices.Index(r.numbers, row)
	}
	return r.examples(class, list), nil
}

func (r fakeRows) FindID(_ context.Context, id string) (list []source.Found, _ error) {
	for i, row := range r.run.rows {
		if row.id == id {
			place := slices.Index(r.of(row.label), i)
			list = append(list, source.Found{Row: r.numbers[i], Class: row.label, Place: place})
		}
	}
	return list, nil
}

func (r fakeRows) Filter(context.Context, string) (source.Filter, error) {
	return fakeFilter{r.fakePart}, nil
}

// FileSlices cuts the whole file by site.
func (r fakeRows) FileSlices(context.Context, tradeoff.Cut) (*source.FileSlices, error) {
	f := &source.FileSlices{Slices: []source.Slice{siteSlice("a"), siteSlice("b")}}
	for _, row := range r.run.rows {
		f.SliceOf = append(f.SliceOf, uint16(row.site[0]-'a'))
	}
	return f, nil
}

func siteSlice(site string) source.Slice {
	return source.Slice{
		Where: []tradeoff.Condition{{Column: "site", Op: tradeoff.Is, Text: site}},
		Keys:  []source.SliceKey{{Value: site}},
	}
}

// A fakeFilter finds the rows of a site: a has the number 0, b 1.
type fakeFilter struct{ fakePart }

func (fakeFilter) Values() []string { return []string{"a", "b"} }

func (fakeFilter) Code(value string) (int, bool) {
	i := slices.Index([]string{"a", "b"}, value)
	return i, i >= 0
}

func (f fakeFilter) Places(class uint8, code, from, to int, backwards bool, skip, limit int) (places []int, n int) {
	order := f.of(class)
	for place := from; place < to; place++ {
		if int(f.run.rows[order[place]].site[0]-'a') == code {
			places = append(places, place)
		}
	}
	if backwards {
		slices.Reverse(places)
	}
	n = len(places)
	return places[min(skip, n):min(skip+limit, n)], n
}

// fakeGroups cut a fakePart by site.
type fakeGroups struct{ fakePart }

func (g fakeGroups) By(context.Context, ...tradeoff.Cut) (source.Slices, error) {
	return fakeSlices(g), nil
}

func (g fakeGroups) Values(context.Context, string, int) ([]string, error) {
	return []string{"a", "b"}, nil
}

// fakeSlices are the slices a and b.
type fakeSlices struct{ fakePart }

func (fakeSlices) Count() int                  { return 2 }
func (fakeSlices) Columns() []source.GroupedBy { return []source.GroupedBy{{Name: "site"}} }

func (s fakeSlices) slice(i int) fakeRun {
	part := fakeRun{Run: s.run.Run}
	for _, row := range s.run.rows {
		if int(row.site[0]-'a') == i {
			part.rows = append(part.rows, row)
		}
	}
	return part
}

func (s fakeSlices) At(p calc.OperatingPoint) (list []source.Group) {
	for i, site := range []string{"a", "b"} {
		sweep := s.slice(i).sweep()
		list = append(list, source.Group{
			Slice: siteSlice(site), Number: i, Positives: sweep.Positives(), Negatives: sweep.N() - sweep.Positives(),
			OperatingPoint: sweep.At(p.Threshold),
		})
	}
	return list
}

func (s fakeSlices) Each(_ context.Context, f func(int, *calc.Sweep)) error {
	for i := range 2 {
		f(i, s.slice(i).sweep())
	}
	return nil
}
