package explore

import (
	"context"
	"log/slog"
	"math"
	"net/url"
	"testing"

	"tradeoff/internal/calc"
	"tradeoff/internal/source"
	"tradeoff/internal/tradeoff"
	"tradeoff/internal/wire"
)

// sweeps is a source of runs that have a sweep and nothing else.
type sweeps map[int64]*calc.Sweep

func (s sweeps) Part(_ context.Context, run tradeoff.Run, view tradeoff.View) (source.Part, error) {
	if !view.Whole() {
		return nil, away(source.SliceCounts)
	}
	return sweepPart{sweep: s[run.ID]}, nil
}

func (s sweeps) Display(_ context.Context, run int64) ([]byte, error) {
	return wire.NewDisplay(s[run], wire.Budget).MarshalBinary()
}

func (s sweeps) Run(_ context.Context, id int64) (tradeoff.Run, error) {
	if s[id] == nil {
		return tradeoff.Run{}, tradeoff.Errorf(tradeoff.NotFound, "there is no run %d", id)
	}
	return tradeoff.Run{ID: id}, nil
}

func (s sweeps) RunMetrics(context.Context, int64) ([]source.RunMetric, error)   { return nil, nil }
func (s sweeps) ReplaceMetrics(context.Context, int64, []source.RunMetric) error { return nil }
func (s sweeps) RunsLackingIntervals(context.Context) ([]int64, error)           { return nil, nil }

func explorer(from sweeps) *Explorer {
	return New(records{sweeps: from}, from, slog.New(slog.DiscardHandler))
}

func away(what source.Capability) error {
	return &source.Missing{What: what, Because: "the rows stay in the warehouse"}
}

type sweepPart struct{ sweep *calc.Sweep }

func (p sweepPart) Key() string                                               { return "part" }
func (p sweepPart) Sweep(context.Context) (*calc.Sweep, error)                { return p.sweep, nil }
func (p sweepPart) InTurn(_ context.Context, f func(*calc.Sweep) error) error { return f(p.sweep) }
func (p sweepPart) Rows() (source.Rows, error)                                { return nil, away(source.SingleRows) }
func (p sweepPart) Groups() (source.Groups, error)                            { return nil, away(source.SliceCounts) }
func (p sweepPart) Images() (source.Images, error)                            { return nil, away(source.ImageCounts) }
func (p sweepPart) Classes() (source.Classes, error)                          { return nil, away(source.ClassCounts) }

func (p sweepPart) OperatingPoint(_ context.Context, threshold float64) (calc.OperatingPoint, int, error) {
	return p.sweep.At(threshold), p.sweep.Index(threshold), nil
}

func (p sweepPart) Points(_ context.Context, offset, limit int) (list []calc.OperatingPoint, total int, err error) {
	for k := offset; k < min(offset+limit, p.sweep.Len()); k++ {
		list = append(list, p.sweep.Point(k))
	}
	return list, p.sweep.Len(), nil
}

// eight rows: the positives have the scores 0.9, 0.8, 0.6 and 0.3.
func eight(t *testing.T, kind calc.Kind, shift float64) *calc.Sweep {
	t.Helper()
	b := calc.Binary{Kind: kind, Label: []uint8{1, 1, 0, 1, 0, 0, 1, 0}}
	for _, score := range []float64{0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2} {
		b.Score = append(b.Score, score+shift)
	}
	s, err := calc.NewSweep(b)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// subject is a run with a sweep and what charts draw of it.
func subject(t *testing.T, sweep *calc.Sweep) (Subject, *wire.Display) {
	t.Helper()
	from := sweeps{1: sweep}
	e := explorer(from)
	run := tradeoff.Run{ID: 1, N: sweep.N(), Positives: sweep.Positives(), ScoreKind: sweep.Kind()}
	of, err := e.Subject(t.Context(), run, tradeoff.View{})
	if err != nil {
		t.Fatal(err)
	}
	display, err := e.DisplayOf(t.Context(), of)
	if err != nil {
		t.Fatal(err)
	}
	return of, display.Display
}

func at(t *testing.T, of Subject, display *wire.Display, query string) AtThreshold {
	t.Helper()
	q, err := url.ParseQuery(query)
	if err != nil {
		t.Fatal(err)
	}
	state, err := tradeoff.ParseState(q)
	if err != nil {
		t.Fatal(err)
	}
	at, err := of.atThreshold(t.Context(), state, display, state.Setting(tradeoff.Experiment{}))
	if err != nil {
		t.Fatal(err)
	}
	return at
}

func TestAtThresholdFollowsPolicyThenThresholdThenDefault(t *testing.T) {
	of, display := subject(t, eight(t, calc.Probability, 0))
	for query, want := range map[string]struct {
		text   string
		tp, fp float64
		chosen bool
	}{
		"":                        {"0.5", 3, 2, false},
		"threshold=0.75":          {"0.75", 2, 0, false},
		"policy=precision%3E%3D1": {"0.8", 2, 0, true},
		"policy=recall%3E%3D1":    {"0.3", 4, 3, true},
	} {
		got := at(t, of, display, query)
		if got.Text != want.text || got.Point.TP != want.tp || got.Point.FP != want.fp || got.Chosen != want.chosen {
			t.Errorf("%q: %+v, want %+v", query, got, want)
		}
		if k := of.Part.(sweepPart).sweep.Index(got.Point.Threshold); k != got.Index {
			t.Errorf("%q: index %d, want %d", query, got.Index, k)
		}
	}
}

func TestPolicyThatPicksNothingLeavesTheDefaultThreshold(t *testing.T) {
	sweep, err := calc.NewSweep(calc.Binary{Kind: calc.Probability, Label: []uint8{0, 0}, Score: []float64{0.7, 0.2}})
	if err != nil {
		t.Fatal(err)
	}
	of, display := subject(t, sweep)
	got := at(t, of, display, "policy=recall%3E%3D0.9")
	if got.Chosen || got.Text != "0.5" || got.Choice.Value.Reason == "" || got.Plateau != nil {
		t.Errorf("%+v", got)
	}
	policy := &calc.Policy{Rule: calc.AtLeast, Metric: "recall", Bound: 0.9}
	position, err := of.positionByPolicy(t.Context(), display, policy, calc.Setting{})
	if err != nil || position.Undefined != got.Choice.Value.Reason || position.Text != "" {
		t.Errorf("%+v, %v", position, err)
	}
	values := make(map[string]calc.Estimate)
	position.addEstimates(values, []string{"recall", ThresholdMetric}, nil)
	if values["recall"].OK || values[ThresholdMetric].Reason != position.Undefined {
		t.Errorf("%+v", values)
	}
}

func TestScoresOnOneSideOfZeroStartWhereYoudenIsHighest(t *testing.T) {
	for _, shift := range []float64{10, -0.55} {
		of, display := subject(t, eight(t, calc.Score, shift))
		want := 0.0
		if shift > 0 {
			want = 0.8 + shift // J is 1/2 here and at 0.6: ties go to the higher threshold
		}
		if got := DefaultThreshold(of.Run, display); math.Abs(got-want) > 1e-12 {
			t.Errorf("shifted by %v: %v, want %v", shift, got, want)
		}
	}
}

func TestSubjectListsWhatItsSourceLacks(t *testing.T) {
	of, _ := subject(t, eight(t, calc.Probability, 0))
	of.Run.Roles.Group = []string{"site"}
	const want = "single rows and slices are not available, because the rows stay in the warehouse"
	if got := source.Sentence(of.Missing()); got != want {
		t.Errorf("got %q", got)
	}
	if _, err := of.binary(t.Context()); tradeoff.KindOf(err) != tradeoff.NotAvailable {
		t.Errorf("rows: %v", err)
	}
	from := sweeps{1: eight(t, calc.Probability, 0)}
	view := tradeoff.View{Where: []tradeoff.Condition{{Column: "site", Text: "a"}}}
	_, err := explorer(from).Subject(t.Context(), tradeoff.Run{ID: 1}, view)
	if missing, _ := source.Why(err); missing == nil || missing.What != source.SliceCounts {
		t.Errorf("a slice: %v", err)
	}
}

// records answers from a fake, and has nothing else on record.
type records struct {
	sweeps
	nothingElse
}

type nothingElse struct{ Records }
