// Losses of a run from the cells of its sweep: the same formulas as Go's
// internal/calc. A value is {v} or {reason}. From stops that are not the whole
// sweep the losses are about those of the run.

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

// exampleLoss is what one row loses by {positive, negative, gamma}: the weight of
// its class × miss^gamma × cross entropy.
export function exampleLoss(loss, kind, positive, score) {
  return (positive ? loss.positive : loss.negative) * dampen(missed(kind, positive, score), loss.gamma) * crossEntropy(kind, positive, score);
}

// exampleSlope is the derivative of exampleLoss by the logit of the row.
export function exampleSlope(loss, kind, positive, score) {
  const miss = missed(kind, positive, score), hit = missed(kind, !positive, score);
  const away = (positive ? loss.positive : loss.negative) * dampen(miss, loss.gamma) * (loss.gamma * hit * crossEntropy(kind, positive, score) + miss);
  return positive ? -away : away;
}

// exampleLosses are the losses that are sums over single rows, by id, with their arguments.
export function exampleLosses(args) {
  const focal = args.focal_loss, alpha = focal.use_alpha === 1;
  return {
    log_loss: { positive: 1, negative: 1, gamma: 0 },
    weighted_log_loss: { positive: args.weighted_log_loss.pos_weight, negative: 1, gamma: 0 },
    focal_loss: { positive: alpha ? focal.alpha : 1, negative: alpha ? 1 - focal.alpha : 1, gamma: focal.gamma },
  };
}

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

const lost = (gained, lost) => (gained + lost === 0 ? { reason: "zero_denominator" } : { v: lost / (gained + lost) });

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
  const set = (id, f) => (out[id] = why ? { reason: why } : f(args[id]));
  const means = why ? {} : Object.fromEntries(Object.entries(exampleLosses(args)).map(([id, loss]) => [id, c.sum((...row) => exampleLoss(loss, ...row)) / c.weight]));
  const soft = why ? null : softCounts(c);
  const dice = (smooth) => lost(2 * soft.hit + smooth, soft.over + soft.miss);
  for (const id of Object.keys(exampleLosses(args))) set(id, () => ({ v: means[id] }));
  set("dice_loss", ({ smooth, squared }) => (squared === 1 ? lost(2 * soft.hit + smooth, soft.squares) : dice(smooth)));
  set("bce_dice_loss", (mixture) => {
    const d = dice(mixture.smooth), weights = mixtureWeights(mixture);
    return d.reason ? d : { v: weights.bce * means.log_loss + weights.dice * d.v };
  });
  set("jaccard_loss", ({ smooth }) => lost(soft.hit + smooth, soft.over + soft.miss));
  set("tversky_loss", ({ alpha, beta, smooth, focal_gamma }) => {
    const t = lost(soft.hit + smooth, alpha * soft.over + beta * soft.miss);
    return t.reason ? t : { v: Math.pow(t.v, focal_gamma) };
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
  const example = exampleLosses(args)[id];
  if (example) return exampleSlope(example, c.kind, positive, score) / c.weight;
  const p = missed(c.kind, false, score), below = missed(c.kind, true, score);
  const toward = positive ? -1 : 1;
  switch (id) {
    case "lovasz_softmax_loss": {
      const classes = [false, true].filter((one) => args[id].all_classes === 1 || (one ? c.positives : c.negatives) > 0);
      const sum = classes.reduce((sum, one) => sum + lovaszStep(c, false, one, positive, score), 0);
      return (toward * p * below * sum) / classes.length;
    }
    case "lovasz_sigmoid_loss":
      return toward * p * below * lovaszStep(c, false, true, positive, score);
    case "lovasz_hinge_loss":
      return hinge(c.kind, positive, score) > 0 ? toward * lovaszStep(c, true, true, positive, score) : 0;
  }
  const slope = overlapSlope(c, id, args[id], positive, p) * p * below;
  if (id !== "bce_dice_loss") return slope;
  const weights = mixtureWeights(args[id]);
  return weights.dice * slope + (weights.bce * exampleSlope({ positive: 1, negative: 1, gamma: 0 }, c.kind, positive, score)) / c.weight;
}

// overlapSlope is the derivative of an overlap loss by the probability of a row.
function overlapSlope(c, id, args, positive, p) {
  const soft = softCounts(c), tversky = id === "tversky_loss";
  const gain = tversky || id === "jaccard_loss" ? 1 : 2, over = tversky ? args.alpha : 1, miss = tversky ? args.beta : 1;
  const squared = id === "dice_loss" && args.squared === 1;
  const gained = gain * soft.hit + args.smooth;
  const lost = squared ? soft.squares : over * soft.over + miss * soft.miss;
  const byLost = squared ? (positive ? -2 * (1 - p) : 2 * p) : positive ? -miss : over;
  const slope = (byLost * gained - (positive ? gain : 0) * lost) / (gained + lost) / (gained + lost);
  if (!tversky || args.focal_gamma === 1 || slope === 0) return slope;
  return slope * args.focal_gamma * Math.pow(lost / (gained + lost), args.focal_gamma - 1);
}

// lossParts is a sum over the rows by class and by whether they are easy, that is
// whether their truth was given 1/2 or more: of an example loss, or of the rows.
export function lossParts(c, loss) {
  const of = (wanted, hard) =>
    c.sum((kind, positive, score) => (positive !== wanted || missed(kind, positive, score) > 0.5 !== hard ? 0 : loss ? exampleLoss(loss, kind, positive, score) : 1));
  return { fn: of(true, true), tp: of(true, false), tn: of(false, false), fp: of(false, true) };
}

// extras are the losses that are means with other denominators, by id.
export function extras(id, mean, { positives, negatives }, args) {
  if (mean.v === undefined) return {};
  const sum = mean.v * (positives + negatives);
  switch (id) {
    case "log_loss":
      return { sum: { v: sum } };
    case "weighted_log_loss":
      return { sum: { v: sum }, weighted_mean: { v: sum / (args[id].pos_weight * positives + negatives) } };
    case "focal_loss":
      return { sum: { v: sum }, per_positive: positives === 0 ? { reason: "no_positives" } : { v: sum / positives } };
    default:
      return {};
  }
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
