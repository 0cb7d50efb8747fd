// The report of a run: its page without a server. The bundle lies in the report's file.

import "../ui/report.js";
import "./run.js";
