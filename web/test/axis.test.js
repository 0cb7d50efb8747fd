import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { Axis } from "../static/js/core/axis.js";
import { scoreTicks } from "../static/js/core/ticks.js";
import { real } from "./golden.js";
import { stopsOfRows } from "./stops.js";

// Written by TestPlacesForScripts of internal/axis.
const samples = JSON.parse(readFileSync(new URL("../../internal/axis/testdata/axes.json", import.meta.url), "utf8"));

/** near holds a number to another one. @param {number} got @param {number} want @param {string} what */
const near = (got, want, what) =>
  assert.ok(got === want || Math.abs(got - want) <= 1e-9 * Math.max(1, Math.abs(want)), `${what} is ${got}, want ${want}`);

test("places, scores, ends and labels are those of the server", () => {
  let places = 0;
  for (const { name, axis, windows } of samples)
    for (const w of windows) {
      const view = new Axis(axis, w.from, w.to);
      for (const [t, place] of w.places) {
        near(view.at(real(t)), place, `${name}: the place of ${t}`);
        places++;
      }
      for (const [i, t] of w.scores.entries()) near(view.score(i / 20), real(t), `${name}: the score at ${i / 20}`);
      assert.deepEqual(view.ends().map(String), w.ends.map(real).map(String), `${name}: ends`);
      const half = view.zoomed(0.5, 1 / 3);
      near(half.from, w.zoomed[0], `${name}: zoomed`);
      near(half.to, w.zoomed[1], `${name}: zoomed`);
    }
  assert.ok(places > 3000, `${places} places were compared`);
});

test("the nearest stop to a place is the nearest on the axis, not in score", () => {
  const stops = stopsOfRows({ y: [0, 0, 1], score: [0.0001, 0.01, 0.9] });
  const axis = new Axis({ kind: "logit", low: 0.0001, high: 0.9, min: 0.0001, max: 0.9, ranks: [] });
  const middle = (axis.at(0.0001) + axis.at(0.01)) / 2;
  assert.equal(axis.nearest(stops, middle - 0.01), 3);
  assert.equal(axis.nearest(stops, middle + 0.01), 2);
  assert.equal(axis.nearest(stops, 1), 0);
  assert.equal(axis.nearest(stops, axis.at(0.9)), 1);
  assert.equal(axis.nearest(stops, 0), 3);
});

test("scores beyond the ends of a logit axis can be reached at its ends", () => {
  const stops = stopsOfRows({ y: [0, 0, 1, 1], score: [0, 1e-9, 0.5, 1] });
  const axis = new Axis({ kind: "logit", low: 1e-5, high: 1 - 1e-5, min: 0, max: 1, ranks: [] });
  assert.equal(axis.nearest(stops, 0), 4);
  assert.equal(axis.nearest(stops, axis.at(1)), 1);
  assert.equal(axis.nearest(stops, 1), 0);
});

// Written by TestTicksForScripts of internal/chart.
const ticks = JSON.parse(readFileSync(new URL("../../internal/chart/testdata/ticks.json", import.meta.url), "utf8"));

test("ticks are those of the server", () => {
  for (const { name, from, to, n, percent, ticks: want } of ticks) {
    const { axis } = samples.find((/** @type {{name: string}} */ s) => s.name === name);
    const got = scoreTicks(new Axis(axis, from, to), n, percent);
    assert.equal(got.map((tick) => tick.text).join(" "), want, `${name} from ${from} to ${to}, ${n}`);
    for (const { text, value } of got) assert.ok(value >= 0 && value <= 1, `${name}: ${text} is at ${value}`);
  }
});
