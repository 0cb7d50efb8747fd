// The rows of one outcome on the tab of errors. They enter and leave the table as the
// threshold moves: the browser has those around it in the order of their scores.

import { quantity, scoreBeside } from "../core/format.js";
import { fetched } from "./fetched.js";
import { setAttribute, setText } from "./settext.js";

const MARGIN = 100; // rows left at an end of the window when it is loaded anew

// ErrorRows shows the rows of a section at a point.
export class ErrorRows {
  constructor(section, run, servedAt) {
    this.section = section;
    this.servedAt = servedAt; // the threshold of the rows that the server sent, on any page
    this.run = run;
    this.cell = section.dataset.errorRows;
    this.perPage = Number(section.dataset.perPage);
    this.body = section.querySelector("tbody");
    this.shown = section.querySelector("[data-shown]");
    this.classes = [...section.querySelectorAll("th:not(.score-cell)")].map((th) => th.className);
    this.follows = section.hasAttribute("data-follows-threshold");
    this.window = null; // rows of the class around the threshold, until they are there
    this.made = new Map(); // table rows by place
    this.listed = null; // the places in the table; null: those of the server
  }

  // load gets the rows around the threshold at an address, unless the window has them.
  async load(address, point) {
    if (this.window && this.inside(point)) return;
    this.window = await fetched(address, "json");
    this.made.clear();
  }

  // boundary returns how many rows of the class have a score at or above the threshold;
  // -1 if the stops do not tell.
  boundary({ threshold, index }) {
    const { stops } = this.run, k = stops.at(threshold);
    if (stops.index[k] !== index) return -1;
    return this.cell === "tp" || this.cell === "fn" ? stops.tp[k] : stops.fp[k];
  }

  inside(point) {
    const at = this.boundary(point), { from, rows, total } = this.window, to = from + rows.length;
    return at >= 0 && (from === 0 || at - from >= MARGIN) && (to === total || to - at >= MARGIN);
  }

  // show shows the rows nearest to the threshold. Where the browser does not have them the
  // table stays, marked as stale, and it returns false.
  show(point) {
    const untouched = this.listed === null && point.threshold === this.servedAt;
    const known = untouched || (this.window !== null && this.draw(point));
    if (this.section.hasAttribute("data-stale") === known) this.section.toggleAttribute("data-stale", !known);
    return known;
  }

  draw(point) {
    const at = this.boundary(point), { from, rows, total } = this.window;
    if (at < 0) return false;
    const above = this.cell === "tp" || this.cell === "fp", count = above ? at : total - at, n = Math.min(count, this.perPage);
    const places = Array.from({ length: n }, (_, i) => (above ? at - 1 - i : at + i));
    if (n > 0 && (Math.min(...places) < from || Math.max(...places) >= from + rows.length)) return false;
    const line = this.place(point.threshold);
    const list = places.map((place) => this.row(place, rows[place - from], line, point.threshold));
    const listed = places.join();
    if (listed !== this.listed) this.body.replaceChildren(...list);
    this.listed = listed;
    const { one, several } = this.section.dataset;
    setText(this.shown, count === 0 ? `No ${several} at ${point.text}.` : `1–${quantity(n)} of ${quantity(count)} ${count === 1 ? one : several} at ${point.text}.`);
    return true;
  }

  place(score) {
    return `${100 * Math.min(Math.max(this.run.axis.at(score), 0), 1)}%`;
  }

  // row returns the table row of a place, with its score beside the threshold.
  row(place, { score, cells }, line, threshold) {
    if (!this.made.has(place)) this.made.set(place, this.make(cells));
    const { element, parts } = this.made.get(place), at = this.place(score);
    setAttribute(parts.distance, "x1", at);
    setAttribute(parts.mark, "cx", at);
    setAttribute(parts.distance, "x2", line);
    for (const end of ["x1", "x2"]) setAttribute(parts.at, end, line);
    setText(parts.score, scoreBeside(score, threshold));
    return element;
  }

  make(cells) {
    const element = document.createElement("tr");
    for (const [i, text] of cells.entries()) {
      const cell = element.insertCell(), isolated = document.createElement("bdi");
      cell.className = this.classes[i];
      cell.append(isolated);
      isolated.textContent = text;
      if (i === 0) element.append(scoreCell());
    }
    const part = (name) => element.querySelector(`.score-cell .${name}`);
    return { element, parts: { distance: part("distance"), at: part("at"), mark: part("mark"), score: part("figures") } };
  }
}

// scoreCell returns the cell of a score, as the server makes it.
function scoreCell() {
  const template = document.createElement("template");
  template.innerHTML = `<td class="score-cell"><svg class="score-line" aria-hidden="true"><line class="track" x1="0" x2="100%" y1="50%" y2="50%"></line><line class="distance" x1="0" x2="0" y1="50%" y2="50%"></line><line class="at" x1="0" x2="0" y1="15%" y2="85%"></line><circle class="mark" cx="0" cy="50%" r="4"></circle></svg><b class="figures"></b></td>`;
  return template.content.children[0];
}
