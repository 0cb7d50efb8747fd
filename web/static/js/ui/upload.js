// The upload form: drop a file anywhere on the page, see its progress, cancel,
// and read what is wrong with it without losing the form.

export function mountUpload(form) {
  const input = form.querySelector("[data-upload-file]");
  const button = form.querySelector("[data-upload-button]");
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
  button.after(cancel);

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (input.files.length > 0) send();
  });

  for (const name of ["dragenter", "dragover"]) {
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
    if (!event.dataTransfer?.files.length || request) return;
    event.preventDefault();
    if (button.disabled) return; // one upload at a time
    input.files = event.dataTransfer.files;
    send();
  });

  // Who comes back to this page, after an upload above all, finds it as it would
  // be now: the browser may have kept it as it was left.
  addEventListener("pagehide", () => busy(false));
  addEventListener("pageshow", (event) => {
    if (event.persisted) location.reload();
  });

  function send() {
    const what = input.files.length === 1 ? input.files[0].name : `${input.files.length} files`;
    show(null);
    busy(true);
    request = new XMLHttpRequest();
    request.open("POST", form.action);
    request.setRequestHeader("Accept", "application/json");
    request.responseType = "json";
    request.upload.addEventListener("progress", (event) => {
      if (!event.lengthComputable) return;
      bar.value = event.loaded / event.total;
      phase.textContent = event.loaded < event.total ? `Sending ${what}: ${Math.floor((100 * event.loaded) / event.total)} %` : `Computing every number of ${what} …`;
      if (event.loaded === event.total) bar.removeAttribute("value");
    });
    request.addEventListener("load", () => {
      const answer = request.response;
      if (request.status === 201 && answer?.location) location.assign(answer.location);
      else {
        busy(false);
        show(answer ?? { detail: `The server answered ${request.status}` });
      }
    });
    request.addEventListener("error", () => {
      busy(false);
      show({ detail: "The server could not be reached, or it closed the connection", mend: "Check that it is running and try again" });
    });
    request.addEventListener("abort", () => busy(false));
    request.send(new FormData(form));
  }

  function busy(on) {
    button.disabled = on;
    cancel.hidden = !on;
    progress.hidden = !on;
    bar.value = 0;
    phase.textContent = "";
  }

  function show(trouble) {
    problem.hidden = trouble === null;
    if (trouble === null) return problem.replaceChildren();
    const place = trouble.place ?? {};
    const where = [place.file, place.line && `line ${place.line}`, place.row && `row ${place.row}`, place.column && `column “${place.column}”`].filter(Boolean).join(", ");
    problem.replaceChildren(...[where && line("b", where), line("p", sentence(trouble.detail)), trouble.mend && line("p", sentence(inOurWords(trouble.mend)))].filter(Boolean));
    form.querySelector("details").open = true;
    problem.scrollIntoView({ block: "nearest" });
  }

  function sentence(text) {
    const begun = text.slice(0, 1).toUpperCase() + text.slice(1);
    return /[.?!]$/.test(begun) ? begun : begun + ".";
  }

  // inOurWords names the field that says what a flag of the command line says.
  function inOurWords(mend) {
    return mend.replace(/--[a-z_]+ "/g, '"').replace(/--([a-z_]+) \(parameter [a-z_]+\)/g, (all, name) => {
      const label = form.querySelector(`label[for="upload-${name}"]`);
      return label ? `the field “${label.textContent}”` : all;
    });
  }

  function line(tag, text) {
    const element = document.createElement(tag);
    element.textContent = text;
    return element;
  }
}
