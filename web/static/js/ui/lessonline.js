// The line through the students of the lesson: dragged, moved by keys, or typed.

import { LESSON_FIELDS } from "../core/fields.js";
import { parseThreshold } from "../core/format.js";
import { put } from "../core/state.js";
import { mountStudents } from "./students.js";

// mountLessonLine calls draw, once a frame, with the counts where the line is and its
// index from the lowest threshold up.
export function mountLessonLine(data, draw) {
  const last = data.thresholds.length - 1;
  const form = document.querySelector("[data-line-form]");
  const field = form.querySelector("[name=threshold]");
  const slider = form.querySelector("[data-line-slider]");
  const status = document.querySelector("[data-status]");
  const counts = [...document.querySelectorAll("[data-lesson-count]")];
  const sorted = [...new Set(data.scores)].sort((a, b) => a - b);

  // All whose rank lies above the index are called positive.
  const cellsAt = data.thresholds.map((_, i) => {
    const c = { tp: 0, fp: 0, fn: 0, tn: 0 };
    for (const [s, positive] of data.positive.entries()) c[data.rank[s] > i ? (positive ? "tp" : "fp") : positive ? "fn" : "tn"]++;
    return c;
  });

  let index = data.index, pending = false, timer = 0;
  const line = { data, cellsAt, index: () => index, move, write };
  line.students = mountStudents(document.querySelector("[data-students]"), line);

  slider?.addEventListener("input", () => move(Number(slider.value)));
  field?.addEventListener("change", typed);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (field) typed();
  });

  function move(to) {
    index = Math.min(Math.max(to, 0), last);
    if (pending) return;
    pending = true;
    requestAnimationFrame(() => {
      pending = false;
      show();
    });
  }

  function typed() {
    const t = parseThreshold(field.value);
    if (Number.isNaN(t)) {
      field.setAttribute("aria-invalid", "true");
      status.textContent = `“${field.value}” is not a number.`;
      return;
    }
    const at = sorted.findIndex((score) => score >= t);
    move(at < 0 ? last : at);
  }

  const spoken = (c) => `threshold ${data.thresholds[index]}: ` + ["tp", "fn", "fp", "tn"].map((id) => `${c[id]} ${data.cells[id]}`).join(", ");

  function show() {
    const c = cellsAt[index], text = data.thresholds[index];
    if (field) {
      slider.value = String(index);
      slider.setAttribute("aria-valuetext", spoken(c));
      if (field.value !== text) field.value = text;
      field.removeAttribute("aria-invalid");
    }
    line.students.show(index, spoken(c));
    for (const element of counts) element.textContent = String(c[element.dataset.lessonCount]);
    draw(c, index);
    clearTimeout(timer);
    timer = setTimeout(() => {
      const url = new URL(location.href);
      write(url);
      if (url.href !== location.href) history.replaceState(null, "", url);
    }, 150);
  }

  // write puts the threshold into an address, where the first one is left out.
  function write(url) {
    put(url, { threshold: index === data.default ? null : index === last ? "inf" : data.thresholds[index] }, LESSON_FIELDS);
  }

  line.show = show;
  show();
  return line;
}
