// The golden values of internal/calc/testdata, which reference libraries have
// computed; README.md there describes the files.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";

/**
 * @typedef {{kind: string, y: number[], score: number[], w?: number[], iou?: (number | null)[]}} Rows
 * @typedef {{id: string, fn: string, data?: string, input?: any, params: any, want: any, tol?: Tolerance, oracle?: string}} Case
 * @typedef {{rel: number, abs: number}} Tolerance
 */

/**
 * goldenCases returns the cases of a file for some functions, each with its rows.
 * @param {string} family
 * @param {...string} functions
 * @returns {(Case & {rows: Rows, close: (got: unknown, want: unknown, what: string) => void})[]}
 */
export function goldenCases(family, ...functions) {
  const file = JSON.parse(readFileSync(new URL(`../../internal/calc/testdata/golden/${family}.json`, import.meta.url), "utf8"));
  const cases = file.cases.filter((/** @type {Case} */ c) => functions.includes(c.fn));
  assert.ok(cases.length > 0, `${family}.json has no ${functions}`);
  return cases.map((/** @type {Case} */ c) => ({
    ...c,
    params: c.params ?? {},
    rows: file.datasets[c.data ?? ""],
    close: (/** @type {unknown} */ got, /** @type {unknown} */ want, /** @type {string} */ what) => close(got, want, c.tol ?? file.default_tol, what),
  }));
}

/**
 * real reads a number of a golden file.
 * @param {number | string} x
 */
export const real = (x) => (x === "inf" ? Infinity : x === "-inf" ? -Infinity : Number(x));

/**
 * close compares a value of core, {v} or {reason}, or a number, with a wanted one.
 * @param {any} got
 * @param {any} want
 * @param {Tolerance} tol
 * @param {string} what
 */
function close(got, want, tol, what) {
  const value = typeof got === "number" ? got : got.v;
  if (want === null) return assert.ok(value === undefined, `${what} is ${value}, want it undefined`);
  assert.ok(value !== undefined, `${what} is undefined (${got.reason}), want ${want}`);
  const wanted = real(want);
  if (value === wanted) return;
  assert.ok(Math.abs(value - wanted) <= Math.max(tol.abs, tol.rel * Math.abs(wanted)), `${what} is ${value}, want ${wanted}`);
}
