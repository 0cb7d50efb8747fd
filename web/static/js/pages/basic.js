// Pages without a script of their own: the upload form where there is one, and what
// follows it.

import "../ui/frame.js";
import { mountDraft, mountWork } from "../ui/draft.js";
import { mountUpload } from "../ui/upload.js";

for (const form of document.querySelectorAll("[data-upload]")) mountUpload(form);
for (const form of document.querySelectorAll("[data-draft]")) mountDraft(form);
for (const section of document.querySelectorAll("[data-draft-work]")) mountWork(section);
