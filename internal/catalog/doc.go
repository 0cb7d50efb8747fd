// Package catalog declares every metric, policy and loss once: its identifier,
// its names, how it is computed, what it is for and how it is drawn.
//
// It is data and a small expression tree. It imports the standard library only,
// so that calc can read it. The program internal/catalog/gen, which `make
// generate` runs first, writes from it the formulas as Go and as JavaScript, the
// browser's tables and the tables of docs/metrics.md.
//
// What does not belong here: code that reads rows, results of computations,
// and anything about HTTP or HTML.
package catalog
