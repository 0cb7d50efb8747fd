// Charts that the catalog declares as curves, of the stops of a run: the twin of the
// server's explore.Curve and show.CurveRun. Lines are flat arrays x0 y0 x1 y1 … NaN where
// undefined.

import { probabilityAt, usedAt } from "./benefit.js";
import { curves } from "./catalog.gen.js";
import { evaluator, metrics } from "./metrics.js";

/** @import {Costs, Counts, CurveLine, Points, Setting, Value} from "./types.js" */

/** @typedef {(c: Counts, costs?: Costs, t?: number) => Value} Evaluator */

const PARTS = 100; // of a line from one end of an axis to the other, where it is curved between two stops

/** @param {Value} e */
const number = (e) => (e.reason ? NaN : /** @type {number} */ (e.v));

// pairs returns the places f(cells, threshold) of all stops.
/**
 * @param {Points} stops
 * @param {(c: Counts, threshold: number) => number[]} f
 */
export function pairs(stops, f) {
  const out = new Float64Array(2 * stops.length);
  for (let k = 0; k < stops.length; k++) {
    const [x, y] = f(stops.cells(k), stops.threshold[k]);
    out[2 * k] = x;
    out[2 * k + 1] = y;
  }
  return out;
}

// A Curve is a chart with the lines that the server names.
export class Curve {
  /**
   * @param {string} id
   * @param {CurveLine[]} lines
   * @param {Points} stops
   * @param {boolean} logit
   */
  constructor(id, lines, stops, logit) {
    this.declared = curves[id];
    this.lines = lines;
    this.stops = stops;
    this.logit = logit;
    /** @type {Evaluator} */
    this.ofX = evaluator(this.declared.x);
    /** @type {Evaluator[]} */
    this.ofY = lines.map((line) => (line.metric ? metrics[line.id] : evaluator(this.declared.lines[line.id])));
  }

  // t returns a threshold as the chart has it.
  /** @param {number} threshold */
  t(threshold) {
    return this.declared.probabilities ? probabilityAt(threshold, this.logit) : threshold;
  }

  // x returns x of the cells c at the threshold t, which is as t() has it.
  /**
   * @param {Counts} c
   * @param {number} t
   * @param {Setting} setting
   */
  x(c, t, setting) {
    if (this.declared.byThreshold) return /** @type {Value} */ ({ v: t }); // infinite at the first stop
    return inSetting(this.ofX, this.declared.x.restated, c, t, setting);
  }

  // y returns y of line i there.
  /**
   * @param {number} i
   * @param {Counts} c
   * @param {number} t
   * @param {Setting} setting
   */
  y(i, c, t, setting) {
    return inSetting(this.ofY[i], this.lines[i].restated, c, t, setting);
  }

  // line returns the points of line i from the right end of an axis of thresholds to its
  // left end.
  /**
   * @param {number} i
   * @param {Setting} setting
   */
  line(i, setting) {
    /** @param {Counts} c @param {number} t */
    const point = (c, t) => [number(this.x(c, t, setting)), number(this.y(i, c, t, setting))];
    const { stops } = this;
    if (!this.declared.smooth) return pairs(stops, (c, threshold) => point(c, this.t(threshold)));
    const out = [];
    for (let k = 0; k < stops.length; k++) {
      const c = stops.cells(k), from = this.t(stops.threshold[k]), to = k + 1 < stops.length ? this.t(stops.threshold[k + 1]) : 0;
      const steps = Math.ceil((from - to) * PARTS);
      for (let i = 0; i <= steps; i++) out.push(...point(c, steps > 0 ? from - ((from - to) * i) / steps : from));
    }
    return new Float64Array(out);
  }

  // dashed returns the reference line as points at the given x; none if the chart has none.
  /**
   * @param {number[]} xs
   * @param {Setting} setting
   */
  dashed(xs, setting) {
    const { dashed } = this.declared, c = usedAt(this.stops.cells(0), setting);
    if (!dashed || c.reason) return [];
    return xs.map((x) => [x, dashed(/** @type {Counts} */ (c), setting.costs, x)]);
  }

  // reason says why no line has a point; nothing if one has.
  /** @param {Setting} setting */
  reason(setting) {
    for (let k = 0; k < this.stops.length; k++) {
      const c = this.stops.cells(k), t = this.t(this.stops.threshold[k]);
      if (!this.x(c, t, setting).reason && this.lines.some((_, i) => !this.y(i, c, t, setting).reason)) return undefined;
    }
    const k = this.stops.length - 1, c = this.stops.cells(k), t = this.t(this.stops.threshold[k]);
    return this.x(c, t, setting).reason ?? this.y(0, c, t, setting).reason;
  }
}

/**
 * @param {Evaluator} f
 * @param {boolean | undefined} restated
 * @param {Counts} c
 * @param {number} t
 * @param {Setting} setting
 * @returns {Value}
 */
function inSetting(f, restated, c, t, setting) {
  const used = restated ? usedAt(c, setting) : c;
  return used.reason ? used : f(/** @type {Counts} */ (used), setting.costs, t);
}

// metricInUse is a metric of the cells c where the classifier is used, NaN where
// it is undefined. A curve is {id, restated}, restated if it depends on the
// prevalence.
/**
 * @param {{id: string, restated: boolean}} curve
 * @param {Counts} c
 * @param {Setting} setting
 */
export function metricInUse({ id, restated }, c, setting) {
  return number(inSetting(metrics[id], restated, c, NaN, setting));
}

// tradeOffCurve is a metric against the threshold; nobody is positive from end on.
/**
 * @param {Points} stops
 * @param {{id: string, restated: boolean}} curve
 * @param {Setting} setting
 * @param {number} end
 */
export function tradeOffCurve(stops, curve, setting, end) {
  return pairs(stops, (c, t) => [Math.min(t, end), metricInUse(curve, c, setting)]);
}

/**
 * @param {Counts} c
 * @returns {[number, number]}
 */
export function rocPoint(c) {
  return [c.fp / (c.fp + c.tn), c.tp / (c.tp + c.fn)];
}

/**
 * @param {Counts} c
 * @returns {[number, number]}
 */
export function prPoint(c) {
  return [number(metrics.recall(c)), number(metrics.precision(c))];
}

// prCurve starts at the first stop that calls anybody positive.
/** @param {Points} stops */
export function prCurve(stops) {
  return pairs(stops, prPoint).subarray(2);
}
