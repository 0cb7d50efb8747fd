// A page without a slider, which a room may look at.

import { mountCopyLink } from "../ui/copylink.js";
import { mountMeeting } from "../ui/meeting.js";

mountCopyLink(document.querySelector("[data-copy-link]"), document.querySelector("[data-status]"));
mountMeeting();
document.documentElement.dataset.live = "";
