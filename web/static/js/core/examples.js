// What one row loses, and how that grows with its logit: the same formulas as Go's
// internal/calc. A row is its kind of score, whether it is positive, and its score.

/** @import {Arguments, ExampleLoss, Kind, LossArguments} from "./types.js" */

const CLIP = 2 ** -52; // the smallest probability whose logarithm is taken

/** @param {number} z */
export const sigmoid = (z) => {
  if (z >= 0) return 1 / (1 + Math.exp(-z));
  const e = Math.exp(z);
  return e / (1 + e);
};
/** @param {number} z */
const softplus = (z) => Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z)));

/**
 * @param {Kind} kind
 * @param {boolean} positive
 * @param {number} score
 */
function crossEntropy(kind, positive, score) {
  if (kind === "logit") return softplus(positive ? -score : score);
  if (positive) return 0 - Math.log(Math.max(score, CLIP));
  return 1 - score < CLIP ? -Math.log(CLIP) : 0 - Math.log1p(-score);
}

// missed is the probability that a score gives to the class that is not true.
/**
 * @param {Kind} kind
 * @param {boolean} positive
 * @param {number} score
 */
export function missed(kind, positive, score) {
  if (kind === "logit") return sigmoid(positive ? -score : score);
  return positive ? 1 - score : score;
}

// hinge is what a row lacks to a margin of 1.
/**
 * @param {Kind} _
 * @param {boolean} positive
 * @param {number} score
 */
export const hinge = (_, positive, score) => Math.max(0, positive ? 1 - score : 1 + score);

// dampen is miss^gamma, with 0⁰ = 1.
/**
 * @param {number} miss
 * @param {number} gamma
 */
const dampen = (miss, gamma) => (gamma === 2 ? miss * miss : Math.pow(miss, gamma));

// damped is the loss of a row that is the weight of its class × miss^gamma × cross
// entropy, where miss is the probability that the row gave to the class that is not
// true. A loss of a row has of, its value, and away, how it grows as its logit moves
// away from the truth.
/**
 * @param {number} positive
 * @param {number} negative
 * @param {number} gamma
 * @returns {ExampleLoss}
 */
export function damped(positive, negative, gamma) {
  /** @type {(isPositive: boolean, miss: number) => number} */
  const weight = (isPositive, miss) => (isPositive ? positive : negative) * dampen(miss, gamma);
  return {
    of: (isPositive, miss, ce) => weight(isPositive, miss) * ce,
    away: (isPositive, miss, hit, ce) => weight(isPositive, miss) * (gamma * hit * ce + miss),
  };
}

export const PLAIN = damped(1, 1, 0); // cross entropy

// The losses of two classes that are means over rows: what one row loses at given
// arguments.
/** @type {Record<string, (own: Arguments) => ExampleLoss>} */
export const rowLosses = {
  log_loss: () => PLAIN,
  weighted_log_loss: ({ pos_weight }) => damped(pos_weight, 1, 0),
  focal_loss: ({ gamma, alpha, use_alpha }) => (use_alpha === 1 ? damped(alpha, 1 - alpha, gamma) : damped(1, 1, gamma)),
};

// exampleLoss is what one row loses.
/**
 * @param {ExampleLoss} loss
 * @param {Kind} kind
 * @param {boolean} positive
 * @param {number} score
 */
export function exampleLoss(loss, kind, positive, score) {
  return loss.of(positive, missed(kind, positive, score), crossEntropy(kind, positive, score));
}

// exampleSlope is the derivative of exampleLoss by the logit of the row.
/**
 * @param {ExampleLoss} loss
 * @param {Kind} kind
 * @param {boolean} positive
 * @param {number} score
 */
export function exampleSlope(loss, kind, positive, score) {
  const away = loss.away(positive, missed(kind, positive, score), missed(kind, !positive, score), crossEntropy(kind, positive, score));
  return positive ? -away : away;
}

// exampleLosses are the losses that are means over rows, by id, with their arguments.
/**
 * @param {LossArguments} args
 * @returns {Record<string, ExampleLoss>}
 */
export const exampleLosses = (args) => Object.fromEntries(Object.entries(rowLosses).map(([id, loss]) => [id, loss(args[id] ?? {})]));
