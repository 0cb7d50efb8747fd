// What if it is used elsewhere: another share of positives, other costs.

import { count, number, parseThreshold, UNDEFINED } from "../core/format.js";
import { amount } from "../core/scale.js";
import { frequencies, icons } from "../core/frequencies.js";
import { atPrevalence, expectedCost } from "../core/metrics.js";
import { mountComplaint } from "./complaint.js";

const COLUMNS = 50;

// mountWhatIf calls onSet with the setting that a person gives. An empty share
// is that of the test set, an empty cost the experiment's.
export function mountWhatIf({ data, state }, onSet) {
  const root = document.querySelector("[data-what-if]");
  const form = root.querySelector("[data-setting]");
  const cost = root.querySelector("[data-cost]");
  const undefinedHere = root.querySelector("[data-undefined]"), definedHere = root.querySelector("[data-defined]");
  const shown = [...root.querySelectorAll("[data-frequency]")];
  const paths = [...root.querySelectorAll("[data-icons]")];
  const complain = mountComplaint(form);

  const isCost = (x) => x >= 0 && x <= 1e15;
  const fields = {
    prevalence: { fits: (x) => x > 0 && x < 1, otherwise: null },
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

  return {
    show({ cells }) {
      const { prevalence, costs } = state.setting;
      const there = prevalence === null ? cells : atPrevalence(cells, prevalence), f = frequencies(cells, prevalence, 1000);
      undefinedHere.hidden = !f.reason;
      definedHere.hidden = f.reason !== undefined;
      if (there.reason || f.reason) {
        undefinedHere.querySelector("span").textContent = data.reasons[there.reason ?? f.reason];
        cost.textContent = UNDEFINED;
        return;
      }
      const numbers = { positives: f.positives, called: f.tp + f.fp, tp: f.tp, fn: f.fn };
      for (const element of shown) element.textContent = count(numbers[element.dataset.frequency]);
      let at = 0;
      for (const path of paths) {
        const n = f[path.dataset.icons];
        path.setAttribute("d", icons(at, n, COLUMNS));
        at += n;
      }
      const { v } = expectedCost(there, costs);
      cost.textContent = amount(v ?? NaN);
    },
  };
}
