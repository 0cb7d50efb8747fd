// The rows of a run, gathered by score, as its stops have them.

/** @import {Kind, Sweep} from "./types.js" */

// Cells are the rows of a run, gathered by score. Place k is stop k, so that
// place 0 holds nothing. Rows between two stops that are no neighbours in the
// sweep count as halfway between them.
export class Cells {
  /**
   * @param {Sweep} stops
   * @param {Kind} kind
   */
  constructor(stops, kind) {
    const n = stops.length;
    this.kind = kind;
    this.length = n;
    this.score = stops.threshold.map((t, k) => (k > 1 && stops.index[k] > stops.index[k - 1] + 1 ? t / 2 + stops.threshold[k - 1] / 2 : t));
    this.rowsPos = new Float64Array(n);
    this.rowsNeg = new Float64Array(n);
    for (let k = 1; k < n; k++) {
      this.rowsPos[k] = stops.tp[k] - stops.tp[k - 1];
      this.rowsNeg[k] = stops.fp[k] - stops.fp[k - 1];
    }
    const all = stops.cells(n - 1);
    this.positives = all.tp;
    this.negatives = all.fp;
    this.from = new Float64Array(n); // weight of the positives that score at or below place k
    this.to = new Float64Array(n); // weight of the negatives that score at or above it
    for (let k = 1; k < n; k++) {
      this.from[k] = stops.cells(k - 1).fn;
      this.to[k] = stops.cells(k).fp;
    }
    if (stops.weights) {
      const w = stops.weights;
      // Of the sums from above and from below the smaller one lost less.
      /** @type {(up: Float64Array, down: Float64Array, k: number) => number} */
      const at = (up, down, k) => (up[k] <= down[k - 1] ? up[k] - up[k - 1] : down[k - 1] - down[k]);
      this.pos = this.rowsPos.map((rows, k) => (rows > 0 ? at(w.tp, w.fn, k) : 0));
      this.neg = this.rowsNeg.map((rows, k) => (rows > 0 ? at(w.fp, w.tn, k) : 0));
    } else {
      this.pos = this.rowsPos;
      this.neg = this.rowsNeg;
    }
  }

  get weight() {
    return this.positives + this.negatives;
  }

  // undefinedBecause says why nothing that needs probabilities exists, or "".
  /** @returns {"" | "no_samples" | "needs_probabilities"} */
  get undefinedBecause() {
    if (this.length < 2) return "no_samples";
    return this.kind === "score" ? "needs_probabilities" : "";
  }

  /** @param {(kind: Kind, positive: boolean, score: number) => number} f */
  sum(f) {
    let pos = 0, neg = 0;
    for (let k = 1; k < this.length; k++) {
      if (this.pos[k] > 0) pos += this.pos[k] * f(this.kind, true, this.score[k]);
      if (this.neg[k] > 0) neg += this.neg[k] * f(this.kind, false, this.score[k]);
    }
    return pos + neg;
  }

  /** @param {number} k */
  nextNegative(k) {
    while (k < this.length && this.rowsNeg[k] === 0) k++;
    return k;
  }

  /** @param {number} k */
  previousPositive(k) {
    while (k > 0 && this.rowsPos[k] === 0) k--;
    return k;
  }

  /**
   * @param {(kind: Kind, positive: boolean, score: number) => number} error
   * @param {number} k
   * @param {boolean} positive
   */
  errorAt(error, k, positive) {
    return k === 0 || k === this.length ? -Infinity : error(this.kind, positive, this.score[k]);
  }
}
