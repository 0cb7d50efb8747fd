import { put } from "../core/state.js";

// The form that chooses the metrics keeps what else the URL says now, which
// may be more than it said when the page was made. A report has none.
export function mountMetricChooser() {
  const form = document.querySelector("[data-metric-chooser]");
  if (!form) return;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const url = new URL(location.href);
    const chosen = [...form.elements.metrics].filter((box) => box.checked).map((box) => box.value);
    put(url, { metrics: chosen.join() });
    location.assign(url);
  });
}
