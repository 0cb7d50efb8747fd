// What every report has: its files, print, and the numbers of each threshold. Entries
// import it for its effect.

import "./frame.js";
import { Stops } from "../core/stops.js";
import { answers, fetched } from "./fetched.js";
import { saveAs } from "./save.js";

for (const button of document.querySelectorAll("[data-save]")) {
  const name = button.dataset.save;
  const type = name.endsWith(".csv") ? "text/csv" : "application/json";
  button.addEventListener("click", () => saveAs(new Blob([answers[name]], { type }), name));
}
document.querySelector("[data-save-stops]")?.addEventListener("click", async ({ target }) => saveAs(new Blob([await thresholds()], { type: "text/csv" }), target.dataset.saveStops));
document.querySelector("[data-print]").addEventListener("click", () => print());
document.querySelector("[data-reload]")?.addEventListener("click", () => location.reload());

// On paper nothing can be opened.
addEventListener("beforeprint", () => {
  for (const details of document.querySelectorAll("details:not([open], .menu, .menu *)")) {
    details.open = true;
    addEventListener("afterprint", () => (details.open = false), { once: true });
  }
});

// thresholds returns all operating points that the report holds as CSV, of several
// runs one after the other.
async function thresholds() {
  const island = (id) => JSON.parse(document.getElementById(id)?.textContent ?? "null");
  const several = island("compare-data");
  const names = [...document.querySelectorAll("[data-run] th bdi")].map((name) => name.textContent);
  const lines = [[...(several ? ["run"] : []), "threshold", "tp", "fp", "fn", "tn"].join()];
  for (const [i, { display }] of (several?.runs ?? [island("run-data")]).entries()) {
    const stops = new Stops(await fetched(display, "arrayBuffer"));
    for (let k = 0; k < stops.length; k++) {
      const { tp, fp, fn, tn } = stops.cells(k);
      const t = stops.threshold[k];
      lines.push([...(several ? [quoted(names[i])] : []), t === Infinity ? "inf" : t, tp, fp, fn, tn].join());
    }
  }
  return lines.join("\n") + "\n";
}

// quoted returns a name as a cell that no spreadsheet takes for a formula.
function quoted(name) {
  return `"${name.replace(/^(?=[=+\-@\t\r])/, "'").replaceAll('"', '""')}"`;
}
