// fetched gets what is at url: "json" or "arrayBuffer".
export async function fetched(url, as) {
  const response = await fetch(url, { headers: { Accept: "application/json, application/octet-stream" } });
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
  return response[as]();
}
