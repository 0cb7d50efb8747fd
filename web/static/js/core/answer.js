// The answer: what an operating point means and why its threshold was chosen, in a few
// sentences. The twin of Go's internal/explore/answer.go, with the server's sentences.

import { count, fixed, number, quantity, significant } from "./format.js";
import { frequencies } from "./frequencies.js";
import { positivesAreRare } from "./matrix.js";
import { atPrevalence, metrics } from "./metrics.js";
import { givenPercent, oneIn, valueText } from "./scale.js";

/** @import {Costs, Counts} from "./types.js" */
/** @typedef {Record<string, string>} Texts */
/** @typedef {{text: string, strong: boolean}} Part */

const RARE = 0.01; // the share below which a class is rare
const BEGIN = "\x02", END = "\x03"; // of strong parts

// fill puts values into the gaps of a text.
/**
 * @param {string} text
 * @param {Texts} gaps
 */
export const fill = (text, gaps) => text.replace(/\{(\w+)\}/g, (gap, name) => gaps[name] ?? gap);

// answerParts returns the sentences about cells at a threshold, and a reason for it, in
// pieces. names are those of the experiment: positive, negative, unit and units.
/**
 * @param {{text: string, cells: Counts, prevalence: number | null, reason: string, names: Texts, texts: Texts}} of
 * @returns {Part[]}
 */
export function answerParts({ text, cells, prevalence, reason, names, texts }) {
  /** @type {Texts} */
  const own = { b: BEGIN, _b: END };
  for (const [name, value] of Object.entries(names)) own[name] = value.replaceAll(BEGIN, "").replaceAll(END, "");
  const lacking = lackingClass(cells, own, texts);
  const list = lacking ? [lacking] : [...operatingSentences(text, cells, prevalence, own, texts), ...(reason ? [reason] : [])];
  return list
    .join(" ")
    .split(BEGIN)
    .flatMap((piece, i) => {
      const [strong, plain] = i === 0 ? ["", piece] : piece.split(END);
      return [{ text: strong, strong: true }, { text: plain, strong: false }];
    })
    .filter((part) => part.text);
}

// numbered returns the text for n.
/** @type {(name: string, n: number, texts: Texts) => string} */
const numbered = (name, n, texts) => (n === 0 ? texts[`${name}_none`] : n === 1 ? texts[`${name}_one`] : undefined) ?? texts[name];

/** @type {(cells: Counts, own: Texts, texts: Texts) => string} */
function lackingClass({ tp, fn, fp, tn }, own, texts) {
  const n = tp + fn + (fp + tn);
  if (n === 0) return fill(texts.no_samples, own);
  const name = tp + fn === 0 ? "no_positives" : fp + tn === 0 ? "no_negatives" : "";
  return name && fill(numbered(name, n, texts), { ...own, n: quantity(n) });
}

/** @type {(text: string, cells: Counts, prevalence: number | null, own: Texts, texts: Texts) => string[]} */
function operatingSentences(text, cells, prevalence, own, texts) {
  const rare = prevalence === null ? positivesAreRare(cells) : prevalence < RARE;
  if (prevalence === null && !rare) return [countsSentence(text, cells, own, texts)];
  const list = [frequencySentence(cells, prevalence, rare, own, texts)];
  const { v = 1 } = metrics.fpr(cells), frequency = v < 0.5 ? oneIn(v) : "";
  if (rare && frequency) list.push(fill(texts.flagged, { ...own, n: frequency.slice("1 in ".length) }));
  if (prevalence !== null) list.push(...precisionSentence(cells, prevalence, own, texts));
  return list;
}

/** @type {(text: string, cells: Counts, own: Texts, texts: Texts) => string} */
function countsSentence(text, { tp, fn, fp }, own, texts) {
  const p = tp + fn, found = p === 1 ? "found" : tp === 0 ? "found_none" : fn === 0 ? "found_all" : "found";
  const counts = { tp: quantity(tp), positives: quantity(p), fp: quantity(fp) };
  const units = p === 1 ? own.unit : own.units;
  return fill(texts.counts, { ...own, units, threshold: text, found: fill(texts[found], counts), alarms: fill(numbered("alarms", fp, texts), counts) });
}

/** @type {(cells: Counts, prevalence: number | null, rare: boolean, own: Texts, texts: Texts) => string} */
function frequencySentence(cells, prevalence, rare, own, texts) {
  const f = frequencies(cells, prevalence);
  if (f.reason) return "";
  const { base, positives, tp, fn, fp } = f, alerts = tp + fp;
  const gaps = { ...own, base: count(base), positives: count(positives), tp: count(tp), fn: count(fn), fp: count(fp), alerts: count(alerts), prevalence: prevalence === null ? "" : givenPercent(prevalence) };
  /** @type {Texts} */
  const inner = { of: fill(prevalence === null ? texts.of : texts.of_at, gaps) };
  for (const [name, n] of Object.entries({ are: positives, alarms: fp, alerts, hits: tp, errors: fp })) inner[name] = fill(numbered(name, n, texts), gaps);
  return fill(rare ? numbered("rare", alerts, texts) : texts.deployed, { ...gaps, ...inner });
}

/** @type {(cells: Counts, prevalence: number, own: Texts, texts: Texts) => string[]} */
function precisionSentence(cells, prevalence, own, texts) {
  const there = atPrevalence(cells, prevalence);
  const from = metrics.precision(cells).v, to = there.reason ? undefined : metrics.precision(there).v;
  if (from === undefined || to === undefined) return [];
  const before = valueText("share", from), after = valueText("share", to);
  return before === after ? [] : [fill(to > from ? texts.rises : texts.falls, { ...own, from: before, to: after })];
}

// costRatioText says what one error costs in terms of the other: "one miss equals five false
// alarms".
/**
 * @param {Costs} costs
 * @param {Texts} texts
 */
export function costRatioText({ fn, fp }, texts) {
  if (fn === 0 || fp === 0) return fn === fp ? texts.costs_none : fn === 0 ? texts.costs_fn : texts.costs_fp;
  if (fn === fp) return texts.costs_same;
  return fill(fn > fp ? texts.costs : texts.costs_less, { ratio: ratioText(Math.max(fn / fp, fp / fn), texts) });
}

// costsText says the same on a chip: "1 miss = 5 false alarms". It is "" if both cost the same,
// which assumes nothing.
/**
 * @param {Costs} costs
 * @param {Texts} texts
 */
export function costsText({ fn, fp }, texts) {
  if (fn === fp) return fn === 0 ? texts.costs_none : "";
  if (fn === 0 || fp === 0) return fn === 0 ? texts.costs_fn : texts.costs_fp;
  return fill(fn > fp ? texts.costs : texts.costs_less, { ratio: shortAmount(Math.max(fn / fp, fp / fn)) });
}

/** @type {(ratio: number, texts: Texts) => string} */
const ratioText = (ratio, texts) => texts.ratios.split(" ")[ratio - 1] ?? shortAmount(ratio);

// shortAmount writes an amount with three significant digits, or a whole number in full.
/** @param {number} x */
export function shortAmount(x) {
  if (x === Math.trunc(x) && x < 1e15) return quantity(x);
  const text = significant(x, 3);
  return text.includes(".") && !text.includes("e") ? text.replace(/\.?0+$/, "") : text;
}

// boundText writes the bound of a policy: with two decimals, or as many as it was given.
/** @param {number} bound */
export const boundText = (bound) => (Number(fixed(bound, 2)) === bound ? fixed(bound, 2) : number(bound));
