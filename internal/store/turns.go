package store

import "context"

// turns bounds how much is computed of big runs at once: each computation may
// take as much memory as the run. Small ones do not wait.
type turns chan struct{}

// How many computations go on at once, and of how many rows one is big.
const (
	bigAtOnce = 2
	bigRows   = 1_000_000
)

func newTurns() turns { return make(turns, bigAtOnce) }

// take calls f, which concerns so many rows, when it is its turn. f must not
// wait for anything that takes a turn itself.
func (t turns) take(ctx context.Context, rows int, f func() error) error {
	if rows < bigRows {
		return f()
	}
	select {
	case t <- struct{}{}:
		defer func() { <-t }()
		return f()
	case <-ctx.Done():
		return ctx.Err()
	}
}
