// Policies: rules that choose one operating point. The twin of calc.Policy,
// over the stops that the browser has.

import { policies, usualTolerance } from "./catalog.gen.js";
import { atPrevalence, fBeta, metrics, valueOf } from "./metrics.js";

const TOLERANCE = 1e-12;

// sign is the rule of a policy, which of one with a bound is ">=" or "<=".
const sign = (id) => policies[id]?.rule;

// parsePolicy reads a policy as it stands in the URL; null if it is none. Its
// parameter is the bound, or the β of an F-score.
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
export const bounding = (metric, value) => parsePolicy(`${metric}${sign(metric)}${value}`);

// measure returns what the policy bounds or makes as good as possible, and
// whether less of it is better.
function measure({ rule, beta, declared }, setting) {
  const f = beta ? (c) => fBeta(c, beta) : declared.metric ? metrics[declared.metric] : valueOf(declared, setting.costs);
  const lower = rule !== "max" && rule !== ">=";
  if (setting.prevalence === null || declared.ignoresPrevalence) return { of: f, lower };
  return {
    of: (c) => {
      const there = atPrevalence(c, setting.prevalence);
      return there.reason ? there : f(there);
    },
    lower,
  };
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
    if (policy.declared.take === "highest_threshold") {
      if (found < 0) found = k;
    } else if (policy.declared.take === "highest_recall") {
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
// policy's measure is as good as the best, as far as its tolerance goes.
export function plateau(stops, policy, setting, chosen) {
  if (!optimises(policy) || chosen.v === undefined) return [];
  const { of, lower } = measure(policy, setting);
  const { by, relative } = policy.declared.within ?? usualTolerance, sign = lower ? -1 : 1;
  const limit = relative ? chosen.v * (1 - sign * by) : chosen.v - sign * by;
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
