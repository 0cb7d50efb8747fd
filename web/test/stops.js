// Stops for tests, from rows.

import { Stops } from "../static/js/core/stops.js";

const pad = (/** @type {number} */ n) => 8 * Math.ceil(n / 8);

/**
 * stopsOfRows writes rows as the server writes a sweep, and reads that.
 * @param {{y: number[], score: number[], w?: number[]}} rows
 */
export function stopsOfRows({ y, score, w }) {
  const order = score.map((_, i) => i).filter((i) => !w || w[i] > 0).sort((a, b) => score[b] - score[a]);
  const points = [{ t: Infinity, tp: 0, fp: 0, wtp: 0, wfp: 0 }];
  for (const i of order) {
    let last = points[points.length - 1];
    if (score[i] !== last.t) points.push((last = { ...last, t: score[i] }));
    last[y[i] ? "tp" : "fp"]++;
    last[y[i] ? "wtp" : "wfp"] += w ? w[i] : 1;
  }
  const end = points[points.length - 1], m = points.length;
  const view = new DataView(new ArrayBuffer(40 + 8 * m * (w ? 5 : 1) + 3 * pad(4 * m) + m));
  view.setUint32(0, 0x54524431);
  view.setUint32(4, (w ? 1 : 0) | 2, true);
  view.setUint32(8, m, true);
  view.setUint32(12, m, true);
  view.setUint32(32, end.tp, true);
  view.setUint32(36, end.fp, true);
  let at = 40;
  const float64 = (/** @type {number[]} */ xs) => xs.forEach((x) => (view.setFloat64(at, x, true), (at += 8)));
  const uint32 = (/** @type {number[]} */ xs) => {
    xs.forEach((x, k) => view.setUint32(at + 4 * k, x, true));
    at += pad(4 * m);
  };
  float64(points.map((p) => p.t));
  if (w) {
    float64(points.map((p) => p.wtp));
    float64(points.map((p) => p.wfp));
    float64(points.map((p) => end.wtp - p.wtp));
    float64(points.map((p) => end.wfp - p.wfp));
  }
  uint32(points.map((p) => p.tp));
  uint32(points.map((p) => p.fp));
  uint32(points.map((_, k) => k));
  return new Stops(view.buffer);
}

/**
 * random returns a source of numbers in [0, 1) that begins the same each time.
 * @param {number} seed
 */
export function random(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}
