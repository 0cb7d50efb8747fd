// Resampling of a confusion matrix: draw for draw the same as Go's
// OperatingPoint.Bootstrap, so that both sides find the same intervals.

import { atPrevalence, metrics } from "./metrics.js";

/** @typedef {{low: number, high: number, reason?: undefined} | {low?: undefined, high?: undefined, reason: Reason}} Interval */
/** @import {Counts, NoValue, Reason, Value} from "./types.js" */

const RESAMPLES = 2000;
const LEVEL = 0.95;
const ENOUGH_DEFINED = 0.9;
const ROWS_PER_SLOT = 16; // from how many rows per cell on their numbers are drawn as a whole

// The generator PCG-DXSM of Go's math/rand/v2 (O'Neill 2014) has 128 bits of
// state. Here they are numbers of 32 bits, the lowest first, and multipliers
// numbers of 16, so that every sum of products is exact.
const MULTIPLIER = [0xf645, 0x9fcc, 0xdf64, 0x4385, 0x5da4, 0x1fc6, 0xed05, 0x2360];
const INCREMENT = [0x814f, 0xf767, 0x7b7e, 0x1405, 0x7f2d, 0x4c95, 0xf42d, 0x5851];
const CHEAP = [0x58b5, 0xe4dd, 0x2042, 0xda94];
const NONE = [0, 0, 0, 0];

// times puts the lowest bits of a·m + plus into a.
const column = new Float64Array(8);
/**
 * @param {Uint32Array} a
 * @param {number[]} m
 * @param {number[]} plus
 */
function times(a, m, plus) {
  const n = 2 * a.length;
  for (let p = 0; p < n; p++) {
    column[p] = plus[p];
    for (let i = 0; 2 * i <= p; i++) column[p] += a[i] * m[p - 2 * i];
  }
  let carry = 0;
  for (let p = 0; p < n; p++) {
    const sum = column[p] + carry;
    carry = Math.floor(sum / 65536);
    column[p] = sum - carry * 65536;
  }
  for (let i = 0; i < a.length; i++) a[i] = column[2 * i] + column[2 * i + 1] * 65536;
}

class Dice {
  /** @param {number} resample */
  constructor(resample) {
    this.state = Uint32Array.of(resample, 0, 0, 0); // the seed, which is 0, lies above
    this.high = new Uint32Array(2);
    this.odd = [0, 0, 0, 0];
    this.half = -1; // the unused half of the last word, if any
  }

  // word fills high with 64 random bits.
  word() {
    const { state, high, odd } = this;
    times(state, MULTIPLIER, INCREMENT);
    high[0] = state[2] ^ state[3];
    high[1] = state[3];
    times(high, CHEAP, NONE);
    high[0] ^= high[1] >>> 16;
    odd[0] = (state[0] & 0xffff) | 1;
    odd[1] = state[0] >>> 16;
    odd[2] = state[1] & 0xffff;
    odd[3] = state[1] >>> 16;
    times(high, odd, NONE);
  }

  // unit returns a number in [0,1).
  unit() {
    this.word();
    return (this.high[1] * 2 ** 21 + (this.high[0] >>> 11)) * 2 ** -53;
  }

  next() {
    const half = this.half;
    this.half = -1;
    if (half >= 0) return half;
    this.word();
    this.half = this.high[1];
    return this.high[0];
  }

  // below returns a whole number in [0,n), for n below 2^21.
  /** @param {number} n */
  below(n) {
    const skip = 2 ** 32 % n;
    for (;;) {
      const product = this.next() * n;
      if (product % 2 ** 32 >= skip) return Math.floor(product / 2 ** 32);
    }
  }

  // binomial returns how many of n tosses come up heads.
  /**
   * @param {number} n
   * @param {number} p
   * @returns {number}
   */
  binomial(n, p) {
    if (n === 0 || p <= 0) return 0;
    if (p >= 1) return n;
    if (p > 0.5) return n - this.binomial(n, 1 - p);
    return n * p < 10 ? this.binomialByInversion(n, p) : this.binomialByRejection(n, p);
  }

  /**
   * @param {number} n
   * @param {number} p
   */
  binomialByInversion(n, p) {
    const odds = p / (1 - p);
    for (;;) {
      let u = this.unit(), chance = Math.exp(n * Math.log1p(-p));
      for (let k = 0; k <= n; k++) {
        if (u < chance) return k;
        u -= chance;
        chance *= (odds * (n - k)) / (k + 1);
      }
    }
  }

  // Hörmann's algorithm BTRS.
  /**
   * @param {number} n
   * @param {number} p
   */
  binomialByRejection(n, p) {
    const spread = Math.sqrt(n * p * (1 - p));
    const b = 1.15 + 2.53 * spread, a = -0.0873 + 0.0248 * b + 0.01 * p, c = n * p + 0.5;
    const alpha = (2.83 + 5.1 / b) * spread, mode = Math.floor((n + 1) * p);
    for (;;) {
      const u = this.unit() - 0.5, v = this.unit(), us = 0.5 - Math.abs(u);
      const k = Math.floor(((2 * a) / us + b) * u + c);
      if (us >= 0.07 && v <= 0.92 - 4.2 / b) return k;
      if (k < 0 || k > n) continue;
      if (Math.log((v * alpha) / (a / (us * us) + b)) <= logBinomial(n, p, k) - logBinomial(n, p, mode)) return k;
    }
  }
}

/**
 * @param {number} n
 * @param {number} p
 * @param {number} k
 */
const logBinomial = (n, p, k) => k * Math.log(p / (1 - p)) - logFactorial(k) - logFactorial(n - k);

const SMALL = [0];
for (let k = 1; k < 15; k++) SMALL.push(SMALL[k - 1] + Math.log(k));

/** @param {number} k */
function logFactorial(k) {
  if (k < 15) return SMALL[k];
  const z = k + 1, r = 1 / (z * z);
  const stirling = (1 / 12 - r * (1 / 360 - r * (1 / 1260 - r * (1 / 1680 - r * (1 / 1188 - (r * 691) / 360360))))) / z;
  return (z - 0.5) * Math.log(z) - z + 0.9189385332046728 + stirling;
}

// resamples returns the matrices of 2,000 resamples of the rows behind c.
/**
 * @param {Counts} c
 * @returns {Counts[]}
 */
export function resamples(c) {
  const n = c.tp + c.fn + (c.fp + c.tn), pos = c.tp + c.fn;
  const calls = Number(c.tp + c.fp > 0) + Number(c.fn + c.tn > 0);
  const draw = n >= ROWS_PER_SLOT * 2 * calls ? drawNumbers : drawRows;
  return Array.from({ length: RESAMPLES }, (_, r) => {
    const dice = new Dice(r);
    const positives = dice.binomial(n, pos / n);
    const tp = draw(dice, c.tp, c.fn, positives), fp = draw(dice, c.fp, c.tn, n - positives);
    return { tp, fp, fn: positives - tp, tn: n - positives - fp };
  });
}

// drawNumbers draws rows of one class and returns how many of them are called positive.
/**
 * @param {Dice} dice
 * @param {number} called
 * @param {number} not
 * @param {number} times
 */
function drawNumbers(dice, called, not, times) {
  return called > 0 ? dice.binomial(times, called / (called + not)) : 0;
}

/**
 * @param {Dice} dice
 * @param {number} called
 * @param {number} not
 * @param {number} times
 */
function drawRows(dice, called, not, times) {
  let hits = 0;
  for (let i = 0; i < times; i++) if (dice.below(called + not) < called) hits++;
  return hits;
}

// resampledIntervals returns the percentile intervals of metrics of the rows behind c, one
// for each of list: {low, high}, or {reason} if too few resamples have a value,
// where the metric itself has one.
// A metric is {id, prevalence}, which is null where it is not restated.
/**
 * @param {Counts} c
 * @param {{id: string, prevalence: number | null}[]} list
 * @returns {Interval[]}
 */
export function resampledIntervals(c, list) {
  const drawn = resamples(c);
  const restated = /** @type {Map<number, (Counts | NoValue)[]>} */ (new Map());
  return list.map(({ id, prevalence }) => {
    if (prevalence === null) return percentiles(drawn.map((resample) => metrics[id](resample)));
    const there = restated.get(prevalence) ?? drawn.map((resample) => atPrevalence(resample, prevalence));
    restated.set(prevalence, there);
    return percentiles(there.map((resample) => (resample.reason ? resample : metrics[id](resample))));
  });
}

/**
 * @param {Value[]} replicates
 * @returns {Interval}
 */
function percentiles(replicates) {
  const defined = Float64Array.from(replicates.flatMap((e) => (e.reason ? [] : [e.v]))).sort();
  if (defined.length === 0 || defined.length < ENOUGH_DEFINED * replicates.length) return { reason: "too_few_samples" };
  return { low: quantile(defined, (1 - LEVEL) / 2), high: quantile(defined, 1 - (1 - LEVEL) / 2) };
}

// quantile is that of type 7.
/**
 * @param {Float64Array} x
 * @param {number} share
 */
function quantile(x, share) {
  const at = (x.length - 1) * share, j = Math.floor(at);
  return j >= x.length - 1 ? x[x.length - 1] : x[j] + (at - j) * (x[j + 1] - x[j]);
}
