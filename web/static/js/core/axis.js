// The axis of the threshold: which place a score has, from 0 to 1, and which score a
// place has. The twin of the server's internal/axis, which says why.

import { sigmoid } from "./examples.js";

/** @import {AxisData, Points} from "./types.js" */

const TOP = 1 / 1.02; // the place of the highest score
const NARROWEST = 1e-6; // the least share of an axis that a window shows

/** @param {number} p */
const logit = (p) => (p <= 0 ? -Infinity : p >= 1 ? Infinity : Math.log(p) - Math.log1p(-p));

// between returns the number at a share of the way from low to high, without overflow.
/**
 * @param {number} low
 * @param {number} high
 * @param {number} share
 */
const between = (low, high, share) => low * (1 - share) + high * share;

// fraction returns how far x is from low to high, whatever their range.
/**
 * @param {number} low
 * @param {number} high
 * @param {number} x
 */
function fraction(low, high, x) {
  const width = high - low;
  return width < Infinity ? (x - low) / width : (x / 2 - low / 2) / (high / 2 - low / 2);
}

/**
 * @param {number} x
 * @param {number} low
 * @param {number} high
 */
const clamp = (x, low, high) => Math.min(Math.max(x, low), high);

// An Axis is what of the axis lies between two of its places: all of it at first.
export class Axis {
  /**
   * @param {AxisData} data
   * @param {number} [from]
   * @param {number} [to]
   */
  constructor(data, from = 0, to = 1) {
    this.data = data;
    this.from = from;
    this.to = to;
    this.odds = [logit(data.low), logit(data.high)]; // of a logit axis
  }

  get whole() {
    return this.from <= 0 && this.to >= 1;
  }

  // end is where the highest score ends, which may be out of view.
  get end() {
    return (TOP - this.from) / (this.to - this.from);
  }

  // at returns the place of threshold t: below 0 and above 1 out of view.
  /** @param {number} t */
  at(t) {
    return (this.placeOf(t) - this.from) / (this.to - this.from);
  }

  // score returns the threshold at a place: Infinity beyond the highest score, unless
  // the scale goes on.
  /** @param {number} place */
  score(place) {
    return this.scoreOf(between(this.from, this.to, place));
  }

  // placeOf is at for the whole axis, and scoreOf is score.
  /** @param {number} t */
  placeOf(t) {
    const { low, high, max } = this.data;
    if (t <= low) return 0;
    if (t <= max) return Math.min(TOP * this.share(t), TOP);
    return max > high ? 1 : Math.min(TOP * this.share(t), 1);
  }

  /** @param {number} place */
  scoreOf(place) {
    const { kind, low, high, max } = this.data, share = Math.max(place, 0) / TOP;
    const t = kind === "logit" ? sigmoid(between(this.odds[0], this.odds[1], share)) : kind === "quantile" ? this.rankScore(Math.min(share, 1)) : between(low, high, share);
    return place > TOP && t <= max ? Infinity : t;
  }

  /** @param {number} t */
  share(t) {
    const { kind, low, high } = this.data;
    if (t === Infinity) return t;
    if (kind === "quantile") return this.rankShare(t);
    return kind === "logit" ? fraction(this.odds[0], this.odds[1], logit(t)) : fraction(low, high, t);
  }

  /** @param {number} t */
  rankShare(t) {
    const { ranks } = this.data, last = ranks.length - 1;
    if (t > ranks[last].score) return Infinity;
    const i = first(last, (i) => ranks[i + 1].score >= t), below = ranks[i], above = ranks[i + 1];
    return between(below.share, above.share, fraction(below.score, above.score, t));
  }

  /** @param {number} share */
  rankScore(share) {
    const { ranks } = this.data, last = ranks.length - 1;
    if (share >= ranks[last].share) return ranks[last].score;
    const i = first(last, (i) => ranks[i + 1].share >= share), below = ranks[i], above = ranks[i + 1];
    return between(below.score, above.score, fraction(below.share, above.share, share));
  }

  all() {
    return new Axis(this.data);
  }

  // zoomed shows times as much, with the same score at a place.
  /**
   * @param {number} times
   * @param {number} place
   */
  zoomed(times, place) {
    const width = clamp((this.to - this.from) * times, NARROWEST, 1);
    const from = clamp(between(this.from, this.to, place) - width * place, 0, 1 - width);
    return new Axis(this.data, from, from + width);
  }

  // between shows the scores from low to high, which may be infinite.
  /**
   * @param {number} low
   * @param {number} high
   */
  between(low, high) {
    let from = this.placeOf(low), to = this.placeOf(high);
    if (to - from < NARROWEST) {
      const middle = clamp((from + to) / 2, NARROWEST / 2, 1 - NARROWEST / 2);
      [from, to] = [middle - NARROWEST / 2, middle + NARROWEST / 2];
    }
    return new Axis(this.data, from, to);
  }

  // ends returns the scores at the ends of the view with as few digits as keep its width.
  /** @returns {[number, number]} */
  ends() {
    const tolerance = (this.to - this.from) / 1000;
    return [
      this.from > 0 ? this.short(this.from, tolerance) : this.data.low,
      this.to < 1 ? this.short(this.to, tolerance) : Infinity,
    ];
  }

  // short returns the score with the fewest digits whose place, of the whole axis, is
  // within the tolerance of a place.
  /**
   * @param {number} place
   * @param {number} tolerance
   */
  short(place, tolerance) {
    const exact = this.scoreOf(place);
    if (!Number.isFinite(exact)) return exact;
    for (let digits = 1; digits <= 17; digits++) {
      const x = Number(exact.toPrecision(digits));
      if (Number.isFinite(x) && Math.abs(this.placeOf(x) - place) <= tolerance) return x;
    }
    return exact;
  }

  // label returns a short score at a place in view, not above the highest one.
  /**
   * @param {number} place
   * @param {number} tolerance
   */
  label(place, tolerance) {
    return this.short(Math.min(between(this.from, this.to, place), TOP), tolerance);
  }

  // nearest returns the stop whose place lies nearest to a place.
  /**
   * @param {Pick<Points, "length" | "threshold">} stops
   * @param {number} place
   */
  nearest(stops, place) {
    const k = first(stops.length, (k) => this.at(stops.threshold[k]) < place) - 1;
    if (k < 0) return 0;
    if (k + 1 === stops.length) return k;
    return place - this.at(stops.threshold[k + 1]) <= this.at(stops.threshold[k]) - place ? k + 1 : k;
  }
}

// first returns the first of n numbers from 0 for which f is true, as it then is for all
// that follow; n if there is none.
/**
 * @param {number} n
 * @param {(i: number) => boolean} f
 */
function first(n, f) {
  let low = 0, high = n;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (f(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
