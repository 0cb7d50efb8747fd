// The state of a page in an address, written as the server reads it.

import { FIELDS } from "./fields.js";
import { parseThreshold } from "./format.js";

/** @import {Address, Field} from "./types.js" */

// put writes values into an address by the names of their fields, those of a run's
// page unless another table is given. The default of a field is left out, and so are
// null, undefined and "".
/**
 * @param {Address} url
 * @param {Record<string, string | number | null | undefined>} values
 * @param {Record<string, Field>} [fields]
 */
export function put(url, values, fields = FIELDS) {
  for (const [name, value] of Object.entries(values)) {
    const field = fields[name];
    if (!field) throw new Error(`the address has no field ${name}`);
    if (field.beside) url.searchParams.delete(field.beside);
    if (isUsual(field, value)) url.searchParams.delete(name);
    else url.searchParams.set(name, String(value));
  }
}

// add writes one more value of a field that can have several, such as the conditions of a slice.
/**
 * @param {Address} url
 * @param {string} name
 * @param {string} value
 */
export function add(url, name, value) {
  if (!FIELDS[name]) throw new Error(`the address has no field ${name}`);
  url.searchParams.append(name, value);
}

// putBeside writes parameters that are no part of the state, such as the rows that a part of
// a page lists. null and "" are left out.
/**
 * @param {Address} url
 * @param {Record<string, string | null>} values
 */
export function putBeside(url, values) {
  for (const [name, value] of Object.entries(values)) {
    if (value === null || value === "") url.searchParams.delete(name);
    else url.searchParams.set(name, value);
  }
}

/**
 * @param {Field} field
 * @param {string | number | null | undefined} value
 * @returns {value is null | undefined | ""}
 */
function isUsual({ usual, number }, value) {
  if (value === null || value === undefined || value === "") return true;
  return usual !== undefined && (String(value) === usual || (number === true && parseThreshold(String(value)) === Number(usual)));
}

// usual returns the default of a field, null if it has none of its own.
/** @param {string} name */
export const usual = (name) => FIELDS[name].usual ?? null;
