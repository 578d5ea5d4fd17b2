// Panels beside each other: <div data-panels="desk"> holds <section data-panel="queue" data-panel-side="start">...
// A panel with data-panel-size can be made wider by the pointer and by the arrow keys, hidden, and is remembered.
// Widths go through the document's own style object, which a strict policy allows.

import { word } from "./words.js";

const LEAST = 200;
const MOST = 640;
const STEP = 16;

const nameOf = (frame, panel) => `heard.panel.${frame.dataset.panels}.${panel.dataset.panel}`;

function recall(name) {
  try {
    return JSON.parse(localStorage.getItem(name)) ?? {};
  } catch {
    return {};
  }
}

function remember(name, values) {
  try {
    localStorage.setItem(name, JSON.stringify({ ...recall(name), ...values }));
  } catch {
    // private windows have no memory; the panel still moves
  }
}

function setWidth(frame, panel, width) {
  const kept = Math.round(Math.min(MOST, Math.max(LEAST, width)));
  frame.style.setProperty(`--${panel.dataset.panel}`, `${kept}px`);
  panel.handle.setAttribute("aria-valuenow", String(kept));
  return kept;
}

function setShut(frame, panel, shut) {
  frame.toggleAttribute(`data-shut-${panel.dataset.panel}`, shut);
  panel.handle.hidden = shut;
  for (const button of document.querySelectorAll(`[data-panel-toggle="${panel.dataset.panel}"]`)) {
    button.setAttribute("aria-expanded", String(!shut));
    button.setAttribute("aria-label", word(shut ? "open" : "shut", panel.dataset.panelLabel ?? ""));
  }
}

function handleFor(frame, panel) {
  const handle = document.createElement("div");
  const side = panel.dataset.panelSide === "end" ? -1 : 1;
  handle.className = `panel-handle ${side < 0 ? "at-start" : "at-end"}`;
  handle.tabIndex = 0;
  handle.role = "separator";
  handle.ariaOrientation = "vertical";
  handle.setAttribute("aria-label", `${panel.dataset.panelLabel ?? ""}: ${word("narrower")}`);
  handle.setAttribute("aria-valuemin", String(LEAST));
  handle.setAttribute("aria-valuemax", String(MOST));
  const towards = () => (getComputedStyle(frame).direction === "rtl" ? -side : side);
  const keep = (width) => remember(nameOf(frame, panel), { width: setWidth(frame, panel, width) });
  handle.addEventListener("keydown", (event) => {
    const step = { ArrowRight: STEP, ArrowLeft: -STEP }[event.key];
    if (step) keep(panel.offsetWidth + step * towards());
    else if (event.key === "Home") keep(LEAST);
    else if (event.key === "End") keep(MOST);
    else return;
    event.preventDefault();
  });
  handle.addEventListener("pointerdown", (event) => {
    const from = event.clientX;
    const width = panel.offsetWidth;
    handle.setPointerCapture(event.pointerId);
    const move = (moved) => keep(width + (moved.clientX - from) * towards());
    handle.addEventListener("pointermove", move);
    handle.addEventListener("pointerup", () => handle.removeEventListener("pointermove", move), { once: true });
    handle.addEventListener("pointercancel", () => handle.removeEventListener("pointermove", move), { once: true });
    event.preventDefault();
  });
  return handle;
}

function startFrame(frame) {
  for (const panel of frame.querySelectorAll(":scope > [data-panel-side]")) {
    panel.handle = handleFor(frame, panel);
    panel.append(panel.handle);
    const { width, shut } = recall(nameOf(frame, panel));
    if (typeof width === "number") setWidth(frame, panel, width);
    else panel.handle.setAttribute("aria-valuenow", String(panel.offsetWidth));
    setShut(frame, panel, Boolean(shut));
  }
}

export function startPanels() {
  for (const frame of document.querySelectorAll("[data-panels]")) startFrame(frame);
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-panel-toggle]");
    if (!button) return;
    const panel = document.querySelector(`[data-panel="${CSS.escape(button.dataset.panelToggle)}"]`);
    const frame = panel?.closest("[data-panels]");
    if (!frame) return;
    const shut = !frame.hasAttribute(`data-shut-${panel.dataset.panel}`);
    setShut(frame, panel, shut);
    remember(nameOf(frame, panel), { shut });
  });
}
