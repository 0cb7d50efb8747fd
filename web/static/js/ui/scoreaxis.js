// The axis of the histogram: which scores are in view, and how they are spread. Wheel,
// keys, buttons and a drag over the strip of labels zoom.

import { Axis } from "../core/axis.js";
import { countBars } from "../core/bars.js";
import { scoreTicks } from "../core/ticks.js";
import { mountBarDrawing } from "./bardrawing.js";
import { addressed, alone, fetched } from "./fetched.js";

const BARS = 60;
const TICKS = 8;
const STEP = 2; // how much a key or a button zooms
const MOVED = 4; // pixels from which a press on the strip is a drag
const REST = 150; // milliseconds after which what takes longer follows

const keys = { "+": 1 / STEP, "=": 1 / STEP, "-": STEP, _: STEP, 0: Infinity };

// mountScoreAxis zooms and changes run.axis. onView is called when it shows other scores;
// say announces what is in view.
export function mountScoreAxis(run, { onView, say, onFailure }) {
  const root = document.querySelector("[data-histogram]");
  const slider = root.querySelector("[data-slider]");
  const strip = document.querySelector("[data-axis-strip]"), labels = strip.querySelector("[data-score-ticks]");
  const tools = document.querySelector("[data-zoom-tools]");
  const brushes = [root, labels].map((part) => part.querySelector("[data-brush]"));
  const kinds = [...document.querySelectorAll("[data-axis]")];
  const drawBars = mountBarDrawing(root);
  const buttons = Object.fromEntries([...tools.querySelectorAll("[data-zoom]")].map((button) => [button.dataset.zoom, button]));
  for (const button of [buttons.in, buttons.out]) button.tabIndex = -1; // keys of the slider do the same
  let asked = 0; // the last question: others are no longer waited for
  let timer = 0;
  let frame = 0;

  const placeOf = (event) => {
    const box = strip.getBoundingClientRect();
    return Math.min(Math.max((event.clientX - box.left) / box.width, 0), 1);
  };

  // look shows another stretch of the axis, once a frame.
  function look(axis) {
    if (axis.from === run.axis.from && axis.to === run.axis.to && axis.data === run.axis.data) return;
    run.axis = axis;
    asked++;
    frame ||= requestAnimationFrame(() => {
      frame = 0;
      draw();
      clearTimeout(timer);
      timer = setTimeout(rest, REST);
    });
  }

  function draw() {
    drawBars(countBars(run.stops, run.axis, BARS));
    drawLabels();
    onView();
  }

  async function rest() {
    if (!run.axis.whole) run.axis = run.axis.between(...run.axis.ends()); // as the address has it
    draw();
    const [low, high] = run.axis.ends().map(run.written);
    say(run.axis.whole ? "All scores are in view" : `In view: scores from ${low} to ${high}`);
    if (run.stops.whole || alone) return; // the bars are exact as they are
    const { kind } = run.axis.data, mine = asked;
    try {
      const answer = await fetched(addressed(run.data.axis.bars, { axis: kind, ...inAddress(run) }), "json");
      if (mine === asked) drawBars(answer.bars);
    } catch (failure) {
      if (mine === asked) onFailure(failure);
    }
  }

  // spread changes what the axis spreads evenly.
  async function spread(kind) {
    const mine = ++asked;
    try {
      const answer = await fetched(addressed(run.data.axis.bars, { axis: kind }), "json");
      if (mine === asked) look(new Axis(answer.axis));
    } catch (failure) {
      onFailure(failure);
    }
  }

  function drawLabels() {
    const shape = (tag, attributes) => {
      const element = document.createElementNS(labels.namespaceURI, tag);
      for (const [name, v] of Object.entries(attributes)) element.setAttribute(name, v);
      return element;
    };
    labels.replaceChildren(
      ...scoreTicks(run.axis, TICKS, run.inPercent()).flatMap(({ value, text }) => {
        const x = `${100 * value}%`;
        const label = shape("text", { x, y: 16, "text-anchor": value < 0.03 ? "start" : value > 0.97 ? "end" : "middle" });
        label.textContent = text;
        return [shape("line", { x1: x, x2: x, y1: 0, y2: 4 }), label];
      }),
      brushes[1],
    );
    buttons.out.hidden = buttons.all.hidden = run.axis.whole;
    for (const link of kinds) {
      if (link.dataset.axis === run.axis.data.kind) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
  }

  // zoom shows times as much about a place: that of the threshold if it is in view.
  function zoom(times, place) {
    const threshold = run.axis.at(run.threshold().current.threshold);
    look(times === Infinity ? run.axis.all() : run.axis.zoomed(times, place ?? (threshold >= 0 && threshold <= 1 ? threshold : 0.5)));
  }

  slider.addEventListener("keydown", (event) => {
    const times = event.ctrlKey || event.metaKey || event.altKey ? undefined : keys[event.key];
    if (times === undefined) return;
    event.preventDefault();
    zoom(times);
  });
  tools.addEventListener("click", (event) => {
    const action = event.target.closest("[data-zoom]")?.dataset.zoom;
    if (!action || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    zoom({ in: 1 / STEP, out: STEP, all: Infinity }[action]);
    if (action === "all") slider.focus({ preventScroll: true }); // the button is gone
  });
  for (const link of kinds)
    link.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      spread(link.dataset.axis);
      link.closest("details").open = false;
    });

  // The wheel scrolls the page everywhere else.
  const wheel = (event) => {
    event.preventDefault();
    zoom(Math.exp(Math.min(Math.max(event.deltaY, -100), 100) / 250), placeOf(event));
  };
  strip.addEventListener("wheel", wheel, { passive: false });
  root.addEventListener("wheel", (event) => event.ctrlKey && wheel(event), { passive: false });

  // A drag over the strip frames what is to be seen.
  let from = null;
  const brush = (a, b) => {
    for (const shape of brushes) {
      shape.setAttribute("x", `${100 * Math.min(a, b)}%`);
      shape.setAttribute("width", `${100 * Math.abs(a - b)}%`);
    }
  };
  const dropped = () => {
    from = null;
    brush(0, 0);
  };
  strip.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    from = { place: placeOf(event), x: event.clientX };
    strip.setPointerCapture(event.pointerId);
  });
  strip.addEventListener("pointermove", (event) => from && brush(from.place, placeOf(event)));
  strip.addEventListener("pointerup", (event) => {
    if (from && Math.abs(event.clientX - from.x) > MOVED) {
      const [a, b] = [from.place, placeOf(event)].sort((a, b) => a - b), { axis } = run;
      const at = (place) => axis.from + (axis.to - axis.from) * place;
      look(new Axis(axis.data, at(a), at(b)));
    }
    dropped();
  });
  strip.addEventListener("pointercancel", dropped);
  document.addEventListener("keydown", (event) => from && event.key === "Escape" && dropped());
  strip.addEventListener("dblclick", () => zoom(Infinity));
}

// inAddress returns what an address has of the view: the scores between which it is.
export function inAddress({ axis }) {
  return axis.whole ? {} : { zoom: axis.ends().map((t) => (t === Infinity ? "inf" : String(t))).join(",") };
}
