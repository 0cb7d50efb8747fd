package calc

import (
	"runtime"
	"sync"
	"sync/atomic"
)

const (
	largeSort      = 1 << 16 // the number of keys from which they are partitioned first
	keysPerPart    = 1 << 12 // about as many as sort within the fastest cache
	mostPartitions = 1 << 12 // more places to write to at once would be slow
)

// sortKeys sorts the keys of one sign group upwards. Many keys are dealt into
// partitions by a linear map of their scores first, so that each can then be
// sorted within the cache, on all cores. tmp must be as long as keys; its
// content is lost.
func sortKeys(keys, tmp []uint64, flip uint64) {
	if len(keys) < largeSort {
		radixSort(keys, tmp)
		return
	}
	starts, ok := partition(keys, tmp, flip, min(len(keys)/keysPerPart, mostPartitions))
	if !ok {
		radixSort(keys, tmp)
		return
	}
	each(len(starts)-1, func(p int) {
		lo, hi := starts[p], starts[p+1]
		// partition left the keys in tmp.
		radixSort(tmp[lo:hi], keys[lo:hi])
		copy(keys[lo:hi], tmp[lo:hi])
	})
}

// partition deals keys into tmp so that all of one partition come before all of
// the next, and returns where each starts and the last one ends. It gives up if
// the scores are so uneven that one partition would hold most of them.
func partition(keys, tmp []uint64, flip uint64, partitions int) (starts []int, ok bool) {
	lowest, highest := keys[0], keys[0]
	for _, k := range keys {
		lowest, highest = min(lowest, k), max(highest, k)
	}
	base := keyMagnitude(lowest, flip)
	scale := float64(partitions) / (keyMagnitude(highest, flip) - base)
	if !(scale*scale > 0 && scale*scale < maxScaleSquared) {
		return nil, false // all scores equal, or the differences leave the range of a float64
	}
	of := func(k uint64) int {
		return min(int((keyMagnitude(k, flip)-base)*scale), partitions-1)
	}

	blocks := blocksOf(len(keys))
	count := make([][]int, len(blocks))
	eachBlock(blocks, func(b int, lo, hi int) {
		c := make([]int, partitions)
		count[b] = c
		for _, k := range keys[lo:hi] {
			c[of(k)]++
		}
	})
	starts = make([]int, partitions+1)
	at := 0
	for p := range partitions {
		starts[p] = at
		for b := range count {
			n := count[b][p]
			count[b][p] = at
			at += n
		}
		if at-starts[p] > len(keys)/2 {
			return nil, false
		}
	}
	starts[partitions] = at
	eachBlock(blocks, func(b int, lo, hi int) {
		c := count[b]
		for _, k := range keys[lo:hi] {
			p := of(k)
			tmp[c[p]] = k
			c[p]++
		}
	})
	return starts, true
}

// maxScaleSquared keeps the scale of a partition, and its square, finite.
const maxScaleSquared = 1e300

// A block is a range of rows that one core works on.
type block struct{ lo, hi int }

// blocksOf cuts n rows into one block per core.
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

// eachWith calls functions for 0 to n-1, on all cores. Each core calls setup for
// one of its own.
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
