// The standard normal distribution, as drawn on probit axes.

// Numerator and denominator of Wichura's algorithm AS 241 in its three regions.
const CENTRE = [[3.3871328727963665, 133.14166789178438, 1971.5909503065513, 13731.69376550946, 45921.95393154987, 67265.7709270087, 33430.57558358813, 2509.0809287301227], [1.0, 42.31333070160091, 687.1870074920579, 5394.196021424751, 21213.794301586597, 39307.89580009271, 28729.085735721943, 5226.495278852854]];
const MIDDLE = [[1.4234371107496835, 4.630337846156546, 5.769497221460691, 3.6478483247632045, 1.2704582524523684, 0.2417807251774506, 0.022723844989269184, 0.0007745450142783414], [1.0, 2.053191626637759, 1.6763848301838038, 0.6897673349851, 0.14810397642748008, 0.015198666563616457, 0.0005475938084995345, 1.0507500716444169e-09]];
const TAIL = [[6.657904643501103, 5.463784911164114, 1.7848265399172913, 0.29656057182850487, 0.026532189526576124, 0.0012426609473880784, 2.7115555687434876e-05, 2.0103343992922881e-07], [1.0, 0.599832206555888, 0.1369298809227358, 0.014875361290850615, 0.0007868691311456133, 1.8463183175100548e-05, 1.421511758316446e-07, 2.0442631033899397e-15]];

/**
 * @param {number} x
 * @param {number[]} c
 */
const horner = (x, c) => c.reduceRight((y, k) => y * x + k);
/**
 * @param {number} x
 * @param {number[][]} fraction
 */
const rational = (x, [num, den]) => horner(x, num) / horner(x, den);

// normalQuantile returns the x below which the share p of a standard normal
// variable lies: -Infinity at 0, Infinity at 1.
/** @param {number} p */
export function normalQuantile(p) {
  const q = p - 0.5;
  if (Math.abs(q) <= 0.425) return q * rational(0.180625 - q * q, CENTRE);
  const tail = q > 0 ? 1 - p : p;
  if (tail === 0) return Math.sign(q) * Infinity;
  const r = Math.sqrt(-Math.log(tail));
  return Math.sign(q) * (r <= 5 ? rational(r - 1.6, MIDDLE) : rational(r - 5, TAIL));
}
