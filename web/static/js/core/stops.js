// The stops of the slider: operating points with exact counts, as the server
// thinned them from the sweep of a run.

/** @import {Counts, Sweep} from "./types.js" */

const WEIGHTED = 1, WHOLE = 2;

// Stops reads the binary form. Thresholds fall; the first is +Infinity.
export class Stops {
  /** @param {ArrayBuffer} buffer */
  constructor(buffer) {
    const view = new DataView(buffer);
    if (view.getUint32(0, false) !== 0x54524431) throw new Error("not a table of stops"); // "TRD1"
    const flags = view.getUint32(4, true);
    this.weighted = (flags & WEIGHTED) !== 0;
    this.whole = (flags & WHOLE) !== 0; // it holds every operating point of the sweep
    this.length = view.getUint32(8, true);
    this.total = view.getUint32(12, true);
    this.positives = view.getUint32(32, true);
    this.negatives = view.getUint32(36, true);
    let at = 40;
    const float64 = () => {
      const a = new Float64Array(buffer, at, this.length);
      at += 8 * this.length;
      return a;
    };
    const uint32 = () => {
      const a = new Uint32Array(buffer, at, this.length);
      at += 8 * Math.ceil(this.length / 2);
      return a;
    };
    this.threshold = float64();
    /** @type {Record<"tp" | "fp" | "fn" | "tn", Float64Array> | undefined} */
    this.weights = this.weighted ? { tp: float64(), fp: float64(), fn: float64(), tn: float64() } : undefined;
    this.tp = uint32();
    this.fp = uint32();
    this.index = uint32(); // in the whole sweep
    this.span = this.length > 1 ? this.threshold[1] - this.threshold[this.length - 1] : 0;
    this.digits = new Uint8Array(buffer, at, this.length); // decimals to show a threshold with
  }

  // cells returns the confusion matrix at stop k.
  /**
   * @param {number} k
   * @returns {Counts}
   */
  cells(k) {
    if (this.weights) {
      const w = this.weights;
      return { tp: w.tp[k], fp: w.fp[k], fn: w.fn[k], tn: w.tn[k] };
    }
    const tp = this.tp[k], fp = this.fp[k];
    return { tp, fp, fn: this.positives - tp, tn: this.negatives - fp };
  }

  // at returns the last stop whose threshold is at or above t: the operating
  // point of t if the table is whole.
  /** @param {number} t */
  at(t) {
    let low = 0, high = this.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.threshold[middle] >= t) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  // nearest returns the stop whose threshold lies nearest to t, where nobody
  // is called positive from the position end on.
  /**
   * @param {number} t
   * @param {number} end
   */
  nearest(t, end) {
    const k = this.at(t);
    const above = k === 0 ? end : this.threshold[k];
    return k + 1 < this.length && t - this.threshold[k + 1] <= above - t ? k + 1 : k;
  }

  /** @param {number} k */
  point(k) {
    return { threshold: this.threshold[k], digits: this.digits[k], index: this.index[k], cells: this.cells(k) };
  }
}

// stopsOf are the stops of a few rows, each of weight 1.
/**
 * @param {ArrayLike<number>} labels
 * @param {number[]} scores
 * @returns {Sweep}
 */
export function stopsOf(labels, scores) {
  const order = scores.map((_, i) => i).sort((a, b) => scores[b] - scores[a]);
  const threshold = [Infinity], above = { tp: [0], fp: [0] };
  let tp = 0, fp = 0;
  for (const i of order) {
    if (labels[i]) tp++;
    else fp++;
    if (scores[i] !== threshold[threshold.length - 1]) threshold.push(scores[i]);
    above.tp[threshold.length - 1] = tp;
    above.fp[threshold.length - 1] = fp;
  }
  return {
    weighted: false,
    whole: true,
    length: threshold.length,
    threshold,
    ...above,
    index: threshold.map((_, k) => k),
    cells: (k) => ({ tp: above.tp[k], fp: above.fp[k], fn: tp - above.tp[k], tn: fp - above.fp[k] }),
  };
}
