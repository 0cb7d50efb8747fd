import assert from "node:assert/strict";
import test from "node:test";
import { matrixTexts, offeredForms, shownForm } from "../static/js/core/matrix.js";
import { countsText, estimateTexts } from "../static/js/core/rowtexts.js";

const pima = { tp: 99, fn: 10, fp: 78, tn: 145 };
const texts = { in_test_set: "{value} in test set", no_interval: "no interval" };

test("the matrix shows counts, shares and cases in deployment", () => {
  assert.equal(shownForm("", null), "counts");
  assert.equal(shownForm("", 0.05), "deployed");
  assert.equal(shownForm("counts", 0.05), "counts");
  assert.equal(shownForm("column", 0.05), "deployed");
  assert.equal(shownForm("column", null), "column");
  assert.deepEqual(offeredForms(null, false), ["counts", "row", "column"]);
  assert.deepEqual(offeredForms(null, true), ["counts", "deployed", "row"]);
  assert.deepEqual(offeredForms(0.05, true), ["counts", "deployed"]);
  const { counts, shares, sums } = matrixTexts("counts", pima, null);
  assert.deepEqual(counts, { tp: "99", fn: "10", fp: "78", tn: "145" });
  assert.deepEqual(shares, { tp: "91%", fn: "9%", fp: "35%", tn: "65%" });
  assert.deepEqual(sums, { p: "109", q: "223", a: "177", b: "155", n: "332" });
  assert.equal(matrixTexts("column", pima, null).shares.tp, "56%");
  assert.deepEqual(matrixTexts("deployed", pima, 0.05).sums, { p: "50", q: "950", a: "377", b: "623", n: "1,000" });
});

test("without a class the matrix has no cases in deployment", () => {
  const { reason, counts, shares } = matrixTexts("deployed", { tp: 0, fn: 0, fp: 1, tn: 2 }, 0.05);
  assert.equal(reason, "no_positives");
  assert.equal(counts.tp, "—");
  assert.equal(shares.tp, "—");
});

test("rows say what they count, and restated ones what the test set has", () => {
  assert.equal(countsText("recall", pima, false, texts), "99 / 109");
  assert.equal(countsText("f1", pima, false, texts), "198 / 286");
  assert.equal(countsText("mcc", pima, false, texts), "");
  assert.equal(countsText("precision", pima, true, texts), "0.56 in test set");
  assert.equal(countsText("precision", { tp: 0, fn: 1, fp: 0, tn: 1 }, false, texts), "");
  assert.equal(countsText("precision", { tp: 0, fn: 1, fp: 0, tn: 1 }, true, texts), "");
});

test("rows say why a value or an interval is missing", () => {
  const reasons = { no_positives: "there are no positives", zero_variance: "no variation", needs_bootstrap: "it needs resampling" };
  assert.deepEqual(estimateTexts({ reason: "no_positives" }, reasons, texts), { value: "—", interval: "", remark: "there are no positives" });
  assert.deepEqual(estimateTexts({ v: 1, low: 1, high: 1 }, reasons, texts), { value: "1.00", interval: "no interval", remark: "no variation" });
  assert.deepEqual(estimateTexts({ v: 0.5, missing: "needs_bootstrap" }, reasons, texts), { value: "0.50", interval: "no interval", remark: "it needs resampling" });
  assert.deepEqual(estimateTexts({ v: 0.5, low: 0.4, high: 0.6 }, reasons, texts), { value: "0.50", interval: "0.40–0.60", remark: "" });
});
