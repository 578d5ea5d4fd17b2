// What was read in some words, on hover, focus or tap: one card for the page, with copies of what stands under the
// message. It stays while the pointer or the keyboard is in it.

const LATER = 180;
let shown = null;
let timer = 0;

const card = () => document.getElementById("cue-card");
const opener = (target) => target.closest?.("[data-finding], [data-card]");

function idsOf(element) {
  return (element.dataset.finding ?? element.dataset.card).split(" ").filter(Boolean);
}

function open(from) {
  clearTimeout(timer);
  const place = card();
  if (!place || shown === from) return;
  const rows = idsOf(from).map((id) => document.getElementById(id)).filter(Boolean);
  if (!rows.length) return;
  place.replaceChildren(
    ...rows.map((row) => {
      const copy = document.createElement("div");
      copy.className = row.className;
      copy.append(...[...row.cloneNode(true).childNodes]);
      for (const each of copy.querySelectorAll("[id]")) each.removeAttribute("id");
      return copy;
    }),
  );
  shown = from;
  if (!place.matches(":popover-open")) place.showPopover();
  move(place, from);
}

function move(place, from) {
  const words = from.getClientRects()[0] ?? from.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = place;
  const left = Math.max(8, Math.min(words.left, innerWidth - width - 8));
  const under = words.bottom + 6;
  const top = under + height > innerHeight - 8 ? Math.max(8, words.top - height - 6) : under;
  place.style.insetInlineStart = "auto";
  place.style.left = `${left}px`;
  place.style.top = `${top}px`;
}

export function closeCard() {
  clearTimeout(timer);
  shown = null;
  const place = card();
  if (place?.matches(":popover-open")) place.hidePopover();
}

function busy() {
  const place = card();
  return place && (place.matches(":hover") || place.contains(document.activeElement) || shown?.matches(":hover") || shown === document.activeElement);
}

function later() {
  clearTimeout(timer);
  timer = setTimeout(() => busy() || closeCard(), LATER);
}

export function startCards() {
  if (!card()?.showPopover) return;
  document.addEventListener("pointerover", (event) => {
    const from = event.pointerType === "mouse" && opener(event.target);
    if (from) timer = setTimeout(() => from.matches(":hover") && open(from), LATER);
    else if (!busy()) later();
  });
  document.addEventListener("focusin", (event) => {
    const from = opener(event.target);
    if (from && event.target.matches(":focus-visible")) open(from);
    else if (shown) later();
  });
  document.addEventListener("click", (event) => {
    const from = opener(event.target);
    if (from) {
      event.preventDefault();
      open(from);
    } else if (shown && !card().contains(event.target)) closeCard();
  });
  document.addEventListener("keydown", (event) => {
    if (!shown) return;
    if (event.key === "Escape") {
      const back = shown;
      closeCard();
      if (card().contains(document.activeElement)) back.focus();
      event.stopPropagation();
    } else if ((event.key === "Enter" || event.key === "ArrowDown") && document.activeElement === shown) {
      card().querySelector("summary, button, input")?.focus();
      event.preventDefault();
    }
  }, true);
  document.addEventListener("scroll", () => shown && !card().contains(document.activeElement) && closeCard(), true);
  document.addEventListener("submit", (event) => card().contains(event.target) && closeCard());
}
