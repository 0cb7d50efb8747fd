// Where the site is. Pages give scripts the addresses that they need; one that a
// script makes of its own goes through here.

const base = document.documentElement.dataset.base ?? ""; // a report has none

// site returns the address of a path that begins at the root of the site.
export const site = (path) => base + path;
