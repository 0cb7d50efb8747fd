import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { Stops, stopsOf } from "../static/js/core/stops.js";
import { goldenCases, real } from "./golden.js";
import { stopsOfRows } from "./stops.js";

// Written by TestDisplayForScripts of internal/wire.
const displays = JSON.parse(readFileSync(new URL("../../internal/wire/testdata/displays.json", import.meta.url), "utf8"));

/** bytes decodes base 64. @param {string} text */
const bytes = (text) => Uint8Array.from(Buffer.from(text, "base64")).buffer;

for (const { name, display, whole, weighted, total, points } of displays)
  test(`the server's bytes of ${name} are read as it wrote them`, () => {
    const stops = new Stops(bytes(display));
    assert.deepEqual([stops.whole, stops.weighted, stops.total, stops.length], [whole, weighted, total, points.length]);
    for (const [k, want] of points.entries()) {
      const { threshold, digits, index, cells } = stops.point(k);
      assert.deepEqual([threshold, digits, index, cells.tp, cells.fp, cells.fn, cells.tn], [real(want[0]), ...want.slice(1)]);
    }
  });

test("thinned stops hold both ends and fall", () => {
  const { display, total } = displays.find((/** @type {any} */ d) => !d.whole), stops = new Stops(bytes(display));
  assert.ok(stops.length < total);
  assert.deepEqual([stops.threshold[0], stops.index[0], stops.index[stops.length - 1]], [Infinity, 0, total - 1]);
  for (let k = 1; k < stops.length; k++) assert.ok(stops.threshold[k] < stops.threshold[k - 1] && stops.index[k] > stops.index[k - 1]);
  const all = stops.cells(stops.length - 1);
  assert.deepEqual([all.fn, all.tn], [0, 0]);
});

test("other bytes are refused", () => {
  assert.throws(() => new Stops(new ArrayBuffer(48)), /not a table of stops/);
});

test("matrices at a threshold have their golden values", () => {
  for (const { id, rows, params, want, close } of goldenCases("threshold", "confusion_at")) {
    const stops = stopsOfRows(rows);
    for (const [k, t] of params.thresholds.entries()) {
      const cells = stops.cells(stops.at(real(t)));
      for (const cell of /** @type {const} */ (["tp", "fp", "fn", "tn"])) close(cells[cell], want[cell][k], `${cell} of ${id} at ${t}`);
    }
  }
});

test("a score equal to the threshold is positive", () => {
  const stops = stopsOfRows({ y: [1, 0, 1], score: [0.9, 0.5, 0.1] });
  assert.deepEqual(stops.cells(stops.at(0.5)), { tp: 1, fp: 1, fn: 1, tn: 0 });
  assert.deepEqual(stops.cells(stops.at(0.5000001)), { tp: 1, fp: 0, fn: 1, tn: 1 });
});

test("the nearest stop to a place may be that of no positive", () => {
  const stops = stopsOfRows({ y: [1, 0], score: [0.8, 0.2] });
  assert.equal(stops.nearest(0.95, 1), 0);
  assert.equal(stops.nearest(0.85, 1), 1);
  assert.equal(stops.nearest(0.4, 1), 2);
  assert.equal(stops.nearest(-5, 1), 2);
});

test("stops of a few rows are those of the same rows from the server", () => {
  const y = [1, 0, 0, 1, 1], score = [0.4, 0.4, 0.9, 0.7, 0.1];
  const few = stopsOf(y, score), many = stopsOfRows({ y, score });
  assert.deepEqual([...few.threshold], [...many.threshold]);
  for (let k = 0; k < few.length; k++) assert.deepEqual(few.cells(k), many.cells(k));
});
