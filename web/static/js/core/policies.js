// Policies: rules that choose one operating point. The twin of calc.Policy,
// over the stops that the browser has.

import { policies } from "./catalog.gen.js";
import { atPrevalence, fBeta, metrics, valueOf } from "./metrics.js";

/** @typedef {{of: (c: Counts) => Value, lower: boolean}} Measure */
/** @import {Choice, Counts, Formula, Points, Policy, Reason, Setting, Value} from "./types.js" */

const TOLERANCE = 1e-12;

// sign is the rule of a policy, which of one with a bound is ">=" or "<=".
/** @param {string} id */
const sign = (id) => policies[id]?.rule;

// parsePolicy reads a policy as it stands in the URL; null if it is none. Its
// parameter is the bound, or the β of an F-score.
/**
 * @param {string} text
 * @returns {Policy | null}
 */
export function parsePolicy(text) {
  if (sign(text) === "min") return { rule: text, declared: policies[text], text };
  const constraint = /^([a-z_]+)(>=|<=)(.+)$/.exec(text);
  if (constraint) {
    const [, metric, rule, x] = constraint, bound = Number(x);
    return sign(metric) === rule && Number.isFinite(bound) && x.trim() !== "" ? { rule, metric, bound, declared: policies[metric], parameter: bound, text: `${metric}${rule}${bound}` } : null;
  }
  if (!text.startsWith("max_")) return null;
  const metric = text.slice(4), beta = Number(metric.slice(1));
  if (metric in metrics) return { rule: "max", metric, declared: { metric }, parameter: beta, text };
  return metric[0] === "f" && metric.length > 1 && beta > 0 && beta < Infinity ? { rule: "max", metric, beta, declared: {}, parameter: beta, text } : null;
}

// bounding is the policy that keeps a metric at a value or better.
/**
 * @param {string} metric
 * @param {number} value
 */
export const bounding = (metric, value) => parsePolicy(`${metric}${sign(metric)}${value}`);

// measure returns what the policy bounds or makes as good as possible, and
// whether less of it is better.
/**
 * @param {Policy} policy
 * @param {Setting} setting
 * @returns {Measure}
 */
function measure({ rule, beta, declared }, setting) {
  /** @type {(c: Counts) => Value} */
  const f = beta ? (c) => fBeta(c, beta) : declared.metric ? metrics[declared.metric] : valueOf(/** @type {Formula} */ (declared), setting.costs);
  const lower = rule !== "max" && rule !== ">=";
  const { prevalence } = setting;
  if (prevalence === null || declared.ignoresPrevalence) return { of: f, lower };
  return {
    of: (c) => {
      const there = atPrevalence(c, prevalence);
      return there.reason ? there : f(there);
    },
    lower,
  };
}

// best returns the stop where the measure is best: {k, v}, or {reason}. Values
// within 1e-12 tie, and the highest threshold wins.
/**
 * @param {Points} stops
 * @param {Measure} measure
 * @returns {{k: number, v: number, reason?: undefined} | {k?: undefined, v?: undefined, reason: Reason}}
 */
function best(stops, { of, lower }) {
  let top = null;
  for (let k = 0; k < stops.length; k++) {
    const { v } = of(stops.cells(k));
    if (v !== undefined && (top === null || (lower ? v < top : v > top))) top = v;
  }
  if (top === null) return { reason: of(stops.cells(stops.length - 1)).reason ?? "no_samples" };
  for (let k = 0; ; k++) {
    const { v } = of(stops.cells(k));
    if (v !== undefined && (lower ? v <= top + TOLERANCE : v >= top - TOLERANCE)) return { k, v };
  }
}

// pick returns the stop that the policy chooses: {k, v, reached}, or {reason}
// if what it asks for is undefined everywhere. If no stop satisfies a bound,
// reached is false and k is the one that comes closest.
/**
 * @param {Points} stops
 * @param {Policy} policy
 * @param {Setting} setting
 * @returns {Choice}
 */
export function pick(stops, policy, setting) {
  const m = measure(policy, setting);
  if (optimises(policy)) return { ...best(stops, m), reached: true };
  const bound = /** @type {number} */ (policy.bound);
  let found = -1, most = -Infinity, value = NaN;
  for (let k = 0; k < stops.length; k++) {
    const c = stops.cells(k), { v } = m.of(c);
    if (v === undefined || (m.lower ? v > bound + TOLERANCE : v < bound - TOLERANCE)) continue;
    if (policy.declared.take === "highest_threshold") {
      if (found < 0) (found = k), (value = v);
    } else if (policy.declared.take === "highest_recall") {
      const recall = metrics.recall(c).v ?? -Infinity;
      if (recall > most + TOLERANCE) (found = k), (most = recall), (value = v);
    } else (found = k), (value = v);
  }
  return found < 0 ? { ...best(stops, m), reached: false } : { k: found, v: value, reached: true };
}

// optimises reports whether a policy makes something as good as possible, rather
// than good enough.
/** @param {Policy} policy */
export const optimises = (policy) => policy.bound === undefined;
