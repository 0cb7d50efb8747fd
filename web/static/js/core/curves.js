// Curves through all stops, as flat arrays x0 y0 x1 y1 … NaN where undefined.

import { usedAt } from "./benefit.js";
import { metrics } from "./metrics.js";

/** @import {Counts, Points, Setting, Value} from "./types.js" */

// pairs returns the places f(cells, threshold) of all stops.
/**
 * @param {Points} stops
 * @param {(c: Counts, threshold: number) => number[]} f
 */
export function pairs(stops, f) {
  const out = new Float64Array(2 * stops.length);
  for (let k = 0; k < stops.length; k++) {
    const [x, y] = f(stops.cells(k), stops.threshold[k]);
    out[2 * k] = x;
    out[2 * k + 1] = y;
  }
  return out;
}

/** @param {Value} e */
const value = (e) => (e.reason ? NaN : e.v);

// metricInUse is a metric of the cells c where the classifier is used, NaN where
// it is undefined. A curve is {id, restated}, restated if it depends on the
// prevalence.
/**
 * @param {{id: string, restated: boolean}} curve
 * @param {Counts} c
 * @param {Setting} setting
 */
export function metricInUse({ id, restated }, c, setting) {
  const there = restated ? usedAt(c, setting) : c;
  return there.reason ? NaN : value(metrics[id](there));
}

// tradeOffCurve is a metric against the threshold; nobody is positive from end on.
/**
 * @param {Points} stops
 * @param {{id: string, restated: boolean}} curve
 * @param {Setting} setting
 * @param {number} end
 */
export function tradeOffCurve(stops, curve, setting, end) {
  return pairs(stops, (c, t) => [Math.min(t, end), metricInUse(curve, c, setting)]);
}

/**
 * @param {Counts} c
 * @returns {[number, number]}
 */
export function rocPoint(c) {
  return [c.fp / (c.fp + c.tn), c.tp / (c.tp + c.fn)];
}

/**
 * @param {Counts} c
 * @returns {[number, number]}
 */
export function prPoint(c) {
  return [value(metrics.recall(c)), value(metrics.precision(c))];
}

// prCurve starts at the first stop that calls anybody positive.
/** @param {Points} stops */
export function prCurve(stops) {
  return pairs(stops, prPoint).subarray(2);
}
