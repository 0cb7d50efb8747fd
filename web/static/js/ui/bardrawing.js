// Draws the bars of the histogram, as the server does in internal/page/run/histogram.go.

const HEADROOM = 0.12, HEADROOM_OWN = 0.24; // above the bars, for one or two lines of words
const VANISHING = 1 / 8; // the height of a class below which it is drawn to another scale
const GAP = 0.06; // the share of a bar's width that stays free at either side

// mountBarDrawing returns a function that draws bars.
export function mountBarDrawing(root) {
  const paths = (name) => ["up", "down"].map((side) => [...root.querySelectorAll(`[data-${name}="${side}"]`)]);
  const outlines = paths("bars"), feet = paths("feet");
  const line = root.querySelector("[data-axis-line]"), middles = [...root.querySelectorAll("[data-middle]")];
  const ownScales = root.querySelector("[data-own-scales]");

  return (bars) => {
    const most = (rows) => bars.reduce((top, b) => Math.max(top, rows(b) / (b.right - b.left)), 0);
    const up = most((b) => b.positives), down = most((b) => b.negatives);
    let middle = up + down > 0 ? up / (up + down) : 0.5;
    const own = up > 0 && down > 0 && Math.min(middle, 1 - middle) < VANISHING;
    if (own) middle = 0.5;
    const top = own ? HEADROOM_OWN : HEADROOM;
    middle = top + (1 - top) * Math.min(Math.max(middle, 0.08), 0.92);

    draw(0, bars, middle, middle - top, up, (b) => b.positives);
    draw(1, bars, middle, middle - 1, down, (b) => b.negatives);
    const place = `${Math.round(middle * 1e5) / 1e3}%`;
    for (const end of ["y1", "y2"]) line.setAttribute(end, place);
    for (const part of middles) part.setAttribute(part.localName === "circle" ? "cy" : "y", place);
    ownScales.setAttribute("display", own ? "inline" : "none");
  };

  function draw(side, bars, middle, room, most, rows) {
    const place = (share) => (1000 * share).toFixed(1), foot = place(middle);
    let outline = "", low = "";
    for (const b of bars) {
      const n = rows(b), width = b.right - b.left;
      if (n === 0) continue;
      const left = place(b.left + width * GAP), right = place(b.right - width * GAP);
      outline += `M${left} ${foot}V${place(middle - room * (n / width / most))}H${right}V${foot}Z`;
      low += `M${left} ${foot}H${right}`;
    }
    for (const path of outlines[side]) path.setAttribute("d", outline);
    for (const path of feet[side]) path.setAttribute("d", low);
  }
}
