// The page of a run with many classes: what the server would show at another
// state is fetched and put in place, so that nothing jumps.

import "../ui/frame.js";
import { mountClassLosses } from "../ui/classlosses.js";
import { mountCopyLink } from "../ui/copylink.js";
import { mountKeys } from "../ui/keys.js";
import { mountMenus } from "../ui/menus.js";
import { mountSwaps } from "../ui/swaps.js";

const status = document.querySelector("[data-status]");
const swaps = mountSwaps(["matrix", "classes"], { status, failed });
mountClassLosses(document.querySelector("[data-class-losses]"), swaps, failed);
mountMenus();
mountKeys(() => {});
mountCopyLink(document.querySelector("[data-copy-link]"), status);
document.documentElement.dataset.live = "";

function failed() {
  const failure = document.querySelector("[data-failure]");
  failure.textContent = "The numbers could not be loaded. Is the program still running? Reload the page to try again.";
  failure.hidden = false;
}
