// What the frame of every page has. Each entry imports it for its effect, which
// happens once.

import { mountComeback } from "./comeback.js";
import { mountFocusRing } from "./focusring.js";
import { mountThemeSwitch } from "./theme.js";

if (!document.querySelector("[data-report]")) mountComeback(); // a report is a file of its own
mountFocusRing();
mountThemeSwitch(document.querySelector("[data-theme-switch]"));
