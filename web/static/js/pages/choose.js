// Three problems under one line, with the consequences in words.

import "../ui/frame.js";
import { UNDEFINED } from "../core/format.js";
import { scaleOf, valueText } from "../core/scale.js";
import { metrics } from "../core/metrics.js";
import { mountLessonLine } from "../ui/lessonline.js";
import { mountQuestion } from "../ui/question.js";

const data = JSON.parse(document.getElementById("scan-data").textContent);
const values = [...document.querySelectorAll("[data-problem-metric]")];
const texts = [...document.querySelectorAll("[data-consequence]")];

mountLessonLine(data, (c) => {
  for (const element of values) {
    const id = element.dataset.problemMetric, { v, reason } = metrics[id](c);
    element.textContent = reason ? UNDEFINED : valueText(scaleOf(id), v);
  }
  for (const element of texts) {
    const id = element.dataset.consequence;
    element.textContent = data.consequences[id][c[id] === 1 ? 0 : 1];
  }
});
mountQuestion(document.querySelector("[data-question]"));
document.documentElement.dataset.live = "";
