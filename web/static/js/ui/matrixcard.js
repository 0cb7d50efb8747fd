// The confusion matrix, in one of its forms.

import { matrixForms, matrixTexts, shownForm, usualForm } from "../core/matrix.js";
import { setText } from "./settext.js";

/** @import {MatrixForm} from "../core/types.js" */

// mountMatrix shows the counts of the matrix, and everywhere else where counts are those
// of its form. onForm is called when a person chooses another form.
export function mountMatrix({ data, state }, onForm) {
  const root = document.querySelector("[data-matrix]");
  const links = [...root.querySelectorAll("[data-matrix-form]")].map((element) => ({ element, form: /** @type {MatrixForm} */ (element.dataset.matrixForm) }));
  const parts = (name, of) => [...of.querySelectorAll(`[data-${name}]`)].map((element) => ({ element, cell: element.dataset[name] }));
  const counts = [...document.querySelectorAll("[data-matrix], [data-as-matrix]")].flatMap((of) => parts("count", of));
  const shares = parts("share", root), sums = parts("sum", root);
  const sized = document.querySelectorAll("[data-digits]"), captions = document.querySelectorAll("[data-counts-of]");
  let drawn = ""; // the form and the prevalence for which the buttons are

  root.querySelector("[data-matrix-forms]").addEventListener("click", (event) => {
    const link = event.target.closest("[data-matrix-form]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const form = link.dataset.matrixForm;
    state.matrix = form === usualForm(state.setting.prevalence) ? "" : form;
    onForm();
  });

  function drawForms(form, cells, prevalence) {
    if (drawn === `${form} ${prevalence}`) return;
    drawn = `${form} ${prevalence}`;
    const offered = new Map(matrixForms(cells, prevalence, data.texts));
    for (const { element, form: mine } of links) {
      const text = offered.get(mine) ?? "";
      if (text) setText(element, text);
      element.hidden = mine !== form && !text;
      if (mine === form) element.setAttribute("aria-current", "true");
      else element.removeAttribute("aria-current");
    }
    root.dataset.matrix = form;
    for (const caption of captions) setText(caption, form === "deployed" ? offered.get(form) ?? "" : caption.dataset.countsOf);
  }

  return {
    show({ cells }) {
      const { prevalence } = state.setting, form = shownForm(state.matrix, prevalence, cells);
      drawForms(form, cells, prevalence);
      const texts = matrixTexts(form, cells, prevalence);
      for (const { element, cell } of counts) setText(element, texts.counts[cell]);
      for (const { element, cell } of shares) setText(element, texts.shares[cell]);
      for (const { element, cell } of sums) setText(element, texts.sums[cell]);
      const digits = String(Math.max(...Object.values(texts.counts).map((text) => text.length)));
      for (const element of sized) if (element.dataset.digits !== digits) element.dataset.digits = digits;
    },
  };
}
