// The panel of losses: values, shares and shapes under their parameters, from the
// stops. Where those are not the whole sweep, values are marked ≈ until the
// server has answered, in a report for good.

import { significant, UNDEFINED } from "../core/format.js";
import { percentText } from "../core/scale.js";
import { Cells } from "../core/cells.js";
import { exampleLoss, exampleLosses } from "../core/examples.js";
import { extras, losses, mixtureWeights } from "../core/losses.js";
import { lossShares, shareAt } from "../core/hardest.js";
import { put } from "../core/state.js";
import { alone, fetched } from "./fetched.js";
import { lossFields } from "./lossfields.js";

/** @import {LossArguments} from "../core/types.js" */

const DIGITS = 3, SIDE = 1000;
const PLACES = Array.from({ length: 101 }, (_, i) => (1 - Math.cos((Math.PI * i) / 100)) / 2); // they crowd at both ends, where losses are steep

// mountLosses makes the panel live; onChange is told when the address has other parameters.
export function mountLosses({ data: { reasons }, stops }, onFailure, onChange) {
  const root = document.querySelector("[data-losses]");
  const data = JSON.parse(document.getElementById("losses-data").textContent);
  const form = root.querySelector("[data-loss-form]");
  const reset = root.querySelector("[data-loss-reset]");
  const said = root.querySelector("[data-share-said]");
  const fields = lossFields(form, data.fields);
  const cells = new Cells(stops, data.kind);
  /** @type {LossArguments} */
  let args = {};
  let frame = 0, waiting = 0, remembering = 0, settling = 0;

  // read returns the parameters of every loss.
  function read() {
    const out = fields.read();
    for (const li of root.querySelectorAll("[data-loss]")) out[li.dataset.loss] ??= {};
    return out;
  }

  // about marks what stops that are not the whole sweep give.
  const about = (text) => ("stale" in root.dataset && text !== UNDEFINED ? `≈ ${text}` : text);

  function showValues(found) {
    for (const [id, weight] of Object.entries(mixtureWeights(args.bce_dice_loss))) root.querySelector(`[data-loss-weight="${id}"]`).textContent = significant(weight, DIGITS);
    for (const li of root.querySelectorAll("[data-loss]")) {
      const id = li.dataset.loss, value = found[id];
      const ok = value.v !== undefined;
      const reason = li.querySelector("[data-loss-reason]");
      li.querySelector("[data-loss-value]").textContent = ok ? about(significant(value.v, DIGITS)) : UNDEFINED;
      reason.textContent = ok ? "" : `undefined: ${reasons[value.reason]}`;
      reason.hidden = ok;
      for (const [name, x] of Object.entries(extras(id, value, data, args)))
        li.querySelector(`[data-loss-extra="${name}"]`).textContent = x.v === undefined ? UNDEFINED : about(significant(x.v, DIGITS));
    }
  }

  function path(points) {
    return points.map(([x, y], i) => `${i ? "L" : "M"}${Math.round(x * SIDE)} ${Math.round((1 - y) * SIDE)}`).join("");
  }

  function draw(svg, id, points) {
    svg.querySelector(`[data-loss-curve="${id}"]`).setAttribute("d", points ? path(points) : "");
  }

  function showShares(found) {
    const svg = root.querySelector("[data-shares]");
    if (!svg || !found) return;
    let sentence = data.said;
    for (const [id, ys] of Object.entries(found.shares)) {
      draw(svg, id, ys && ys.map((y, i) => [found.rows[i], y]));
      const { v } = shareAt(found.rows, ys, data.hardest);
      sentence = sentence.replace(`{${id}}`, v === undefined ? UNDEFINED : about(percentText(v)));
    }
    said.textContent = sentence;
  }

  function showShapes(byID) {
    for (const svg of root.querySelectorAll("[data-shape]"))
      for (const [id, loss] of Object.entries(byID)) {
        const at = (p) => Math.min(exampleLoss(loss, "probability", svg.dataset.shape === "positive", p) / data.steepest, 10);
        draw(svg, id, PLACES.map((p) => [p, at(p)]));
      }
  }

  // settle asks the server, which has the whole sweep.
  async function settle() {
    const mine = ++settling;
    const url = new URL(data.at, location.href);
    put(url, Object.fromEntries(fields.changed()));
    let answer;
    try {
      answer = await fetched(url, "json");
    } catch (failure) {
      if (mine === settling) onFailure(failure);
      return;
    }
    if (mine !== settling) return;
    delete root.dataset.stale;
    showValues(Object.fromEntries(Object.entries(answer.losses).map(([id, { value, reason }]) => [id, { v: value ?? undefined, reason }])));
    showShares(answer);
  }

  function update() {
    frame = 0;
    args = read();
    fields.follow();
    const byID = exampleLosses(args);
    showShapes(byID);
    if (!stops.whole) {
      settling++; // an answer on its way is of no use any more
      root.dataset.stale = "";
      clearTimeout(waiting);
      if (!alone) waiting = setTimeout(settle, 200);
    }
    showValues(losses(cells, args));
    showShares(lossShares(cells, byID, data.steps));
    const now = fields.changed();
    reset.hidden = now.length === 0;
    if (alone) return;
    clearTimeout(remembering);
    remembering = setTimeout(remember, 150, now);
  }

  // remember writes the parameters into the URL, where the usual ones are left out.
  function remember(now) {
    const url = new URL(location.href);
    const changed = Object.fromEntries(now);
    put(url, { ...Object.fromEntries(data.fields.map((f) => [f.name, changed[f.name]])), ...changed, shares: null });
    if (url.href === location.href) return;
    history.replaceState(null, "", url);
    onChange();
  }

  const soon = () => (frame ||= requestAnimationFrame(update));

  form.addEventListener("input", ({ target }) => {
    if (fields.slid(target)) soon();
  });
  form.addEventListener("change", ({ target }) => {
    if (target.dataset.slides === undefined) soon();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    soon();
  });
  reset.addEventListener("click", (event) => {
    event.preventDefault();
    fields.reset();
    form.querySelector("input[type=range]")?.focus();
    soon();
  });

  args = read();
  if (said?.querySelector("[data-ask]"))
    // The shares of a run of this size wait until somebody looks.
    new IntersectionObserver((seen, observer) => {
      if (!seen.some((entry) => entry.isIntersecting)) return;
      observer.disconnect();
      if (!("stale" in root.dataset)) settle();
    }).observe(said);
}
