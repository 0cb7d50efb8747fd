// Package tradeoff holds the product's words: what an experiment, a run, a
// finding and an error are. It knows the mathematics of package calc and
// nothing of storage, HTTP or HTML, so every other package can speak it.
package tradeoff
