// Links to pages of the same run that show it at the same state, but for the tab where
// they say which.

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
        const address = url.pathname + url.search + url.hash;
        if (link.getAttribute("href") !== address) link.setAttribute("href", address);
      }
    },
  };
}
