import assert from "node:assert/strict";
import test from "node:test";
import { IGNORED, meanOfDefined, overImages, overlaps, paintOutcomes, paintShades, pile, placed, word } from "../static/js/core/images.js";
import { goldenCases } from "./golden.js";

test("overlaps of images have their golden values", () => {
  for (const { id, rows, params, want, close } of goldenCases("losses_segmentation", "seg_overlap")) {
    const images = /** @type {any} */ (rows).images;
    const t = rows.kind === "logit" ? Math.log(params.threshold / (1 - params.threshold)) : params.threshold;
    const each = images.map((/** @type {any} */ m) => paintOutcomes({ labels: m.y, scores: m.score }, t, [1, 2, 3, 4], new Uint32Array(m.y.length)));
    const dice = each.map((/** @type {any} */ c) => overlaps(c).dice), iou = each.map((/** @type {any} */ c) => overlaps(c).iou);
    for (const i of each.keys()) {
      close(dice[i], want.dice_per_image[i], `Dice of image ${i} of ${id}`);
      close(iou[i], want.iou_per_image[i], `IoU of image ${i} of ${id}`);
    }
    close(meanOfDefined(dice).mean, want.dice_mean, `mean Dice of ${id}`);
    close(meanOfDefined(iou).mean, want.iou_mean, `mean IoU of ${id}`);
    assert.equal(meanOfDefined(dice).defined, want.n_defined);
  }
});

test("ignored pixels count for nothing and have no colour", () => {
  const pixels = new Uint32Array(3);
  assert.deepEqual(paintOutcomes({ labels: [IGNORED, 1, 0], scores: [1, 1, 1] }, 0.5, [11, 12, 13, 14], pixels), { tn: 0, fn: 0, fp: 1, tp: 1 });
  assert.deepEqual([...pixels], [0, 14, 13]);
});

test("shades go from one colour to the other and no further", () => {
  const pixels = new Uint32Array(4);
  paintShades([-1, 0, 1, 9], 0, 1, [[0, 0, 0], [255, 255, 255]], pixels);
  assert.deepEqual([...pixels], [word([0, 0, 0]), word([0, 0, 0]), word([255, 255, 255]), word([255, 255, 255])]);
});

test("a mean over images says how many it leaves out", () => {
  assert.equal(overImages(3, 3, "empty"), "over 3 images");
  assert.equal(overImages(1, 1, "empty"), "over 1 image");
  assert.equal(overImages(2, 3, "empty"), "over 2 of 3 images; 1 undefined: empty");
  assert.deepEqual(meanOfDefined([{ reason: "no_positives" }]), { mean: { reason: "no_positives" }, defined: 0 });
});

test("a mean keeps what rounding drops", () => {
  assert.equal(meanOfDefined([{ v: 1e16 }, { v: 1 }, { v: -1e16 }, { v: 1 }]).mean.v, 0.5);
});

test("images without a value come last, others in file order where they are equal", () => {
  assert.deepEqual(placed([0.5, undefined, 0.1, 0.5], false), [2, 0, 3, 1]);
  assert.deepEqual(placed([0.5, undefined, 0.1, 0.5], true), [0, 3, 2, 1]);
});

test("dots pile up where values are close", () => {
  const [first, second, none] = pile([{ v: 0.5 }, { v: 0.501 }, { reason: "no_samples" }]);
  assert.ok(first && second && first[0] === second[0] && second[1] < first[1]);
  assert.equal(none, null);
});
