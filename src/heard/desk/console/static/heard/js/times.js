// "14 min" stays true while the page is open.

import { since } from "./words.js";

function refresh() {
  for (const time of document.querySelectorAll("time[data-ago]")) {
    const moment = Date.parse(time.dateTime);
    if (Number.isNaN(moment)) continue;
    const words = since(moment, { past: time.dataset.ago === "past" });
    if (words && time.textContent !== words) time.textContent = words;
  }
}

export function startTimes() {
  setInterval(refresh, 30000);
  document.addEventListener("visibilitychange", () => document.hidden || refresh());
}
