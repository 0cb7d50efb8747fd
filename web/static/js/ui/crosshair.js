// The crosshair: the threshold under the pointer on every chart and in the histogram, with
// what it gives in a box next to the pointer. It asks for nothing and changes nothing;
// screen readers hear of the threshold itself only.

import { quantity, UNDEFINED } from "../core/format.js";
import { mountPlace } from "./place.js";

const NEAR = 14; // pixels from the pointer to the box
const ROOM = { x: 280, y: 200 }; // that the box needs: with less it stands on the other side
const COUNTS = ["tp", "fn", "fp", "tn"];

// mountCrosshair shows the threshold under the pointer on what charts() returns: functions
// of a point, or of null when the pointer has left.
export function mountCrosshair(run, charts) {
  const box = document.createElement("div"), heading = document.createElement("b"), list = document.createElement("ul");
  box.className = "crosshair";
  box.hidden = true;
  box.setAttribute("aria-hidden", "true");
  box.append(heading, list);
  document.body.append(box);
  const histogram = document.querySelector("[data-histogram]"), placeOf = mountPlace(histogram);
  const plot = histogram.querySelector(".plot");
  const line = plot.appendChild(document.createElementNS(plot.namespaceURI, "line"));
  for (const [name, v] of Object.entries({ class: "hover", y1: "0", y2: "100%", display: "none" })) line.setAttribute(name, v);
  let wanted = null, frame = 0, shown = null;
  let edge = { x: innerWidth - ROOM.x, y: innerHeight - ROOM.y };
  addEventListener("resize", () => (edge = { x: innerWidth - ROOM.x, y: innerHeight - ROOM.y }));

  // over shows the stop that pick returns in the next frame, with the rows about it. A
  // finger, which covers what is under it, shows none.
  function over(event, pick, rows) {
    if (event.pointerType === "touch") return;
    wanted = event.buttons === 0 ? { x: event.clientX, y: event.clientY, pick, rows } : null;
    frame ||= requestAnimationFrame(draw);
  }

  function leave() {
    wanted = null;
    if (shown) frame ||= requestAnimationFrame(draw);
  }

  function draw() {
    frame = 0;
    if (!wanted) return hide();
    const { x, y, pick, rows } = wanted, k = pick();
    if (shown?.k !== k || shown.rows !== rows) {
      shown = { k, rows };
      const point = run.threshold().atStop(k), at = run.axis.at(point.threshold);
      for (const chart of charts()) chart(point);
      line.setAttribute("display", at >= 0 && at <= 1 ? "inline" : "none");
      for (const end of ["x1", "x2"]) line.setAttribute(end, `${100 * at}%`);
      heading.textContent = run.inPercent() ? run.written(point.threshold) : point.text;
      list.replaceChildren(...rows(point).map(row));
    }
    const across = x > edge.x ? `calc(-100% - ${NEAR}px)` : `${NEAR}px`, down = y > edge.y ? `calc(-100% - ${NEAR}px)` : `${NEAR}px`;
    box.style.transform = `translate(${x}px, ${y}px) translate(${across}, ${down})`;
    box.hidden = false;
  }

  function hide() {
    if (!shown) return;
    shown = null;
    box.hidden = true;
    line.setAttribute("display", "none");
    for (const chart of charts()) chart(null);
  }

  function row({ hue, dash = "", name, text }) {
    const item = document.createElement("li");
    if (!name) {
      item.textContent = text;
      return item;
    }
    const key = document.createElement("span"), value = document.createElement("b");
    key.className = "key";
    Object.assign(key.dataset, { hue, dash });
    value.textContent = text;
    item.append(key, name, value);
    return item;
  }

  const counts = ({ cells }) => COUNTS.map((id) => ({ hue: id, name: run.data.cells[id], text: quantity(cells[id]) }));
  histogram.addEventListener("pointermove", (event) =>
    over(event, () => {
      const { left, width } = placeOf();
      return run.axis.nearest(run.stops, Math.min(Math.max((event.clientX - left) / width, 0), 1));
    }, counts));
  histogram.addEventListener("pointerdown", leave);
  histogram.addEventListener("pointerleave", leave);
  return { over, leave };
}

// byValue sorts rows by their values, undefined ones last, and writes them.
export const byValue = (rows) =>
  rows.toSorted((a, b) => (b.value ?? -Infinity) - (a.value ?? -Infinity)).map((row) => ({ ...row, text: row.value === undefined ? UNDEFINED : row.text }));
