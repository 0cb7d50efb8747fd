// What can be done with a chart: enlarge it, and take it along as a picture or
// as numbers.

import { alone, fetched } from "./fetched.js";
import { saveAs } from "./save.js";
import { token } from "./theme.js";

const TITLE = 36; // height of the title above a picture
const SIDE = 1000; // of the square in which the server draws
const PRESENTED = ["fill", "stroke", "stroke-width", "stroke-dasharray", "stroke-linecap", "font-family", "font-size", "font-weight", "paint-order", "overflow", "fill-opacity"];

export function mountEnlarge(card) {
  const button = card.querySelector("[data-enlarge]");
  const enlarge = (on) => {
    card.toggleAttribute("data-large", on);
    button.setAttribute("aria-pressed", String(on));
    button.scrollIntoView({ block: "nearest" });
  };
  button.addEventListener("click", () => enlarge(!card.hasAttribute("data-large")));
  card.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && card.hasAttribute("data-large")) enlarge(false);
  });
}

// mountDownloads makes the downloads of a chart live. A report has only the picture:
// for the others the server draws and counts.
export function mountDownloads(card, chart, { data, state }) {
  const id = card.dataset.chartCard;
  const name = `run-${data.run}-${id}`;
  const title = () => [...card.querySelector(".summary").children].map((part) => part.textContent.replace(/\s+/g, " ").trim()).join(" · ");
  card.querySelector("[data-png]").addEventListener("click", () => {
    picture(chart, title()).toBlob((blob) => saveAs(blob, `${name}.png`));
  });
  if (alone) return;
  const csv = card.querySelector("[data-csv]");
  csv.addEventListener("click", () => {
    const url = new URL(csv.href), { costs, prevalence } = state.setting;
    url.searchParams.set("cost_fp", costs.fp);
    url.searchParams.set("cost_fn", costs.fn);
    url.searchParams.set("prevalence", prevalence ?? "test_set");
    csv.href = url.href;
  });
  card.querySelector("[data-svg]").addEventListener("click", async () => {
    await new Promise((done) => setTimeout(done, 200)); // until the URL says where the threshold is
    const page = new DOMParser().parseFromString(await fetched(location.href, "text"), "text/html");
    const drawn = page.querySelector(`[data-chart="${id}"]`);
    saveAs(new Blob([standalone(chart.root, drawn, title())], { type: "image/svg+xml" }), `${name}.svg`);
  });
}

// picture draws the chart with its title and the threshold's marks, two pixels
// for one.
function picture(chart, title) {
  const box = chart.root.getBoundingClientRect();
  const canvas = document.createElement("canvas");
  canvas.width = 2 * box.width;
  canvas.height = 2 * (box.height + TITLE);
  const g = canvas.getContext("2d");
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
  for (const mark of chart.root.querySelectorAll("[data-marks] :is(line, circle, text)")) {
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

// standalone returns the server's drawing as an SVG file that needs no
// stylesheet. It is styled in place, where nobody sees it.
function standalone(root, drawn, title) {
  const stage = document.createElement("div");
  stage.className = "stage";
  stage.append(...[...drawn.querySelectorAll("svg.over")].map((svg) => document.importNode(svg, true)));
  root.append(stage);
  const { width, height } = root.getBoundingClientRect();
  const svg = (name, attributes) => {
    const element = document.createElementNS(stage.firstChild.namespaceURI, name);
    for (const [key, v] of Object.entries(attributes)) element.setAttribute(key, v);
    return element;
  };
  const file = svg("svg", { width, height: height + TITLE, viewBox: `0 0 ${width} ${height + TITLE}` });
  const heading = svg("text", { x: 14, y: 24, fill: token("--ink"), "font-size": 15, "font-weight": 600, "font-family": getComputedStyle(root).fontFamily });
  heading.textContent = title;
  file.append(svg("rect", { width: "100%", height: "100%", fill: token("--card") }), heading);
  const inset = root.querySelector("[data-marks]").getBoundingClientRect(), box = root.getBoundingClientRect();
  for (const layer of [...stage.children]) {
    for (const element of [layer, ...layer.querySelectorAll("*")]) {
      const style = getComputedStyle(element);
      for (const property of PRESENTED) element.setAttribute(property, style.getPropertyValue(property));
    }
    for (const [key, v] of Object.entries({ x: inset.x - box.x, y: inset.y - box.y + TITLE, width: inset.width, height: inset.height })) layer.setAttribute(key, v);
    for (const element of [layer, ...layer.querySelectorAll("*")])
      for (const { name } of [...element.attributes]) if (name === "class" || name.startsWith("data-")) element.removeAttribute(name);
    file.append(layer);
  }
  stage.remove();
  return new XMLSerializer().serializeToString(file);
}
