// The losses of a run with many classes: sliders move their fields, and the
// server answers with all values from all rows.

import { CLASS_FIELDS } from "../core/fields.js";
import { number } from "../core/format.js";
import { put } from "../core/state.js";

export function mountClassLosses(root, swaps, failed) {
  const form = root.querySelector("[data-loss-form]");
  const reset = root.querySelector("[data-loss-reset]");
  const fields = [...form.elements].filter((e) => e.name && e.type !== "hidden");
  const sliderOf = (field) => form.querySelector(`[data-slides="${CSS.escape(field.name)}"]`);
  let waiting = 0;

  function address() {
    const url = new URL(location.href);
    put(url, Object.fromEntries(fields.map((f) => [f.name, f.type === "checkbox" && !f.checked ? null : f.value.trim()])), CLASS_FIELDS);
    return url.href;
  }

  // show takes the values over from a page; what has the focus stays as it is.
  function show(page) {
    for (const li of root.querySelectorAll("[data-loss]")) {
      const then = page.querySelector(`[data-loss="${li.dataset.loss}"]`);
      li.querySelector("[data-loss-value]").textContent = then.querySelector("[data-loss-value]").textContent;
      const reason = li.querySelector("[data-loss-reason]"), why = then.querySelector("[data-loss-reason]");
      reason.textContent = why.textContent;
      reason.hidden = why.hidden;
    }
    for (const cell of root.querySelectorAll("[data-loss-share]"))
      cell.textContent = page.querySelector(`[data-loss-share="${cell.dataset.lossShare}"]`).textContent;
    reset.hidden = page.querySelector("[data-loss-reset]").hidden;
  }

  async function settle(changed) {
    try {
      const answer = await swaps.load(address());
      if (answer === null) return;
      changed?.setAttribute("aria-invalid", String(!answer.ok));
      if (answer.ok) {
        show(answer.page);
        swaps.place(answer.page);
      }
      delete root.dataset.stale;
    } catch (error) {
      failed();
      throw error;
    }
  }

  function soon(changed) {
    root.dataset.stale = "";
    clearTimeout(waiting);
    waiting = setTimeout(settle, 120, changed);
  }

  form.addEventListener("input", ({ target }) => {
    if (target.dataset.slides === undefined) return;
    const field = form.elements[target.dataset.slides];
    field.value = number(target.valueAsNumber);
    target.setAttribute("aria-valuetext", field.value);
    soon(field);
  });
  form.addEventListener("change", ({ target }) => {
    if (target.dataset.slides !== undefined) return;
    const slider = sliderOf(target), x = Number(target.value.replace(",", "."));
    if (slider && Number.isFinite(x)) slider.value = x;
    soon(target);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    soon();
  });
  reset.addEventListener("click", async (event) => {
    event.preventDefault();
    try {
      const answer = await swaps.load(reset.href);
      if (answer === null) return;
      for (const f of fields) {
        const then = answer.page.querySelector(`[data-loss-form] [name="${CSS.escape(f.name)}"]`);
        f.value = then.value;
        f.checked = then.checked;
        f.setAttribute("aria-invalid", "false");
        const slider = sliderOf(f);
        if (slider) slider.value = f.value;
      }
      show(answer.page);
      swaps.place(answer.page);
      fields[0].focus({ preventScroll: true });
    } catch (error) {
      failed();
      throw error;
    }
  });
}
