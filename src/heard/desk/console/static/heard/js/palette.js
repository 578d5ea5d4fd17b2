// Ctrl or Cmd and K: everything that can be done here, every page, every row of the queue, found by a few letters.

import { openDialog } from "./dialogs.js";
import { keyElements } from "./keys.js";
import { word } from "./words.js";

const MOST = 12;
let choices = [];
let at = 0;

/** How well letters fit into words, higher is better; 0 when they don't. Letters must come in their order. */
export function fit(letters, words) {
  const wanted = letters.toLowerCase().replace(/\s+/g, "");
  const text = words.toLowerCase();
  if (!wanted) return 1;
  const whole = text.indexOf(letters.toLowerCase().trim());
  if (whole >= 0) return 1000 - whole - text.length / 100;
  let score = 0;
  let place = -1;
  for (const letter of wanted) {
    const next = text.indexOf(letter, place + 1);
    if (next < 0) return 0;
    score += next === place + 1 ? 5 : /\W/.test(text[next - 1] ?? " ") ? 4 : 1;
    place = next;
  }
  return score;
}

const tidy = (text) => (text ?? "").replace(/\s+/g, " ").trim();

function labelOf(element) {
  const said = element.cloneNode(true);
  for (const sign of said.querySelectorAll("[aria-hidden=true]")) sign.remove();
  return tidy(element.dataset.command || element.dataset.keyLabel || element.getAttribute("aria-label") || said.textContent);
}

function gather() {
  const found = [];
  for (const element of document.querySelectorAll("[data-command], [data-key]"))
    if (!element.disabled && element.checkVisibility())
      found.push({ label: labelOf(element), kind: element.closest(".rail") ? word("page") : "", key: element.dataset.key, element });
  for (const row of document.querySelectorAll("[data-row]")) {
    const target = row.matches("a, button") ? row : row.querySelector("a, button");
    if (target) found.push({ label: tidy(row.dataset.rowLabel || target.innerText).slice(0, 120), kind: word("row"), element: target });
  }
  return found.filter((choice) => choice.label);
}

function draw(palette) {
  const list = palette.querySelector("[role=listbox]");
  const field = palette.querySelector("input");
  const wanted = field.value;
  const fitting = choices
    .map((choice) => ({ choice, score: fit(wanted, choice.label) }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score)
    .slice(0, MOST)
    .map(({ choice }) => choice);
  at = Math.min(at, Math.max(0, fitting.length - 1));
  list.replaceChildren(
    ...fitting.map((choice, place) => {
      const option = document.createElement("li");
      option.role = "option";
      option.id = `palette-${place}`;
      option.ariaSelected = String(place === at);
      const label = document.createElement("span");
      label.className = "cut grow";
      label.textContent = choice.label;
      option.append(label);
      if (choice.key) option.append(keyElements(choice.key.split(",")[0]));
      else if (choice.kind) {
        const kind = document.createElement("span");
        kind.className = "quiet small";
        kind.textContent = choice.kind;
        option.append(kind);
      }
      option.addEventListener("click", () => choose(palette, choice));
      return option;
    }),
  );
  palette.querySelector("[data-none]").hidden = fitting.length > 0;
  if (fitting.length) field.setAttribute("aria-activedescendant", `palette-${at}`);
  else field.removeAttribute("aria-activedescendant");
  list.children[at]?.scrollIntoView({ block: "nearest" });
  return fitting;
}

function choose(palette, choice) {
  palette.close();
  choice.element.focus();
  if (!choice.element.matches("input, textarea, select")) choice.element.click();
}

export function startPalette() {
  const palette = document.getElementById("palette");
  if (!palette) return;
  const field = palette.querySelector("input");
  const open = () => {
    choices = gather();
    at = 0;
    field.value = "";
    draw(palette);
    openDialog(palette);
  };
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.key.toLowerCase() === "k") {
      event.preventDefault();
      if (palette.open) palette.close();
      else if (!document.querySelector("dialog[open]")) open();
    }
  });
  document.addEventListener("heard:palette", open);
  field.addEventListener("input", () => {
    at = 0;
    draw(palette);
  });
  field.addEventListener("keydown", (event) => {
    const fitting = () => draw(palette);
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      const count = fitting().length;
      if (count) at = (at + (event.key === "ArrowDown" ? 1 : count - 1)) % count;
      draw(palette);
    } else if (event.key === "Enter" && !event.isComposing) {
      event.preventDefault();
      const choice = fitting()[at];
      if (choice) choose(palette, choice);
    }
  });
}
