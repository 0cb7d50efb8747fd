// The labelled places of axes: the twin of the server's chart.Ticks and chart.ScoreTicks.

import { asPercent, fixed, number, signed } from "./format.js";

/** @import {Axis} from "./axis.js" */
/** @import {Tick} from "./types.js" */

const MOST_DIGITS = 7; // on either side of the point, before a label has an exponent
const FEW = 3; // labels, below which a logit axis gets others than powers of ten

// probabilities returns multiples of powers of ten from the closer end, rising.
/** @param {number[]} multiples */
function probabilities(multiples) {
  const low = [], high = [];
  for (let e = 12; e >= 1; e--)
    for (const m of multiples) {
      if (e === 1 && m === 5) continue;
      low.push(Number(`${m}e-${e}`));
      high.push(Number(`0.${"9".repeat(e - 1)}${10 - m}`));
    }
  return [...low, 0.5, ...high.reverse()];
}

const LADDERS = [probabilities([1]), probabilities([1, 2, 5])];

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

// exponent writes a number in the shortest form with an exponent.
/** @param {number} x */
const exponent = (x) => x.toExponential().replace("+", "");

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

// scoreTicks returns the labelled places of an axis of scores, about n at most.
/**
 * @param {Axis} axis
 * @param {number} n
 * @param {boolean} percent
 * @returns {Tick[]}
 */
export function scoreTicks(axis, n, percent) {
  const { low, min, high } = axis.data;
  const unit = percent ? asPercent : (/** @type {string} */ text) => text;
  const out = labels(axis, n).map((score) => ({
    value: axis.at(score),
    text: (score === low && min < low ? "≤ " : "") + signed(unit(Math.abs(score) >= 10 ** MOST_DIGITS ? exponent(score) : number(score))),
  }));
  if (out.length > 0) return out;
  const end = axis.score(1);
  return ticks(axis.score(0), end === Infinity ? high : end, n)
    .map(({ value, text }) => ({ value: axis.at(value), text: unit(text) }))
    .filter(({ value }) => value >= 0 && value <= 1);
}

/**
 * @param {Axis} axis
 * @param {number} n
 */
function labels(axis, n) {
  const apart = 0.8 / n;
  if (axis.data.kind === "logit") return LADDERS.map((ladder) => spread(axis, ladder, apart)).find((list) => list.length >= FEW) ?? [];
  if (axis.data.kind !== "quantile") return [];
  const width = axis.to - axis.from;
  const scores = Array.from({ length: n + 1 }, (_, i) => axis.label(i / n, (width * apart) / 4));
  return spread(axis, scores, apart / 2);
}

// spread returns those of rising scores that are in view and so far apart.
/**
 * @param {Axis} axis
 * @param {number[]} scores
 * @param {number} apart
 */
function spread(axis, scores, apart) {
  const { low, high } = axis.data;
  let last = -Infinity;
  return scores.filter((t) => {
    const place = axis.at(t);
    if (t < low || t > high || place < 0 || place > 1 || place - last < apart) return false;
    last = place;
    return true;
  });
}
