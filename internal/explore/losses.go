package explore

import (
	"context"
	"strings"

	"tradeoff/internal/calc"
	"tradeoff/internal/catalog"
	"tradeoff/internal/evaluate"
	"tradeoff/internal/tradeoff"
)

// RowLosses are the losses that are sums over rows, so that their shares and shapes can
// be drawn, in the order of [tradeoff.ExampleLosses].
var RowLosses = func() (out []RowLoss) {
	for _, id := range catalog.LossesOf(catalog.PerRow) {
		l, _ := catalog.LossByID(id)
		out = append(out, RowLoss{id, strings.ToLower(l.Name)})
	}
	return out
}()

// ShareSteps is how many steps the curve of shares of the loss has.
const ShareSteps = 200

// A RowLoss is the id of a loss and its name as sentences contain it.
type RowLoss struct{ ID, Name string }

// LossResults are the losses of a subject with the parameters of a state.
type LossResults struct {
	Values  map[string]calc.Value // by id
	Shares  *calc.LossShares      // nil unless they were asked for
	Clipped int                   // rows whose cross-entropy is that of the clip
}

// Losses returns the losses of a subject with the parameters in args, and with shares
// the shares of the row losses. Losses without parameters in args come from stored, the
// metrics of the run, where it has them. Only the others and the shares read the sweep.
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
		out.Values[m.ID] = m.Of(sweep, args[m.ID], evaluate.Level).Value
	}
	if shares {
		if err := load(); err != nil {
			return out, err
		}
		c := sweep.LossShares(ShareSteps, RowLossFunctions(args)...)
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

// RowLossFunctions returns the functions of [RowLosses] with the parameters in args.
func RowLossFunctions(args tradeoff.LossArgs) (out []calc.RowLoss) {
	for _, l := range RowLosses {
		m, _ := calc.MetricByID(l.ID)
		loss, _ := m.RowLoss(args[l.ID])
		out = append(out, loss)
	}
	return out
}

// evaluateLosses computes the losses of v. The shares of a run with more scores than a
// page holds are computed only if the state asks for them.
func evaluateLosses(ctx context.Context, v RunAt) (LossResults, error) {
	stored := make(map[string]calc.Value, len(v.Metrics))
	for _, m := range v.Metrics {
		stored[m.ID] = m.Value
	}
	shares := v.Display.Whole || v.State.LossShares || len(v.State.Losses) > 0
	return v.Losses(ctx, v.State.Losses, stored, shares)
}

// LossArg returns the value of the parameter name of the loss id: its default if args
// has no other. It panics if there is no such parameter.
func LossArg(args tradeoff.LossArgs, id, name string) float64 {
	m, _ := calc.MetricByID(id)
	for _, p := range m.Params {
		if p.Name == name {
			return args.Value(m, p)
		}
	}
	panic("explore: " + id + " has no parameter " + name)
}
