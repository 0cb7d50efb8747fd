// What the frame of every page has. Each entry imports it for its effect, which
// happens once.

import { mountThemeSwitch } from "./theme.js";

mountThemeSwitch(document.querySelector("[data-theme-switch]"));
