package explore

import (
	"context"

	"tradeoff/internal/calc"
	"tradeoff/internal/catalog"
	"tradeoff/internal/source"
	"tradeoff/internal/tradeoff"
)

// ClassLosses are the losses of a run with many classes at the parameters of a
// state, by id.
type ClassLosses struct {
	Values  map[string]calc.Value   // of the whole run
	ByClass map[string][]calc.Value // of each class; nil for uncalibrated scores and without rows
	Clipped int                     // rows whose cross-entropy is that of the clip
	Missing *source.Missing         // why there are only the values that were stored; nil if there are all
}

// EvaluateClassLosses computes the losses of a run at its state. Without rows they are
// those that were stored: undefined, for [calc.NeedsRows], with other parameters.
func EvaluateClassLosses(ctx context.Context, v ClassRunAt) (ClassLosses, error) {
	out := ClassLosses{Values: make(map[string]calc.Value), ByClass: make(map[string][]calc.Value)}
	if v.Run.ScoreKind == calc.Score {
		for _, m := range tradeoff.ClassLosses() {
			out.Values[m.ID] = v.Metrics[m.ID].Value
		}
		return out, nil
	}
	from, err := v.Subject.Part.Classes()
	if out.Missing, err = source.Why(err); out.Missing != nil {
		out.Values = v.storedLosses()
		return out, nil
	}
	if err != nil {
		return out, err
	}
	rows, err := from.Rows(ctx)
	if err != nil {
		return out, err
	}
	for _, m := range tradeoff.ClassLosses() {
		if err := ctx.Err(); err != nil {
			return out, err
		}
		args := v.State.Losses[m.ID]
		if out.Values[m.ID] = v.Metrics[m.ID].Value; len(args) > 0 {
			out.Values[m.ID] = rows.Numbers.Evaluate(m.ID, args).Value
		}
		out.ByClass[m.ID] = rows.Numbers.ByClass(m.ID, args)
	}
	out.Clipped = rows.CrossEntropy(nil).Clipped
	return out, nil
}

// storedLosses returns the losses of the whole run that were computed when it was
// stored. With other parameters they are undefined.
func (v ClassRunAt) storedLosses() map[string]calc.Value {
	values := make(map[string]calc.Value)
	for _, m := range tradeoff.ClassLosses() {
		values[m.ID] = v.Metrics[m.ID].Value
		if len(v.State.Losses[m.ID]) > 0 {
			values[m.ID] = calc.Undefined(calc.NeedsRows)
		}
	}
	return values
}

// IsRowLoss reports whether a loss is a sum over rows, so that each class has a share
// of it.
func IsRowLoss(id string) bool {
	l, _ := catalog.LossByID(id)
	return l.Shape == catalog.PerRow
}

// AllClassesOccur reports whether every class has rows.
func (v ClassRunAt) AllClassesOccur() bool {
	for _, k := range v.Report.PerClass {
		if k.Support == 0 {
			return false
		}
	}
	return true
}
