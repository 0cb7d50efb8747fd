// The confusion matrix in its forms: the twin of Go's internal/explore/matrix.go.

import { count, fixed, quantity, UNDEFINED } from "./format.js";
import { frequencies } from "./frequencies.js";
import { metrics } from "./metrics.js";
import { givenPercent, oneIn, percentText } from "./scale.js";

/** @import {Counts, MatrixForm} from "./types.js" */
/** @typedef {"tp" | "fn" | "fp" | "tn"} Cell */

/** @type {readonly Cell[]} */
export const CELLS = ["tp", "fn", "fp", "tn"];

/** @type {Record<Cell, string>} */
const rowShares = { tp: "recall", fn: "fnr", fp: "fpr", tn: "specificity" };
/** @type {Record<Cell, string>} */
const columnShares = { tp: "precision", fn: "for", fp: "fdr", tn: "npv" };

// usualForm is what the matrix shows unless the address says something else.
/**
 * @param {number | null} prevalence
 * @returns {MatrixForm}
 */
export const usualForm = (prevalence) => (prevalence === null ? "counts" : "deployed");

// shownForm is what the matrix shows of cells if the address asks for a form, or for none.
/**
 * @param {MatrixForm | ""} asked
 * @param {number | null} prevalence
 * @param {Counts} cells
 * @returns {MatrixForm}
 */
export function shownForm(asked, prevalence, cells) {
  const form = asked === "" || (prevalence !== null && asked !== "counts") ? usualForm(prevalence) : asked;
  return form === "deployed" && frequencies(cells, prevalence).reason ? "counts" : form;
}

// matrixForms are the forms to choose from, with the texts of their buttons.
/**
 * @param {Counts} cells
 * @param {number | null} prevalence
 * @param {Record<string, string>} texts
 * @returns {[MatrixForm, string][]}
 */
export function matrixForms(cells, prevalence, texts) {
  const f = frequencies(cells, prevalence), base = f.reason ? 0 : f.base;
  /** @param {string} text @returns {[MatrixForm, string]} */
  const deployed = (text) => ["deployed", text.replace("{base}", count(base)).replace("{prevalence}", prevalence === null ? "" : givenPercent(prevalence))];
  if (prevalence !== null) return base === 0 ? [["counts", texts.matrix_test_set]] : [["counts", texts.matrix_test_set], deployed(texts.matrix_deployed)];
  if (positivesAreRare(cells)) return [["counts", texts.matrix_counts], deployed(texts.matrix_per), ["row", texts.matrix_row]];
  return [["counts", texts.matrix_counts], ["row", texts.matrix_row], ["column", texts.matrix_column]];
}

// isRare reports whether one of two classes is rare, but not missing.
/** @param {Counts} c */
export function isRare({ tp, fn, fp, tn }) {
  const positives = tp + fn, negatives = tn + fp, fewer = Math.min(positives, negatives);
  return fewer > 0 && fewer < 0.01 * (positives + negatives);
}

// positivesAreRare reports whether the rare class is that of the positives.
/** @param {Counts} c */
export const positivesAreRare = (c) => isRare(c) && c.tp + c.fn < c.tn + c.fp;

// matrixTexts returns what the matrix shows of cells: counts, shares and sums.
/**
 * @param {MatrixForm} form
 * @param {Counts} cells
 * @param {number | null} prevalence
 */
export function matrixTexts(form, cells, prevalence) {
  const f = frequencies(cells, prevalence), { tp, fn, fp, tn } = form === "deployed" && !f.reason ? f : cells;
  const ids = form === "column" ? columnShares : rowShares, text = quantity;
  return {
    counts: { tp: text(tp), fn: text(fn), fp: text(fp), tn: text(tn) },
    shares: Object.fromEntries(CELLS.map((cell) => [cell, cellShare(ids[cell], cells)])),
    sums: { p: text(tp + fn), q: text(fp + tn), a: text(tp + fp), b: text(fn + tn), n: text(tp + fn + (fp + tn)) },
  };
}

/**
 * @param {string} id
 * @param {Counts} cells
 */
function cellShare(id, cells) {
  const { v } = metrics[id](cells);
  return v === undefined ? UNDEFINED : wholePercent(v);
}

/** @param {number} p */
const wholePercent = (p) => (oneIn(p) ? percentText(p) : fixed(100 * p, 0) + "%");
