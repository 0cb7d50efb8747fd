// Package axis lays scores out on the axis of the threshold.
//
// Where one class is rare, or most scores are alike, a linear axis shows one bar. There
// an [Axis] spreads the log odds of probabilities evenly, or the ranks of other scores.
// A [Window] is the stretch of an axis that is in view.
//
// What belongs here: which place a score has, which score a place has, and which scores
// are labelled. Counting rows between places belongs to explore. The twin of this package
// in the browser is web/static/js/core/axis.js; testdata/axes.json holds both to the same
// places.
package axis
