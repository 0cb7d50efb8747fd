// Natural frequencies: a confusion matrix in whole cases out of a round number.

// frequencies rounds the cells so that they add up to out: down first, then
// one more for those that lost most.
export function frequencies(c, out) {
  const n = c.tp + c.fn + (c.fp + c.tn);
  if (n === 0) return null;
  const cells = ["tp", "fp", "fn", "tn"].map((id) => {
    const exact = (c[id] / n) * out, whole = Math.floor(exact);
    return { id, whole, rest: exact - whole };
  });
  let missing = out - cells.reduce((sum, cell) => sum + cell.whole, 0);
  for (const cell of [...cells].sort((a, b) => b.rest - a.rest)) if (missing-- > 0) cell.whole++;
  return Object.fromEntries(cells.map((cell) => [cell.id, cell.whole]));
}

// icons returns the SVG path of n small squares, from place from on, in rows of
// so many columns, each square in a field of 10 × 10.
export function icons(from, n, columns) {
  let path = "";
  for (let i = from; i < from + n; i++) path += `M${(i % columns) * 10 + 1} ${Math.floor(i / columns) * 10 + 1}h8v8h-8z`;
  return path;
}
