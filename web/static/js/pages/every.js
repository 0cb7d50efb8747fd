// What every page has: the theme switch and, where there is one, the upload form
// or what follows it.

import { mountComeback } from "../ui/comeback.js";
import { mountDraft, mountWork } from "../ui/draft.js";
import { mountFocusRing } from "../ui/focusring.js";
import { mountThemeSwitch } from "../ui/theme.js";
import { mountUpload } from "../ui/upload.js";

mountComeback();
mountFocusRing();
mountThemeSwitch(document.querySelector("[data-theme-switch]"));
for (const form of document.querySelectorAll("[data-upload]")) mountUpload(form);
for (const form of document.querySelectorAll("[data-draft]")) mountDraft(form);
for (const section of document.querySelectorAll("[data-draft-work]")) mountWork(section);
