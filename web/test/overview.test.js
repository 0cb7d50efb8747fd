import assert from "node:assert/strict";
import test from "node:test";
import { matrixForms, matrixTexts, shownForm } from "../static/js/core/matrix.js";
import { countsText, valueAndInterval, frequencyText, trivialText } from "../static/js/core/rowtexts.js";

const pima = { tp: 99, fn: 10, fp: 78, tn: 145 };
const texts = { flags_nothing: "a model that flags nothing: {accuracy}", flags_all: "a model that flags everything: {accuracy}", in_test_set: "{value} in test set", no_interval: "no interval" };

const rare = { tp: 173, fn: 829, fp: 327, tn: 998671 };
const oneClass = { tp: 0, fn: 0, fp: 1, tn: 2 };

test("the matrix shows counts, shares and cases in deployment", () => {
  assert.equal(shownForm("", null, pima), "counts");
  assert.equal(shownForm("", 0.05, pima), "deployed");
  assert.equal(shownForm("counts", 0.05, pima), "counts");
  assert.equal(shownForm("column", 0.05, pima), "deployed");
  assert.equal(shownForm("column", null, pima), "column");
  const { counts, shares, sums } = matrixTexts("counts", pima, null);
  assert.deepEqual(counts, { tp: "99", fn: "10", fp: "78", tn: "145" });
  assert.deepEqual(shares, { tp: "91%", fn: "9%", fp: "35%", tn: "65%" });
  assert.deepEqual(sums, { p: "109", q: "223", a: "177", b: "155", n: "332" });
  assert.equal(matrixTexts("column", pima, null).shares.tp, "56%");
  assert.deepEqual(matrixTexts("deployed", pima, 0.05).sums, { p: "50", q: "950", a: "377", b: "623", n: "1,000" });
  assert.equal(matrixTexts("counts", rare, null).shares.fp, "0.033%");
});

test("the matrix offers the forms that go together", () => {
  const names = { matrix_counts: "Counts", matrix_test_set: "Test set", matrix_row: "Row %", matrix_column: "Column %", matrix_per: "Per {base}", matrix_deployed: "Per {base} at {prevalence}" };
  /** @type {(cells: any, prevalence: number | null) => string} */
  const offered = (cells, prevalence) => matrixForms(cells, prevalence, names).map(([, text]) => text).join(" · ");
  assert.equal(offered(pima, null), "Counts · Row % · Column %");
  assert.equal(offered(pima, 0.05), "Test set · Per 1,000 at 5%");
  assert.equal(offered(rare, null), "Counts · Per 10,000 · Row %");
  assert.equal(offered(oneClass, 0.05), "Test set");
  assert.equal(shownForm("", 0.05, oneClass), "counts");
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
  assert.deepEqual(valueAndInterval("recall", { reason: "no_positives" }, reasons, texts), { value: "—", interval: "", remark: "there are no positives" });
  assert.deepEqual(valueAndInterval("recall", { v: 1, low: 1, high: 1 }, reasons, texts), { value: "1.00", interval: "no interval", remark: "no variation" });
  assert.deepEqual(valueAndInterval("recall", { v: 0.5, missing: "needs_bootstrap" }, reasons, texts), { value: "0.50", interval: "no interval", remark: "it needs resampling" });
  assert.deepEqual(valueAndInterval("recall", { v: 0.5, low: 0.4, high: 0.6 }, reasons, texts), { value: "0.50", interval: "0.40–0.60", remark: "" });
});

test("rates near 0 and 1 are written as frequencies too", () => {
  assert.equal(frequencyText(0.99967, "cleared", "flagged"), "1 in 3,000 flagged");
  assert.equal(frequencyText(0.0008, "is fraud", "is legitimate"), "1 in 1,300 is fraud");
  for (const v of [0, 0.5, 1]) assert.equal(frequencyText(v, "cleared", "flagged"), "");
  assert.equal(frequencyText(0.9999, "", ""), "");
});

test("accuracy says what a trivial model has where a class is rare", () => {
  assert.equal(trivialText("accuracy", rare, texts), "a model that flags nothing: 99.90%");
  assert.equal(trivialText("accuracy", { tp: 998671, fn: 327, fp: 829, tn: 173 }, texts), "a model that flags everything: 99.90%");
  assert.equal(trivialText("recall", rare, texts), "");
  assert.equal(trivialText("accuracy", pima, texts), "");
  assert.equal(trivialText("accuracy", oneClass, texts), "");
});
