// What if it is used elsewhere: another share of positives, other costs.

import { count, number, parseThreshold, UNDEFINED } from "../core/format.js";
import { amount } from "../core/scale.js";
import { frequencies, waffle } from "../core/frequencies.js";
import { atPrevalence, expectedCost } from "../core/metrics.js";
import { mountComplaint } from "./complaint.js";
import { isCost, isPrevalence, mountReflection } from "./settingfields.js";

// mountWhatIf calls onSet with the setting that a person gives. An empty share
// is that of the test set, an empty cost the experiment's.
export function mountWhatIf({ data, state }, onSet) {
  const root = document.querySelector("[data-what-if]");
  const form = root.querySelector("[data-setting]");
  const cost = root.querySelector("[data-cost]");
  const undefinedHere = root.querySelector("[data-undefined]"), definedHere = root.querySelector("[data-defined]");
  const shown = [...root.querySelectorAll("[data-frequency]")];
  const drawing = root.querySelector("[data-waffle]"), note = root.querySelector("[data-waffle-note]");
  const paths = [...root.querySelectorAll("[data-squares]")];
  let base = 0; // of the cases that are shown
  const complain = mountComplaint(form);

  const fields = {
    prevalence: { fits: isPrevalence, otherwise: null },
    cost_fp: { fits: isCost, otherwise: data.usual.costFP },
    cost_fn: { fits: isCost, otherwise: data.usual.costFN },
  };
  const read = () => {
    const values = {};
    let right = true;
    for (const [name, { fits, otherwise }] of Object.entries(fields)) {
      const input = form.elements[name], empty = input.value.trim() === "";
      values[name] = empty ? otherwise : parseThreshold(input.value);
      if (complain(input, empty || fits(values[name]))) {
        if (values[name] !== null) input.value = number(values[name]);
      } else right = false;
    }
    if (right) onSet({ prevalence: values.prevalence, costs: { fp: values.cost_fp, fn: values.cost_fn } });
  };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    read();
  });
  form.addEventListener("change", read);

  // showCases states the cases f, and draws them.
  function showCases(f) {
    for (const element of shown) {
      const id = element.dataset.frequency;
      element.textContent = id === "are" ? (f.positives === 1 ? "is" : "are") : count(id === "called" ? f.tp + f.fp : f[id]);
    }
    const { each, squares, width, height, paths: drawn } = waffle(f);
    for (const path of paths) path.setAttribute("d", drawn[path.dataset.squares]);
    if (f.base === base) return;
    base = f.base;
    const { units } = drawing.dataset;
    drawing.setAttribute("viewBox", `0 0 ${width} ${height}`);
    drawing.setAttribute("aria-label", `${count(squares)} squares for ${count(base)} ${units}, coloured by outcome`);
    note.hidden = each === 1;
    note.textContent = each === 1 ? "" : `Each square is ${count(each)} ${units}. An outcome with fewer has one.`;
  }

  const reflect = mountReflection(form.elements);

  return {
    show({ cells }) {
      const { prevalence, costs } = state.setting;
      reflect(state.setting);
      const there = prevalence === null ? cells : atPrevalence(cells, prevalence), f = frequencies(cells, prevalence);
      undefinedHere.hidden = !f.reason;
      definedHere.hidden = f.reason !== undefined;
      if (f.reason) undefinedHere.querySelector("span").textContent = data.reasons[f.reason];
      else showCases(f);
      const { v } = there.reason ? there : expectedCost(there, costs);
      cost.textContent = v === undefined ? UNDEFINED : amount(v);
    },
  };
}
