// What a decision costs and brings where the classifier is used: the twin of
// the server's cost chart and decision curve.

import { UNDEFINED } from "./format.js";
import { amount } from "./scale.js";
import { atPrevalence, expectedCost } from "./metrics.js";

/** @import {Counts, Points, Setting, Value, NoValue, Reason} from "./types.js" */

const STEP = 0.01; // the widest part of a decision curve that is drawn straight

// usedAt returns the cells c where the classifier is used, or {reason}.
/**
 * @param {Counts} c
 * @param {Setting} setting
 * @returns {Counts | NoValue}
 */
export function usedAt(c, setting) {
  return setting.prevalence === null ? c : atPrevalence(c, setting.prevalence);
}

/**
 * @param {Counts} c
 * @param {Setting} setting
 * @returns {Value}
 */
export function costOf(c, setting) {
  const there = usedAt(c, setting);
  return there.reason ? there : expectedCost(there, setting.costs);
}

// netBenefit is that of the cells c at the threshold probability t.
/**
 * @param {Counts} c
 * @param {number} t
 * @returns {Value}
 */
export function netBenefit(c, t) {
  const w = c.tp + c.fn + (c.fp + c.tn);
  if (w === 0) return { reason: "no_samples" };
  if (t >= 1) return { reason: "zero_denominator" };
  return { v: c.tp / w - (c.fp / w) * (t / (1 - t)) };
}

// benefits returns the net benefit of the model and of treating all.
/**
 * @param {Counts} c
 * @param {number} t
 * @param {Setting} setting
 * @returns {{model: Value, all: Value}}
 */
export function benefits(c, t, setting) {
  const there = usedAt(c, setting);
  if (there.reason) return { model: there, all: there };
  return { model: netBenefit(there, t), all: netBenefit({ tp: there.tp + there.fn, fp: there.fp + there.tn, fn: 0, tn: 0 }, t) };
}

// probabilityAt returns the probability that the threshold t is, from 0 to 1.
/**
 * @param {number} t
 * @param {boolean} logit
 */
export function probabilityAt(t, logit) {
  if (!logit) return Math.min(Math.max(t, 0), 1);
  if (t >= 0) return 1 / (1 + Math.exp(-t));
  const e = Math.exp(t);
  return e / (1 + e);
}

// thresholdAt returns the threshold of a probability.
/**
 * @param {number} p
 * @param {boolean} logit
 */
export function thresholdAt(p, logit) {
  return logit ? Math.log(p / (1 - p)) : p;
}

// decisionCurve returns the net benefit of all stops from probability 1 down to
// 0, as flat pairs.
/**
 * @param {Points} stops
 * @param {boolean} logit
 * @param {Setting} setting
 */
export function decisionCurve(stops, logit, setting) {
  const out = [];
  for (let k = 0; k < stops.length; k++) {
    const c = usedAt(stops.cells(k), setting);
    if (c.reason) return new Float64Array(0);
    const from = probabilityAt(stops.threshold[k], logit), to = k + 1 < stops.length ? probabilityAt(stops.threshold[k + 1], logit) : 0;
    const n = Math.ceil((from - to) / STEP);
    for (let i = 0; i <= n; i++) {
      const t = n > 0 ? from - ((from - to) * i) / n : from, { v } = netBenefit(c, t);
      if (v !== undefined) out.push(t, v);
    }
  }
  return new Float64Array(out);
}

// treatAll returns the net benefit of treating all where the share pi is positive.
/** @param {number} pi */
export function treatAll(pi) {
  const out = [];
  for (let t = 0; t < 0.995; t += STEP) out.push(t, pi - ((1 - pi) * t) / (1 - t));
  return new Float64Array(out);
}

// amountOr writes a value that may be small, or "—" with the reason.
/**
 * @param {Value} value
 * @param {Record<Reason, string>} reasons
 */
export function amountOr({ v, reason }, reasons) {
  return reason ? `${UNDEFINED} (undefined: ${reasons[reason]})` : amount(v);
}
