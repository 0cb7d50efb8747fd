// Package jobs runs background work by key: one computation for all callers that
// ask for the same key, a bounded number at once, results kept in memory up to a
// limit, with progress and cancellation.
//
// A [Group] is one kind of work: it holds what waits, what runs and what was found.
// [Slots] bound how much runs at once, in one group, in several, or in callers that
// wait for their own turn.
//
// Everything that computes or loads beside a request belongs in a Group, and every
// limit on concurrent work is a Slots. What the work is, where its results are
// stored and every word that a person reads belong to the caller.
package jobs
