// The section of candidate boxes. Its numbers need every box, which only the
// server has: it is asked once the controls rest, and until then the last
// numbers are greyed.

import { parseThreshold } from "../core/format.js";
import { put } from "../core/state.js";
import { fetched } from "./fetched.js";

const REST = 120; // milliseconds

export function mountBoxes() {
  const root = document.querySelector("[data-boxes]");
  if (!root) return;
  const form = root.querySelector("[data-boxes-form]");
  if (!form) return; // in a report the numbers stand as they are
  const slider = form.querySelector("[data-eta-slider]");
  const problem = form.querySelector("[data-boxes-problem]");
  let timer = 0, asked = 0;

  // address is that of this page with what the form says.
  function address() {
    const url = new URL(location.href);
    const { eta, iou, true_boxes: boxes, normalize, base } = form.elements;
    put(url, {
      eta: eta.value.trim(),
      iou: iou.value.trim(),
      true_boxes: boxes.value.trim() === boxes.dataset.usual ? null : boxes.value.trim(),
      normalize: normalize.checked ? "0" : null,
      base: base.checked ? "focal" : null,
    });
    return url;
  }

  async function ask() {
    const url = address(), mine = ++asked;
    const results = root.querySelector("[data-boxes-results]");
    let text;
    try {
      text = await fetched(url.href, "text");
    } catch {
      if (mine !== asked) return;
      problem.hidden = false;
      problem.textContent = "This cannot be: an η from 0 up, an IoU above 0 up to 1, and at least as many true boxes as candidates match one.";
      return;
    }
    if (mine !== asked) return;
    problem.hidden = true;
    history.replaceState(null, "", url);
    const fresh = new DOMParser().parseFromString(text, "text/html").querySelector("[data-boxes-results]");
    results.replaceWith(document.importNode(fresh, true));
  }

  form.addEventListener("input", (event) => {
    if (event.target === slider) form.elements.eta.value = slider.value;
    else if (event.target === form.elements.eta) slider.value = String(parseThreshold(form.elements.eta.value));
    root.querySelector("[data-boxes-results]").setAttribute("aria-busy", "true");
    clearTimeout(timer);
    timer = setTimeout(ask, REST);
  });
  form.addEventListener("submit", (event) => event.preventDefault());
}
