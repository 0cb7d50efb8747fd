package explore

import (
	"context"

	"tradeoff/internal/calc"
	"tradeoff/internal/catalog"
	"tradeoff/internal/source"
	"tradeoff/internal/tradeoff"
)

// ClassLosses are the losses of a run with many classes at the parameters of a
// state: of the whole run and of each class.
type ClassLosses struct {
	Values  map[string]calc.Value
	ByClass map[string][]calc.Value
	Clipped int
	Missing *source.Missing // why there are only those of the whole run, as they were stored
}

// classLosses computes the losses of a run.
func LossesOfClasses(ctx context.Context, v ClassRunAt) (ClassLosses, error) {
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

// storedLosses are the losses of the whole run that were computed when it was
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

// IsShared reports whether a loss is a sum over rows, of which each class has a
// share.
func IsShared(id string) bool {
	l, _ := catalog.LossByID(id)
	return l.Shape == catalog.PerRow
}

// AllOccur reports whether every class has rows.
func (v ClassRunAt) AllOccur() bool {
	for _, k := range v.Report.PerClass {
		if k.Support == 0 {
			return false
		}
	}
	return true
}
