// The strip of all images by their Dice, with the mean and the pooled value.

import { pile } from "../core/images.js";

const NEAR = 40; // pixels from a dot at which the pointer means it

// mountDiceStrip draws images by name; data.note is said while none is pointed at.
// chosen returns the number of the one that is open, and onPick gets that of one
// that a person picks. text writes a value.
export function mountDiceStrip(figure, { data, text, chosen, onPick }) {
  const plot = figure.querySelector("[data-strip-plot]");
  const note = figure.querySelector("[data-strip-note]");
  const dots = figure.querySelector("[data-dots]"), open = figure.querySelector("[data-chosen]");
  let places = [], values = [];

  const say = (said) => note.textContent !== said && (note.textContent = said);
  const dot = (at) => (at ? `M${at[0]} ${at[1]}h0` : "");
  const nearest = (event) => {
    const box = plot.getBoundingClientRect();
    const far = (at) => (at ? Math.hypot((at[0] / 1000) * box.width - (event.clientX - box.left), (at[1] / 1000) * box.height - (event.clientY - box.top)) : Infinity);
    let best = -1;
    for (const [i, at] of places.entries()) if (at && (best < 0 || far(at) < far(places[best]))) best = i;
    return best >= 0 && far(places[best]) < NEAR ? best : -1;
  };
  plot.addEventListener("pointermove", (event) => {
    const i = nearest(event);
    say(i < 0 ? data.note : `${data.images[i].name}: Dice ${text(values[i])}`);
    plot.toggleAttribute("data-near", i >= 0);
  });
  plot.addEventListener("pointerleave", () => say(data.note));
  plot.addEventListener("click", (event) => {
    const i = nearest(event);
    if (i >= 0) onPick(i);
  });

  const choose = () => open.setAttribute("d", dot(places[chosen()]));
  return {
    choose,
    show(each, mean, pooled) {
      values = each;
      places = pile(each);
      dots.setAttribute("d", places.map(dot).join(""));
      choose();
      for (const [id, { v }] of Object.entries({ mean, pooled })) {
        const line = figure.querySelector(`[data-mark="${id}"]`);
        line.setAttribute("display", v === undefined ? "none" : "inline");
        for (const end of ["x1", "x2"]) line.setAttribute(end, v === undefined ? "0" : percent(v));
      }
    },
  };
}

// percent writes a share as a place of a drawing.
export const percent = (share) => `${Math.round(share * 1e5) / 1e3}%`;
