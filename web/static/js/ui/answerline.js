// The line that says in a few sentences what the operating point means.

import { answerParts } from "../core/answer.js";
import { setText } from "./settext.js";

const REST = 700; // milliseconds after which a screen reader hears the answer

// mountAnswer keeps the line true while the threshold moves. status is the region that
// screen readers read aloud.
export function mountAnswer({ data, state }, status) {
  const line = document.querySelector("[data-answer]");
  const optimist = document.querySelector("[data-optimist]");
  const origin = document.querySelector("[data-origin]"); // only if the threshold was chosen on another run
  let resting = 0;
  let last = /** @type {string | null} */ (null); // what the line said

  // write changes the texts of the pieces, and the pieces only if there are others.
  function write(parts) {
    const shape = parts.map(({ strong }) => (strong ? "b" : "#text")).join();
    if (shape !== [...line.childNodes].map((node) => node.nodeName.toLowerCase()).join()) {
      line.replaceChildren(...parts.map(({ strong }) => (strong ? document.createElement("b") : document.createTextNode(""))));
    }
    parts.forEach(({ text }, i) => setText(line.childNodes[i], text));
  }

  return {
    show({ text, cells }) {
      write(answerParts({ text, cells, prevalence: state.setting.prevalence, reason: state.reason, names: data.answer.names, texts: data.answer.texts }));
      optimist.hidden = !state.optimistic;
      if (origin) origin.hidden = !state.origin;
      const now = line.textContent;
      if (now === last) return; // nothing to say: the status may speak of something else
      clearTimeout(resting);
      if (last !== null) resting = setTimeout(() => (status.textContent = now), REST);
      last = now;
    },
  };
}
