import assert from "node:assert/strict";
import test from "node:test";
import { metrics } from "../static/js/core/metrics.js";
import { resampledIntervals, resamples } from "../static/js/core/resample.js";

const counts = { tp: 50, fp: 10, fn: 5, tn: 35 };

test("resamples are the same each time", () => {
  assert.deepEqual(resamples(counts), resamples(counts));
  const list = [{ id: "mcc", prevalence: null }, { id: "f2", prevalence: 0.1 }];
  assert.deepEqual(resampledIntervals(counts, list), resampledIntervals(counts, list));
});

// The values are those of calc.OperatingPoint.Bootstrap for the same matrix.
test("intervals are those of the server", () => {
  const wanted = /** @type {const} */ ([
    [{ tp: 50, fp: 10, fn: 5, tn: 35 }, "mcc", null, 0.5427124465003876, 0.8375646950454271],
    [{ tp: 50, fp: 10, fn: 5, tn: 35 }, "f2", null, 0.8178438661710037, 0.9508364937607046],
    [{ tp: 50, fp: 10, fn: 5, tn: 35 }, "mcc", 0.1, 0.3305708296518729, 0.6253577626388366],
    [{ tp: 50, fp: 10, fn: 5, tn: 35 }, "f2", 0.1, 0.5519743089353852, 0.7890567641364642],
    [{ tp: 9000, fp: 4000, fn: 200, tn: 70000 }, "mcc", null, 0.7926976874036887, 0.8037754694033289],
    [{ tp: 9000, fp: 4000, fn: 200, tn: 70000 }, "f2", null, 0.899934595446149, 0.9070831362514634],
    [{ tp: 9000, fp: 4000, fn: 200, tn: 70000 }, "mcc", 0.1, 0.7792134957470269, 0.789259969296905],
    [{ tp: 9000, fp: 4000, fn: 200, tn: 70000 }, "f2", 0.1, 0.8918647253580767, 0.8983258978472892],
    [{ tp: 3, fp: 2, fn: 1, tn: 4 }, "mcc", null, -0.25, 0.9036607049870395],
    [{ tp: 3, fp: 2, fn: 1, tn: 4 }, "f2", null, 0, 0.9762195121951186],
    [{ tp: 3, fp: 2, fn: 1, tn: 4 }, "mcc", 0.1, -0.20661446880964207, 0.9669473499491035],
    [{ tp: 3, fp: 2, fn: 1, tn: 4 }, "f2", 0.1, 0.12400914634146355, 0.9386363636363677],
  ]);
  for (const [cells, id, prevalence, low, high] of wanted) {
    const [found] = resampledIntervals(cells, [{ id, prevalence }]);
    assert.ok(!found.reason && Math.abs(found.low - low) < 1e-12 && Math.abs(found.high - high) < 1e-12, `${id} of ${JSON.stringify(cells)} has ${JSON.stringify(found)}`);
  }
});

test("a resample has as many rows as there are", () => {
  for (const cells of [counts, { tp: 1, fp: 0, fn: 0, tn: 1 }, { tp: 9000, fp: 4000, fn: 200, tn: 70000 }]) {
    const n = cells.tp + cells.fp + cells.fn + cells.tn, drawn = resamples(cells);
    assert.equal(drawn.length, 2000);
    for (const { tp, fp, fn, tn } of drawn) assert.ok(tp + fp + fn + tn === n && Math.min(tp, fp, fn, tn) >= 0);
  }
});

test("intervals hold the value that they are of", () => {
  for (const id of ["mcc", "kappa", "f2", "balanced_accuracy"]) {
    const [found] = resampledIntervals(counts, [{ id, prevalence: null }]), { v } = metrics[id](counts);
    assert.ok(!found.reason && v !== undefined && found.low < v && v < found.high, id);
  }
});

test("a metric that few resamples have gets no interval", () => {
  assert.deepEqual(resampledIntervals({ tp: 1, fp: 1, fn: 0, tn: 1 }, [{ id: "lr_plus", prevalence: null }]), [{ reason: "too_few_samples" }]);
});
