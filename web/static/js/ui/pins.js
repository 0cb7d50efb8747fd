// The form that chooses the metrics beside the slider.

import { put } from "../core/state.js";

// mountPins makes the form search its metrics, keep to the number that can be chosen,
// and keep what else the URL says. A report has no form.
export function mountPins() {
  const form = document.querySelector("[data-pin-chooser]");
  if (!form) return;
  const boxes = [...form.elements.pin], search = form.querySelector("[data-search]");
  const most = Number(form.dataset.max);
  const limit = () => {
    const full = boxes.filter((box) => box.checked).length >= most;
    for (const box of boxes) box.disabled = full && !box.checked;
  };
  form.addEventListener("change", limit);
  limit();

  search.hidden = false;
  search.addEventListener("input", () => {
    const text = search.value.trim().toLowerCase();
    for (const box of boxes) box.parentElement.hidden = !box.parentElement.textContent.toLowerCase().includes(text);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const url = new URL(location.href);
    put(url, { pin: boxes.filter((box) => box.checked).map((box) => box.value).join() });
    location.assign(url);
  });
}
