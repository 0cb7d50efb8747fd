// How axes are spaced: the twin of the server's chart.Range.

import { normalQuantile } from "./normal.js";
import { ticks } from "./ticks.js";

/** @import {AxisRange, Tick} from "./types.js" */

const FAR = 100; // how many lengths of its axis a place may be out of view

/** @param {number} v */
const share = (v) => Math.min(Math.max(v, 0), 1);

// What a scale spaces evenly.
/** @type {Record<string, (v: number) => number>} */
const spacings = {
  log: (v) => Math.log10(Math.max(v, 0)),
  logit: (v) => Math.log(share(v)) - Math.log1p(-share(v)),
  normal: (v) => normalQuantile(share(v)),
};

/** @param {number} v */
const even = (v) => v;

// placeOn returns a function from a value to its place on an axis: 0 at its low end and 1
// at its high one, and NaN for NaN. Places of infinite values are finite.
/** @param {AxisRange} range */
export function placeOn({ scale, low, high }) {
  const spaced = spacings[scale ?? ""] ?? even;
  const from = spaced(low), length = spaced(high) - from;
  return (/** @type {number} */ v) => Math.min(Math.max((spaced(v) - from) / length, -FAR), FAR);
}

// labelsOf returns the labelled places of an axis, about n of a linear one: those of
// others come from the server.
/**
 * @param {AxisRange} range
 * @param {number} n
 * @returns {Tick[]} with their places from 0 to 1
 */
export function labelsOf(range, n) {
  if (range.ticks) return range.ticks;
  const place = placeOn(range);
  return ticks(range.low, range.high, n).map(({ value, text }) => ({ value: place(value), text: withoutZeros(text) }));
}

// withoutZeros returns a number without zeros at its end: "0.5" for "0.50".
/** @param {string} text */
const withoutZeros = (text) => (text.includes(".") && !text.includes("e") ? text.replace(/\.?0+$/, "") : text);
