// What the frame of every page has. Each entry imports it for its effect, which
// happens once.

import { mountComeback } from "./comeback.js";
import { mountFocusRing } from "./focusring.js";
import { mountPalette } from "./palette.js";
import { mountThemeSwitch } from "./theme.js";

if (!document.querySelector("[data-report]")) { // a report is a file of its own
  mountComeback();
  mountPalette();
}
mountFocusRing();
mountThemeSwitch(document.querySelector("[data-theme-switch]"));
