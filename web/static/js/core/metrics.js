// Metrics of one confusion matrix and their intervals: the same formulas in
// the same order of operations as Go's internal/calc, so that both sides show
// the same digits. A value is {v} or {reason}.

function ratio(num, den, reason) {
  return den === 0 ? { reason } : { v: num / den };
}

function noSamples(c) {
  return c.tp + c.fn + c.fp + c.tn === 0;
}

export const metrics = {
  recall: (c) => (noSamples(c) ? { reason: "no_samples" } : ratio(c.tp, c.tp + c.fn, "no_positives")),
  precision: (c) => (noSamples(c) ? { reason: "no_samples" } : ratio(c.tp, c.tp + c.fp, "no_predicted_positives")),
  specificity: (c) => (noSamples(c) ? { reason: "no_samples" } : ratio(c.tn, c.fp + c.tn, "no_negatives")),
  accuracy: (c) => ratio(c.tp + c.tn, c.tp + c.fn + (c.fp + c.tn), "no_samples"),
  f1: (c) => (noSamples(c) ? { reason: "no_samples" } : ratio(2 * c.tp, 2 * c.tp + c.fn + c.fp, "no_positives")),
};

// The counts k of n that each metric is a share of. F1 is a monotone function
// of the share TP/(TP+FP+FN), whose interval it borrows.
const shares = {
  recall: (c) => [c.tp, c.tp + c.fn],
  precision: (c) => [c.tp, c.tp + c.fp],
  specificity: (c) => [c.tn, c.fp + c.tn],
  accuracy: (c) => [c.tp + c.tn, c.tp + c.fn + (c.fp + c.tn)],
  f1: (c) => [c.tp, c.tp + c.fp + c.fn],
};

const bends = { f1: (j) => (2 * j) / (1 + j) };

// wilson returns Wilson's interval for k of n, where z is the normal quantile.
export function wilson(k, n, z) {
  const z2 = z * z;
  const half = z * Math.sqrt((k * (n - k)) / n + z2 / 4);
  const low = k === 0 ? 0 : (k + z2 / 2 - half) / (n + z2);
  const high = k === n ? 1 : (k + z2 / 2 + half) / (n + z2);
  return [low, high];
}

// estimate returns the metric id of the cells c with its interval:
// {v, low, high}, {v, missing} if there is no interval, or {reason}.
export function estimate(id, c, weighted, z) {
  const e = metrics[id](c);
  if (e.reason) return e;
  if (weighted) return { v: e.v, missing: "weights_not_supported" };
  const [low, high] = wilson(...shares[id](c), z);
  const bend = bends[id];
  return bend ? { v: e.v, low: bend(low), high: bend(high) } : { v: e.v, low, high };
}
