// What a page assumes: chips that can be removed, and a menu that adds to them.

import { costsText, fill } from "../core/answer.js";
import { parseThreshold } from "../core/format.js";
import { givenPercent, percentText } from "../core/scale.js";
import { add, put } from "../core/state.js";
import { mountComplaint } from "./complaint.js";
import { isCost, isPrevalence, mountReflection } from "./settingfields.js";
import { setText } from "./settext.js";

// mountAssumptions calls onSet with a new setting. A slice or a class is another page, to
// which write brings the state.
export function mountAssumptions({ data, state, threshold }, onSet, write) {
  const root = document.querySelector("[data-assumptions]");
  if (!root) return { show() {} };
  const prevalence = root.querySelector('[data-assumption="prevalence"]'), costs = root.querySelector('[data-assumption="costs"]');
  const share = prevalence.querySelector("[data-assumption-text]"), inTestSet = prevalence.querySelector("[data-assumption-note]");
  const ratio = costs.querySelector("[data-assumption-text]");
  const menu = root.querySelector("[data-assumption-menu]");
  const field = (name) => menu.querySelector(`[data-assume] input[name="${name}"]:not([type="hidden"])`);
  const reflect = mountReflection({ prevalence: field("prevalence"), cost_fn: field("cost_fn"), cost_fp: field("cost_fp") });

  const without = {
    prevalence: () => onSet({ ...state.setting, prevalence: null }),
    costs: () => onSet({ ...state.setting, costs: { fn: 1, fp: 1 } }),
  };
  root.addEventListener("click", (event) => {
    const button = event.target.closest("[data-remove]");
    const remove = button && without[button.closest("[data-assumption]").dataset.assumption];
    if (!remove || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    remove();
    menu.querySelector("summary").focus(); // the chip is gone
  });
  root.addEventListener("keydown", (event) => {
    if (!["Delete", "Backspace"].includes(event.key) || !event.target.matches("[data-remove]")) return;
    event.preventDefault();
    event.target.click();
  });

  const read = {
    prevalence(form, complain) {
      const field = form.elements.prevalence, p = parseThreshold(field.value);
      return complain(field, isPrevalence(p)) ? { ...state.setting, prevalence: p } : null;
    },
    costs(form, complain) {
      const [fn, fp] = [form.elements.cost_fn, form.elements.cost_fp].map((field) => {
        const x = parseThreshold(field.value);
        return complain(field, isCost(x)) ? x : null;
      });
      return fn === null || fp === null ? null : { ...state.setting, costs: { fn, fp } };
    },
  };
  for (const form of menu.querySelectorAll("[data-assume]")) {
    const complain = mountComplaint(form), kind = form.parentElement.dataset.assumptionForm;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const setting = read[kind](form, complain);
      if (!setting) return;
      menu.open = false;
      menu.querySelector("summary").focus();
      onSet(setting);
    });
  }
  for (const form of menu.querySelectorAll("[data-assume-view]"))
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const url = new URL(location.href), { slice, class: named } = form.elements;
      write(url, threshold().current);
      if (slice) add(url, "slice", slice.value);
      if (named) put(url, { class: named.value, threshold: null, policy: null }); // these belong to the scores of one class
      location.assign(url);
    });

  return {
    show({ cells }) {
      const { setting } = state, p = setting.prevalence, { tp, fn, fp, tn } = cells;
      prevalence.hidden = p === null;
      if (p !== null) {
        const n = tp + fn + (fp + tn);
        setText(share, fill(data.assumptions.prevalence, { prevalence: givenPercent(p) }));
        setText(inTestSet, n > 0 ? fill(data.assumptions.test_set, { prevalence: percentText((tp + fn) / n) }) : "");
      }
      const text = costsText(setting.costs, data.assumptions);
      costs.hidden = text === "";
      setText(ratio, text);
      reflect(setting);
    },
  };
}
