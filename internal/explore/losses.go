package explore

import (
	"context"
	"strings"

	"tradeoff/internal/calc"
	"tradeoff/internal/catalog"
	"tradeoff/internal/tradeoff"
)

// SharedLosses are the losses that are sums over rows, whose shares and shapes can be
// drawn.
var SharedLosses = func() (out []SharedLoss) {
	for _, id := range catalog.LossesOf(catalog.PerRow) {
		l, _ := catalog.LossByID(id)
		out = append(out, SharedLoss{id, strings.ToLower(l.Name)})
	}
	return out
}()

// ShareSteps is how many steps the curve of shares has.
const ShareSteps = 200

// A SharedLoss has the name that it has within a sentence.
type SharedLoss struct{ ID, Name string }

// LossResults are the losses of a run with the parameters of a state.
type LossResults struct {
	Values  map[string]calc.Value
	Shares  *calc.LossShares // nil unless they were asked for
	Clipped int              // rows whose cross entropy is that of the clip
}

// Losses returns the losses of a subject with the parameters in args. Losses without
// parameters there are taken from stored, the run's own metrics, as far as it has them;
// shares asks for the shares of the loss too. Both others and shares take the sweep.
func (of Subject) Losses(
	ctx context.Context, args tradeoff.LossArgs, stored map[string]calc.Value, shares bool,
) (LossResults, error) {
	out := LossResults{Values: make(map[string]calc.Value)}
	var sweep *calc.Sweep
	load := func() (err error) {
		if sweep == nil {
			sweep, err = of.Part.Sweep(ctx)
		}
		return err
	}
	for _, m := range tradeoff.Losses() {
		if v, ok := stored[m.ID]; ok && len(args[m.ID]) == 0 {
			out.Values[m.ID] = v
			continue
		}
		if err := load(); err != nil {
			return out, err
		}
		if err := ctx.Err(); err != nil {
			return out, err
		}
		out.Values[m.ID] = m.Of(sweep, args[m.ID], 0.95).Value
	}
	if shares {
		if err := load(); err != nil {
			return out, err
		}
		c := sweep.LossShares(ShareSteps, ExampleLosses(args)...)
		out.Shares = &c
	}
	if of.Run.ScoreKind != calc.Probability {
		return out, nil
	}
	low, high := calc.ClippedBeyond()
	atLow, _, err := of.Part.OperatingPoint(ctx, low)
	if err != nil {
		return out, err
	}
	atHigh, _, err := of.Part.OperatingPoint(ctx, high)
	out.Clipped = of.Run.Positives - atLow.RowsTP + atHigh.RowsFP
	return out, err
}

// ExampleLosses are the SharedLosses with their parameters.
func ExampleLosses(args tradeoff.LossArgs) (out []calc.RowLoss) {
	for _, l := range SharedLosses {
		m, _ := calc.MetricByID(l.ID)
		loss, _ := m.RowLoss(args[l.ID])
		out = append(out, loss)
	}
	return out
}

// computeLosses finds the losses of v. With the usual parameters they were
// computed when the run was stored; only others, and the shares, take the sweep.
// The shares of a run with more scores than a page holds wait until somebody asks.
func (v *RunAt) computeLosses(ctx context.Context) error {
	stored := make(map[string]calc.Value, len(v.Summary))
	for _, m := range v.Summary {
		stored[m.ID] = m.Value
	}
	shares := v.Display.Whole || v.State.LossShares || len(v.State.Losses) > 0
	var err error
	v.LossValues, err = v.Losses(ctx, v.State.Losses, stored, shares)
	return err
}

// LossArg returns the value of a parameter, the usual one if args has no other.
func LossArg(args tradeoff.LossArgs, id, name string) float64 {
	m, _ := calc.MetricByID(id)
	for _, p := range m.Params {
		if p.Name == name {
			return args.Value(m, p)
		}
	}
	panic("server: " + id + " has no parameter " + name)
}
