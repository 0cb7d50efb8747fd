// Losses of a run from the cells of its sweep: the same formulas as Go's
// internal/calc. A value is {v} or {reason}. From stops that are not the whole
// sweep the losses are about those of the run.

import { means } from "./catalog.gen.js";

const CLIP = 2 ** -52; // the smallest probability whose logarithm is taken

const sigmoid = (z) => {
  if (z >= 0) return 1 / (1 + Math.exp(-z));
  const e = Math.exp(z);
  return e / (1 + e);
};
const softplus = (z) => Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z)));

function crossEntropy(kind, positive, score) {
  if (kind === "logit") return softplus(positive ? -score : score);
  if (positive) return 0 - Math.log(Math.max(score, CLIP));
  return 1 - score < CLIP ? -Math.log(CLIP) : 0 - Math.log1p(-score);
}

// missed is the probability that a score gives to the class that is not true.
function missed(kind, positive, score) {
  if (kind === "logit") return sigmoid(positive ? -score : score);
  return positive ? 1 - score : score;
}

const hinge = (_, positive, score) => Math.max(0, positive ? 1 - score : 1 + score);

// hardness orders rows as their cross entropy does.
function hardness(kind, positive, score) {
  if (!positive) return score;
  return kind === "logit" ? -score : 1 - score;
}

// dampen is miss^gamma, with 0⁰ = 1.
const dampen = (miss, gamma) => (gamma === 2 ? miss * miss : Math.pow(miss, gamma));

// damped is the loss of a row that is the weight of its class × miss^gamma × cross
// entropy, where miss is the probability that the row gave to the class that is not
// true. A loss of a row has of, its value, and away, how it grows as its logit moves
// away from the truth.
export function damped(positive, negative, gamma) {
  const weight = (isPositive, miss) => (isPositive ? positive : negative) * dampen(miss, gamma);
  return {
    of: (isPositive, miss, ce) => weight(isPositive, miss) * ce,
    away: (isPositive, miss, hit, ce) => weight(isPositive, miss) * (gamma * hit * ce + miss),
  };
}

export const PLAIN = damped(1, 1, 0); // cross entropy

// The losses of two classes that are means over rows: what one row loses at given
// arguments.
const rowLosses = {
  log_loss: () => PLAIN,
  weighted_log_loss: ({ pos_weight }) => damped(pos_weight, 1, 0),
  focal_loss: ({ gamma, alpha, use_alpha }) => (use_alpha === 1 ? damped(alpha, 1 - alpha, gamma) : damped(1, 1, gamma)),
};

// Those that are overlaps of soft counts, (lost / (gained + lost))^power with gained =
// gain × hit + smooth and lost = over × FP + miss × FN, or the sum of squared errors.
const overlapLosses = {
  dice_loss: ({ smooth, squared }) => ({ ...dice(smooth), squared: squared === 1 }),
  jaccard_loss: ({ smooth }) => ({ gain: 1, over: 1, miss: 1, smooth, power: 1 }),
  tversky_loss: ({ alpha, beta, smooth, focal_gamma }) => ({ gain: 1, over: alpha, miss: beta, smooth, power: focal_gamma }),
};

const dice = (smooth) => ({ gain: 2, over: 1, miss: 1, smooth, power: 1 });

// exampleLoss is what one row loses.
export function exampleLoss(loss, kind, positive, score) {
  return loss.of(positive, missed(kind, positive, score), crossEntropy(kind, positive, score));
}

// exampleSlope is the derivative of exampleLoss by the logit of the row.
export function exampleSlope(loss, kind, positive, score) {
  const away = loss.away(positive, missed(kind, positive, score), missed(kind, !positive, score), crossEntropy(kind, positive, score));
  return positive ? -away : away;
}

// exampleLosses are the losses that are means over rows, by id, with their arguments.
export const exampleLosses = (args) => Object.fromEntries(Object.entries(rowLosses).map(([id, loss]) => [id, loss(args[id] ?? {})]));

// Cells are the rows of a run, gathered by score. Place k is stop k, so that
// place 0 holds nothing. Rows between two stops that are no neighbours in the
// sweep count as halfway between them.
export class Cells {
  constructor(stops, kind) {
    const n = stops.length;
    this.kind = kind;
    this.length = n;
    this.score = stops.threshold.map((t, k) => (k > 1 && stops.index[k] > stops.index[k - 1] + 1 ? t / 2 + stops.threshold[k - 1] / 2 : t));
    this.rowsPos = new Float64Array(n);
    this.rowsNeg = new Float64Array(n);
    for (let k = 1; k < n; k++) {
      this.rowsPos[k] = stops.tp[k] - stops.tp[k - 1];
      this.rowsNeg[k] = stops.fp[k] - stops.fp[k - 1];
    }
    const all = stops.cells(n - 1);
    this.positives = all.tp;
    this.negatives = all.fp;
    this.from = new Float64Array(n); // weight of the positives that score at or below place k
    this.to = new Float64Array(n); // weight of the negatives that score at or above it
    for (let k = 1; k < n; k++) {
      this.from[k] = stops.cells(k - 1).fn;
      this.to[k] = stops.cells(k).fp;
    }
    if (stops.weighted) {
      const w = stops.weights;
      // Of the sums from above and from below the smaller one lost less.
      const at = (up, down, k) => (up[k] <= down[k - 1] ? up[k] - up[k - 1] : down[k - 1] - down[k]);
      this.pos = this.rowsPos.map((rows, k) => (rows > 0 ? at(w.tp, w.fn, k) : 0));
      this.neg = this.rowsNeg.map((rows, k) => (rows > 0 ? at(w.fp, w.tn, k) : 0));
    } else {
      this.pos = this.rowsPos;
      this.neg = this.rowsNeg;
    }
  }

  get weight() {
    return this.positives + this.negatives;
  }

  // undefinedBecause says why nothing that needs probabilities exists, or "".
  get undefinedBecause() {
    if (this.length < 2) return "no_samples";
    return this.kind === "score" ? "needs_probabilities" : "";
  }

  sum(f) {
    let pos = 0, neg = 0;
    for (let k = 1; k < this.length; k++) {
      if (this.pos[k] > 0) pos += this.pos[k] * f(this.kind, true, this.score[k]);
      if (this.neg[k] > 0) neg += this.neg[k] * f(this.kind, false, this.score[k]);
    }
    return pos + neg;
  }

  nextNegative(k) {
    while (k < this.length && this.rowsNeg[k] === 0) k++;
    return k;
  }

  previousPositive(k) {
    while (k > 0 && this.rowsPos[k] === 0) k--;
    return k;
  }

  errorAt(error, k, positive) {
    return k === 0 || k === this.length ? -Infinity : error(this.kind, positive, this.score[k]);
  }
}

function softCounts(c) {
  let hit = 0, over = 0, miss = 0, squares = 0;
  for (let k = 1; k < c.length; k++) {
    const p = missed(c.kind, false, c.score[k]), below = missed(c.kind, true, c.score[k]);
    hit += c.pos[k] * p;
    over += c.neg[k] * p;
    miss += c.pos[k] * below;
    squares += c.pos[k] * below * below + c.neg[k] * p * p;
  }
  return { hit, over, miss, squares };
}

function gainedAndLost(soft, { gain, over, miss, smooth, squared }) {
  return [gain * soft.hit + smooth, squared ? soft.squares : over * soft.over + miss * soft.miss];
}

function overlapLoss(soft, form) {
  const [gained, lost] = gainedAndLost(soft, form);
  return gained + lost === 0 ? { reason: "zero_denominator" } : { v: Math.pow(lost / (gained + lost), form.power) };
}

// lovaszWalk calls step for the rows of each class and score, from the largest
// error down, with their error, the Jaccard loss once they are predicted wrongly,
// and the weight of their class so far.
function lovaszWalk(c, error, positivesForeground, step) {
  const foreground = positivesForeground ? c.positives : c.negatives;
  let down = c.nextNegative(1), up = c.previousPositive(c.length - 1);
  let eNeg = c.errorAt(error, down, false), ePos = c.errorAt(error, up, true);
  let negatives = 0, positives = 0;
  while (down < c.length || up > 0) {
    const positive = eNeg < ePos, now = Math.max(eNeg, ePos);
    if (positive) {
      positives = c.from[up];
      up = c.previousPositive(up - 1);
      ePos = c.errorAt(error, up, true);
    } else {
      negatives = c.to[down];
      down = c.nextNegative(down + 1);
      eNeg = c.errorAt(error, down, false);
    }
    step(now, (positives + negatives) / (foreground + (positivesForeground ? negatives : positives)), positive, positive ? positives : negatives);
  }
}

// lovasz is the Lovász extension of the Jaccard loss.
function lovasz(c, error, positivesForeground) {
  let total = 0, last = 0, jaccard = 0;
  lovaszWalk(c, error, positivesForeground, (now, after) => {
    total += (last - now) * jaccard;
    last = now;
    jaccard = after;
  });
  return total + last * jaccard;
}

// lovaszSteps are the rows of each class and error in the Lovász extension, from
// the largest error down: {error, positive, rows, from, to}, where from and to are
// the Jaccard loss before and after they are predicted wrongly.
export function lovaszSteps(c, onMargins, positivesForeground) {
  const steps = [], seen = { true: 0, false: 0 };
  let from = 0;
  lovaszWalk(c, onMargins ? hinge : missed, positivesForeground, (error, to, positive, weight) => {
    steps.push({ error, positive, rows: weight - seen[positive], from, to });
    seen[positive] = weight;
    from = to;
  });
  return steps;
}

// lovaszStep is what one row adds to the Jaccard loss where it stands.
function lovaszStep(c, onMargins, positivesForeground, positive, score) {
  const at = (onMargins ? hinge : missed)(c.kind, positive, score);
  const step = lovaszSteps(c, onMargins, positivesForeground).find((s) => s.positive === positive && s.error === at);
  return step ? (step.to - step.from) / step.rows : 0;
}

function lovaszSoftmax(c, all) {
  let total = 0, n = 0;
  for (const positives of [false, true])
    if (all || (positives ? c.positives : c.negatives) > 0) {
      total += lovasz(c, missed, positives);
      n++;
    }
  return { v: total / n };
}

// mixtureWeights returns the weights of cross-entropy and Dice loss: a mix is the
// share of the latter in a sum of 2.
export function mixtureWeights({ mix, weight_bce, weight_dice }) {
  return mix === undefined ? { bce: weight_bce, dice: weight_dice } : { bce: 2 * (1 - mix), dice: 2 * mix };
}

// losses returns every loss of the cells, by id, with the arguments {id: {name: number}}.
export function losses(c, args) {
  const why = c.undefinedBecause;
  const out = {};
  const set = (id, f) => (out[id] = why ? { reason: why } : f(args[id] ?? {}));
  const soft = why ? null : softCounts(c);
  for (const [id, loss] of Object.entries(exampleLosses(args))) set(id, () => ({ v: c.sum((...row) => exampleLoss(loss, ...row)) / c.weight }));
  for (const [id, form] of Object.entries(overlapLosses)) set(id, (own) => overlapLoss(soft, form(own)));
  set("bce_dice_loss", (mixture) => {
    const d = overlapLoss(soft, dice(mixture.smooth)), weights = mixtureWeights(mixture);
    return d.reason ? d : { v: weights.bce * out.log_loss.v + weights.dice * d.v };
  });
  set("lovasz_softmax_loss", ({ all_classes }) => lovaszSoftmax(c, all_classes === 1));
  set("lovasz_sigmoid_loss", () => ({ v: lovasz(c, missed, true) }));
  if (c.length < 2) out.lovasz_hinge_loss = { reason: "no_samples" };
  else out.lovasz_hinge_loss = c.kind === "probability" ? { reason: "needs_logits" } : { v: lovasz(c, hinge, true) };
  return out;
}

// rowSlope is the derivative of a loss of the cells by the logit of one of their
// rows, of weight 1; of the hinge loss by the score. The loss must be defined.
export function rowSlope(c, id, args, positive, score) {
  const own = args[id] ?? {};
  const mean = (loss) => exampleSlope(loss, c.kind, positive, score) / c.weight;
  if (id in rowLosses) return mean(rowLosses[id](own));
  if (id in overlapLosses) return overlapSlope(c, overlapLosses[id](own), positive, score);
  const p = missed(c.kind, false, score), below = missed(c.kind, true, score);
  const toward = positive ? -1 : 1;
  switch (id) {
    case "bce_dice_loss": {
      const weights = mixtureWeights(own);
      return weights.dice * overlapSlope(c, dice(own.smooth), positive, score) + weights.bce * mean(PLAIN);
    }
    case "lovasz_softmax_loss": {
      const classes = [false, true].filter((one) => own.all_classes === 1 || (one ? c.positives : c.negatives) > 0);
      const sum = classes.reduce((sum, one) => sum + lovaszStep(c, false, one, positive, score), 0);
      return (toward * p * below * sum) / classes.length;
    }
    case "lovasz_sigmoid_loss":
      return toward * p * below * lovaszStep(c, false, true, positive, score);
    case "lovasz_hinge_loss":
      return hinge(c.kind, positive, score) > 0 ? toward * lovaszStep(c, true, true, positive, score) : 0;
  }
}

// overlapSlope is the slope of an overlap loss.
function overlapSlope(c, form, positive, score) {
  const p = missed(c.kind, false, score), below = missed(c.kind, true, score);
  const [gained, lost] = gainedAndLost(softCounts(c), form), all = gained + lost;
  const byLost = form.squared ? (positive ? -2 * (1 - p) : 2 * p) : positive ? -form.miss : form.over;
  let slope = (byLost * gained - (positive ? form.gain : 0) * lost) / all / all;
  if (form.power !== 1 && slope !== 0) slope *= form.power * Math.pow(lost / all, form.power - 1);
  return slope * p * below;
}

// lossParts is a sum over the rows by class and by whether they are easy, that is
// whether their truth was given 1/2 or more: of an example loss, or of the rows.
export function lossParts(c, loss) {
  const of = (wanted, hard) =>
    c.sum((kind, positive, score) => (positive !== wanted || missed(kind, positive, score) > 0.5 !== hard ? 0 : loss ? exampleLoss(loss, kind, positive, score) : 1));
  return { fn: of(true, true), tp: of(true, false), tn: of(false, false), fp: of(false, true) };
}

// extras are the sum of a loss that is a mean over rows, and its means with other
// denominators, by id.
export function extras(id, mean, { positives, negatives }, args) {
  if (mean.v === undefined || !(id in rowLosses)) return {};
  const sum = mean.v * (positives + negatives), out = { sum: { v: sum } };
  for (const m of means[id] ?? []) {
    const over = (m.positives ? args[id][m.positives] : 1) * positives + m.negatives * negatives;
    out[m.id] = over === 0 ? { reason: "no_positives" } : { v: sum / over };
  }
  return out;
}

// lossShares returns which share of each loss the hardest rows carry:
// {rows, shares: {id: numbers, or null if the loss adds up to 0}}.
export function lossShares(c, byID, steps) {
  const ids = Object.keys(byID), list = Object.values(byID);
  if (c.undefinedBecause) return null;
  const totals = list.map((loss) => c.sum((...row) => exampleLoss(loss, ...row)));
  const sums = new Float64Array(1 + list.length), now = new Float64Array(1 + list.length);
  let last = now.slice(), before = now.slice();
  const kept = Array.from(now, () => [0]);
  const keep = (p) => {
    p.forEach((x, i) => kept[i].push(x));
    last = p.slice();
  };
  const row = (positive, w, score) => {
    sums[0] += w;
    list.forEach((loss, i) => (sums[1 + i] += w * exampleLoss(loss, c.kind, positive, score)));
  };
  let down = c.nextNegative(1), up = c.previousPositive(c.length - 1);
  while (down < c.length || up > 0) {
    const hardNeg = c.errorAt(hardness, down, false), hardPos = c.errorAt(hardness, up, true);
    if (hardPos >= hardNeg) {
      row(true, c.pos[up], c.score[up]);
      up = c.previousPositive(up - 1);
    }
    if (hardNeg >= hardPos) {
      row(false, c.neg[down], c.score[down]);
      down = c.nextNegative(down + 1);
    }
    now[0] = Math.min(sums[0] / c.weight, 1);
    totals.forEach((total, i) => (now[1 + i] = total > 0 ? Math.min(sums[1 + i] / total, 1) : 0));
    if (Math.floor(10 * now[0]) > Math.floor(10 * before[0])) {
      if (before[0] > last[0]) keep(before);
      keep(now);
    } else if (now.some((x, i) => x - last[i] >= 1 / steps)) keep(now);
    before = now.slice();
  }
  if (before[0] > last[0]) keep(before);
  for (const xs of kept) xs[xs.length - 1] = 1;
  return { rows: kept[0], shares: Object.fromEntries(ids.map((id, i) => [id, totals[i] === 0 ? null : kept[1 + i]])) };
}

// shareAt is the share of a loss that the given share of the rows carries.
export function shareAt(rows, shares, x) {
  if (!shares) return { reason: "zero_denominator" };
  for (let i = 1; i < rows.length; i++)
    if (rows[i] >= x) return { v: shares[i - 1] + (shares[i] - shares[i - 1]) * ((x - rows[i - 1]) / (rows[i] - rows[i - 1])) };
  return { v: 1 };
}
