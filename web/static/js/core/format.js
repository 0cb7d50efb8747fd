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

// decimalsFor returns how many decimals of a number its interval can carry.
/**
 * @param {number} low
 * @param {number} high
 */
export function decimalsFor(low, high) {
  const half = (high - low) / 2;
  return half === 0 ? 2 : half < 0.001 ? 4 : half < 0.01 ? 3 : half < 1 ? 2 : half < 10 ? 1 : 0;
}

/** @param {number} x */
export function rate(x) {
  return fixed(x, 2);
}

// percentText writes a share with one decimal, and one of next to nothing with two digits.
/** @param {number} share */
export function percentText(share) {
  return `${share > 0 && share < 0.0005 ? significant(share * 100, 2) : fixed(share * 100, 1)} %`;
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

// amount writes a number that is no rate and has no interval.
/** @param {number} x */
export function amount(x) {
  let a = Math.abs(x), d = a >= 999.5 ? 0 : a >= 99.95 ? 1 : 2;
  for (; a > 0 && a < 0.0995 && d < 6; a *= 10) d++;
  return decimal(x, d);
}

// interval writes the two ends with d decimals: "0.84–0.95".
/**
 * @param {number} low
 * @param {number} high
 * @param {number} d
 */
export function interval(low, high, d) {
  const l = decimal(low, d), h = decimal(high, d);
  return low < 0 || high < 0 ? `${l} to ${h}` : `${l}–${h}`;
}

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
  return signed(fixed(x, 2));
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

// parseThreshold reads a number as people write it; NaN if it is none.
/** @param {string} text */
export function parseThreshold(text) {
  let s = text.trim().replace("∞", "inf").replace("−", "-").toLowerCase();
  if (s.split(",").length === 2 && !s.includes(".")) s = s.replace(",", ".");
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
