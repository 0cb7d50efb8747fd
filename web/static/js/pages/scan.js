// One step of the lesson: the line, the students, the question, and what there
// is to play with.

import { parseThreshold, rate, UNDEFINED } from "../core/format.js";
import { metrics } from "../core/metrics.js";
import { mountCopyLink } from "../ui/copylink.js";
import { mountLessonWidget } from "../ui/lessonwidgets.js";
import { mountQuestion } from "../ui/question.js";
import { mountStateLinks } from "../ui/statelinks.js";
import { mountStudents } from "../ui/students.js";

const data = JSON.parse(document.getElementById("scan-data").textContent);
const last = data.thresholds.length - 1;
const field = document.getElementById("line");
const slider = document.querySelector("[data-line-slider]");
const status = document.querySelector("[data-status]");
const counts = [...document.querySelectorAll("[data-lesson-count]")];
const shown = document.querySelector("[data-lesson-metric]");

// cellsAt counts the outcomes at every index; the lowest threshold is index 0.
const cellsAt = data.thresholds.map((_, i) => {
  const c = { tp: 0, fp: 0, fn: 0, tn: 0 };
  for (const [s, positive] of data.positive.entries()) c[data.rank[s] > i ? (positive ? "tp" : "fp") : positive ? "fn" : "tn"]++;
  return c;
});

let index = data.index;
const lesson = { data, cellsAt, index: () => index, move };
const students = mountStudents(document.querySelector("[data-students]"), lesson);
const widget = mountLessonWidget(document.querySelector("[data-widget]"), lesson);
const links = mountStateLinks(document, write);
mountQuestion(document.querySelector("[data-question]"));
mountCopyLink(document.querySelector("[data-copy-link]"), status);

slider?.addEventListener("input", () => move(Number(slider.value)));
field?.addEventListener("change", typed);
document.querySelector("[data-line-form]").addEventListener("submit", (event) => {
  event.preventDefault();
  if (field) typed();
});
document.querySelector("[data-toggle]").addEventListener("click", (event) => {
  if (data.step === "school" || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const seated = students.walk();
  event.currentTarget.textContent = seated ? "In line" : "To the classrooms";
  const url = new URL(location);
  if (seated) url.searchParams.set("seated", "1");
  else url.searchParams.delete("seated");
  history.replaceState(null, "", url);
});

// Arrow and page keys belong to the lesson unless something else wants them.
addEventListener("keydown", (event) => {
  const turn = { ArrowLeft: -1, PageUp: -1, ArrowRight: 1, PageDown: 1 }[event.key];
  if (!turn || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
  if (event.target.closest("input, select, textarea, summary")) return;
  const link = document.querySelector(`[data-turn="${turn}"]`);
  if (!link) return;
  event.preventDefault();
  link.click();
});

let timer = 0;
let pending = false;
draw();
if (data.enter) students.enter();
document.documentElement.dataset.live = "";

// move puts the line to an index, once a frame.
function move(to) {
  index = Math.min(Math.max(to, 0), last);
  if (pending) return;
  pending = true;
  requestAnimationFrame(() => {
    pending = false;
    draw();
  });
}

function typed() {
  const t = parseThreshold(field.value);
  if (Number.isNaN(t)) {
    field.setAttribute("aria-invalid", "true");
    status.textContent = `“${field.value}” is not a number.`;
    return;
  }
  // The index of t: all whose score is at or above it are called.
  const sorted = [...new Set(data.scores)].sort((a, b) => a - b);
  const at = sorted.findIndex((score) => score >= t);
  move(at < 0 ? last : at);
}

function draw() {
  const c = cellsAt[index];
  const text = data.thresholds[index];
  if (field) {
    slider.value = String(index);
    slider.setAttribute("aria-valuetext", spoken());
    if (field.value !== text) field.value = text;
    field.removeAttribute("aria-invalid");
  }
  students.show(index, spoken());
  for (const element of counts) element.textContent = String(c[element.dataset.lessonCount]);
  if (shown) {
    const { v, reason } = metrics[shown.dataset.lessonMetric](c);
    shown.querySelector("[data-lesson-value]").textContent = reason ? UNDEFINED : rate(v);
    shown.querySelector("[data-lesson-reason]").textContent = reason ? `undefined: ${data.reasons[reason]}` : "";
  }
  widget?.show(index);
  links.show();
  clearTimeout(timer);
  timer = setTimeout(() => {
    const url = new URL(location);
    write(url);
    if (url.href !== location.href) history.replaceState(null, "", url);
  }, 150);
}

function spoken() {
  const c = cellsAt[index];
  return `threshold ${data.thresholds[index]}: ` + ["tp", "fn", "fp", "tn"].map((id) => `${c[id]} ${data.cells[id]}`).join(", ");
}

// write puts the threshold into an address, where the first one is left out.
function write(url) {
  if (index === data.default) url.searchParams.delete("threshold");
  else url.searchParams.set("threshold", index === last ? "inf" : data.thresholds[index]);
}
