package store

import "context"

// How many computations of big runs go on at once, and of how many rows a run is big:
// each computation may take as much memory as the run. Small ones do not wait.
const (
	bigAtOnce = 2
	bigRows   = 1_000_000
)

// inTurn calls f, which concerns so many rows, when it is its turn. f must not wait for
// anything that takes a turn itself.
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
