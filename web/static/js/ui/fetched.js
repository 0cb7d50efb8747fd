// addressed adds parameters to an address that may have some.
export function addressed(address, parameters) {
  const url = new URL(address, location);
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  return url.href;
}

// fetched gets what is at url: "json" or "arrayBuffer".
export async function fetched(url, as) {
  const response = await fetch(url, { headers: { Accept: "application/json, application/octet-stream" } });
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
  return response[as]();
}
