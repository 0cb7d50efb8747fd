// The report of several runs: their page without a server.

import "../ui/report.js";
import "./compare.js";
