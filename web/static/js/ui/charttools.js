// The menu of a chart: enlarge it, export it as a picture or as numbers.

import { put } from "../core/state.js";
import { alone } from "./fetched.js";
import { saveAs } from "./save.js";
import { token } from "./theme.js";

const TITLE = 36; // height of the title above a picture
const SIDE = 1000; // of the square in which the server draws
const PRESENTED = ["fill", "stroke", "stroke-width", "stroke-dasharray", "stroke-linecap", "font-family", "font-size", "font-weight", "paint-order", "overflow", "fill-opacity"];

export function mountEnlarge(card) {
  const button = card.querySelector("[data-enlarge]");
  const menu = card.querySelector("[data-chart-menu]"), summary = menu.querySelector("summary");
  const enlarge = (on) => {
    card.toggleAttribute("data-large", on);
    button.setAttribute("aria-pressed", String(on));
    card.scrollIntoView({ block: "nearest" });
  };
  button.addEventListener("click", () => enlarge(!card.hasAttribute("data-large")));
  card.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !menu.open && card.hasAttribute("data-large")) enlarge(false);
  });
  menu.addEventListener("click", (event) => {
    if (!event.target.closest("button, [data-csv]")) return;
    menu.open = false;
    summary.focus();
  });
}

// mountPictures makes the pictures of a chart live, which are saved under a name
// and the chart's.
export function mountPictures(card, chart, name) {
  const file = `${name}-${card.dataset.chartCard}`;
  const title = () => [...card.querySelector(".summary").children].filter((part) => !part.hidden && part.tagName !== "DETAILS").map((part) => part.textContent.replace(/\s+/g, " ").trim()).join(" · ");
  card.querySelector("[data-png]").addEventListener("click", () => picture(chart, title()).toBlob((blob) => saveAs(blob, `${file}.png`)));
  card.querySelector("[data-svg]").addEventListener("click", () => saveAs(new Blob([vector(chart, title())], { type: "image/svg+xml" }), `${file}.svg`));
}

// mountChartCSV lets the numbers of a chart follow what the page is set to. A report
// has them in files of its own.
export function mountChartCSV(card, state) {
  if (alone) return;
  const csv = card.querySelector("[data-csv]");
  csv.addEventListener("click", () => {
    const url = new URL(csv.href), { costs, prevalence } = state.setting;
    put(url, { cost_fp: costs.fp, cost_fn: costs.fn, prevalence: prevalence ?? "test_set" });
    csv.href = url.href;
  });
}

// picture draws the chart with its title and the threshold's marks, two pixels
// for one.
function picture(chart, title) {
  const box = chart.root.getBoundingClientRect();
  const canvas = document.createElement("canvas");
  canvas.width = 2 * box.width;
  canvas.height = 2 * (box.height + TITLE);
  const g = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  g.scale(2, 2);
  g.fillStyle = token("--card");
  g.fillRect(0, 0, box.width, box.height + TITLE);
  g.fillStyle = token("--ink");
  g.font = `600 15px ${getComputedStyle(chart.root).fontFamily}`;
  g.fillText(title, 14, 24);
  g.translate(0, TITLE);
  for (const path of chart.root.querySelectorAll(".under path")) {
    const at = path.ownerSVGElement.getBoundingClientRect();
    g.save();
    g.translate(at.x - box.x, at.y - box.y);
    g.scale(at.width / SIDE, at.height / SIDE);
    const { fill, fillOpacity } = getComputedStyle(path);
    g.fillStyle = fill;
    g.globalAlpha = Number(fillOpacity);
    g.fill(new Path2D(path.getAttribute("d")));
    g.restore();
  }
  g.drawImage(chart.canvas(), 0, 0, box.width, box.height);
  for (const mark of chart.root.querySelectorAll("[data-marks] :is(line, circle, rect, text)")) {
    const at = mark.getBoundingClientRect(), style = getComputedStyle(mark);
    if (mark.closest('[display="none"]')) continue;
    const x = at.x - box.x, y = at.y - box.y;
    g.lineWidth = parseFloat(style.strokeWidth);
    g.strokeStyle = style.stroke === "none" ? "transparent" : style.stroke;
    g.fillStyle = style.fill;
    g.beginPath();
    if (mark.tagName === "text") {
      g.font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
      g.strokeText(mark.textContent, x, y + at.height * 0.8);
      g.fillText(mark.textContent, x, y + at.height * 0.8);
    } else if (mark.tagName === "rect") {
      g.rect(x, y, at.width, at.height);
      g.fill();
      g.stroke();
    } else if (mark.tagName === "line") {
      g.moveTo(x, y);
      g.lineTo(x, y + at.height);
      g.stroke();
    } else {
      g.arc(x + at.width / 2, y + at.height / 2, mark.r.baseVal.value, 0, 2 * Math.PI);
      g.fill();
      g.stroke();
    }
  }
  return canvas;
}

// vector returns the chart with its title and the threshold's marks as an SVG file
// that needs no stylesheet.
function vector(chart, title) {
  const box = chart.root.getBoundingClientRect();
  const file = new DOMParser().parseFromString('<svg xmlns="http://www.w3.org/2000/svg"/>', "image/svg+xml");
  const place = (element, attributes) => {
    for (const [key, v] of Object.entries(attributes)) element.setAttribute(key, v);
    return element;
  };
  const add = (element, attributes) => file.documentElement.appendChild(place(element, attributes));
  const svg = (name, attributes) => add(file.createElementNS(file.documentElement.namespaceURI, name), attributes);
  const layer = (live) => {
    const at = live.getBoundingClientRect();
    add(presented(file, live), { x: at.x - box.x, y: at.y - box.y + TITLE, width: at.width, height: at.height });
  };
  place(file.documentElement, { width: box.width, height: box.height + TITLE, viewBox: `0 0 ${box.width} ${box.height + TITLE}` });
  svg("rect", { width: "100%", height: "100%", fill: token("--card") });
  svg("text", { x: 14, y: 24, fill: token("--ink"), "font-size": 15, "font-weight": 600, "font-family": getComputedStyle(chart.root).fontFamily }).textContent = title;
  for (const under of chart.root.querySelectorAll(".under")) layer(under);
  const drawn = new DOMParser().parseFromString(withoutStyles(chart.vector()), "image/svg+xml").documentElement;
  add(plain(file.importNode(drawn, true)), { x: 0, y: TITLE });
  layer(chart.root.querySelector("[data-marks]"));
  return new XMLSerializer().serializeToString(file);
}

// presented returns a copy of a drawing that looks as stylesheets make it look.
function presented(file, live) {
  const copy = file.importNode(live, true);
  const copies = [copy, ...copy.querySelectorAll("*")];
  [live, ...live.querySelectorAll("*")].forEach((element, i) => {
    const style = getComputedStyle(element);
    for (const property of PRESENTED) copies[i].setAttribute(property, style.getPropertyValue(property));
  });
  return plain(copy);
}

// withoutStyles turns style attributes into those of SVG, and drops the sheet of what
// is under a pointer: the policy of our pages lets no document have either.
function withoutStyles(text) {
  return text.replace(/<style[^>]*>.*?<\/style>/gs, "").replace(/ style="([^"]*)"/g, (_, style) =>
    style.split(";").map((declaration) => declaration.split(":")).filter(([property]) => PRESENTED.includes(property)).map(([property, value]) => ` ${property}="${value}"`).join(""));
}

// plain leaves out what only a page has a use for.
function plain(drawn) {
  for (const element of [drawn, ...drawn.querySelectorAll("*")])
    for (const { name } of [...element.attributes]) if (name === "class" || /^(data-|ecmeta)/.test(name)) element.removeAttribute(name);
  return drawn;
}
