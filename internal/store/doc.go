// Package store keeps experiments and runs in one SQLite file.
//
// Acknowledged writes survive a crash and a power loss; others leave nothing behind.
// One connection writes while several read, and one process at a time owns the folder.
// The columns and the sweep of a run are stored as compressed chunks, so that the counts
// at one threshold need two small reads for a run of any size.
//
// Every row of numbers and every blob has a checksum. Damage is an error that names what
// is damaged, never a wrong number. All errors that people can act on are
// [tradeoff.Error]; errors of a context are returned unchanged.
package store
