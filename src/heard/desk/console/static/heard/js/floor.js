// The floor's forms open over the page, so that what changes below never takes away what somebody writes.

import { openDialog } from "./dialogs.js";
import { fitHeight } from "./autosize.js";
import { say } from "./words.js";

async function openPart(link, dialog) {
  const answer = await fetch(link.href, { headers: { "X-Heard-Part": "yes" }, credentials: "same-origin" });
  if (!answer.ok || answer.redirected) return location.assign(link.href);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const part = page.querySelector("[data-part-body]");
  if (!part) return location.assign(link.href);
  dialog.querySelector("[data-body]").replaceChildren(document.adoptNode(part));
  openDialog(dialog, link);
  dialog.querySelectorAll("textarea[data-autosize]").forEach(fitHeight);
}

function clicked(event) {
  const link = event.target.closest?.("a[data-part]");
  const dialog = document.getElementById("floor-dialog");
  if (!link || !dialog || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  openPart(link, dialog).catch(() => location.assign(link.href));
}

function watchAlerts() {
  const region = document.getElementById("floor-alerts");
  if (!region) return;
  const count = () => Number(region.querySelector("[data-count]")?.dataset.count ?? 0);
  let before = count();
  new MutationObserver(() => {
    const now = count();
    if (now > before) say(region.querySelector("[data-say]")?.dataset.say);
    before = now;
  }).observe(region, { childList: true });
}

document.addEventListener("click", clicked);
watchAlerts();
