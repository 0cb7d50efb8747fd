// What if it is used elsewhere: another share of positives, other costs.

import { count, significant } from "../core/format.js";
import { frequencies, icons } from "../core/frequencies.js";
import { atPrevalence, expectedCost } from "../core/metrics.js";

const COLUMNS = 50;

// mountWhatIf calls onSet with what a person changes of the setting.
export function mountWhatIf({ state }, onSet) {
  const root = document.querySelector("[data-what-if]");
  const form = root.querySelector("[data-setting]");
  const cost = root.querySelector("[data-cost]");
  const shown = [...root.querySelectorAll("[data-frequency]")];
  const paths = [...root.querySelectorAll("[data-icons]")];

  const fields = {
    prevalence: (x) => x > 0 && x < 1,
    cost_fp: (x) => x >= 0 && x <= 1e15,
    cost_fn: (x) => x >= 0 && x <= 1e15,
  };
  const read = () => {
    const values = {};
    for (const [name, ok] of Object.entries(fields)) {
      const input = form.elements[name], text = input.value.trim().replace(",", ".");
      const good = text === "" || ok(Number(text));
      input.setAttribute("aria-invalid", String(!good));
      if (!good) return;
      values[name] = text === "" ? null : Number(text);
    }
    onSet(values);
  };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    read();
  });
  form.addEventListener("change", read);

  return {
    show({ cells }) {
      const { prevalence, costs } = state.setting;
      const there = prevalence === null ? cells : atPrevalence(cells, prevalence);
      if (there.reason) return;
      const f = frequencies(there, 1000);
      if (f === null) return;
      const numbers = { positives: f.tp + f.fn, called: f.tp + f.fp, tp: f.tp, fn: f.fn };
      for (const element of shown) element.textContent = count(numbers[element.dataset.frequency]);
      let at = 0;
      for (const path of paths) {
        const n = f[path.dataset.icons];
        path.setAttribute("d", icons(at, n, COLUMNS));
        at += n;
      }
      const { v } = expectedCost(there, costs);
      cost.textContent = significant(v);
    },
  };
}
