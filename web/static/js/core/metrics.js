// Metrics of one confusion matrix and their intervals: the same formulas in
// the same order of operations as Go's internal/calc, so that both sides show
// the same digits. A value is {v} or {reason}.

const P = (c) => c.tp + c.fn; // what is positive
const Q = (c) => c.fp + c.tn;
const A = (c) => c.tp + c.fp; // what is called positive
const B = (c) => c.fn + c.tn;
const N = (c) => P(c) + Q(c);

const margins = { no_positives: P, no_negatives: Q, no_predicted_positives: A, no_predicted_negatives: B };

// emptyMargin returns the first reason that applies among no samples and the
// margins that are asked for, or "".
function emptyMargin(c, ...ask) {
  if (N(c) === 0) return "no_samples";
  return ask.find((reason) => margins[reason](c) === 0) ?? "";
}

const firstEmptyMargin = (c) => emptyMargin(c, ...Object.keys(margins)) || "zero_denominator";

function share(c, num, den, reason) {
  if (den !== 0) return { v: num / den };
  return { reason: N(c) === 0 ? "no_samples" : reason };
}

function ratio(num, den) {
  return den === 0 ? { reason: "zero_denominator" } : { v: num / den };
}

// unless returns f() if none of the margins is empty.
function unless(c, ask, f) {
  const reason = emptyMargin(c, ...ask);
  return reason ? { reason } : f();
}

function scaled(c) {
  const n = N(c);
  return n === 0 ? c : { tp: c.tp / n, fp: c.fp / n, fn: c.fn / n, tn: c.tn / n };
}

// fBeta is the harmonic mean of precision and recall in which recall counts
// beta times as much.
export function fBeta(c, beta) {
  if (c.tp + c.fn + c.fp === 0) return { reason: emptyMargin(c, "no_positives") };
  const b2 = beta * beta;
  const num = (1 + b2) * c.tp;
  return ratio(num, num + b2 * c.fn + c.fp);
}

export const metrics = {
  accuracy: (c) => share(c, c.tp + c.tn, N(c), "no_samples"),
  error_rate: (c) => share(c, c.fp + c.fn, N(c), "no_samples"),
  precision: (c) => share(c, c.tp, A(c), "no_predicted_positives"),
  recall: (c) => share(c, c.tp, P(c), "no_positives"),
  specificity: (c) => share(c, c.tn, Q(c), "no_negatives"),
  npv: (c) => share(c, c.tn, B(c), "no_predicted_negatives"),
  fpr: (c) => share(c, c.fp, Q(c), "no_negatives"),
  fnr: (c) => share(c, c.fn, P(c), "no_positives"),
  fdr: (c) => share(c, c.fp, A(c), "no_predicted_positives"),
  for: (c) => share(c, c.fn, B(c), "no_predicted_negatives"),
  f1: (c) => fBeta(c, 1),
  "f0.5": (c) => fBeta(c, 0.5),
  f2: (c) => fBeta(c, 2),
  jaccard: (c) => {
    const den = c.tp + c.fp + c.fn;
    return den === 0 ? { reason: emptyMargin(c, "no_positives") } : { v: c.tp / den };
  },
  balanced_accuracy: (c) => unless(c, ["no_positives", "no_negatives"], () => ({ v: (metrics.recall(c).v + metrics.specificity(c).v) / 2 })),
  youden_j: (c) => unless(c, ["no_positives", "no_negatives"], () => ({ v: metrics.recall(c).v + metrics.specificity(c).v - 1 })),
  markedness: (c) => unless(c, ["no_predicted_positives", "no_predicted_negatives"], () => ({ v: metrics.precision(c).v + metrics.npv(c).v - 1 })),
  g_mean: (c) => unless(c, ["no_positives", "no_negatives"], () => ({ v: Math.sqrt(metrics.recall(c).v * metrics.specificity(c).v) })),
  fowlkes_mallows: (c) => unless(c, ["no_positives", "no_predicted_positives"], () => ({ v: Math.sqrt(metrics.precision(c).v * metrics.recall(c).v) })),
  mcc: (c) => unless(c, Object.keys(margins), () => {
    const s = scaled(c);
    return ratio(s.tp * s.tn - s.fp * s.fn, Math.sqrt(A(s) * P(s)) * Math.sqrt(Q(s) * B(s)));
  }),
  kappa: (c) => unless(c, [], () => {
    const s = scaled(c);
    const den = A(s) * Q(s) + P(s) * B(s);
    return den === 0 ? { reason: firstEmptyMargin(c) } : { v: (2 * (s.tp * s.tn - s.fp * s.fn)) / den };
  }),
  lr_plus: (c) => unless(c, ["no_positives", "no_negatives", "no_predicted_positives"], () => (c.fp === 0 ? { reason: "infinite" } : ratio(metrics.recall(c).v, metrics.fpr(c).v))),
  lr_minus: (c) => unless(c, ["no_positives", "no_negatives", "no_predicted_negatives"], () => (c.tn === 0 ? { reason: "infinite" } : ratio(metrics.fnr(c).v, metrics.specificity(c).v))),
  dor: (c) => {
    if (c.fp !== 0 && c.fn !== 0) return { v: (c.tp / c.fp) * (c.tn / c.fn) };
    return { reason: c.tp !== 0 && c.tn !== 0 ? "infinite" : firstEmptyMargin(c) };
  },
  prevalence: (c) => share(c, P(c), N(c), "no_samples"),
  predicted_positive_rate: (c) => share(c, A(c), N(c), "no_samples"),
};

// The counts k of n that a metric is a share of. F1 is a monotone function of
// the share TP/(TP+FP+FN), whose interval it borrows.
const shares = {
  accuracy: (c) => [c.tp + c.tn, N(c)],
  error_rate: (c) => [c.fp + c.fn, N(c)],
  precision: (c) => [c.tp, A(c)],
  recall: (c) => [c.tp, P(c)],
  specificity: (c) => [c.tn, Q(c)],
  npv: (c) => [c.tn, B(c)],
  fpr: (c) => [c.fp, Q(c)],
  fnr: (c) => [c.fn, P(c)],
  fdr: (c) => [c.fp, A(c)],
  for: (c) => [c.fn, B(c)],
  f1: (c) => [c.tp, c.tp + c.fp + c.fn],
  jaccard: (c) => [c.tp, c.tp + c.fp + c.fn],
  prevalence: (c) => [P(c), N(c)],
  predicted_positive_rate: (c) => [A(c), N(c)],
};

const lifts = { f1: (j) => (2 * j) / (1 + j) };

// wilson returns Wilson's interval for k of n, where z is the normal quantile.
export function wilson(k, n, z) {
  const z2 = z * z;
  const centre = k + z2 / 2;
  const spread = z * Math.sqrt((k * (n - k)) / n + z2 / 4);
  return [k > 0 ? (centre - spread) / (n + z2) : 0, k < n ? (centre + spread) / (n + z2) : 1];
}

// estimate returns the metric id of the cells c with its interval:
// {v, low, high}, {v, missing} if there is no interval, or {reason}.
export function estimate(id, c, weighted, z) {
  const e = metrics[id](c);
  if (e.reason) return e;
  if (!shares[id]) return { v: e.v, missing: "needs_bootstrap" };
  if (weighted) return { v: e.v, missing: "weights_not_supported" };
  const [low, high] = wilson(...shares[id](c), z);
  const lift = lifts[id];
  return lift ? { v: e.v, low: lift(low), high: lift(high) } : { v: e.v, low, high };
}

// atPrevalence returns the cells where the share pi is positive, or {reason} if
// a class is missing.
export function atPrevalence(c, pi) {
  return unless(c, ["no_positives", "no_negatives"], () => ({
    tp: pi * metrics.recall(c).v,
    fn: pi * metrics.fnr(c).v,
    fp: (1 - pi) * metrics.fpr(c).v,
    tn: (1 - pi) * metrics.specificity(c).v,
  }));
}

// expectedCost is the mean cost of a row.
export function expectedCost(c, costs) {
  const s = scaled(c);
  if (N(c) === 0) return { reason: "no_samples" };
  return { v: costs.fp * s.fp + costs.fn * s.fn };
}
