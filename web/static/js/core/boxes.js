// Boxes and the IoU-balanced loss: the same formulas as Go's internal/calc.

import { exampleLoss, exampleSlope } from "./examples.js";

/** @import {Box, ExampleLoss, Reason} from "./types.js" */

// iou is the intersection of two boxes [x, y, w, h] over their union.
/**
 * @param {Box} a
 * @param {Box} b
 */
export function iou(a, b) {
  const w = Math.min(a[0] + a[2], b[0] + b[2]) - Math.max(a[0], b[0]);
  const h = Math.min(a[1] + a[3], b[1] + b[3]) - Math.max(a[1], b[1]);
  const both = Math.max(w, 0) * Math.max(h, 0);
  return both / (a[2] * a[3] + b[2] * b[3] - both);
}

// iouBalanced returns {weights, perSample, grad, mean} of candidates {positive, p,
// iou}, or {reason}. grad is the derivative of the mean by each logit, the weights
// held fixed.
/**
 * @param {{positive: boolean, p: number, iou?: number}[]} rows
 * @param {{eta: number, normalize: boolean, loss: ExampleLoss}} options
 * @returns {{weights: number[], perSample: number[], grad: number[], mean: number, reason?: undefined} | {weights?: undefined, perSample?: undefined, grad?: undefined, mean?: undefined, reason: Reason}}
 */
export function iouBalanced(rows, { eta, normalize, loss }) {
  const raw = rows.map((r) => exampleLoss(loss, "probability", r.positive, r.p));
  const weights = rows.map((r) => (r.positive ? Math.pow(r.iou ?? 0, eta) : 1));
  let plain = 0, powered = 0;
  for (const [i, r] of rows.entries())
    if (r.positive) {
      plain += raw[i];
      powered += weights[i] * raw[i];
    }
  if (normalize && plain > 0 && powered === 0) return { reason: "zero_denominator" };
  const factor = normalize && powered > 0 ? plain / powered : 1;
  for (const [i, r] of rows.entries()) if (r.positive) weights[i] *= factor;
  const perSample = rows.map((_, i) => weights[i] * raw[i]);
  return {
    weights, perSample,
    grad: rows.map((r, i) => (weights[i] * exampleSlope(loss, "probability", r.positive, r.p)) / rows.length),
    mean: perSample.reduce((sum, x) => sum + x, 0) / rows.length,
  };
}
