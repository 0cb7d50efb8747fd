// Answers of the server. A report has none to ask: it carries those that it needs,
// each under the address at which a server would give it.

// alone says that this page is a report, and answers are what it carries.
export const alone = document.documentElement.hasAttribute("data-report");
export const answers = alone ? JSON.parse(document.getElementById("answers").textContent) : {};

// addressed adds parameters to an address that may have some.
export function addressed(address, parameters) {
  const url = new URL(address, location.href);
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  return url.href;
}

// fetched gets what is at url: "json" or "arrayBuffer".
export async function fetched(url, as) {
  if (url in answers) return as === "json" ? answers[url] : unpacked(answers[url]);
  if (alone) throw new Error("a report has no server to ask");
  const response = await fetch(url, { headers: { Accept: "application/json, application/octet-stream" } });
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
  return response[as]();
}

// unpacked returns the bytes of a text in base 64, which are compressed.
function unpacked(text) {
  const bytes = Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).arrayBuffer();
}
