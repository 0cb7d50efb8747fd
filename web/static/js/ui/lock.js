// The slider on the metric that has one value in several runs. It speaks of that
// value only; the page decides what follows from it.

import { number } from "../core/format.js";
import { mountMeeting } from "./meeting.js";
import { stepOf } from "./slider.js";

const steps = { 1: 0.01, "-1": -0.01, page: 0.1, "-page": -0.1 }; // shares of the slider

// mountLock tells onMove each value that a person, or a room, moves the slider to:
// one with as few digits as the slider can tell apart. It returns null on a page
// where nothing is locked.
export function mountLock(onMove) {
  const slider = document.querySelector("[data-lock]");
  if (!slider) {
    mountMeeting();
    return null;
  }
  const shown = document.querySelector("[data-lock-value]");
  let value = Number(slider.value);
  const to = (v) => {
    const [low, high] = [Number(slider.min), Number(slider.max)];
    const digits = Math.max(0, Math.min(100, 3 - Math.floor(Math.log10(high - low))));
    value = Number(Math.min(Math.max(v, low), high).toFixed(digits));
    onMove(value);
  };
  const onKey = (step) => {
    const [low, high] = [Number(slider.min), Number(slider.max)];
    to(step === "first" ? low : step === "last" ? high : value + steps[step] * (high - low));
  };
  slider.addEventListener("input", () => to(Number(slider.value)));
  slider.addEventListener("keydown", (event) => {
    const step = stepOf(event);
    if (step === undefined) return;
    event.preventDefault();
    onKey(step);
  });
  mountMeeting(onKey);
  return {
    to,
    // between sets the ends of the slider.
    between(low, high) {
      slider.min = low;
      slider.max = high;
    },
    words: () => `${slider.labels[0].textContent} ${number(value)}`,
    // show puts the value where it stands on the page.
    show() {
      const text = number(value);
      slider.value = String(value);
      slider.setAttribute("aria-valuetext", text);
      shown.textContent = text;
      const field = document.querySelector("[data-lock-form][data-current]")?.elements.bound;
      if (field && field !== document.activeElement) field.value = text;
    },
  };
}
