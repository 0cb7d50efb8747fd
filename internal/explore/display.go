package explore

import (
	"context"
	"fmt"

	"tradeoff/internal/calc"
	"tradeoff/internal/wire"
)

// A Display is what charts draw of a subject: the sweep, thinned, and its binary form
// for browsers.
type Display struct {
	*wire.Display
	Data []byte
}

// Bytes is about how much memory d takes.
func (d Display) Bytes() int64 { return 2 * int64(len(d.Data)) }

// DisplayOf returns what charts draw of a subject. The display of a whole run was stored
// with the run; that of a part is computed.
func (x *Explorer) DisplayOf(ctx context.Context, of Subject) (Display, error) {
	if !of.View.Whole() {
		return of.Thinned(ctx, wire.Budget)
	}
	return x.RunDisplay(ctx, of.Run.ID)
}

// RunDisplay returns what charts draw of a whole run. Its error is NotFound if there is
// no such run, or if it has many classes and so no display.
func (x *Explorer) RunDisplay(ctx context.Context, run int64) (Display, error) {
	d := Display{Display: new(wire.Display)}
	var err error
	if d.Data, err = x.Display(ctx, run); err != nil {
		return d, err
	}
	if err := d.UnmarshalBinary(d.Data); err != nil {
		return d, fmt.Errorf("run %d: %w", run, err)
	}
	return d, nil
}

// Thinned returns the display of a subject with at most so many stops of the slider.
func (of Subject) Thinned(ctx context.Context, stops int) (Display, error) {
	name := fmt.Sprintf("display of %d stops", stops)
	return derived(ctx, of, name, func(ctx context.Context) (d Display, err error) {
		err = of.Part.InTurn(ctx, func(sweep *calc.Sweep) (err error) {
			d.Display = wire.NewDisplay(sweep, stops)
			d.Data, err = d.MarshalBinary()
			return err
		})
		return d, err
	})
}
