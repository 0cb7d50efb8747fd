// Losses of a run from the cells of its sweep: the same formulas as Go's
// internal/calc. A value is {v} or {reason}. From stops that are not the whole
// sweep the losses are about those of the run.

import { means } from "./catalog.gen.js";
import { exampleLoss, exampleLosses, exampleSlope, hinge, missed, PLAIN, rowLosses } from "./examples.js";
import { lovasz, jaccardRise } from "./lovasz.js";

/** @import {Cells} from "./cells.js" */
/** @import {Arguments, ExampleLoss, LossArguments, Overlap, Value} from "./types.js" */

// Those that are overlaps of soft counts, (lost / (gained + lost))^power with gained =
// gain × hit + smooth and lost = over × FP + miss × FN, or the sum of squared errors.
/** @type {Record<string, (own: Arguments) => Overlap>} */
const overlapLosses = {
  dice_loss: ({ smooth, squared }) => ({ ...dice(smooth), squared: squared === 1 }),
  jaccard_loss: ({ smooth }) => ({ gain: 1, over: 1, miss: 1, smooth, power: 1 }),
  tversky_loss: ({ alpha, beta, smooth, focal_gamma }) => ({ gain: 1, over: alpha, miss: beta, smooth, power: focal_gamma }),
};

/**
 * @param {number} smooth
 * @returns {Overlap}
 */
const dice = (smooth) => ({ gain: 2, over: 1, miss: 1, smooth, power: 1 });

/** @param {Cells} c */
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

/**
 * @param {ReturnType<typeof softCounts>} soft
 * @param {Overlap} form
 * @returns {[number, number]}
 */
function gainedAndLost(soft, { gain, over, miss, smooth, squared }) {
  return [gain * soft.hit + smooth, squared ? soft.squares : over * soft.over + miss * soft.miss];
}

/**
 * @param {ReturnType<typeof softCounts>} soft
 * @param {Overlap} form
 * @returns {Value}
 */
function overlapLoss(soft, form) {
  const [gained, lost] = gainedAndLost(soft, form);
  return gained + lost === 0 ? { reason: "zero_denominator" } : { v: Math.pow(lost / (gained + lost), form.power) };
}

/**
 * @param {Cells} c
 * @param {boolean} all
 * @returns {Value}
 */
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
/** @param {Arguments} own */
export function mixtureWeights({ mix, weight_bce, weight_dice }) {
  return mix === undefined ? { bce: weight_bce, dice: weight_dice } : { bce: 2 * (1 - mix), dice: 2 * mix };
}

// losses returns every loss of the cells, by id, with the arguments {id: {name: number}}.
/**
 * @param {Cells} c
 * @param {LossArguments} args
 * @returns {Record<string, Value>}
 */
export function losses(c, args) {
  const why = c.undefinedBecause;
  /** @type {Record<string, Value>} */
  const out = {};
  /** @type {(id: string, f: (own: Arguments) => Value) => Value} */
  const set = (id, f) => (out[id] = why ? { reason: why } : f(args[id] ?? {}));
  const soft = softCounts(c);
  for (const [id, loss] of Object.entries(exampleLosses(args))) set(id, () => ({ v: c.sum((...row) => exampleLoss(loss, ...row)) / c.weight }));
  for (const [id, form] of Object.entries(overlapLosses)) set(id, (own) => overlapLoss(soft, form(own)));
  set("bce_dice_loss", (mixture) => {
    const d = overlapLoss(soft, dice(mixture.smooth)), weights = mixtureWeights(mixture);
    return d.reason ? d : { v: weights.bce * /** @type {number} */ (out.log_loss.v) + weights.dice * d.v };
  });
  set("lovasz_softmax_loss", ({ all_classes }) => lovaszSoftmax(c, all_classes === 1));
  set("lovasz_sigmoid_loss", () => ({ v: lovasz(c, missed, true) }));
  if (c.length < 2) out.lovasz_hinge_loss = { reason: "no_samples" };
  else out.lovasz_hinge_loss = c.kind === "probability" ? { reason: "needs_logits" } : { v: lovasz(c, hinge, true) };
  return out;
}

// rowSlope is the derivative of a loss of the cells by the logit of one of their
// rows, of weight 1; of the hinge loss by the score. The loss must be defined.
/**
 * @param {Cells} c
 * @param {string} id
 * @param {LossArguments} args
 * @param {boolean} positive
 * @param {number} score
 * @returns {number}
 */
export function rowSlope(c, id, args, positive, score) {
  const own = args[id] ?? {};
  /** @type {(loss: ExampleLoss) => number} */
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
      const sum = classes.reduce((sum, one) => sum + jaccardRise(c, false, one, positive, score), 0);
      return (toward * p * below * sum) / classes.length;
    }
    case "lovasz_sigmoid_loss":
      return toward * p * below * jaccardRise(c, false, true, positive, score);
    case "lovasz_hinge_loss":
      return hinge(c.kind, positive, score) > 0 ? toward * jaccardRise(c, true, true, positive, score) : 0;
    default:
      throw new Error(`no loss ${id} has a slope`);
  }
}

// overlapSlope is the slope of an overlap loss.
/**
 * @param {Cells} c
 * @param {Overlap} form
 * @param {boolean} positive
 * @param {number} score
 */
function overlapSlope(c, form, positive, score) {
  const p = missed(c.kind, false, score), below = missed(c.kind, true, score);
  const [gained, lost] = gainedAndLost(softCounts(c), form), all = gained + lost;
  const byLost = form.squared ? (positive ? -2 * (1 - p) : 2 * p) : positive ? -form.miss : form.over;
  let slope = (byLost * gained - (positive ? form.gain : 0) * lost) / all / all;
  if (form.power !== 1 && slope !== 0) slope *= form.power * Math.pow(lost / all, form.power - 1);
  return slope * p * below;
}

// extras are the sum of a loss that is a mean over rows, and its means with other
// denominators, by id.
/**
 * @param {string} id
 * @param {Value} mean
 * @param {{positives: number, negatives: number}} weights
 * @param {LossArguments} args
 * @returns {Record<string, Value>}
 */
export function extras(id, mean, { positives, negatives }, args) {
  if (mean.v === undefined || !(id in rowLosses)) return {};
  const sum = mean.v * (positives + negatives);
  /** @type {Record<string, Value>} */
  const out = { sum: { v: sum } };
  for (const m of means[id] ?? []) {
    const over = (m.positives ? args[id][m.positives] : 1) * positives + m.negatives * negatives;
    out[m.id] = over === 0 ? { reason: "no_positives" } : { v: sum / over };
  }
  return out;
}
