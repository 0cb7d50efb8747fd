// Links to pages of the same run and of others that show it at the same state, but for the tab where
// they say which, and the threshold where they lead to another run.

import { put } from "../core/state.js";

// mountStateLinks keeps the links up to date. write puts the state at a point
// into an address.
export function mountStateLinks(root, write) {
  const links = [...root.querySelectorAll("a[data-state-link]")];
  return {
    show(point) {
      for (const link of links) {
        const url = new URL(link.href);
        write(url, point);
        if (link.dataset.ofTab) put(url, { tab: link.dataset.ofTab });
        if (link.dataset.ofRun) put(url, { threshold: null, chosen_on: null, chosen_in: null, chosen_by: null, zoom: null });
        const address = url.pathname + url.search + url.hash;
        if (link.getAttribute("href") !== address) link.setAttribute("href", address);
      }
    },
  };
}
