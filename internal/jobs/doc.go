// Package jobs runs background work by key: one computation for all callers that
// ask for the same key, a bounded number at once, results kept in memory up to a
// limit, with progress and cancellation.
//
// A [Group] is one kind of work: it contains the waiting work, the running
// work and the results. [Slots] bound how much runs at once, in one group, in
// several, or in callers that wait for their own turn.
//
// Everything that computes or loads outside a request belongs in a Group, and
// every limit on concurrent work is a Slots. The work itself, the storage of
// its results and all texts for people belong to the caller.
package jobs
