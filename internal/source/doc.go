// Package source is the interface through which the numbers of runs are read,
// wherever they are kept: in the store, or in a warehouse whose rows stay there.
//
// Every part of a run has its sweep, on which everything at one threshold depends.
// Whatever needs more than the sweep is a capability: [Part.Rows], [Part.Groups],
// [Part.Images] and [Part.Classes] return it, or an error that is [Missing]. A
// missing capability is an answer for people to read: why it is not available, and
// what there is instead. A page shows it where the thing would be.
//
// What belongs here: the interfaces, the values that they return, and [Missing].
// Reading files or databases belongs to the packages that implement [Source]; what
// the numbers mean belongs to calc and explore.
package source
