import assert from "node:assert/strict";
import test from "node:test";
import { iou, iouBalanced } from "../static/js/core/boxes.js";
import { Cells } from "../static/js/core/cells.js";
import { damped, exampleLoss, exampleLosses, exampleSlope, PLAIN } from "../static/js/core/examples.js";
import { lossParts, lossShares, shareAt } from "../static/js/core/hardest.js";
import { extras, losses, mixtureWeights, rowSlope } from "../static/js/core/losses.js";
import { goldenCases } from "./golden.js";
import { stopsOfRows } from "./stops.js";

/** defaults are arguments of every loss. @param {Record<string, Record<string, number>>} [more] */
const defaults = (more) => ({
  weighted_log_loss: { pos_weight: 1 }, focal_loss: { gamma: 2, alpha: 0.25, use_alpha: 1 }, dice_loss: { smooth: 1, squared: 0 }, jaccard_loss: { smooth: 1 },
  tversky_loss: { alpha: 0.5, beta: 0.5, smooth: 1, focal_gamma: 1 }, bce_dice_loss: { weight_bce: 1, weight_dice: 1, smooth: 1 }, lovasz_softmax_loss: { all_classes: 0 }, ...more,
});

/** ours names a golden function's loss, its arguments and the field that has its value. @type {Record<string, (p: any) => [string, any, string]>} */
const ours = {
  bce: () => ["log_loss", {}, "mean"],
  weighted_bce: (p) => ["weighted_log_loss", { pos_weight: p.pos_weight }, "mean"],
  focal: (p) => ["focal_loss", { gamma: p.gamma, alpha: p.alpha ?? 0, use_alpha: p.alpha === undefined || p.alpha === null ? 0 : 1 }, "mean"],
  dice: (p) => ["dice_loss", { smooth: p.smooth, squared: p.squared ? 1 : 0 }, "loss"],
  jaccard: (p) => ["jaccard_loss", { smooth: p.smooth }, "loss"],
  tversky: (p) => ["tversky_loss", { alpha: p.alpha, beta: p.beta, smooth: p.smooth, focal_gamma: p.focal_gamma ?? 1 }, "loss"],
  bce_dice: (p) => ["bce_dice_loss", { weight_bce: p.w_bce, weight_dice: p.w_dice, smooth: p.smooth }, "loss"],
  lovasz_softmax: (p) => ["lovasz_softmax_loss", { all_classes: p.classes === "all" ? 1 : 0 }, "loss"],
  lovasz_sigmoid: () => ["lovasz_sigmoid_loss", {}, "loss"],
  lovasz_hinge: () => ["lovasz_hinge_loss", {}, "loss"],
};

for (const [fn, of] of Object.entries(ours))
  test(`${fn} has its golden values`, () => {
    for (const { id, rows, params, want, close } of goldenCases("losses_binary", fn)) {
      const [name, own, field] = of(params), cells = new Cells(stopsOfRows(rows), rows.kind);
      const args = defaults({ [name]: own }), value = losses(cells, args)[name];
      close(value, want[field], id);
      if (value.reason) continue; // then the page shows no other form of it
      const more = extras(name, value, cells, args);
      if (want.sum !== undefined) close(more.sum, want.sum, `sum of ${id}`);
      if (want.weighted_mean !== undefined) close(more.weighted_mean, want.weighted_mean, `weighted mean of ${id}`);
      if (want.per_positive !== undefined) close(more.per_positive, want.per_positive, `${id} per positive`);
    }
  });

test("what one row loses has its golden values", () => {
  let compared = 0;
  for (const { id, rows, params, want, close } of goldenCases("losses_binary", "bce", "focal")) {
    const name = params.gamma === undefined ? "log_loss" : "focal_loss";
    const loss = exampleLosses(defaults({ focal_loss: { gamma: params.gamma, alpha: params.alpha ?? 0, use_alpha: params.alpha === undefined || params.alpha === null ? 0 : 1 } }))[name];
    const used = rows.score.map((_, i) => i).filter((i) => !rows.w || rows.w[i] > 0);
    for (const [k, per] of (want.per_sample ?? []).entries()) {
      const i = used[k];
      close(exampleLoss(loss, rows.kind, rows.y[i] === 1, rows.score[i]), per, `row ${i} of ${id}`);
      compared++;
    }
  }
  assert.ok(compared > 500);
});

test("slopes are those of the losses", () => {
  const step = 1e-6;
  for (const loss of [PLAIN, damped(3, 1, 0), damped(0.25, 0.75, 2), damped(1, 1, 0.5)])
    for (const positive of [true, false])
      for (const z of [-4, -0.3, 0.1, 2.5]) {
        const rise = (exampleLoss(loss, "logit", positive, z + step) - exampleLoss(loss, "logit", positive, z - step)) / (2 * step);
        assert.ok(Math.abs(exampleSlope(loss, "logit", positive, z) - rise) < 1e-6);
      }
});

test("a row whose weight is lost beside another has no slope", () => {
  const cells = new Cells(stopsOfRows({ y: [1, 1, 0], score: [-1, 2, 0], w: [1e17, 1, 1] }), "logit");
  for (const id of ["lovasz_softmax_loss", "lovasz_sigmoid_loss", "lovasz_hinge_loss"]) assert.equal(Math.abs(rowSlope(cells, id, defaults(), true, 2)), 0);
});

test("scores without a scale have no losses of probabilities", () => {
  const found = losses(new Cells(stopsOfRows({ y: [1, 0], score: [3, -2] }), "score"), defaults());
  assert.equal(found.log_loss.reason, "needs_probabilities");
  assert.equal(found.lovasz_hinge_loss.v, 0);
});

test("the IoU-balanced loss has its golden values", () => {
  for (const { id, rows, params, want, close } of goldenCases("losses_detection", "iou_balanced")) {
    if (rows.kind !== "probability" || rows.score.length === 0) continue;
    const loss = params.base === "focal" ? damped(params.alpha, 1 - params.alpha, params.gamma) : PLAIN;
    const found = iouBalanced(rows.y.map((y, i) => ({ positive: y === 1, p: rows.score[i], iou: Number(rows.iou?.[i] ?? 0) })), { eta: params.eta, normalize: params.normalize, loss });
    close(found.reason ? found : { v: found.mean }, want.mean, id);
    if (!found.reason) for (const [i, w] of want.weights.entries()) close(found.weights[i], w, `weight ${i} of ${id}`);
  }
});

test("the IoU of boxes that only touch is 0", () => {
  assert.equal(iou([0, 0, 2, 2], [2, 0, 2, 2]), 0);
  assert.equal(iou([0, 0, 2, 2], [0, 0, 2, 2]), 1);
  assert.equal(iou([0, 0, 2, 2], [1, 0, 2, 2]), 1 / 3);
});

test("a mix is the share of the Dice loss in a sum of 2", () => {
  assert.deepEqual(mixtureWeights({ mix: 0.25 }), { bce: 1.5, dice: 0.5 });
  assert.deepEqual(mixtureWeights({ weight_bce: 3, weight_dice: 4 }), { bce: 3, dice: 4 });
});

test("parts of a loss add up to its sum", () => {
  const cells = new Cells(stopsOfRows({ y: [1, 0, 1, 0], score: [0.9, 0.6, 0.3, 0.1] }), "probability");
  const parts = lossParts(cells, PLAIN), whole = Number(losses(cells, defaults()).log_loss.v) * 4;
  assert.ok(Math.abs(parts.tp + parts.fn + parts.fp + parts.tn - whole) < 1e-12);
  assert.deepEqual(lossParts(cells, null), { tp: 1, fn: 1, fp: 1, tn: 1 });
});

test("a row is easy if its truth was given one half or more", () => {
  const cells = new Cells(stopsOfRows({ y: [1, 1, 1, 0, 0, 0], score: [0.55, 0.5, 0.45, 0.45, 0.5, 0.55] }), "probability");
  assert.deepEqual(lossParts(cells, null), { tp: 2, fn: 1, tn: 2, fp: 1 });
});

test("rows between two stops that are no neighbours count as halfway between them", () => {
  const tp = [0, 1, 3], fp = [0, 0, 1];
  const stops = { weighted: false, whole: false, length: 3, threshold: [Infinity, 0.9, 0.3], tp, fp, index: [0, 1, 4], cells: (/** @type {number} */ k) => ({ tp: tp[k], fp: fp[k], fn: 3 - tp[k], tn: 1 - fp[k] }) };
  assert.deepEqual(new Cells(stops, "probability").score, [Infinity, 0.9, 0.6]);
  assert.deepEqual(new Cells({ ...stops, index: [0, 1, 2] }, "probability").score, [Infinity, 0.9, 0.3]);
});

test("shares rise from 0 to 1, and the hardest rows come first", () => {
  const y = Array.from({ length: 60 }, (_, i) => i % 2), score = y.map((one, i) => (i + 20 * one + 1) / 100);
  const shares = lossShares(new Cells(stopsOfRows({ y, score }), "probability"), { log_loss: PLAIN }, 200);
  assert.ok(shares);
  const { rows, shares: { log_loss: carried } } = shares;
  assert.ok(carried);
  assert.deepEqual([rows[0], carried[0], rows.at(-1), carried.at(-1)], [0, 0, 1, 1]);
  for (let i = 1; i < rows.length; i++) assert.ok(rows[i] > rows[i - 1] && carried[i] >= carried[i - 1]);
  assert.ok(Number(shareAt(rows, carried, 0.1).v) > 0.1);
  assert.equal(shareAt(rows, null, 0.1).reason, "zero_denominator");
});
