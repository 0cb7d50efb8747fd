// The band of thresholds where the optimum of a policy lies in other samples, behind the
// bars of the histogram.

import { thresholdRange } from "../core/format.js";

const ROOM = { long: 0.36, short: 0.5 }; // for the captions, as shares of the slider

// mountPlateau keeps the band up to date, and state.plateau, the same range for charts:
// {low, high}, or null.
export function mountPlateau(run) {
  const { data, stops, state } = run;
  const group = document.querySelector("[data-plateau]");
  const place = (t) => Math.min(Math.max(run.axis.at(t), 0), 1);
  let shown = [null]; // what was shown
  const number = (t) => (t === "inf" ? Infinity : Number(t));

  // rangeOf widens the interval of an optimum so that it contains the optimum itself.
  function rangeOf(optimum, { threshold }) {
    if (!optimum || optimum.pending || optimum.low === null || optimum.low === undefined) return null;
    return { low: Math.min(number(optimum.low), threshold), high: Math.max(number(optimum.high), threshold) };
  }

  function element(tag, attributes, text) {
    const made = document.createElementNS(group.namespaceURI, tag);
    for (const [name, v] of Object.entries(attributes)) made.setAttribute(name, v);
    if (text) made.textContent = text;
    return made;
  }

  function caption(kind, text, low, high) {
    const side = high <= 1 - ROOM[kind] ? "right" : low >= ROOM[kind] ? "left" : "within";
    return element("text", {
      class: kind, x: `${100 * (side === "left" ? low : high)}%`, y: "100%", dx: side === "right" ? 8 : -8, dy: -8,
      "text-anchor": side === "right" ? "start" : "end",
    }, text);
  }

  function show(optimum, point) {
    shown = [optimum, point];
    state.plateau = point ? rangeOf(optimum, point) : null;
    run.plateauChanged();
    const pending = optimum?.pending, { plateau } = state, words = data.plateau;
    if (!plateau && !pending) return group.replaceChildren();
    const [low, high] = [place((plateau ?? { low: point.threshold }).low), place((plateau ?? { high: point.threshold }).high)];
    const fill = (text) => (plateau ? text.replace("{range}", thresholdRange(plateau.low, plateau.high, stops.span, data.axis.percent)) : words.pending);
    const band = () => element("rect", { class: "band", x: `${100 * low}%`, width: `${100 * (high - low)}%`, y: 0, height: "100%", rx: 3 });
    group.replaceChildren(...(plateau ? [band()] : []), ...["long", "short"].map((kind) => caption(kind, fill(words[kind]), low, high)));
  }

  state.plateau = rangeOf(data.optimum, { threshold: Number(data.point.threshold === "inf" ? Infinity : data.point.threshold) });
  return { show, moved: () => show(...shown) };
}
