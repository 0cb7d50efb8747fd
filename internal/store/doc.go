// Package store keeps experiments and runs in one SQLite file.
//
// What was acknowledged survives a crash and a power loss; what was not leaves
// nothing. One connection writes, several read beside it, and one process at
// a time owns the folder. A run's columns and sweep are kept as compressed
// chunks, so that the counts at one threshold need two small reads, whatever
// the size of the run.
//
// Every row of numbers and every blob carries a checksum. Damage is an error
// that names what is damaged, never a number. All errors that a person can act
// upon are [tradeoff.Error]; a context's own errors come through as they are.
package store
