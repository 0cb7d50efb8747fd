// The other runs that a chosen threshold can be judged on.

import { put } from "../core/state.js";

// mountElsewhere, if the page offers any, keeps their links at the threshold that is shown, with where it
// was chosen. write puts the state at a point into an address.
export function mountElsewhere({ data, state }, write) {
  const root = document.querySelector("[data-elsewhere]");
  if (!root) return { show() {} };
  const links = [...root.querySelectorAll("[data-elsewhere-link]")];
  let now; // the point

  function lead() {
    const { run, part, policy } = state.origin ?? { run: data.run, part: data.part, policy: state.policy };
    for (const link of links) {
      const url = new URL(link.href);
      write(url, now);
      put(url, { policy: null, threshold: now.text === "∞" ? "inf" : now.text, chosen_on: run, chosen_in: part, chosen_by: policy });
      link.href = url.pathname + url.search;
    }
  }
  root.addEventListener("toggle", () => root.open && lead());

  return {
    show(point) {
      now = point;
      root.hidden = !(state.manual || state.origin || state.reached);
      if (root.open) lead();
    },
  };
}
