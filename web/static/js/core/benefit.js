// What a decision costs where the classifier is used, and thresholds as probabilities.

import { UNDEFINED } from "./format.js";
import { amount } from "./scale.js";
import { atPrevalence, expectedCost } from "./metrics.js";

/** @import {Counts, Setting, Value, NoValue, Reason} from "./types.js" */

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

// amountOr writes a value that may be small, or "—" with the reason.
/**
 * @param {Value} value
 * @param {Record<Reason, string>} reasons
 */
export function amountOr({ v, reason }, reasons) {
  return reason ? `${UNDEFINED} (undefined: ${reasons[reason]})` : amount(v);
}
