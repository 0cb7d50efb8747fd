// The labelled places of axes: the twin of the server's chart.Ticks.

import { fixed, signed } from "./format.js";

/** @import {Tick} from "./types.js" */

const MOST_DIGITS = 7; // on either side of the point, before a label has an exponent

// ticks returns at most n+1 round places from low to high.
/**
 * @param {number} low
 * @param {number} high
 * @param {number} n
 * @returns {Tick[]}
 */
export function ticks(low, high, n) {
  const span = high - low;
  if (!(span > 0) || span === Infinity) return [];
  let step = Number(`1e${Math.floor(Math.log10(span / n))}`);
  step *= [1, 2, 2.5, 5, 10].find((m) => span / (step * m) <= n) ?? 1;
  if (step === 0 || step === Infinity || !Number.isFinite(low / step)) return [];
  let decimals = 0;
  for (let d = step; decimals < 12 && Math.abs(d - Math.round(d)) > 1e-9 * d; decimals++) d = step * Number(`1e${decimals + 1}`);
  const most = Math.max(Math.abs(low), Math.abs(high));
  const long = decimals > MOST_DIGITS || most >= 10 ** MOST_DIGITS;
  const out = [], from = Math.ceil(low / step - 1e-9);
  for (let k = 0; k <= n; k++) {
    const value = (from + k) * step;
    if (value > high + 1e-9 * step) break;
    if (out.length > 0 && value <= out[out.length - 1].value) continue;
    out.push({ value, text: signed(long ? exponential(value, step) : fixed(value, decimals)) });
  }
  return out;
}

/**
 * @param {number} value
 * @param {number} step
 */
function exponential(value, step) {
  if (value === 0) return "0";
  const digits = Math.max(0, Math.floor(Math.log10(Math.abs(value))) - Math.floor(Math.log10(step)) + 1);
  const [mantissa, power] = value.toExponential(Math.min(digits, 16)).split("e");
  return `${mantissa.includes(".") ? mantissa.replace(/\.?0+$/, "") : mantissa}e${Number(power)}`;
}
