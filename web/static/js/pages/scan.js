// One step of the lesson: the line, the students, the question, and what there
// is to play with.

import "../ui/frame.js";
import { LESSON_FIELDS } from "../core/fields.js";
import { UNDEFINED } from "../core/format.js";
import { scaleOf, valueText } from "../core/scale.js";
import { metrics } from "../core/metrics.js";
import { put } from "../core/state.js";
import { mountCopyLink } from "../ui/copylink.js";
import { mountLessonWidget } from "../ui/lessonwidgets.js";
import { mountLessonLine } from "../ui/lessonline.js";
import { mountQuestion } from "../ui/question.js";
import { mountStateLinks } from "../ui/statelinks.js";

const data = JSON.parse(document.getElementById("scan-data").textContent);
const shown = document.querySelector("[data-lesson-metric]");
let widget, links;

const line = mountLessonLine(data, (c, index) => {
  if (shown) {
    const id = shown.dataset.lessonMetric, { v, reason } = metrics[id](c);
    shown.querySelector("[data-lesson-value]").textContent = reason ? UNDEFINED : valueText(scaleOf(id), v);
    shown.querySelector("[data-lesson-reason]").textContent = reason ? `undefined: ${data.reasons[reason]}` : "";
  }
  widget?.show(index);
  links?.show();
});
widget = mountLessonWidget(document.querySelector("[data-widget]"), line);
links = mountStateLinks(document, line.write);
mountQuestion(document.querySelector("[data-question]"));
mountCopyLink(document.querySelector("[data-copy-link]"), document.querySelector("[data-status]"));

document.querySelector("[data-toggle]").addEventListener("click", (event) => {
  if (data.step === "school" || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const seated = line.students.walk();
  event.currentTarget.textContent = seated ? "In line" : "To the classrooms";
  const url = new URL(location.href);
  put(url, { seated: seated ? "1" : null }, LESSON_FIELDS);
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

line.show();
if (data.enter) line.students.enter();
document.documentElement.dataset.live = "";
