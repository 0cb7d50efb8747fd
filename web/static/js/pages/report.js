// A report: the page of a run, or of several, without a server. All scripts lie in
// the one file, which is why this module is bundled.

import { answers } from "../ui/fetched.js";
import { saveAs } from "../ui/save.js";
import { mountThemeSwitch } from "../ui/theme.js";

mountThemeSwitch(document.querySelector("[data-theme-switch]"));
for (const button of document.querySelectorAll("[data-save]")) {
  const name = button.dataset.save;
  const type = name.endsWith(".csv") ? "text/csv" : "application/json";
  button.addEventListener("click", () => saveAs(new Blob([answers[name]], { type }), name));
}
document.querySelector("[data-print]").addEventListener("click", () => print());
document.querySelector("[data-reload]")?.addEventListener("click", () => location.reload());

// On paper nothing can be opened.
addEventListener("beforeprint", () => {
  for (const details of document.querySelectorAll("details:not([open])")) {
    details.open = true;
    addEventListener("afterprint", () => (details.open = false), { once: true });
  }
});

if (document.getElementById("run-data")) await import("./run.js");
if (document.getElementById("compare-data")) await import("./compare.js");
document.documentElement.dataset.live = ""; // for tests, also of what does not move
