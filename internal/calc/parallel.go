package calc

import (
	"runtime"
	"sync"
	"sync/atomic"
)

// A block is a range of rows that one core works on.
type block struct{ lo, hi int }

// blocksOf splits n rows into one block per core.
func blocksOf(n int) []block {
	cores := runtime.GOMAXPROCS(0)
	blocks := make([]block, 0, cores)
	for c := range cores {
		lo, hi := n*c/cores, n*(c+1)/cores
		if lo < hi {
			blocks = append(blocks, block{lo, hi})
		}
	}
	return blocks
}

// eachBlock calls f for all blocks at once and waits for them.
func eachBlock(blocks []block, f func(b, lo, hi int)) {
	if len(blocks) == 1 {
		f(0, blocks[0].lo, blocks[0].hi)
		return
	}
	var wait sync.WaitGroup
	for b, r := range blocks {
		wait.Go(func() { f(b, r.lo, r.hi) })
	}
	wait.Wait()
}

// each calls f for 0 to n-1, on all cores.
func each(n int, f func(i int)) { eachWith(n, func() func(int) { return f }) }

// eachWith calls functions for 0 to n-1, on all cores. Each core calls setup
// for a separate function.
func eachWith(n int, setup func() func(i int)) {
	workers := min(runtime.GOMAXPROCS(0), n)
	if workers == 1 {
		f := setup()
		for i := range n {
			f(i)
		}
		return
	}
	var next atomic.Int64
	var wait sync.WaitGroup
	for range workers {
		wait.Go(func() {
			f := setup()
			for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
				f(i)
			}
		})
	}
	wait.Wait()
}
