// Without a connection one goes on writing; the banner says what is unsent. A page that has something unsent marks
// it with data-unsent (an element for each), or tells it: document.dispatchEvent(new Event("heard:unsent")).

import { say, word } from "./words.js";

let lost = false;

function unsent() {
  return document.querySelectorAll("[data-unsent]").length;
}

function show() {
  const banner = document.getElementById("offline-banner");
  if (!banner) return;
  const gone = lost || !navigator.onLine;
  banner.hidden = !gone;
  const count = unsent();
  const place = banner.querySelector("[data-unsent-count]");
  const words = count === 0 ? "" : count === 1 ? word("unsentOne") : word("unsentMany", count);
  if (place && place.textContent !== words) place.textContent = words;
}

export function startOffline() {
  const back = () => {
    const was = lost || !document.getElementById("offline-banner")?.hidden;
    lost = false;
    show();
    if (was) say(word("online"));
  };
  addEventListener("offline", show);
  addEventListener("online", back);
  document.addEventListener("heard:offline", () => {
    lost = true;
    show();
  });
  document.addEventListener("heard:online", back);
  document.addEventListener("heard:unsent", show);
  document.addEventListener("htmx:sendError", () => {
    lost = true;
    show();
  });
  document.addEventListener("htmx:afterOnLoad", () => lost && back());
  addEventListener("beforeunload", (event) => unsent() && event.preventDefault());
  show();
}
