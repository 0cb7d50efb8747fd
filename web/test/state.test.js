import assert from "node:assert/strict";
import test from "node:test";
import { FIELDS, SEVERAL_FIELDS } from "../static/js/core/fields.js";
import { put, usual } from "../static/js/core/state.js";

/** after puts values into the query of an address. @param {string} query @param {Record<string, any>} values @param {any} [fields] */
function after(query, values, fields) {
  const url = new URL(`http://localhost/runs/1${query}`);
  put(url, values, fields);
  return url.search;
}

test("defaults are left out of addresses", () => {
  assert.equal(after("", { charts: "tradeoff,roc,pr", layer: "overlay", images: "dice" }), "");
  assert.equal(after("?charts=roc&layer=scores", { charts: usual("charts"), layer: usual("layer") }), "");
});

test("numbers equal to the default are left out however they are written", () => {
  assert.equal(after("", { eta: "1.50", iou: "0,5" }), "");
  assert.equal(after("", { eta: 2 }), "?eta=2");
});

test("null, undefined and empty values take a parameter away", () => {
  for (const value of [null, undefined, ""]) assert.equal(after("?policy=max_f1&slice=a", { policy: value }), "?slice=a");
});

test("other parameters stay, in their order", () => {
  assert.equal(after("?slice=site%3Dx&threshold=0.4&other=1", { threshold: "0.5" }), "?slice=site%3Dx&threshold=0.5&other=1");
});

test("a policy takes the bound of its form away", () => {
  assert.equal(after("?policy=recall%3E%3D&bound=0.9", { policy: "max_f1" }), "?policy=max_f1");
  assert.equal(after("?lock=recall&bound=0.9", { lock: "recall:0.8" }, SEVERAL_FIELDS), "?lock=recall%3A0.8");
});

test("a field that pages do not have is an error", () => {
  assert.throws(() => after("", { nothing: 1 }), /no field nothing/);
});

test("values survive an address", () => {
  const url = new URL("http://localhost/");
  put(url, { slice: "a & b = c + “d”", policy: "recall>=0.9" });
  const read = new URL(url.href).searchParams;
  assert.deepEqual([read.get("slice"), read.get("policy")], ["a & b = c + “d”", "recall>=0.9"]);
});

test("every default of a field is written as an address has it", () => {
  for (const [name, field] of Object.entries(FIELDS)) assert.equal(after("", { [name]: usual(name) }), "", `${name} ${JSON.stringify(field)}`);
});
