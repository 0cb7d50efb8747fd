import { pairs, rocPoint } from "../../core/curves.js";
import { fetched } from "../fetched.js";
import { nearestOn, textOr } from "./shared.js";

const SIDE = 1000, TIMES = 10;

export function roc({ stops }, { hull, band }, card) {
  if (band) showBand(card, band);
  return {
    points: () => ({ roc: pairs(stops, rocPoint), chance: [[0, 0], [1, 1]], hull }),
    pick: nearestOn(stops, rocPoint),
    place: ({ cells }) => ({ dots: { roc: rocPoint(cells) } }),
    read({ text, cells }) {
      const [x, y] = rocPoint(cells);
      return `At ${text}: true positive rate ${textOr(y)}, false positive rate ${textOr(x)}`;
    },
  };
}

// showBand draws the band when the server has found it, for which it lets wait.
async function showBand(card, address) {
  const note = card.querySelector("[data-band-note]");
  note.textContent = "The band around it is being computed.";
  try {
    for (let n = 0; n < TIMES; n++) {
      const { pending, fpr, low, high, said } = await fetched(address, "json");
      if (pending) continue;
      note.textContent = said;
      if (fpr.length === 0) return;
      const place = (x, y) => `${Math.round(x * SIDE)} ${Math.round((1 - y) * SIDE)}`;
      const around = [...fpr.map((x, i) => place(x, high[i])), ...fpr.map((x, i) => place(x, low[i])).reverse()];
      card.querySelector("[data-band]").setAttribute("d", `M${around.join("L")}`);
      return;
    }
  } catch {
    note.textContent = "The band around it did not come: load the page again.";
  }
}
