// Values of metrics and their intervals as people read them: the twin of Go's format.Scale.

import { fine, scales } from "./catalog.gen.js";
import { decimal, exponent, fixed, significant, visible } from "./format.js";

/** @import {Scale} from "./types.js" */
/** @typedef {{factor: number, decimals: number, sign: string}} Form */

// Scales say how the values of a quantity are written: shares from 0 to 1, indices from −1
// to 1, amounts without a bound. Their texts never claim what is not so: they read 0, 1
// or 100% only for values that are exactly that.

// scaleOf returns the scale of a metric or a loss by its id.
/** @param {string} id */
export const scaleOf = (id) => scales[id] ?? "share";

// columnDecimals returns how many decimals a metric has in a table that compares runs.
/** @param {string} id */
export const columnDecimals = (id) => (fine.includes(id) ? 3 : 2);

const NEAR_END = 0.01; // closer to 0 or 1, a share is written as a percentage
const NOISE = 1e-12; // closer to 0 or 1 is a rounding error

// valueText writes a value without an interval: "0.91", or near 0 and 1 "99.967%".
/**
 * @param {Scale} scale
 * @param {number} x
 */
export function valueText(scale, x) {
  x = settled(scale, x);
  return write(scale, x, formOf(scale, x));
}

// estimateText writes a value and its interval, with ends written as the value is: "0.91"
// and "0.85–0.96".
/**
 * @param {Scale} scale
 * @param {number} x
 * @param {number} low
 * @param {number} high
 * @returns {[value: string, interval: string]}
 */
export function estimateText(scale, x, low, high) {
  x = settled(scale, x);
  low = settled(scale, low);
  high = settled(scale, high);
  const form = low === high ? formOf(scale, x) : formBetween(scale, x, low, high);
  const between = low < 0 || high < 0 ? " to " : "–";
  return [write(scale, x, form), write(scale, low, form, "") + between + write(scale, high, form)];
}

/** @param {number} p */
export const shareText = (p) => valueText("share", p);

/** @param {number} x */
export const amount = (x) => valueText("amount", x);

// columnText writes a value in a column of a table whose values have d decimals.
/**
 * @param {Scale} scale
 * @param {number} x
 * @param {number} d
 */
export function columnText(scale, x, d) {
  x = settled(scale, x);
  const form = formOf(scale, x);
  return write(scale, x, form.factor === 1 ? decimals(d) : { ...form, decimals: Math.max(form.decimals, d - 2) });
}

// differenceText writes how much more one value is than another: "+0.02", "−0.041", "0.00".
/**
 * @param {Scale} scale
 * @param {number} x
 * @param {number} d
 */
export function differenceText(scale, x, d) {
  const own = amountDecimals(x);
  return (x > 0 ? "+" : "") + visible(x, scale === "amount" && own < 2 ? own : d, false, 0);
}

// percentText writes a share inside a sentence or beside a count: "32.8%", "0.033%".
/** @param {number} p */
export function percentText(p) {
  p = settled("share", p);
  return write("share", p, rare(p) ? percentage(p) : { factor: 100, decimals: 1, sign: "%" });
}

// givenPercent writes a share that a person typed as a percentage with the digits that they
// gave: "5%".
/** @param {number} p */
export function givenPercent(p) {
  // Moving the point in the text keeps the digits, which 100 * p does not.
  const [mantissa, exponent = "0"] = String(Math.abs(p)).split("e");
  const [whole, part = ""] = mantissa.split(".");
  const point = whole.length + Number(exponent) + 2;
  const digits = ("0".repeat(Math.max(0, 1 - point)) + whole + part).padEnd(Math.max(point, 1), "0");
  const at = Math.max(point, 1);
  const left = digits.slice(0, at).replace(/^0+(?=\d)/, ""), right = digits.slice(at).replace(/0+$/, "");
  return `${p < 0 ? "−" : ""}${left}${right && "."}${right}%`;
}

// oneIn writes a share near 0, or what is missing to 1, as "1 in 3,100"; other shares as "".
/** @param {number} p */
export function oneIn(p) {
  p = settled("share", p);
  if (!rare(p)) return "";
  const of = 1 / Math.min(p, 1 - p), unit = power(exponent(of, 2) - 1);
  return "1 in " + decimal(Math.floor(of / unit + 0.5) * unit, 0);
}

/**
 * @param {number} d
 * @returns {Form}
 */
const decimals = (d) => ({ factor: 1, decimals: d, sign: "" });

/**
 * @param {Scale} scale
 * @param {number} x
 */
function settled(scale, x) {
  if (scale !== "amount") for (const end of [0, 1, -1]) if (Math.abs(x - end) < NOISE) return end;
  return x;
}

/** @type {(scale: Scale, x: number) => Form} */
function formOf(scale, x) {
  if (scale === "amount") return decimals(amountDecimals(x));
  return scale === "share" && rare(x) ? percentage(x) : decimals(2);
}

/** @type {(scale: Scale, x: number, low: number, high: number) => Form} */
function formBetween(scale, x, low, high) {
  const half = (high - low) / 2;
  if (scale === "amount") return decimals(amountDecimalsBetween(x, half));
  if (scale === "share") {
    // All or none is a percentage if the whole interval lies near the end.
    if (x === 0 && high < NEAR_END) return percentage(high);
    if (x === 1 && low > 1 - NEAR_END) return percentage(low);
    if (rare(x)) return percentage(x);
  }
  return decimals(half < 0.01 ? 3 : 2);
}

// rare reports whether a share is near 0 or 1, but neither none nor all.
/** @param {number} p */
const rare = (p) => (p > 0 && p < NEAR_END) || (p > 1 - NEAR_END && p < 1);

/** @type {(p: number) => Form} */
const percentage = (p) => ({ factor: 100, decimals: Math.max(0, -1 - exponent(Math.min(p, 1 - p), 2)), sign: "%" });

// power is 10**e, which engines may round.
/** @param {number} e */
const power = (e) => Number("1e" + e);

/** @param {number} x */
function amountDecimals(x) {
  const a = Math.abs(x);
  return a >= 999.5 ? 0 : a >= 99.95 ? 1 : a >= 0.0995 || !(a > 0) ? 2 : 1 - exponent(a, 2);
}

/**
 * @param {number} x
 * @param {number} half
 */
function amountDecimalsBetween(x, half) {
  const a = Math.abs(x), d = half < 0.001 ? 4 : half < 0.01 ? 3 : half >= 10 ? 0 : half >= 1 ? 1 : 2;
  return a > 0 && a < 0.0995 ? Math.max(d, 1 - exponent(a, 2)) : d;
}

// write writes x, with more decimals where fewer would claim 0, 1 or 100%.
/**
 * @param {Scale} scale
 * @param {number} x
 * @param {Form} form
 * @param {string} [sign] in place of the form's own
 */
function write(scale, x, form, sign = form.sign) {
  const y = form.factor * x;
  if (form.factor !== 1 && (x === 0 || x === 1)) return fixed(y, 0) + sign;
  if (scale === "amount" && form.decimals > 7 && x !== 0) return significant(x, 2);
  return visible(y, form.decimals, scale !== "amount", form.factor) + sign;
}

