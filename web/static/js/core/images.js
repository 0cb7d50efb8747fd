// The pixels of images at a threshold: counts, overlaps and their means, and the
// outcome of every pixel. The twin of Go's internal/evaluate.

import { count } from "./format.js";
import { metrics } from "./metrics.js";

/** @import {Counts, Value} from "./types.js" */

export const OUTCOMES = ["tn", "fn", "fp", "tp"]; // by label + 2 × called
export const IGNORED = 255; // the label of a pixel that counts for nothing

// overlaps are the measures of a mask with the counts c.
/**
 * @param {Counts} c
 * @returns {Record<"dice" | "iou" | "precision" | "recall", Value>}
 */
export function overlaps(c) {
  return { dice: metrics.f1(c), iou: metrics.jaccard(c), precision: metrics.precision(c), recall: metrics.recall(c) };
}

// meanOfDefined returns the plain mean of the defined values and how many those are.
// Without any it is undefined for the last one's reason.
/**
 * @param {Value[]} values
 * @returns {{mean: Value, defined: number}}
 */
export function meanOfDefined(values) {
  let high = 0, low = 0, defined = 0;
  /** @type {Value} */
  let last = { reason: "no_samples" };
  for (const value of values) {
    if (value.reason) {
      last = value;
      continue;
    }
    defined++;
    const t = high + value.v, z = t - high; // what rounding drops is kept
    low += high - (t - z) + (value.v - z);
    high = t;
  }
  return { mean: defined ? { v: (high + low) / defined } : last, defined };
}

// overImages says over how many of n images a mean is; why says what the others are.
/**
 * @param {number} defined
 * @param {number} n
 * @param {string} why
 */
export function overImages(defined, n, why) {
  if (defined === n) return `over ${count(n)} ${n === 1 ? "image" : "images"}`;
  return `over ${count(defined)} of ${count(n)} images; ${count(n - defined)} undefined: ${why}`;
}

// ImageSweeps are the sweeps of images: of each its distinct scores, falling, and
// the counts from there up.
export class ImageSweeps {
  /** @param {ArrayBuffer} buffer */
  constructor(buffer) {
    const head = new DataView(buffer);
    if (head.getUint32(0, false) !== 0x54524931) throw new Error("not the sweeps of images"); // "TRI1"
    const n = head.getUint32(4, true), steps = head.getUint32(8, true);
    let at = 16;
    /** @type {(length: number) => Uint32Array} */
    const uint32 = (length) => {
      const a = new Uint32Array(buffer, at, length);
      at += 8 * Math.ceil(length / 2);
      return a;
    };
    this.first = uint32(n + 1); // step of each image
    this.positives = uint32(n);
    this.negatives = uint32(n);
    this.threshold = new Float64Array(buffer, at, steps);
    at += 8 * steps;
    this.tp = uint32(steps);
    this.fp = uint32(steps);
  }

  get length() {
    return this.positives.length;
  }

  // cells returns the confusion matrix of every image at the threshold t.
  /** @param {number} t */
  cells(t) {
    return Array.from(this.positives, (_, i) => this.at(i, t));
  }

  /**
   * @param {number} image
   * @param {number} t
   * @returns {Counts}
   */
  at(image, t) {
    const start = this.first[image];
    let from = start, to = this.first[image + 1]; // of the first threshold below t
    while (from < to) {
      const middle = (from + to) >> 1;
      if (this.threshold[middle] >= t) from = middle + 1;
      else to = middle;
    }
    const tp = from === start ? 0 : this.tp[from - 1], fp = from === start ? 0 : this.fp[from - 1];
    return { tp, fp, fn: this.positives[image] - tp, tn: this.negatives[image] - fp };
  }
}

const FLOAT32 = 16;

// readMap reads the labels and scores of an image, line by line.
/** @param {ArrayBuffer} buffer */
export function readMap(buffer) {
  const head = new DataView(buffer);
  if (head.getUint32(0, false) !== 0x54524d31) throw new Error("not a map of an image"); // "TRM1"
  const height = head.getUint32(4, true), width = head.getUint32(8, true), n = height * width;
  const Scores = head.getUint32(12, true) & FLOAT32 ? Float32Array : Float64Array;
  return { height, width, labels: new Uint8Array(buffer, 16, n), scores: new Scores(buffer, 16 + 8 * Math.ceil(n / 8), n) };
}

const PILES = 50;

// pile returns the places of values in a square of 1000 as [x, y], which pile up
// where they are close; null of undefined ones.
/**
 * @param {Value[]} values
 * @returns {([number, number] | null)[]}
 */
export function pile(values) {
  /** @type {(value: {v: number}) => number} */
  const column = ({ v }) => Math.min(Math.floor(v * PILES), PILES - 1);
  const height = new Uint32Array(PILES);
  for (const value of values) if (!value.reason) height[column(value)]++;
  const step = Math.min(110, 940 / Math.max(...height, 1));
  height.fill(0);
  return values.map((value) => {
    if (value.reason) return null;
    const c = column(value);
    return [Math.floor(((2 * c + 1) * 1000) / (2 * PILES)), Math.round(960 - step * height[c]++)];
  });
}

// paintOutcomes paints the outcome of every pixel of a map, {labels, scores}, at the
// threshold t into pixels, a word each, and returns the counts. The four colours
// are in the order of OUTCOMES; ignored pixels have none.
/**
 * @param {{labels: ArrayLike<number>, scores: ArrayLike<number>}} map
 * @param {number} t
 * @param {number[]} colours
 * @param {Uint32Array} pixels
 * @returns {Counts}
 */
export function paintOutcomes({ labels, scores }, t, colours, pixels) {
  const n = [0, 0, 0, 0];
  for (let i = 0; i < labels.length; i++) {
    if (labels[i] === IGNORED) {
      pixels[i] = 0;
      continue;
    }
    const outcome = labels[i] + (scores[i] >= t ? 2 : 0);
    n[outcome]++;
    pixels[i] = colours[outcome];
  }
  const [tn, fn, fp, tp] = n;
  return { tn, fn, fp, tp };
}

// paintShades paints numbers between low and high as shades between two colours,
// [r, g, b] each.
/**
 * @param {ArrayLike<number>} numbers
 * @param {number} low
 * @param {number} high
 * @param {number[][]} ends
 * @param {Uint32Array} pixels
 */
export function paintShades(numbers, low, high, [from, to], pixels) {
  const palette = Uint32Array.from({ length: 256 }, (_, k) => word(from.map((x, c) => Math.round(x + ((to[c] - x) * k) / 255))));
  const scale = high > low ? 255 / (high - low) : 0;
  for (let i = 0; i < numbers.length; i++) pixels[i] = palette[Math.round(Math.min(Math.max((numbers[i] - low) * scale, 0), 255))];
}

// word packs a colour as a canvas holds it, byte by byte: [r, g, b] or [r, g, b, a].
/** @param {number[]} colour */
export function word([r, g, b, a = 255]) {
  return new Uint32Array(new Uint8Array([r, g, b, a]).buffer)[0];
}

// placed sorts the numbers 0, 1, … of images by keys, the largest first or else
// the smallest; undefined keys come last, and equal ones in file order.
/**
 * @param {ArrayLike<number | undefined>} keys
 * @param {boolean} largestFirst
 */
export function placed(keys, largestFirst) {
  /** @type {(k: number | undefined) => number} */
  const rank = (k) => (k === undefined ? Infinity : largestFirst ? -k : k);
  return Array.from(keys, (_, i) => i).sort((a, b) => (rank(keys[a]) === rank(keys[b]) ? a - b : rank(keys[a]) < rank(keys[b]) ? -1 : 1));
}
