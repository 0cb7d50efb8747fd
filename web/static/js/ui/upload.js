// The upload form: drop files anywhere on the page, see how far they are sent,
// cancel, and read what is wrong without losing the form. What follows is the
// page of the draft.

import { whenBack } from "./comeback.js";

export function mountUpload(form) {
  const input = form.querySelector("[data-upload-file]");
  const buttons = form.querySelectorAll("[data-upload-button], [data-upload-clean]");
  const progress = form.querySelector("[data-upload-progress]");
  const bar = progress.querySelector("progress");
  const phase = progress.querySelector("[data-upload-phase]");
  const problem = form.querySelector("[data-upload-problem]");
  let request = null;

  const cancel = document.createElement("button");
  cancel.type = "button";
  cancel.className = "button";
  cancel.textContent = "Cancel";
  cancel.hidden = true;
  cancel.addEventListener("click", () => request?.abort());
  buttons[buttons.length - 1].after(cancel);

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (input.files.length > 0) send(event.submitter?.getAttribute("formaction"));
  });

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
  addEventListener("drop", (event) => {
    delete form.dataset.over;
    if (!event.dataTransfer?.files.length) return;
    event.preventDefault();
    if (request) return; // one upload at a time
    input.files = event.dataTransfer.files;
    send();
  });

  // Who comes back to this page, after an upload above all, finds it as it would
  // be now: the browser may have kept it as it was left.
  addEventListener("pagehide", () => busy(false));
  whenBack(() => location.reload());

  function send(action) {
    const what = input.files.length === 1 ? input.files[0].name : `${input.files.length} files`;
    show(null);
    busy(true);
    request = new XMLHttpRequest();
    request.open("POST", action ?? form.getAttribute("action"));
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
    request.send(new FormData(form));
  }

  function busy(on) {
    for (const button of buttons) button.disabled = on;
    cancel.hidden = !on;
    progress.hidden = !on;
    bar.value = 0;
    phase.textContent = "";
    if (!on) request = null;
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
