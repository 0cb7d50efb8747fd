package calc

import "runtime"

// setProcs sets the number of cores that are used and returns what undoes it.
func setProcs(n int) (restore func()) {
	before := runtime.GOMAXPROCS(n)
	return func() { runtime.GOMAXPROCS(before) }
}
