// Policies: rules that choose one operating point. The twin of calc.Policy,
// over the stops that the browser has.

import { atPrevalence, expectedCost, fBeta, metrics } from "./metrics.js";

const TOLERANCE = 1e-12;

const bounded = { recall: ">=", precision: ">=", specificity: ">=", alert_rate: "<=", fpr: "<=", expected_cost: "<=" };

// parsePolicy reads a policy as it stands in the URL; null if it is none. Its
// parameter is the bound, or the β of an F-score.
export function parsePolicy(text) {
  if (text === "min_cost" || text === "closest_topleft") return { rule: text, text };
  const constraint = /^([a-z_]+)(>=|<=)(.+)$/.exec(text);
  if (constraint) {
    const [, metric, rule, x] = constraint, bound = Number(x);
    return bounded[metric] === rule && Number.isFinite(bound) && x.trim() !== "" ? { rule, metric, bound, parameter: bound, text: `${metric}${rule}${bound}` } : null;
  }
  if (!text.startsWith("max_")) return null;
  const metric = text.slice(4), beta = Number(metric.slice(1));
  if (metric in metrics) return { rule: "max", metric, parameter: beta, text };
  return metric[0] === "f" && metric.length > 1 && beta > 0 && beta < Infinity ? { rule: "max", metric, beta, parameter: beta, text } : null;
}

// bounding is the policy that keeps a metric at a value or better.
export const bounding = (metric, value) => parsePolicy(`${metric}${bounded[metric]}${value}`);

// measure returns what the policy bounds or makes as good as possible, and
// whether less of it is better.
function measure(policy, setting) {
  const used = (f) => (c) => {
    if (setting.prevalence === null) return f(c);
    const there = atPrevalence(c, setting.prevalence);
    return there.reason ? there : f(there);
  };
  switch (policy.rule) {
    case "min_cost":
      return { of: used((c) => expectedCost(c, setting.costs)), lower: true };
    case "closest_topleft":
      return {
        of: (c) => {
          const fnr = metrics.fnr(c), fpr = metrics.fpr(c);
          return fnr.reason ? fnr : fpr.reason ? fpr : { v: fnr.v * fnr.v + fpr.v * fpr.v };
        },
        lower: true,
      };
    case "max":
      return { of: used(policy.beta ? (c) => fBeta(c, policy.beta) : metrics[policy.metric]), lower: false };
    default:
      if (policy.metric === "expected_cost") return { of: used((c) => expectedCost(c, setting.costs)), lower: true };
      return { of: used(metrics[policy.metric === "alert_rate" ? "predicted_positive_rate" : policy.metric]), lower: policy.rule === "<=" };
  }
}

// best returns the stop where the measure is best: {k, v}, or {reason}. Values
// within 1e-12 tie, and the highest threshold wins.
function best(stops, { of, lower }) {
  let top = null;
  for (let k = 0; k < stops.length; k++) {
    const { v } = of(stops.cells(k));
    if (v !== undefined && (top === null || (lower ? v < top : v > top))) top = v;
  }
  if (top === null) return { reason: of(stops.cells(stops.length - 1)).reason };
  for (let k = 0; ; k++) {
    const { v } = of(stops.cells(k));
    if (v !== undefined && (lower ? v <= top + TOLERANCE : v >= top - TOLERANCE)) return { k, v };
  }
}

// pick returns the stop that the policy chooses: {k, v, reached}, or {reason}
// if what it asks for is undefined everywhere. If no stop satisfies a bound,
// reached is false and k is the one that comes closest.
export function pick(stops, policy, setting) {
  const m = measure(policy, setting);
  if (optimises(policy)) return { ...best(stops, m), reached: true };
  let found = -1, most = -Infinity;
  for (let k = 0; k < stops.length; k++) {
    const c = stops.cells(k), { v } = m.of(c);
    if (v === undefined || (m.lower ? v > policy.bound + TOLERANCE : v < policy.bound - TOLERANCE)) continue;
    if (policy.metric === "recall") {
      if (found < 0) found = k;
    } else if (policy.metric === "precision" || policy.metric === "expected_cost") {
      const recall = metrics.recall(c).v;
      if (recall > most + TOLERANCE) (found = k), (most = recall);
    } else found = k;
  }
  return found < 0 ? { ...best(stops, m), reached: false } : { k: found, v: m.of(stops.cells(found)).v, reached: true };
}

// optimises reports whether a policy makes something as good as possible, rather
// than good enough.
export const optimises = (policy) => policy.bound === undefined;

// plateau returns the stretches of stops, as [first, last], where an optimising
// policy's measure is within 0.01 of the best, or a cost within 1 % of it.
export function plateau(stops, policy, setting, chosen) {
  if (!optimises(policy) || chosen.v === undefined) return [];
  const { of, lower } = measure(policy, setting);
  const limit = policy.rule === "min_cost" ? chosen.v * 1.01 : lower ? chosen.v + 0.01 : chosen.v - 0.01;
  const stretches = [];
  for (let k = 0; k < stops.length; k++) {
    const { v } = of(stops.cells(k));
    if (v === undefined || (lower ? v > limit + TOLERANCE : v < limit - TOLERANCE)) continue;
    const last = stretches.at(-1);
    if (last && last[1] === k - 1) last[1] = k;
    else stretches.push([k, k]);
  }
  return stretches;
}
