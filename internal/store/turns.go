package store

import "context"

// The number of concurrent computations on big runs, and the number of rows of a big run:
// each computation may take as much memory as the run. Small runs do not wait.
const (
	bigAtOnce = 2
	bigRows   = 1_000_000
)

// inTurn calls f, which processes the given number of rows, when a slot is free. f must
// not wait for anything that needs a slot itself.
func (s *Store) inTurn(ctx context.Context, rows int, f func() error) error {
	if rows < bigRows {
		return f()
	}
	leave, err := s.big.Take(ctx)
	if err != nil {
		return err
	}
	defer leave()
	return f()
}
