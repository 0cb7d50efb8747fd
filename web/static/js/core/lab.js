// What the loss lab computes: the same as Go's internal/lesson.

import { iou, iouBalanced } from "./boxes.js";
import { onMargins } from "./catalog.gen.js";
import { Cells } from "./cells.js";
import { damped, exampleLoss, exampleLosses, exampleSlope, PLAIN } from "./examples.js";
import { losses, rowSlope } from "./losses.js";
import { lovaszSteps } from "./lovasz.js";
import { normalQuantile } from "./normal.js";
import { stopsOf } from "./stops.js";

/** @import {Box, LabPoint, LossArguments, LovaszStep, PlacedBox, Value} from "./types.js" */

const DEFAULT_FOCAL = damped(0.25, 0.75, 2);
export const PLACES = Array.from({ length: 81 }, (_, i) => 0.5 - 0.495 * Math.cos((Math.PI * i) / 80));

// uneven are the examples of a well-calibrated model, of which a share is positive.
/**
 * @param {{examples: number, separation: number}} set
 * @param {number} share
 */
export function uneven({ examples, separation }, share) {
  const positives = Math.floor(examples * share + 0.5), negatives = examples - positives;
  const odds = Math.log(positives / negatives);
  const labels = [], scores = [];
  for (const [label, n, middle] of [[1, positives, separation / 2], [0, negatives, -separation / 2]])
    for (let i = 0; i < n; i++) {
      labels.push(label);
      scores.push(separation * (middle + normalQuantile((i + 0.5) / n)) + odds);
    }
  return { positives, negatives, cells: new Cells(stopsOf(labels, scores), "logit") };
}

/**
 * @param {string} id
 * @param {number} p
 */
const onScale = (id, p) => (onMargins.includes(id) ? Math.log(p / (1 - p)) : p);

// pixels are a mask as a loss takes it.
/**
 * @param {string} id
 * @param {number[]} truth
 * @param {number[]} probabilities
 */
export function pixels(id, truth, probabilities) {
  return new Cells(stopsOf(truth, probabilities.map((p) => onScale(id, p))), onMargins.includes(id) ? "logit" : "probability");
}

// lossOfMask is {v} or {reason}.
/**
 * @param {string} id
 * @param {number[]} truth
 * @param {number[]} probabilities
 * @param {LossArguments} args
 * @returns {Value}
 */
export const lossOfMask = (id, truth, probabilities, args) => losses(pixels(id, truth, probabilities), args)[id];

// oneMore is by how much a loss rises when, on a prediction that is sure and
// right, the first pixel, which is background, is called object for sure.
/**
 * @param {string} id
 * @param {number[]} truth
 * @param {number[]} levels
 * @param {LossArguments} args
 * @returns {Value}
 */
export function oneMore(id, truth, levels, args) {
  const low = levels[0], high = levels[levels.length - 1];
  const right = truth.map((in_) => (in_ ? high : low));
  const before = lossOfMask(id, truth, right, args), after = lossOfMask(id, truth, [high, ...right.slice(1)], args);
  return before.reason ? before : after.reason ? after : { v: after.v - before.v };
}

// lovaszAreas are the areas that a Lovász loss is made of, by class.
/**
 * @param {string} id
 * @param {number[]} truth
 * @param {number[]} probabilities
 * @param {LossArguments} args
 * @returns {Record<string, LovaszStep[]>}
 */
export function lovaszAreas(id, truth, probabilities, args) {
  const cells = pixels(id, truth, probabilities);
  /** @type {Record<string, LovaszStep[]>} */
  const out = {};
  if (id !== "lovasz_softmax_loss" || cells.positives > 0 || args[id].all_classes === 1) out.object = lovaszSteps(cells, onMargins.includes(id), true);
  if (id === "lovasz_softmax_loss") out.background = lovaszSteps(cells, false, false);
  return out;
}

// maskPoint is what a loss and plain cross-entropy say of a mask whose pixel has p.
/**
 * @param {string} id
 * @param {number[]} truth
 * @param {number[]} probabilities
 * @param {number} pixel
 * @param {number} p
 * @param {LossArguments} args
 * @returns {LabPoint}
 */
export function maskPoint(id, truth, probabilities, pixel, p, args) {
  const now = probabilities.slice();
  now[pixel] = p;
  const cells = pixels(id, truth, now), plain = pixels("log_loss", truth, now);
  const loss = losses(cells, args)[id], positive = truth[pixel] === 1;
  return {
    loss, slope: loss.reason ? loss : { v: rowSlope(cells, id, args, positive, onScale(id, p)) },
    plain: losses(plain, args).log_loss, plainSlope: { v: rowSlope(plain, "log_loss", args, positive, p) },
  };
}

// examplePoint is the same of one example.
/**
 * @param {string} id
 * @param {boolean} positive
 * @param {number} p
 * @param {LossArguments} args
 * @returns {LabPoint}
 */
export function examplePoint(id, positive, p, args) {
  const loss = exampleLosses(args)[id];
  return {
    loss: { v: exampleLoss(loss, "probability", positive, p) }, slope: { v: exampleSlope(loss, "probability", positive, p) },
    plain: { v: exampleLoss(PLAIN, "probability", positive, p) }, plainSlope: { v: exampleSlope(PLAIN, "probability", positive, p) },
  };
}

// scene returns the IoU-balanced loss of placed boxes {box, p} with their true
// ones and a candidate that matches none, and the loss that it shares out.
/**
 * @param {PlacedBox[]} placed
 * @param {Box[]} trueBoxes
 * @param {number} negativeP
 * @param {{eta: number, normalize: boolean, focal: boolean}} options
 */
export function scene(placed, trueBoxes, negativeP, { eta, normalize, focal }) {
  /** @type {{positive: boolean, p: number, iou?: number}[]} */
  const rows = placed.map(({ box, p }, i) => ({ positive: true, p, iou: iou(box, trueBoxes[i]) }));
  rows.push({ positive: false, p: negativeP });
  const loss = focal ? DEFAULT_FOCAL : PLAIN;
  return { rows, balanced: iouBalanced(rows, { eta, normalize, loss }), base: iouBalanced(rows, { eta: 0, normalize: false, loss }) };
}

// boxPoint is the point of one of the boxes.
/**
 * @param {PlacedBox[]} placed
 * @param {Box[]} trueBoxes
 * @param {number} negativeP
 * @param {{eta: number, normalize: boolean, focal: boolean}} options
 * @param {number} at
 * @param {number} p
 * @returns {LabPoint}
 */
export function boxPoint(placed, trueBoxes, negativeP, options, at, p) {
  const { rows, balanced } = scene(placed.map((b, i) => (i === at ? { ...b, p } : b)), trueBoxes, negativeP, options);
  return {
    loss: balanced.reason ? { reason: balanced.reason } : { v: balanced.perSample[at] },
    slope: balanced.reason ? { reason: balanced.reason } : { v: balanced.grad[at] * rows.length },
    plain: { v: exampleLoss(PLAIN, "probability", true, p) }, plainSlope: { v: exampleSlope(PLAIN, "probability", true, p) },
  };
}
