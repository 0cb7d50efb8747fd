// The upload form: choosing files, or dropping files and folders anywhere on the
// page, sends them at once. It shows how far they are sent, cancels, and shows
// what is wrong without losing the form. The page of the draft follows.

import { whenBack } from "./comeback.js";
import { droppedFiles } from "./dropped.js";

export function mountUpload(form) {
  const input = form.querySelector("[data-upload-file]");
  const cancel = form.querySelector("[data-upload-cancel]");
  const progress = form.querySelector("[data-upload-progress]");
  const bar = progress.querySelector("progress");
  const phase = progress.querySelector("[data-upload-phase]");
  const problem = form.querySelector("[data-upload-problem]");
  let request = null;

  cancel.addEventListener("click", () => request?.abort());
  input.addEventListener("change", () => send([...input.files].map((file) => ({ file, name: file.name }))));

  for (const name of /** @type {const} */ (["dragenter", "dragover"])) {
    addEventListener(name, (event) => {
      if (!event.dataTransfer?.types.includes("Files")) return;
      event.preventDefault();
      form.dataset.over = "";
    });
  }
  addEventListener("dragleave", (event) => {
    if (event.relatedTarget === null) delete form.dataset.over;
  });
  addEventListener("drop", async (event) => {
    delete form.dataset.over;
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    const files = await droppedFiles(event.dataTransfer);
    if (files.length > 0) send(files);
    else show({ detail: "The folder has no files" });
  });

  // After going back, the page shows the current state: the browser may have kept
  // it as it was.
  addEventListener("pagehide", () => busy(false));
  whenBack(() => location.reload());

  function send(files) {
    if (request || files.length === 0) return; // one upload at a time
    const what = files.length === 1 ? files[0].name : `${files.length} files`;
    const body = new FormData(form);
    body.delete("file");
    for (const { file, name } of files) body.append("file", file, name);
    show(null);
    request = new XMLHttpRequest();
    busy(true);
    request.open("POST", form.getAttribute("action"));
    request.setRequestHeader("Accept", "application/json");
    request.responseType = "json";
    request.upload.addEventListener("progress", (event) => {
      if (!event.lengthComputable) return;
      bar.value = event.loaded / event.total;
      phase.textContent = event.loaded < event.total ? `Sending ${what}: ${Math.floor((100 * event.loaded) / event.total)}%` : `${what} sent …`;
    });
    request.addEventListener("load", () => {
      const answer = request.response;
      if (request.status === 201 && answer?.location) return location.assign(answer.location);
      busy(false);
      show(answer ?? { detail: `The server answered ${request.status}` });
    });
    request.addEventListener("error", () => {
      busy(false);
      show({ detail: "The server could not be reached, or it closed the connection", hint: "Check that it is running and try again" });
    });
    request.addEventListener("abort", () => busy(false));
    request.send(body);
  }

  function busy(on) {
    input.disabled = on;
    cancel.hidden = progress.hidden = !on;
    bar.value = 0;
    phase.textContent = "";
    if (on) return;
    request = null;
    input.value = ""; // so that the same file can be chosen again
  }

  function show(trouble) {
    problem.hidden = trouble === null;
    if (trouble === null) return problem.replaceChildren();
    const place = trouble.place?.file;
    problem.replaceChildren(...[place && line("b", place), line("p", sentence(trouble.detail)), trouble.hint && line("p", sentence(trouble.hint))].filter(Boolean));
    problem.scrollIntoView({ block: "nearest" });
  }

  function sentence(text) {
    const begun = text.slice(0, 1).toUpperCase() + text.slice(1);
    return /[.?!]$/.test(begun) ? begun : begun + ".";
  }

  function line(tag, text) {
    const element = document.createElement(tag);
    element.textContent = text;
    return element;
  }
}
