// whenBack does something once a person has gone back to this page, and sees it
// as the browser kept it, be it in memory or in its cache.
export function whenBack(act) {
  addEventListener("pageshow", (event) => {
    if (event.persisted || /** @type {PerformanceNavigationTiming[]} */ (performance.getEntriesByType("navigation"))[0]?.type === "back_forward") act();
  });
}
