// What the chart of an ROC curve shows besides the curve: its band, which may still be
// computed by the server.

import { fetched } from "../fetched.js";

const SIDE = 1000, TIMES = 10;

// showBand draws the band when the server has found it, for which it lets wait. place
// gives the place of a point.
export async function showBand(card, address, place) {
  const note = card.querySelector("[data-band-note]");
  note.textContent = "The band around it is being computed.";
  try {
    for (let n = 0; n < TIMES; n++) {
      const { pending, fpr, low, high, said } = await fetched(address, "json");
      if (pending) continue;
      note.textContent = said;
      if (fpr.length === 0) return;
      const corner = (x, y) => {
        const [across, up] = place(x, y);
        return `${Math.round(across * SIDE)} ${Math.round((1 - up) * SIDE)}`;
      };
      const around = [...fpr.map((x, i) => corner(x, high[i])), ...fpr.map((x, i) => corner(x, low[i])).reverse()];
      card.querySelector("[data-band]").setAttribute("d", `M${around.join("L")}`);
      return;
    }
  } catch {
    note.textContent = "The band around it did not come: load the page again.";
  }
}
