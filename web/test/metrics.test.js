import assert from "node:assert/strict";
import test from "node:test";
import { costOf, usedAt } from "../static/js/core/benefit.js";
import { formulas } from "../static/js/core/catalog.gen.js";
import { atPrevalence, estimate, fBeta, metrics, wilson } from "../static/js/core/metrics.js";
import { normalQuantile } from "../static/js/core/normal.js";
import { goldenCases, real } from "./golden.js";
import { stopsOfRows } from "./stops.js";

const counts = { tp: 50, fp: 10, fn: 5, tn: 35 };

test("metrics of a matrix have their golden values", () => {
  const seen = new Set();
  for (const { id, input, want, close } of goldenCases("counts", "binary_metrics"))
    for (const name of Object.keys(want)) {
      if (name === "n") continue;
      seen.add(name);
      close(metrics[name](input), want[name], `${name} of ${id}`);
    }
  assert.deepEqual([...seen].sort(), Object.keys(formulas).sort(), "metrics without a golden value");
});

test("metrics along a threshold have their golden values", () => {
  for (const { id, rows, params, want, close } of goldenCases("threshold", "threshold_sweep")) {
    const stops = stopsOfRows(rows);
    for (const [k, t] of params.thresholds.entries())
      for (const name of Object.keys(want)) close(metrics[name](stops.cells(stops.at(real(t)))), want[name][k], `${name} of ${id} at ${t}`);
  }
});

test("undefined metrics say which margin is empty", () => {
  assert.equal(metrics.recall({ tp: 0, fp: 3, fn: 0, tn: 4 }).reason, "no_positives");
  assert.equal(metrics.precision({ tp: 0, fp: 0, fn: 2, tn: 4 }).reason, "no_predicted_positives");
  assert.equal(metrics.accuracy({ tp: 0, fp: 0, fn: 0, tn: 0 }).reason, "no_samples");
  assert.equal(metrics.lr_plus({ tp: 2, fp: 0, fn: 1, tn: 4 }).reason, "infinite");
});

test("F with β = 1 and 2 is F1 and F2", () => {
  assert.equal(fBeta(counts, 1).v, metrics.f1(counts).v);
  assert.equal(fBeta(counts, 2).v, metrics.f2(counts).v);
  assert.equal(fBeta({ tp: 0, fp: 0, fn: 0, tn: 9 }, 2).reason, "no_positives");
});

test("Wilson's interval has its golden values", () => {
  for (const { id, input, params, want, close } of goldenCases("intervals", "wilson")) {
    if (input.n === 0) continue; // a rate of nothing is undefined before anyone asks for its interval
    const [low, high] = wilson(input.k, input.n, normalQuantile(1 - (1 - params.level) / 2));
    close(low, want.lo, `low end of ${id}`);
    close(high, want.hi, `high end of ${id}`);
  }
});

test("an estimate says why it has no interval", () => {
  assert.deepEqual(estimate("mcc", counts, false, 1.96), { v: metrics.mcc(counts).v, missing: "needs_bootstrap" });
  assert.deepEqual(estimate("recall", counts, true, 1.96), { v: 50 / 55, missing: "weights_not_supported" });
  assert.equal(estimate("recall", { tp: 0, fp: 1, fn: 0, tn: 1 }, false, 1.96).reason, "no_positives");
});

test("the interval of F1 is that of the Jaccard index, lifted", () => {
  const { low, high } = estimate("f1", counts, false, 1.96), of = estimate("jaccard", counts, false, 1.96);
  assert.equal(low, (2 * Number(of.low)) / (1 + Number(of.low)));
  assert.equal(high, (2 * Number(of.high)) / (1 + Number(of.high)));
});

test("the normal quantile has its golden values", () => {
  for (const { input, want, close } of goldenCases("special", "norm_ppf"))
    for (const [k, p] of input.p.entries()) close(normalQuantile(p), want.x[k], `quantile of ${p}`);
});

test("another prevalence leaves recall and specificity as they are", () => {
  const there = atPrevalence(counts, 0.02);
  assert.ok(!there.reason);
  assert.ok(Math.abs(Number(metrics.recall(there).v) - Number(metrics.recall(counts).v)) < 1e-12);
  assert.ok(Math.abs(Number(metrics.specificity(there).v) - Number(metrics.specificity(counts).v)) < 1e-12);
  assert.ok(Math.abs(Number(metrics.prevalence(there).v) - 0.02) < 1e-12);
  assert.equal(atPrevalence({ tp: 1, fp: 0, fn: 1, tn: 0 }, 0.5).reason, "no_negatives");
  assert.equal(usedAt(counts, { prevalence: null, costs: { fp: 1, fn: 1 } }), counts);
});

test("expected cost has its golden values", () => {
  for (const { id, rows, params, want, close } of goldenCases("decision", "expected_cost")) {
    const stops = stopsOfRows(rows), costs = { fp: params.c_fp, fn: params.c_fn, tp: params.c_tp, tn: params.c_tn };
    for (const [k, t] of params.thresholds.entries())
      close(costOf(stops.cells(stops.at(real(t))), { prevalence: params.prevalence ?? null, costs }), want.cost[k], `${id} at ${t}`);
  }
});
