// A room looks at the page together: the arrow and page keys move the one
// slider, wherever the focus is, and the page can fill the screen.

import { stepOf } from "./slider.js";

// What needs these keys itself.
const takers = "input, select, textarea, [contenteditable]";

// mountMeeting calls onKey, if the page has a slider, with where a key moves it
// to; false is the answer of one that has none just now. It does nothing on a page
// that is not in the mode for a room.
/** @param {((step: string | number) => unknown) | null} [onKey] */
export function mountMeeting(onKey = null) {
  if (!document.documentElement.hasAttribute("data-meeting")) return;
  if (onKey) document.addEventListener("keydown", (event) => {
    const step = stepOf(event);
    if (step === undefined || event.defaultPrevented || event.target.closest(takers)) return;
    if (onKey(step) !== false) event.preventDefault();
  });

  const button = document.querySelector("[data-full-screen]");
  const label = () => (button.textContent = document.fullscreenElement ? "Leave full screen" : "Full screen");
  button.hidden = !document.fullscreenEnabled;
  button.addEventListener("click", () =>
    document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen());
  document.addEventListener("fullscreenchange", label);
}
