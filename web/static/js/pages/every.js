// What every page has: the theme switch and, where there is one, the upload form.

import { mountThemeSwitch } from "../ui/theme.js";
import { mountUpload } from "../ui/upload.js";

mountThemeSwitch(document.querySelector("[data-theme-switch]"));
for (const form of document.querySelectorAll("[data-upload]")) mountUpload(form);
