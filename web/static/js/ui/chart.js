// A chart: the library draws axes and curves once; the threshold's marks lie
// above them in an SVG of their own, which moves without a redraw.

import { mountPlace } from "./place.js";
import { setText } from "./settext.js";
import { onThemeChange, token } from "./theme.js";

const PALE = 0.25; // how opaque lines are when the pointer is on another one's name

// margins returns the plot's distance from the edges.
const margins = ({ grid: [grid] }) => Object.fromEntries(["top", "right", "bottom", "left"].map((side) => [side, Number(grid[side])]));

// resolved returns a copy of an option with every "--token" replaced by its colour.
function resolved(option) {
  if (typeof option === "string") return option.startsWith("--") ? token(option) : option;
  if (Array.isArray(option)) return option.map(resolved);
  if (option && typeof option === "object") return Object.fromEntries(Object.entries(option).map(([key, v]) => [key, resolved(v)]));
  return option;
}

// mountChart draws the option with points() by series id, between the ends of
// axes() if there are any, after dress(option) has changed it, and puts the names
// of the curves where names() says. onPick and onHover get a function that returns the
// pointer's place in the plot, each from 0 to 1, and the plot's size in pixels. onHover
// gets the event too, and nothing when the pointer has left.
/**
 * @param {Found} root
 * @param {{option: any, points: () => any, axes?: () => any, names?: () => any, dress?: (option: any) => void}} drawing
 * @param {{onPick: (at: () => any) => void, onHover: (at?: () => any, event?: any) => void}} pointer
 */
export function mountChart(root, { option, points, axes, names, dress }, { onPick, onHover }) {
  const drawing = root.querySelector("[data-drawing]");
  const marks = root.querySelector("[data-marks]");
  drawing.replaceChildren();
  const chart = echarts.init(drawing, null, { renderer: "canvas" });
  chart.setOption(painted());

  function painted() {
    const o = resolved(option);
    o.textStyle = { fontFamily: getComputedStyle(document.body).fontFamily };
    const data = points();
    for (const series of o.series) {
      series.data = data[series.id];
      series.dimensions = ["x", "y"];
    }
    const ends = axes?.();
    if (ends)
      for (const [axis, [min, max]] of [[o.xAxis[0], ends.x], [o.yAxis[0], ends.y]]) Object.assign(axis, { min, max });
    dress?.(o);
    for (const [id, place] of Object.entries(names?.() ?? {})) putName(id, place);
    return o;
  }

  function putName(id, place) {
    const name = marks.querySelector(`[data-name="${id}"]`);
    name.setAttribute("display", place ? "inline" : "none");
    if (!place) return;
    name.setAttribute("x", `${100 * place[0]}%`);
    name.setAttribute("y", `${100 * (1 - place[1])}%`);
  }

  const redraw = () => {
    if (chart.isDisposed()) return;
    chart.resize();
    chart.setOption(painted());
  };
  onThemeChange(redraw);
  const sizes = new ResizeObserver(() => chart.resize());
  sizes.observe(drawing);

  const margin = margins(option), boxOf = mountPlace(root);
  const place = ({ clientX, clientY }) => () => {
    const box = boxOf();
    const width = box.width - margin.left - margin.right, height = box.height - margin.top - margin.bottom;
    const clamp = (v) => Math.min(Math.max(v, 0), 1);
    return { x: clamp((clientX - box.left - margin.left) / width), y: clamp(1 - (clientY - box.top - margin.top) / height), width, height };
  };
  // fade pales all lines but that of the name under the pointer.
  let named;
  function fade(name) {
    if (name === named) return;
    named = name;
    const opacity = (id) => (name === undefined || id === name ? 1 : PALE);
    chart.setOption({ series: option.series.map(({ id }) => ({ id, lineStyle: { opacity: opacity(id) } })) });
    for (const dot of dots) dot.setAttribute("opacity", String(opacity(dot.dataset.dot)));
  }
  root.addEventListener("pointerover", (event) => fade(event.target.closest("[data-name]")?.dataset.name));
  root.addEventListener("pointerleave", () => fade(undefined));

  let dragging = false;
  root.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || event.target.closest("[data-name]")) return;
    dragging = true;
    root.setPointerCapture(event.pointerId);
    onHover();
    onPick(place(event));
  });
  root.addEventListener("pointermove", (event) => {
    if (dragging) onPick(place(event));
    else if (named === undefined) onHover(place(event), event);
    else onHover();
  });
  for (const end of ["pointerup", "pointercancel"]) root.addEventListener(end, () => (dragging = false));
  root.addEventListener("pointerleave", () => onHover());

  const line = marks.querySelector(".marker"), dots = [...marks.querySelectorAll("[data-dot]")];
  const at = { line, dots: byDot(dots, dots) };
  const under = document.createElementNS(marks.namespaceURI, "g"); // the pointer
  const copy = (mark, name) => {
    const hollow = under.appendChild(mark.cloneNode());
    hollow.removeAttribute("data-dot");
    hollow.setAttribute("class", name);
    return hollow;
  };
  const pointer = { line: line && copy(line, "hover"), dots: byDot(dots, dots.map((dot) => copy(dot, "hollow"))) };
  under.setAttribute("display", "none");
  marks.insertBefore(under, line ?? dots[0] ?? null);

  // put moves a line to x and dots to their places, from 0 to 1. Dots without a place are
  // hidden.
  function put({ line, dots }, place) {
    if (line) for (const end of ["x1", "x2"]) line.setAttribute(end, `${100 * place.line}%`);
    for (const [id, [x, y]] of Object.entries(place.dots)) {
      const there = Number.isFinite(x) && Number.isFinite(y);
      dots[id].setAttribute("display", there ? "inline" : "none");
      if (!there) continue;
      dots[id].setAttribute("cx", `${100 * x}%`);
      dots[id].setAttribute("cy", `${100 * (1 - y)}%`);
    }
  }

  return {
    root,
    redraw,
    canvas: () => chart.renderToCanvas({ pixelRatio: 2, backgroundColor: "transparent" }),
    // vector returns what the library draws as the text of an SVG file.
    vector() {
      const { width, height } = drawing.getBoundingClientRect();
      const drawn = echarts.init(null, null, { renderer: "svg", ssr: true, width, height });
      const option = painted();
      option.textStyle.fontFamily = option.textStyle.fontFamily.replaceAll('"', "'"); // the library escapes no quotes there
      drawn.setOption({ ...option, animation: false });
      const text = drawn.renderToSVGString();
      drawn.dispose();
      return text;
    },
    dispose() {
      sizes.disconnect();
      chart.dispose();
    },
    // show moves the marks of the threshold to a place: {line: x, dots: {id: [x, y]}}.
    show: (place) => put(at, place),
    // hover shows those of another threshold, or of none.
    hover(place) {
      under.setAttribute("display", place ? "inline" : "none");
      if (place) put(pointer, place);
    },
  };
}

// putWords writes words at their place in the plot, and only what has changed.
export function putWords(element, text, { x, y, dx, dy, anchor }) {
  setText(element, text);
  for (const [name, v] of Object.entries({ x: `${100 * x}%`, y: `${100 * y}%`, dx: String(dx), dy: String(dy), "text-anchor": anchor }))
    if (element.getAttribute(name) !== v) element.setAttribute(name, v);
}

// byDot returns marks by the ids of the dots that they belong to.
const byDot = (dots, marks) => Object.fromEntries(dots.map((dot, i) => [dot.dataset.dot, marks[i]]));
