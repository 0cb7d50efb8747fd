// The slider on the metric that has one value in several runs. It speaks of that
// value only; the page decides what follows from it, and may replace the slider.

import { number } from "../core/format.js";
import { mountMeeting } from "./meeting.js";
import { stepOf } from "./slider.js";

const steps = { 1: 0.01, "-1": -0.01, page: 0.1, "-page": -0.1 }; // shares of the slider
const slider = () => document.querySelector("[data-lock]");

// mountLock tells onMove each value that a person, or a room, moves the slider to,
// if there is one: values with as few digits as it can tell apart.
export function mountLock(onMove) {
  const ends = () => [Number(slider().min), Number(slider().max)];
  const to = (v) => {
    const [low, high] = ends();
    const digits = Math.max(0, Math.min(100, 3 - Math.floor(Math.log10(high - low))));
    onMove(Number(Math.min(Math.max(v, low), high).toFixed(digits)));
  };
  const onKey = (step) => {
    if (!slider()) return false;
    const [low, high] = ends();
    to(step === "first" ? low : step === "last" ? high : Number(slider().value) + steps[step] * (high - low));
  };
  document.addEventListener("input", (event) => {
    if (event.target === slider()) to(Number(event.target.value));
  });
  document.addEventListener("keydown", (event) => {
    const step = stepOf(event);
    if (step === undefined || event.target !== slider()) return;
    event.preventDefault();
    onKey(step);
  });
  mountMeeting(onKey);
  return {
    to,
    // between sets the ends of the slider.
    between(low, high) {
      slider().min = low;
      slider().max = high;
    },
    words: (value) => `${slider().labels[0].textContent} ${number(value)}`,
    // show puts a value where it stands on the page.
    show(value) {
      const text = number(value);
      slider().value = String(value);
      slider().setAttribute("aria-valuetext", text);
      document.querySelector("[data-lock-value]").textContent = text;
      const field = document.querySelector("[data-lock-form][data-current]")?.elements.bound;
      if (field && field !== document.activeElement) field.value = text;
    },
  };
}
