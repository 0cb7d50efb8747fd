// One loss of the loss lab: its parameters, its curve, and what it is tried on.

import "../ui/frame.js";
import { FIELDS, LAB_FIELDS } from "../core/fields.js";
import { number, parseThreshold } from "../core/format.js";
import { examplePoint } from "../core/lab.js";
import { put } from "../core/state.js";
import { mountCopyLink } from "../ui/copylink.js";
import { mountLabCurves } from "../ui/labcurves.js";
import { mountMask } from "../ui/labmask.js";
import { mountScene } from "../ui/labscene.js";
import { mountUneven } from "../ui/labuneven.js";
import { lossFields, slidTo } from "../ui/lossfields.js";
import { mountQuestion } from "../ui/question.js";
import { mountStateLinks } from "../ui/statelinks.js";

/** @import {LossArguments} from "../core/types.js" */

const data = JSON.parse(document.getElementById("lab-data").textContent);
const form = document.getElementById("lab");
const status = document.querySelector("[data-status]");
const fields = lossFields(form, data.fields);
const curves = mountLabCurves(form, data.reasons);
const find = (selector) => form.querySelector(selector);
const query = document.querySelector("[data-run-query]");

// The lab's own numbers and their ranges.
const own = { p: { usual: data.p, low: 0.01, high: 0.99 }, positives: { usual: data.share, low: 0.01, high: 0.5 }, eta: { usual: 1.5, low: 0, high: 100 } };
for (const [name, o] of Object.entries(own)) {
  const input = form.elements[name];
  if (input && input.type !== "hidden") Object.assign(o, { input, slider: find(`[data-slides="${name}"]`) });
}

let frame = 0, remembering = 0;
const soon = () => (frame ||= requestAnimationFrame(update));
const mask = find("[data-mask]") && mountMask(find("[data-mask]"), form, data, soon);
const boxes = find("[data-scene]") && mountScene(find("[data-scene]"), form, data, status, soon);
const uneven = find("[data-uneven]") && mountUneven(find("[data-uneven]"), data);

function readOwn() {
  for (const o of Object.values(own)) {
    if (!o.input) continue;
    const x = o.input.value.trim() === "" ? o.usual : parseThreshold(o.input.value);
    const good = x >= o.low && x <= o.high;
    o.input.setAttribute("aria-invalid", String(!good));
    if (good) o.value = x;
    o.slider.value = o.slider.dataset.log === undefined ? o.value : Math.log10(o.value);
    o.slider.setAttribute("aria-valuetext", number(o.value));
  }
}

function update() {
  frame = 0;
  /** @type {LossArguments} */
  const args = fields.read();
  for (const id of Object.keys(data.names)) args[id] ??= {};
  fields.follow();
  readOwn();
  if (mask) curves(mask.show(args));
  else if (boxes) curves(boxes.show({ eta: own.eta.value, normalize: !form.elements.normalize.checked, focal: form.elements.base.checked }));
  else {
    const positive = form.elements.truth.value === "1";
    uneven.show(args, own.positives.value);
    curves({ of: positive ? "A positive example," : "A negative example,", p: own.p.value, point: (p) => examplePoint(data.loss, positive, p, args) });
  }
  clearTimeout(remembering);
  remembering = setTimeout(remember, 150);
}

// parameters are those of the losses that are not the usual ones.
function parameters() {
  const list = fields.changed();
  if (boxes) {
    if (own.eta.value !== own.eta.usual) list.push(["eta", number(own.eta.value)]);
    if (form.elements.normalize.checked) list.push(["normalize", "0"]);
    if (form.elements.base.checked) list.push(["base", "focal"]);
  }
  return list;
}

// write puts what is set into an address, where the usual is left out. What
// another sort of loss has set stays there.
function write(url) {
  const values = Object.fromEntries(data.fields.map((f) => [f.name, null]));
  if (boxes) Object.assign(values, { eta: null, normalize: null, base: null });
  for (const [name, value] of parameters()) values[name] = value;
  if (uneven) Object.assign(values, { p: number(own.p.value), positives: number(own.positives.value), truth: form.elements.truth.value });
  put(url, { ...values, ...mask?.state(), ...boxes?.state() }, { ...FIELDS, ...LAB_FIELDS });
}

const links = mountStateLinks(document, write);

function remember() {
  const url = new URL(location.href);
  write(url);
  if (url.href !== location.href) history.replaceState(null, "", url);
  links.show();
  query?.replaceChildren(
    ...parameters().map(([name, value]) => {
      const input = document.createElement("input");
      Object.assign(input, { type: "hidden", name, value });
      return input;
    }),
  );
}

form.addEventListener("input", ({ target }) => {
  if (target.dataset.slides === undefined) return;
  if (!fields.slid(target)) own[target.dataset.slides].input.value = slidTo(target);
  soon();
});
form.addEventListener("change", ({ target }) => {
  if (target.dataset.slides === undefined) soon();
});
form.addEventListener("submit", (event) => {
  event.preventDefault();
  soon();
});
for (const question of document.querySelectorAll("[data-question]")) mountQuestion(question);
mountCopyLink(document.querySelector("[data-copy-link]"), status);
update();
document.documentElement.dataset.live = "";
