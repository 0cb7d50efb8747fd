// Links and forms marked data-swap change the state of the page: the sections
// with the given ids are replaced by those of the page at that state.

export function mountSwaps(ids, { status, failed }) {
  let newest = 0;

  // load fetches the page at an address; null if a newer request has overtaken it.
  async function load(url) {
    const mine = ++newest;
    const response = await fetch(url, { headers: { Accept: "text/html" } });
    const text = await response.text();
    if (mine !== newest) return null;
    return { ok: response.ok, page: new DOMParser().parseFromString(text, "text/html") };
  }

  // place puts the sections of a page in place and its state into the URL.
  function place(page) {
    for (const id of ids) {
      const now = document.getElementById(id), then = page.getElementById(id);
      const left = [...now.querySelectorAll("[role=region]")].map((r) => r.scrollLeft);
      now.replaceWith(then);
      then.querySelectorAll("[role=region]").forEach((r, i) => (r.scrollLeft = left[i] ?? 0));
    }
    history.replaceState(null, "", page.querySelector("[data-here]").dataset.here);
  }

  async function go(url, section, focus) {
    try {
      const answer = await load(url);
      if (answer === null) return;
      if (!answer.ok) {
        location.assign(url); // the page that says what is wrong
        return;
      }
      place(answer.page);
      const again = document.getElementById(section);
      (again.querySelector(focus) ?? again.querySelector("a")).focus({ preventScroll: true });
      status.textContent = again.querySelector("[data-explained]")?.textContent ?? "";
    } catch (error) {
      failed();
      throw error;
    }
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-swap]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey || event.button !== 0) return;
    event.preventDefault();
    go(link.href, link.closest("section").id, `a[href="${CSS.escape(link.getAttribute("href") ?? "")}"]`);
  });
  document.addEventListener("submit", (event) => {
    const form = event.target.closest("form[data-swap]");
    if (!form) return;
    event.preventDefault();
    const url = new URL(form.action);
    url.search = new URLSearchParams(/** @type {any} */ (new FormData(/** @type {any} */ (form)))).toString();
    go(url.href, form.closest("section").id, "form[data-swap] input:not([type=hidden])");
  });
  return { load, place };
}
