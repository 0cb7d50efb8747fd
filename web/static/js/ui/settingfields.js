// The fields of a deployment's setting, wherever a page has them: prevalence and costs.

import { number } from "../core/format.js";

export const isPrevalence = (/** @type {number} */ x) => x > 0 && x < 1;
export const isCost = (/** @type {number} */ x) => x >= 0 && x <= 1e15;

// mountReflection returns a function that writes a setting into fields, as it may have been
// given elsewhere. The field that has the focus keeps what is typed there.
export function mountReflection(fields) {
  const written = {}; // values by name
  return ({ prevalence, costs }) => {
    for (const [name, value] of Object.entries({ prevalence: prevalence === null ? "" : number(prevalence), cost_fn: number(costs.fn), cost_fp: number(costs.fp) })) {
      if (written[name] === value || fields[name] === document.activeElement) continue;
      fields[name].value = written[name] = value;
    }
  };
}
