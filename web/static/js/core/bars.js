// The bars of a histogram: rows of both classes between places of the axis. The twin of
// the server's explore.Bars, as exact where the stops are the whole sweep.

/** @import {Axis} from "./axis.js" */
/** @import {Stops} from "./stops.js" */
/** @import {Bar} from "./types.js" */

// countBars counts the rows in view in about so many bars. Bars begin at stops on an axis
// of ranks, and wherever stops are missing between which rows could be counted.
/**
 * @param {Stops} stops
 * @param {Axis} axis
 * @param {number} count
 * @returns {Bar[]}
 */
export function countBars(stops, axis, count) {
  const { kind, min, max } = axis.data, end = Math.min(axis.end, 1), last = stops.length - 1;
  if (end <= 0 || last < 1) return [];
  if (min === max) {
    const { tp, fp } = stops.cells(last), at = axis.at(max);
    return [{ left: at - 0.02, right: at + 0.02, positives: tp, negatives: fp }];
  }
  const atStops = kind === "quantile" || !stops.whole;
  /** @type {{place: number, k: number}[]} */
  const edges = []; // k: the stop that predicts all rows above the edge positive
  // add adds the edge at a stop that is in view and to the right of the last edge.
  const add = (/** @type {number} */ k) => {
    const place = axis.at(stops.threshold[k]), before = edges.at(-1);
    if (place >= 0 && (!before || place > before.place)) edges.push({ place, k });
  };
  for (let b = 0; b <= count; b++) {
    const place = (end * b) / count, k = stops.at(axis.score(place));
    if (!atStops) {
      edges.push({ place, k });
      continue;
    }
    const up = Math.max(k, 1), wide = up < last && axis.at(stops.threshold[up]) - axis.at(stops.threshold[up + 1]) > end / count;
    if (wide) add(up + 1); // its rows get a separate bar
    add(up);
  }
  if (edges.length === 0) return [];
  if (axis.from <= 0) edges[0].k = last;
  if (axis.end <= 1) {
    if (edges[edges.length - 1].place >= end) edges.pop(); // the last bar has the highest score too
    edges.push({ place: end, k: 0 });
  }
  const bars = [];
  for (let b = 0; b + 1 < edges.length; b++) {
    const from = stops.cells(edges[b].k), to = stops.cells(edges[b + 1].k);
    bars.push({ left: edges[b].place, right: edges[b + 1].place, positives: Math.max(from.tp - to.tp, 0), negatives: Math.max(from.fp - to.fp, 0) });
  }
  return bars;
}
