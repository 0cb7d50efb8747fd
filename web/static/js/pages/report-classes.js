// The report of a run with many classes, in which nothing moves.

import "../ui/report.js";

document.documentElement.dataset.live = ""; // for tests
