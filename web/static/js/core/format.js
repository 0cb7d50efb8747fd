// Numbers as people read them: the twin of Go's internal/format.

export const UNDEFINED = "—";
export const EXACT_DIGITS = 255;

// fixed writes x with d decimals; a zero has no sign.
/**
 * @param {number} x
 * @param {number} d
 */
export function fixed(x, d) {
  const s = x.toFixed(d);
  return s.startsWith("-") && Number(s) === 0 ? s.slice(1) : s;
}

/** @param {string} s */
export function signed(s) {
  return s.startsWith("-") ? "−" + s.slice(1) : s;
}

// decimal writes x with d decimals, commas between the thousands and a minus sign.
/**
 * @param {number} x
 * @param {number} d
 */
export function decimal(x, d) {
  return signed(Math.abs(x) >= 1e15 ? exponential(x) : grouped(fixed(x, d)));
}

// exponential writes the exponent with two digits at least, as Go does.
/** @param {number} x */
const exponential = (x) => x.toExponential(2).replace(/e([+-])(\d)$/, "e$10$2");

// grouped puts a comma between the thousands of the whole part.
/** @param {string} s */
export function grouped(s) {
  const sign = s.startsWith("-") ? "-" : "";
  const [whole, frac] = s.slice(sign.length).split(".");
  const commas = whole.replace(/\B(?=(\d{3})+$)/g, ",");
  return sign + commas + (frac ? "." + frac : "");
}

/** @param {number} n */
export function count(n) {
  return signed(grouped(String(n)));
}

// quantity writes a count that weights may have made fractional.
/** @param {number} x */
export function quantity(x) {
  const a = Math.abs(x);
  if (a >= 1e15) return exponential(x);
  if (x === Math.trunc(x)) return signed(grouped(fixed(x, 0)));
  if (a >= 9.95) return signed(grouped(fixed(x, 1)));
  return visible(x, 2, false, 0);
}

// number writes x in the shortest form that reads back as x.
/** @param {number} x */
export function number(x) {
  if (x === Infinity) return "inf";
  if (x === -Infinity) return "-inf";
  if (x === 0) return "0";
  return String(x);
}

// threshold writes the score t rounded down to the decimals that select the same rows.
/**
 * @param {number} t
 * @param {number} digits
 */
export function threshold(t, digits) {
  if (t === Infinity) return "∞";
  return number(digits === EXACT_DIGITS || Math.abs(t) >= 1e15 ? t : Number(floored(t, digits)));
}

// thresholdInTable writes a threshold with three decimals, fewer from 10 on, or as many as
// two significant digits take and it needs to differ from 0 and 1.
/** @param {number} t */
export function thresholdInTable(t) {
  const a = Math.abs(t);
  if (a === Infinity) return t > 0 ? "∞" : "−∞";
  if (a > 0 && a < 1e-6) return significant(t, 2);
  const digits = a >= 9.995 ? 2 - exponent(a, 3) : a > 0 ? Math.max(3, 1 - exponent(a, 2)) : 3;
  return visible(t, Math.max(0, digits), true, 1);
}

// thresholdDigits returns the fewest decimals, but at least as many as resolve
// a thousandth of span, to which t can be rounded down while staying above
// next, the next lower score.
/**
 * @param {number} t
 * @param {number} next
 * @param {number} span
 */
export function thresholdDigits(t, next, span) {
  if (!Number.isFinite(t)) return EXACT_DIGITS;
  const least = span > 0 && span < Infinity ? Math.min(Math.max(Math.ceil(3 - Math.log10(span)), 0), 15) : 3;
  for (let d = least; d <= 15; d++) {
    const x = Number(floored(t, d));
    if (x > next && x <= t) return d;
  }
  return EXACT_DIGITS;
}

/**
 * @param {number} x
 * @param {number} d
 */
function floored(x, d) {
  const s = fixed(x, d);
  return Number(s) > x ? fixed(Number(s) - Number("1e-" + d), d) : s;
}

const MOST_RANGE_DIGITS = 9;

// thresholdRange writes a range of thresholds, "0.11–0.25", with the decimals of a
// hundredth of the span of the scores, or as many as tell the ends apart and from 0. In
// percent it writes "0.2%–7.9%".
/**
 * @param {number} low
 * @param {number} high
 * @param {number} span
 * @param {boolean} [percent]
 */
export function thresholdRange(low, high, span, percent = false) {
  let d = span > 0 && span < Infinity ? Math.min(Math.max(Math.round(2 - Math.log10(span)), 0), MOST_RANGE_DIGITS) : 2;
  const vanishes = (/** @type {number} */ t) => t !== 0 && Math.abs(t) < 0.5 * 10 ** -d;
  const write = () => [low, high].map((t) => (t === Infinity ? "∞" : decimal(t, d)));
  let ends = write();
  while (d < MOST_RANGE_DIGITS && ((ends[0] === ends[1] && low !== high) || vanishes(low) || vanishes(high))) (d++), (ends = write());
  const [from, to] = percent ? ends.map(asPercent) : ends;
  return from === to ? from : `${from}–${to}`;
}

// asPercent returns the text of a number as percent with the same digits: "7.85%" for
// "0.0785". Other texts stay.
/** @param {string} text */
export function asPercent(text) {
  const decimal = /^([-−]?)(\d+)(?:\.(\d+))?(?:e([+-]?\d+))?$/.exec(text);
  if (!decimal) return text;
  const [, sign, whole, fraction = "", exponent = "0"] = decimal;
  let digits = whole + fraction, point = whole.length + Number(exponent) + 2;
  if (point < 1) [digits, point] = ["0".repeat(1 - point) + digits, 1];
  digits = digits.padEnd(point, "0");
  const rest = digits.slice(point);
  return sign + digits.slice(0, point).replace(/^0+(?=\d)/, "") + (rest && "." + rest) + "%";
}

// parseThreshold reads a number as people write it, or percent; NaN if it is neither.
/** @param {string} text */
export function parseThreshold(text) {
  let s = text.trim().replace("∞", "inf").replace("−", "-").toLowerCase();
  if (s.split(",").length === 2 && !s.includes(".")) s = s.replace(",", ".");
  const percent = /^([+-]?(?:\d+\.?\d*|\.\d+))\s*%$/.exec(s);
  if (percent) return Number(percent[1] + "e-2"); // no division, which would round
  if (/^\+?inf(inity)?$/.test(s)) return Infinity;
  if (/^-inf(inity)?$/.test(s)) return -Infinity;
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/.test(s) ? Number(s) : NaN;
}

// significant writes x with n significant digits; digits from the eleventh on play no part.
/**
 * @param {number} x
 * @param {number} n
 */
export function significant(x, n) {
  if (x === 0) return "0";
  const rounded = x.toExponential(9);
  const exponent = Number(rounded.split("e")[1]);
  const y = Number(rounded);
  if (exponent < -6 || exponent > 14) return signed(y.toExponential(n - 1));
  return signed(grouped(fixed(y, Math.max(0, n - 1 - exponent))));
}

// expected writes a count of an imagined population: below 10 it has one decimal.
/** @param {number} n */
export const expected = (n) => (n === Math.trunc(n) || n >= 9.95 ? decimal(n, 0) : visible(n, 1, false, 0));

// score writes a score: whole numbers as such, others with four decimals, or as many as
// they need to differ from 0 and 1.
/** @param {number} x */
export const score = (x) => (x === Math.trunc(x) ? decimal(x, 0) : visible(x, 4, true, 1));

// scoreBeside writes a score with as many decimals as it takes to see on which side of the
// threshold it lies.
/**
 * @param {number} x
 * @param {number} threshold
 */
export function scoreBeside(x, threshold) {
  for (let d = 4; d < 17; d++) {
    if (Number(fixed(x, d)) >= threshold === x >= threshold) return d === 4 ? score(x) : decimal(x, d);
  }
  return score(x);
}

// exponent returns the power of ten of x > 0 rounded to n significant digits.
/**
 * @param {number} x
 * @param {number} n
 */
export const exponent = (x, n) => Number(x.toExponential(n - 1).split("e")[1]);

// visible writes x with d decimals, or with as many as x needs to differ from 0 and, if
// bounded, from one and from minus one.
/**
 * @param {number} x
 * @param {number} d
 * @param {boolean} bounded
 * @param {number} one
 */
export function visible(x, d, bounded, one) {
  if (x !== 0 && Number(x.toFixed(d)) === 0) return significant(x, 1);
  const a = Math.abs(x);
  if (bounded && a < one) while (d < 17 && a.toFixed(d) === one.toFixed(d)) d++;
  return decimal(x, d);
}
