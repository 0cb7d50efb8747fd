// Metrics of one confusion matrix and their intervals: the same formulas in
// the same order of operations as Go's internal/calc, so that both sides show
// the same digits. A value is {v} or {reason}.

import { formulas, policies } from "./catalog.gen.js";

/** @typedef {keyof typeof margins} Margin */
/** @import {Costs, Counts, Estimate, Formula, Reason, NoValue, Value} from "./types.js" */

/** @param {Counts} c */
const P = (c) => c.tp + c.fn; // what is positive
/** @param {Counts} c */
const Q = (c) => c.tn + c.fp;
/** @param {Counts} c */
const A = (c) => c.tp + c.fp; // what is predicted positive
/** @param {Counts} c */
const B = (c) => c.tn + c.fn;
/** @param {Counts} c */
const N = (c) => P(c) + Q(c);

const margins = { no_positives: P, no_negatives: Q, no_predicted_positives: A, no_predicted_negatives: B };

// emptyMargin returns the first reason that applies among no samples and the
// margins that are asked for, or "".
/**
 * @param {Counts} c
 * @param {...Margin} ask
 * @returns {Reason | ""}
 */
function emptyMargin(c, ...ask) {
  if (N(c) === 0) return "no_samples";
  return ask.find((reason) => margins[reason](c) === 0) ?? "";
}

/**
 * @param {Counts} c
 * @returns {Reason}
 */
const firstEmptyMargin = (c) => emptyMargin(c, .../** @type {Margin[]} */ (Object.keys(margins))) || "zero_denominator";

/**
 * @param {number} num
 * @param {number} den
 * @returns {Value}
 */
function ratio(num, den) {
  return den === 0 ? { reason: "zero_denominator" } : { v: num / den };
}

// unless returns f() if none of the margins is empty.
/**
 * @template T
 * @param {Counts} c
 * @param {Margin[]} ask
 * @param {() => T} f
 * @returns {T | NoValue}
 */
function unless(c, ask, f) {
  const reason = emptyMargin(c, ...ask);
  return reason ? { reason } : f();
}

/**
 * @param {Counts} c
 * @returns {Counts}
 */
function scaled(c) {
  const n = N(c);
  return n === 0 ? c : { tp: c.tp / n, fp: c.fp / n, fn: c.fn / n, tn: c.tn / n };
}

// fBeta is the harmonic mean of precision and recall in which recall counts
// beta times as much.
/**
 * @param {Counts} c
 * @param {number} beta
 * @returns {Value}
 */
export function fBeta(c, beta) {
  if (c.tp + c.fn + c.fp === 0) return { reason: emptyMargin(c, "no_positives") || "zero_denominator" };
  const b2 = beta * beta;
  const num = (1 + b2) * c.tp;
  return ratio(num, num + b2 * c.fn + c.fp);
}

/** @type {Record<string, Margin>} */
const ofMargin = { P: "no_positives", Q: "no_negatives", A: "no_predicted_positives", B: "no_predicted_negatives" };

const FREE = { fp: 0, fn: 0 };

// evaluator makes a formula of the catalog a function of cells, costs and a threshold:
// {v}, or {reason} where it divides by zero.
/**
 * @param {Formula} formula
 * @returns {(c: Counts, costs?: Costs, t?: number) => Value}
 */
export function evaluator({ of, by = "", scaled: byTotal }) {
  const ask = [...by].filter((m) => m !== "N").map((m) => ofMargin[m]);
  return (c, costs = FREE, t = NaN) => {
    const v = of(byTotal ? scaled(c) : c, costs, t);
    if (Number.isFinite(v)) return { v };
    return { reason: emptyMargin(c, ...ask) || (Number.isNaN(v) ? firstEmptyMargin(c) : "infinite") };
  };
}

// valueOf is a formula at given costs, which only those of policies ask for.
/**
 * @param {Formula} formula
 * @param {Costs} costs
 * @returns {(c: Counts) => Value}
 */
export function valueOf(formula, costs) {
  const evaluate = evaluator(formula);
  return (c) => evaluate(c, costs);
}

/** @type {Record<string, (c: Counts) => Value>} */
export const metrics = Object.fromEntries(Object.entries(formulas).map(([id, formula]) => [id, valueOf(formula, FREE)]));

// wilson returns Wilson's interval for k of n, where z is the normal quantile.
/**
 * @param {number} k
 * @param {number} n
 * @param {number} z
 * @returns {[number, number]}
 */
export function wilson(k, n, z) {
  const z2 = z * z;
  const centre = k + z2 / 2;
  const spread = z * Math.sqrt((k * (n - k)) / n + z2 / 4);
  return [k > 0 ? (centre - spread) / (n + z2) : 0, k < n ? (centre + spread) / (n + z2) : 1];
}

// estimate returns the metric id of the cells c with its interval:
// {v, low, high}, {v, missing} if there is no interval, or {reason}.
/**
 * @param {string} id
 * @param {Counts} c
 * @param {boolean} weighted
 * @param {number} z
 * @returns {Estimate}
 */
export function estimate(id, c, weighted, z) {
  const e = metrics[id](c);
  if (e.reason) return e;
  const { through, lift } = formulas[id], { share } = formulas[through ?? id];
  if (!share) return { v: e.v, missing: "needs_bootstrap" };
  if (weighted) return { v: e.v, missing: "weights_not_supported" };
  const [low, high] = wilson(...share(c), z);
  return lift ? { v: e.v, low: lift(low), high: lift(high) } : { v: e.v, low, high };
}

// known is the number of a value that has one.
/** @param {Value} value */
const known = (value) => /** @type {number} */ (value.v);

// atPrevalence returns the cells where the share pi is positive, or {reason} if
// a class is missing.
/**
 * @param {Counts} c
 * @param {number} pi
 * @returns {Counts | NoValue}
 */
export function atPrevalence(c, pi) {
  return unless(c, ["no_positives", "no_negatives"], () => ({
    tp: pi * known(metrics.recall(c)),
    fn: pi * known(metrics.fnr(c)),
    fp: (1 - pi) * known(metrics.fpr(c)),
    tn: (1 - pi) * known(metrics.specificity(c)),
  }));
}

const costOf = /** @type {Formula["of"]} */ (policies.min_cost.of);

// expectedCost is the mean cost of a row.
/**
 * @param {Counts} c
 * @param {Costs} costs
 * @returns {Value}
 */
export function expectedCost(c, costs) {
  return N(c) === 0 ? { reason: "no_samples" } : { v: costOf(c, costs, NaN) };
}
