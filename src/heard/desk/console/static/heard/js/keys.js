// Shortcuts. An element says its own: data-key="r" (or "g d", "mod+enter", "mod+."), data-key-label="Reply".
// data-key-help="tab" only tells the sheet of a key that works elsewhere, or that has nothing to do just now.
// Single keys are off where the person switched them off, and always while something is being written.

import { openDialog } from "./dialogs.js";
import { word } from "./words.js";

const WAIT = 1200;
const mac = /mac|iphone|ipad/i.test(navigator.userAgentData?.platform ?? navigator.platform ?? "");
let pending = "";
let timer = 0;

/** Whether plain letters are for shortcuts here. */
function singleKeys() {
  return document.body.dataset.singleKeys !== "off";
}

/** Whether somebody is writing in this element. */
export function isWriting(element) {
  if (!(element instanceof HTMLElement)) return false;
  if (element.isContentEditable) return true;
  const field = element.closest("input, textarea, select, [role=textbox]");
  return Boolean(field) && !["checkbox", "radio", "button", "submit", "range"].includes(field.type);
}

function nameOf(event) {
  const parts = [];
  if (event.ctrlKey || event.metaKey) parts.push("mod");
  if (event.altKey) parts.push("alt");
  // with Alt (or Option) a key may print something else; the key cap is meant
  const cap = event.altKey ? /^(?:Key|Digit)(.)$/.exec(event.code)?.[1] : undefined;
  const typed = cap ?? event.key;
  const key = typed.length === 1 ? typed.toLowerCase() : typed.toLowerCase().replace("arrow", "");
  if (event.shiftKey && event.key.length > 1) parts.push("shift");
  parts.push(key === " " ? "space" : key);
  return parts.join("+");
}

const isSingle = (name) => !name.includes("mod+") && !name.includes("alt+") && name !== "escape";

function visible(element) {
  return element.checkVisibility ? element.checkVisibility() : element.offsetParent !== null;
}

/** The elements with a key that can be used now. */
export function keyed(scope = document) {
  return [...scope.querySelectorAll("[data-key]")].filter(
    (element) => !element.disabled && element.getAttribute("aria-disabled") !== "true" && visible(element),
  );
}

function use(element) {
  if (element.matches("input:not([type=checkbox], [type=radio]), textarea, select") || element.hasAttribute("data-key-focus"))
    element.focus();
  else element.click();
}

function rows() {
  return [...document.querySelectorAll("[data-row]")].filter(visible);
}

function focusRow(step) {
  const all = rows();
  if (!all.length) return false;
  const here = all.findIndex((row) => row.contains(document.activeElement));
  const there = all[here < 0 ? 0 : Math.min(all.length - 1, Math.max(0, here + step))];
  const target = there.matches("a, button, [tabindex]") ? there : (there.querySelector("a, button") ?? there);
  target.focus();
  there.scrollIntoView({ block: "nearest" });
  return true;
}

function pressed(event) {
  if (event.defaultPrevented || event.isComposing || event.key === "Dead") return;
  const name = nameOf(event);
  const modal = document.querySelector("dialog[open]");
  if (isSingle(name) && (!singleKeys() || isWriting(event.target))) return;
  if (!modal && (name === "j" || name === "k") && focusRow(name === "j" ? 1 : -1)) return event.preventDefault();
  const full = pending ? `${pending} ${name}` : name;
  const candidates = keyed(modal ?? document);
  const found = candidates.find((element) => keysOf(element).includes(full));
  clearTimeout(timer);
  pending = "";
  if (found) {
    event.preventDefault();
    use(found);
  } else if (candidates.some((element) => keysOf(element).some((key) => key.startsWith(`${full} `)))) {
    pending = full;
    timer = setTimeout(() => (pending = ""), WAIT);
  }
}

const keysOf = (element) => element.dataset.key.split(",").map((key) => key.trim().toLowerCase());

/** A key as it is printed: "mod+enter" is ⌘⏎ on a Mac, Ctrl Enter elsewhere. */
export function printed(key) {
  const names = mac
    ? { mod: "⌘", alt: "⌥", shift: "⇧", enter: "⏎", escape: "esc", tab: "⇥" }
    : { mod: "Ctrl", alt: "Alt", shift: "Shift", enter: "Enter", escape: "Esc", tab: "Tab" };
  return key.split(" ").map((part) => part.split("+").map((piece) => names[piece] ?? piece));
}

/** The key as elements, to be put beside its word. */
export function keyElements(key) {
  const place = document.createElement("span");
  place.className = "key";
  for (const part of printed(key))
    for (const piece of part) {
      const kbd = document.createElement("kbd");
      kbd.textContent = piece;
      place.append(kbd, " ");
    }
  return place;
}

function row(key, label) {
  const dt = document.createElement("dt");
  dt.append(keyElements(key));
  const dd = document.createElement("dd");
  dd.textContent = label;
  return [dt, dd];
}

function fillSheet(sheet) {
  const list = sheet.querySelector("[data-keys]");
  const seen = new Set();
  list.replaceChildren();
  const off = !singleKeys();
  const note = sheet.querySelector("[data-single-keys-note]");
  if (note) note.hidden = !off;
  list.append(...row("mod+k", word("palette")));
  if (!off && rows().length) list.append(...row("j k", word("move")));
  for (const element of keyed()) {
    const [key] = keysOf(element);
    if (seen.has(key) || (off && isSingle(key))) continue;
    seen.add(key);
    list.append(...row(key, element.dataset.keyLabel || element.textContent.trim()));
  }
  for (const { dataset } of document.querySelectorAll("[data-key-help]")) {
    if (seen.has(dataset.keyHelp)) continue;
    seen.add(dataset.keyHelp);
    list.append(...row(dataset.keyHelp, dataset.keyLabel));
  }
  list.append(...row("escape", word("away")));
}

export function startKeys() {
  document.addEventListener("keydown", pressed);
  const sheet = document.getElementById("help-sheet");
  if (!sheet) return;
  document.addEventListener(
    "click",
    (event) => event.target.closest?.("[data-open=help-sheet]") && fillSheet(sheet),
    true,
  );
  document.addEventListener("heard:help", () => {
    fillSheet(sheet);
    openDialog(sheet);
  });
}
