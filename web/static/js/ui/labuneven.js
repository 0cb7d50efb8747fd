// Which examples of an uneven set carry a loss.

import { UNDEFINED } from "../core/format.js";
import { percentText } from "../core/scale.js";
import { uneven } from "../core/lab.js";
import { exampleLosses } from "../core/examples.js";
import { lossParts } from "../core/hardest.js";

export function mountUneven(root, data) {
  const rows = [...root.querySelectorAll("[data-shares-of]")];
  let made = null, at = 0;

  return {
    show(args, share) {
      if (share !== at) made = uneven(data, (at = share));
      root.querySelector("[data-uneven-facts]").textContent = `${made.positives} positive, ${made.negatives} negative. Easy: the truth was given 0.5 or more.`;
      const byID = exampleLosses(args), easy = {};
      for (const row of rows) {
        const parts = lossParts(made.cells, byID[row.dataset.sharesOf]);
        const total = parts.fn + parts.tp + parts.tn + parts.fp;
        let x = 0;
        for (const cell of row.querySelectorAll("[data-part]")) {
          const part = total > 0 ? parts[cell.dataset.part] / total : 0;
          const bar = row.querySelector(`rect.${cell.dataset.part}`);
          bar.setAttribute("x", `${100 * x}%`);
          bar.setAttribute("width", `${100 * part}%`);
          x += part;
          cell.textContent = total > 0 ? percentText(part) : UNDEFINED;
        }
        easy[row.dataset.sharesOf] = row.querySelector('[data-part="tn"]').textContent;
      }
      root.querySelector("[data-uneven-said]").textContent =
        `The easy negatives carry ${easy.log_loss} of the cross-entropy, ${easy.weighted_log_loss} of the weighted cross-entropy and ${easy.focal_loss} of the focal loss.`;
    },
  };
}
