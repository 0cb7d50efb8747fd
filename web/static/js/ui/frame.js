// What the frame of every page has. Each entry imports it for its effect, which
// happens once.

import { mountComeback } from "./comeback.js";
import { mountFocusRing } from "./focusring.js";
import { mountPalette } from "./palette.js";
import { mountThemeSwitch } from "./theme.js";

if (!document.querySelector("[data-report]")) { // a report is one file without a server
  mountComeback();
  mountPalette();
}
mountFocusRing();
mountThemeSwitch(document.querySelector("[data-theme-switch]"));
