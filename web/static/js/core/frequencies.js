// Natural frequencies: a confusion matrix in whole cases out of a round number.

/** @import {Counts, NoValue, Reason} from "./types.js" */
/** @typedef {{base: number, positives: number, negatives: number, tp: number, fn: number, fp: number, tn: number, reason?: undefined}} Frequencies */

const MOST = 1e6; // the largest base that is chosen

// frequencies returns the cells c in whole cases where the share prevalence is positive, or
// that of c if it is null: the twin of Go's NaturalFrequencies. Without a base it is the
// smallest of 100, 1,000 … 1,000,000 with 10 positives or more. Positives depend on neither
// tp nor fp, so they stay the same while one drags. {reason} if c lacks a class.
/**
 * @param {Counts} c
 * @param {number | null} prevalence
 * @param {number} [base]
 * @returns {Frequencies | NoValue}
 */
export function frequencies(c, prevalence, base = 0) {
  const p = c.tp + c.fn, q = c.tn + c.fp;
  if (p === 0 || q === 0) return { reason: /** @type {Reason} */ (p === 0 && q === 0 ? "no_samples" : p === 0 ? "no_positives" : "no_negatives") };
  const share = prevalence ?? p, all = prevalence === null ? p + q : 1;
  if (base === 0) for (base = 100; base < MOST && base * share < (10 - noiseOf(share, all)) * all; ) base *= 10;
  const positives = halvesUp(base, share, all), negatives = base - positives;
  const tp = halvesUp(positives, c.tp, p), fp = halvesUp(negatives, c.fp, q);
  return { base, positives, negatives, tp, fn: positives - tp, fp, tn: negatives - fp };
}

// halvesUp returns n·part/whole rounded, halves up.
/**
 * @param {number} n
 * @param {number} part
 * @param {number} whole
 */
const halvesUp = (n, part, whole) => Math.floor((2 * n * part + whole) / (2 * whole) + noiseOf(part, whole));

// noiseOf returns by how much a multiple of part/whole may be too small: 0 for counts.
/**
 * @param {number} part
 * @param {number} whole
 */
const noiseOf = (part, whole) => (part === Math.trunc(part) && whole === Math.trunc(whole) ? 0 : 1e-9);

const MOST_SQUARES = 1000;
const CELLS = /** @type {const} */ (["tp", "fn", "fp", "tn"]);

// waffle returns the cases f as a field of squares, each of them so many cases: the twin of
// Go's NewWaffle.
/** @param {Frequencies} f */
export function waffle(f) {
  const squares = Math.min(f.base, MOST_SQUARES), each = f.base / squares, columns = squares <= 100 ? 20 : 50;
  const counts = CELLS.map((id) => (f[id] > 0 ? Math.max(1, Math.floor(f[id] / each + 0.5)) : 0));
  const most = CELLS.reduce((best, id, i) => (f[id] > f[CELLS[best]] ? i : best), 0);
  counts[most] += squares - counts.reduce((sum, n) => sum + n, 0);
  let from = 0;
  const paths = Object.fromEntries(CELLS.map((id, i) => [id, squaresPath(from, (from += counts[i]), columns)]));
  return { each, squares, width: 10 * columns, height: 10 * (squares / columns), paths };
}

// squaresPath returns the SVG path of the squares from one place up to another, in rows of
// so many columns, each square in a field of 10 × 10.
/**
 * @param {number} from
 * @param {number} to
 * @param {number} columns
 */
function squaresPath(from, to, columns) {
  let path = "";
  for (let i = from; i < to; i++) path += `M${(i % columns) * 10 + 1} ${Math.floor(i / columns) * 10 + 1}h8v8h-8z`;
  return path;
}
