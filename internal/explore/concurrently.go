package explore

import (
	"fmt"
	"runtime"
	"runtime/debug"

	"golang.org/x/sync/errgroup"
)

// concurrently calls f with 0, …, n−1, as many at once as there are cores, and returns
// the error of the lowest number. A panic in f is an error, since it could not be
// recovered from by the caller.
func concurrently(n int, f func(i int) error) error {
	errs := make([]error, n)
	var g errgroup.Group
	g.SetLimit(runtime.GOMAXPROCS(0))
	for i := range n {
		g.Go(func() error {
			defer func() {
				if fault := recover(); fault != nil {
					errs[i] = fmt.Errorf("panic: %v\n%s", fault, debug.Stack())
				}
			}()
			errs[i] = f(i)
			return nil
		})
	}
	_ = g.Wait() // each has its error in errs
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}
