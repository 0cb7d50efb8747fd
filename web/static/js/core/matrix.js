// The confusion matrix in its forms: the twin of Go's internal/explore/matrix.go.

import { count, fixed, quantity, significant, UNDEFINED } from "./format.js";
import { frequencies } from "./frequencies.js";
import { atPrevalence, metrics } from "./metrics.js";

/** @import {Counts, MatrixForm, Reason} from "./types.js" */
/** @typedef {"tp" | "fn" | "fp" | "tn"} Cell */

/** @type {readonly Cell[]} */
export const CELLS = ["tp", "fn", "fp", "tn"];

const BASE = 1000; // how many cases the deployed form has

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

// shownForm is what the matrix shows if the address asks for a form, or for none.
/**
 * @param {MatrixForm | ""} asked
 * @param {number | null} prevalence
 * @returns {MatrixForm}
 */
export function shownForm(asked, prevalence) {
  return asked === "" || (prevalence !== null && asked !== "counts") ? usualForm(prevalence) : asked;
}

// offeredForms are the forms to choose from.
/**
 * @param {number | null} prevalence
 * @param {boolean} rare
 * @returns {MatrixForm[]}
 */
export function offeredForms(prevalence, rare) {
  if (prevalence !== null) return ["counts", "deployed"];
  return rare ? ["counts", "deployed", "row"] : ["counts", "row", "column"];
}

// formText is the name of a form on its button.
/**
 * @param {MatrixForm} form
 * @param {number | null} prevalence
 * @param {Record<string, string>} texts
 */
export function formText(form, prevalence, texts) {
  if (form === "row" || form === "column") return texts[`matrix_${form}`];
  if (form === "counts") return prevalence === null ? texts.matrix_counts : texts.matrix_test_set;
  const text = prevalence === null ? texts.matrix_per : texts.matrix_deployed;
  return text.replace("{base}", count(BASE)).replace("{prevalence}", prevalence === null ? "" : percent(prevalence));
}

// matrixTexts returns what the matrix shows of cells: counts, shares and sums.
/**
 * @param {MatrixForm} form
 * @param {Counts} cells
 * @param {number | null} prevalence
 */
export function matrixTexts(form, cells, prevalence) {
  const { counts, reason } = form === "deployed" ? deployed(cells, prevalence) : { counts: cells, reason: "" };
  /** @param {number} n */
  const text = (n) => (reason ? UNDEFINED : quantity(n));
  const ids = form === "column" ? columnShares : rowShares;
  const { tp, fn, fp, tn } = counts;
  return {
    reason,
    counts: { tp: text(tp), fn: text(fn), fp: text(fp), tn: text(tn) },
    shares: Object.fromEntries(CELLS.map((cell) => [cell, shareText(ids[cell], cells)])),
    sums: { p: text(tp + fn), q: text(fp + tn), a: text(tp + fp), b: text(fn + tn), n: text(tp + fn + (fp + tn)) },
  };
}

/**
 * @param {string} id
 * @param {Counts} cells
 */
function shareText(id, cells) {
  const { v } = metrics[id](cells);
  return v === undefined ? UNDEFINED : wholePercent(v);
}

const NONE = { tp: 0, fp: 0, fn: 0, tn: 0 };

/**
 * @param {Counts} cells
 * @param {number | null} prevalence
 * @returns {{counts: Counts, reason: Reason | ""}}
 */
function deployed(cells, prevalence) {
  const there = prevalence === null ? cells : atPrevalence(cells, prevalence);
  if (there.reason) return { counts: NONE, reason: there.reason };
  const counts = frequencies(there, BASE);
  return counts ? { counts, reason: "" } : { counts: NONE, reason: "no_samples" };
}

/** @param {number} p */
function wholePercent(p) {
  return (p > 0 && p < 0.01) || (p > 0.99 && p < 1) ? percent(p) : fixed(100 * p, 0) + "%";
}

/** @param {number} p */
function percent(p) {
  return (p > 0 && p < 0.0005 ? significant(100 * p, 2) : fixed(100 * p, 1)) + " %";
}
