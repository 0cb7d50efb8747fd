// The files that a person drops on a page, with those in dropped folders.

/** @typedef {{file: File, path: string}} Found */

// droppedFiles returns each file with the name under which it is sent. Hidden
// files and the leftovers of archives of macOS are not among them.
/** @param {any} transfer of a drop event */
export async function droppedFiles(transfer) {
  // Entries must be taken before the first await: then the list of items is empty.
  const roots = [...transfer.items].filter((item) => item.kind === "file").map((item) => ({ entry: item.webkitGetAsEntry?.(), file: item.getAsFile() }));
  /** @type {Found[]} */
  const found = [];
  for (const { entry, file } of roots) {
    if (entry?.isDirectory) found.push(...(await filesIn(entry, entry.name)));
    else if (file) found.push({ file, path: file.name });
  }
  return named(found);
}

/** @param {any} folder @param {string} path @returns {Promise<Found[]>} */
async function filesIn(folder, path) {
  const reader = folder.createReader();
  /** @type {any[]} */
  const entries = [];
  for (;;) {
    const some = await new Promise((resolve, reject) => reader.readEntries(resolve, reject)); // at most 100
    if (some.length === 0) break;
    entries.push(...some);
  }
  entries.sort((a, b) => a.name.localeCompare(b.name, "en", { numeric: true }));
  /** @type {Found[]} */
  const found = [];
  for (const entry of entries) {
    if (entry.name.startsWith(".") || entry.name === "__MACOSX") continue;
    const at = `${path}-${entry.name}`;
    if (entry.isDirectory) found.push(...(await filesIn(entry, at)));
    else found.push({ file: await new Promise((resolve, reject) => entry.file(resolve, reject)), path: at });
  }
  return found;
}

// named names files by their own names, and by their paths where several have the
// same name: runs are named after files.
/** @param {Found[]} found */
function named(found) {
  const count = new Map();
  for (const { file } of found) count.set(file.name, (count.get(file.name) ?? 0) + 1);
  return found.map(({ file, path }) => ({ file, name: count.get(file.name) > 1 ? path : file.name }));
}
