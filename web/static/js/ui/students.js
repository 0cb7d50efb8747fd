// The students of the lesson: where they stand, which outcome each is, and the
// line that is dragged through them.

// mountStudents moves the line to wherever it is dragged in the drawing.
export function mountStudents(svg, { data, move }) {
  const figures = [...svg.querySelectorAll(".student")];
  const line = svg.querySelector("[data-line]");
  const places = data.lines.map((points) => points.split(" ").map((p) => Number(p.split(",")[0])));
  const middles = places.map((xs) => (xs[0] + xs[xs.length - 1]) / 2);
  let walking = 0;

  const seated = () => svg.hasAttribute("data-seated");

  const nearest = (event) => {
    const at = new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse());
    let best = 0;
    for (const [i, x] of middles.entries()) if (Math.abs(x - at.x) < Math.abs(middles[best] - at.x)) best = i;
    return best;
  };
  let dragging = false;
  svg.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || seated()) return;
    dragging = true;
    svg.setPointerCapture(event.pointerId);
    move(nearest(event));
  });
  svg.addEventListener("pointermove", (event) => dragging && move(nearest(event)));
  for (const end of ["pointerup", "pointercancel"]) svg.addEventListener(end, () => (dragging = false));

  function place(seats, box) {
    svg.setAttribute("viewBox", box);
    for (const [i, figure] of figures.entries()) figure.style.transform = `translate(${seats[i][0]}px, ${seats[i][1]}px)`;
  }

  function arrange(inRooms) {
    svg.toggleAttribute("data-seated", inRooms);
    if (inRooms) place(data.rooms, data.roomsBox);
    else place(data.line, data.lineBox);
  }

  // flow lets the students walk, where motion is welcome.
  function flow(inRooms) {
    clearTimeout(walking);
    svg.toggleAttribute("data-walking", true);
    arrange(inRooms);
    walking = setTimeout(() => svg.removeAttribute("data-walking"), 1000);
  }

  return {
    // walk changes the arrangement, and reports whether the students sit now.
    walk() {
      flow(!seated());
      return seated();
    },
    // enter lets them come from their classrooms.
    enter() {
      arrange(true);
      svg.getBoundingClientRect(); // so that they are seen there first
      requestAnimationFrame(() => requestAnimationFrame(() => flow(false)));
    },
    show(index, label) {
      line.setAttribute("points", data.lines[index]);
      if (!svg.hasAttribute("data-plain")) svg.setAttribute("aria-label", label);
      for (const [i, figure] of figures.entries()) {
        const called = data.rank[i] > index;
        const outcome = data.positive[i] ? (called ? "tp" : "fn") : called ? "fp" : "tn";
        if (!figure.classList.contains(outcome)) figure.setAttribute("class", `student ${outcome}`);
      }
    },
  };
}
