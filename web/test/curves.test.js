import assert from "node:assert/strict";
import test from "node:test";
import { curves } from "../static/js/core/catalog.gen.js";
import { Curve } from "../static/js/core/curves.js";
import { labelsOf, placeOn } from "../static/js/core/spacing.js";
import { stopsOf } from "../static/js/core/stops.js";
import { goldenCases } from "./golden.js";
import { stopsOfRows } from "./stops.js";

const setting = { prevalence: null, costs: { fp: 1, fn: 5 } };
const linesOf = (/** @type {string} */ id) => Object.keys(curves[id].lines).map((line) => ({ id: line, name: line, hue: "recall", restated: curves[id].restated }));
const curveOf = (/** @type {string} */ id, /** @type {any} */ stops) => new Curve(id, linesOf(id), stops, false);

const six = stopsOf([1, 1, 0, 0, 1, 0], [0.9, 0.6, 0.5, 0.4, 0.2, 0.1]); // at 0.5: TP 2, FP 1, FN 1, TN 2

test("net benefit has its golden values", () => {
  let compared = 0;
  for (const { id, rows, params, want, close } of goldenCases("decision", "net_benefit")) {
    if (rows.kind !== "probability") continue;
    const stops = stopsOfRows(rows), decision = curveOf("decision", stops);
    for (const [k, t] of params.thresholds.entries()) {
      close(decision.y(0, stops.cells(stops.at(t)), t, setting), want.net_benefit[k], `${id} at ${t}`);
      compared++;
    }
  }
  assert.ok(compared > 50);
});

test("treating all is worth nothing where the threshold is the prevalence", () => {
  const decision = curveOf("decision", six), { v = NaN } = decision.y(1, six.cells(0), 0.25, { ...setting, prevalence: 0.25 });
  assert.ok(Math.abs(v) < 1e-12);
});

test("a point of each curve", () => {
  const c = six.cells(3);
  for (const [id, x, y] of /** @type {[string, number, number][]} */ ([
    ["roc", 1 / 3, 2 / 3], ["pr", 2 / 3, 2 / 3], ["gain", 1 / 2, 2 / 3], ["lift", 1 / 2, 4 / 3], ["det", 1 / 3, 1 / 3], ["cost", 0.5, (1 + 5) / 6], ["decision", 0.5, 1 / 6],
  ])) {
    const curve = curveOf(id, six);
    assert.ok(Math.abs(Number(curve.x(c, 0.5, setting).v) - x) < 1e-12, `x of ${id}`);
    assert.ok(Math.abs(Number(curve.y(0, c, 0.5, setting).v) - y) < 1e-12, `y of ${id}`);
  }
});

test("a prevalence restates what depends on it", () => {
  const there = { ...setting, prevalence: 0.1 }, c = six.cells(3); // recall 2/3, false positive rate 1/3
  const precision = ((0.1 * 2) / 3) / ((0.1 * 2) / 3 + 0.9 / 3);
  assert.ok(Math.abs(Number(curveOf("pr", six).y(0, c, 0.5, there).v) - precision) < 1e-12);
  assert.ok(Math.abs(curveOf("pr", six).dashed([0], there)[0][1] - 0.1) < 1e-12);
  assert.ok(Math.abs(Number(curveOf("roc", six).x(c, 0.5, there).v) - 1 / 3) < 1e-12);
});

test("a line has a point for every stop, and more where it is curved between them", () => {
  assert.equal(curveOf("roc", six).line(0, setting).length, 2 * six.length);
  const decision = curveOf("decision", six).line(0, setting);
  for (let k = 2; k < decision.length; k += 2) assert.ok(decision[k - 2] - decision[k] <= 0.01 + 1e-12, `a gap before ${decision[k]}`);
  assert.equal(decision[decision.length - 2], 0);
});

test("a chart of one class says why it is empty", () => {
  const ones = stopsOf([1, 1], [0.2, 0.9]);
  assert.equal(curveOf("roc", ones).reason(setting), "no_negatives");
  assert.equal(curveOf("pr", ones).reason(setting), undefined);
  assert.equal(curveOf("pr", ones).reason({ ...setting, prevalence: 0.2 }), "no_negatives");
});

test("the places of a scale run from 0 to 1, and are finite", () => {
  for (const range of [{ low: -1, high: 3 }, { scale: "log", low: 1e-4, high: 1 }, { scale: "logit", low: 0.01, high: 0.99 }, { scale: "normal", low: 0.001, high: 0.98 }]) {
    const place = placeOn(range);
    assert.ok(Math.abs(place(range.low)) < 1e-12 && Math.abs(place(range.high) - 1) < 1e-12, `${range.scale}`);
    for (const v of [-Infinity, -1, 0, 1, 2, Infinity]) assert.ok(Number.isFinite(place(v)), `${range.scale} at ${v}`);
    assert.ok(Number.isNaN(place(NaN)));
  }
  assert.equal(placeOn({ scale: "log", low: 1e-4, high: 1 })(0.01), 0.5);
  assert.deepEqual(labelsOf({ low: -0.5, high: 0.5 }, 4).map(({ text }) => text), ["−0.5", "−0.25", "0", "0.25", "0.5"]);
});
