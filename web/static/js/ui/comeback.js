import { served } from "./renew.js";

// whenBack does something once a person has gone back to this page, and sees it
// as the browser kept it, be it in memory or in its cache.
export function whenBack(act) {
  addEventListener("pageshow", (event) => {
    if (event.persisted || /** @type {PerformanceNavigationTiming[]} */ (performance.getEntriesByType("navigation"))[0]?.type === "back_forward") act();
  });
}

// mountComeback shows a page anew once a person has gone back to it, if its head
// has changed since: a run may have another name by now.
export function mountComeback() {
  const head = (page) => page.querySelector(".page-head")?.textContent.replace(/\s+/g, " ").trim();
  whenBack(async () => {
    const now = await served(location.href).catch(() => null); // without an answer the page stays
    if (now && head(now) !== head(document)) location.reload();
  });
}
