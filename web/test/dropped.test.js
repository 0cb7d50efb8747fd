import assert from "node:assert/strict";
import test from "node:test";

import { droppedFiles } from "../static/js/ui/dropped.js";

/** @param {string} name @returns {any} */
const file = (name) => ({ name, isDirectory: false, file: (/** @type {Function} */ done) => done({ name }) });

// folder returns an entry that lists its entries in parts, as browsers do.
/** @param {string} name @param {any[]} entries @returns {any} */
function folder(name, entries) {
  const createReader = () => {
    let at = 0;
    return { readEntries: (/** @type {Function} */ done) => done(entries.slice(at, (at += 100))) };
  };
  return { name, isDirectory: true, createReader };
}

/** @param {any[]} entries @returns {any} */
const transfer = (...entries) => ({
  items: entries.map((entry) => ({ kind: "file", webkitGetAsEntry: () => entry, getAsFile: () => ({ name: entry.name }) })),
});

test("a dropped folder has all its files, in the order of their numbers", async () => {
  const entries = Array.from({ length: 230 }, (_, i) => file(`student ${230 - i}.csv`));
  const names = (await droppedFiles(transfer(folder("class", entries)))).map((f) => f.name);
  assert.equal(names.length, 230);
  assert.deepEqual(names.slice(0, 3), ["student 1.csv", "student 2.csv", "student 3.csv"]);
});

test("files of the same name in several folders are named by their paths", async () => {
  const of = (/** @type {string} */ name) => folder(name, [file("predictions.csv"), file(".DS_Store")]);
  const sent = await droppedFiles(transfer(folder("class", [of("ada"), of("ben"), folder("__MACOSX", [file("x.csv")])]), file("extra.csv")));
  assert.deepEqual(sent.map((f) => f.name), ["class-ada-predictions.csv", "class-ben-predictions.csv", "extra.csv"]);
});

test("text that is dropped is not a file", async () => {
  assert.deepEqual(await droppedFiles(/** @type {any} */ ({ items: [{ kind: "string" }] })), []);
});
