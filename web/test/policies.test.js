import assert from "node:assert/strict";
import test from "node:test";
import { bounding, optimises, parsePolicy, pick } from "../static/js/core/policies.js";
import { goldenCases, real } from "./golden.js";
import { random, stopsOfRows } from "./stops.js";

const here = { prevalence: null, costs: { fp: 1, fn: 5 } };

/** policy reads one that must be one. @param {string} text */
function policy(text) {
  const p = parsePolicy(text);
  assert.ok(p, `${text} is no policy`);
  return p;
}

test("policies choose their golden thresholds", () => {
  const names = { youden: "max_youden_j", f1: "max_f1", accuracy: "max_accuracy", mcc: "max_mcc", closest_topleft: "closest_topleft", cost: "min_cost" };
  for (const { id, rows, params, want, close } of goldenCases("curves", "optimal_threshold")) {
    const stops = stopsOfRows(rows), setting = { prevalence: null, costs: { fp: params.c_fp, fn: params.c_fn } };
    for (const [name, text] of Object.entries(names)) {
      const chosen = pick(stops, policy(text), setting), { threshold, value } = want[name];
      close(chosen, value, `${text} of ${id}`);
      if (threshold === null) assert.ok(chosen.reason);
      else assert.equal(chosen.k === undefined ? NaN : stops.threshold[chosen.k], real(threshold), `${text} of ${id}`);
    }
  }
});

test("texts that are no policy are refused", () => {
  for (const text of ["", "recall", "recall>=", "recall>=x", "recall<=0.9", "fpr>=0.1", "nothing>=1", "max_nothing", "max_f0", "max_f-1", "max_f", "recall>= ", "recall>=Infinity"])
    assert.equal(parsePolicy(text), null, text);
});

test("a policy is written as it is read", () => {
  for (const text of ["recall>=0.9", "precision>=0.95", "fpr<=0.01", "alert_rate<=0.2", "expected_cost<=3", "max_f1", "max_f1.5", "max_mcc", "min_cost", "closest_topleft"])
    assert.equal(policy(text).text, text);
  assert.equal(policy("recall>=0.90").text, "recall>=0.9");
  assert.equal(bounding("fpr", 0.1)?.text, "fpr<=0.1");
});

test("only policies without a bound optimise", () => {
  assert.equal(optimises(policy("max_f1")), true);
  assert.equal(optimises(policy("min_cost")), true);
  assert.equal(optimises(policy("recall>=0.9")), false);
});

test("of equal thresholds the highest wins", () => {
  const stops = stopsOfRows({ y: [1, 0, 0, 1], score: [0.9, 0.8, 0.7, 0.6] });
  assert.equal(pick(stops, policy("max_accuracy"), here).k, 1);
});

test("what differs by rounding alone is equal", () => {
  const weights = [0.3, 0.1 + 0.2], stops = { length: 2, threshold: [0.9, 0.5], cells: (/** @type {number} */ k) => ({ tp: weights[k], fp: 0, fn: 0.7, tn: 1 }) };
  assert.equal(pick(stops, policy("max_recall"), here).k, 0);
});

test("a bound takes the highest threshold that keeps recall, and the lowest that keeps specificity", () => {
  const stops = stopsOfRows({ y: [1, 1, 0, 1, 0, 0], score: [0.9, 0.8, 0.7, 0.6, 0.5, 0.4] });
  assert.deepEqual(pick(stops, policy("recall>=0.6"), here), { k: 2, v: 2 / 3, reached: true });
  assert.deepEqual(pick(stops, policy("specificity>=0.6"), here), { k: 4, v: 2 / 3, reached: true });
  assert.deepEqual(pick(stops, policy("precision>=0.75"), here), { k: 4, v: 0.75, reached: true });
});

test("a bound that nothing keeps gives the stop that comes closest", () => {
  const stops = stopsOfRows({ y: [0, 1, 0, 1], score: [0.9, 0.8, 0.7, 0.6] });
  assert.deepEqual(pick(stops, policy("precision>=0.9"), here), { k: 2, v: 0.5, reached: false });
});

test("a policy of a measure that is undefined everywhere says why", () => {
  const stops = stopsOfRows({ y: [0, 0], score: [0.9, 0.1] });
  assert.equal(pick(stops, policy("max_youden_j"), here).reason, "no_positives");
});

test("no stop is better than the one that is chosen", () => {
  const next = random(7);
  for (let n = 0; n < 50; n++) {
    const y = Array.from({ length: 40 }, () => (next() < 0.4 ? 1 : 0)), score = y.map((one) => Math.round(20 * (next() + 0.5 * one)) / 20);
    const stops = stopsOfRows({ y, score });
    for (const setting of [here, { prevalence: 0.02, costs: { fp: 2, fn: 3 } }]) {
      const chosen = pick(stops, policy("min_cost"), setting);
      assert.ok(chosen.v !== undefined);
      for (let k = 0; k < stops.length; k++) {
        const one = stopsOfRows({ y, score });
        const other = pick({ ...one, length: 1, cells: () => stops.cells(k) }, policy("min_cost"), setting);
        assert.ok(other.v === undefined || other.v >= chosen.v - 1e-12);
      }
    }
  }
});
