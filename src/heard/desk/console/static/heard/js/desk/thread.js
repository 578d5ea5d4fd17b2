// The thread: a held reply says how long it can be taken back, the newest message is in view, and the coach's list
// keeps what was taken up while the conversation is open.

const ends = new Map();

function words() {
  return JSON.parse(document.getElementById("composer-words")?.textContent ?? "{}");
}

function tick() {
  const said = words();
  for (const held of document.querySelectorAll("[data-held]")) {
    const id = held.closest("[data-message]")?.dataset.message;
    if (!ends.has(id)) ends.set(id, Date.now() + Number(held.dataset.held) * 1000);
    const left = Math.ceil((ends.get(id) - Date.now()) / 1000);
    const place = held.querySelector("span");
    const line = left > 0 ? (said.sendingIn ?? "").replace("%s", String(left)) : said.sending;
    if (line && place.textContent !== line) {
      place.removeAttribute("role");
      place.textContent = line;
    }
    const button = held.querySelector("button");
    if (button) button.hidden = left <= 0;
  }
}

/** Needs that are gone from the list since it was last seen were taken up: they stay, ticked. */
function needs() {
  const list = document.querySelector("[data-needs] ul");
  const conversation = document.querySelector(".desk")?.dataset.conversation;
  if (!list || !conversation) return;
  const known = (needs.seen ??= new Map());
  const here = new Set();
  for (const need of list.querySelectorAll("[data-need]:not([data-done])")) {
    here.add(need.dataset.need);
    known.set(need.dataset.need, need.querySelector(".need-text")?.firstChild?.textContent ?? "");
  }
  for (const [id, text] of known) {
    if (here.has(id) || list.querySelector(`[data-done="${CSS.escape(id)}"]`)) continue;
    const row = document.createElement("li");
    row.className = "need";
    row.dataset.done = id;
    const box = document.createElement("span");
    box.className = "need-box";
    box.setAttribute("aria-hidden", "true");
    const line = document.createElement("span");
    line.className = "need-text";
    const done = document.createElement("span");
    done.className = "need-missing";
    done.textContent = words().done ?? "";
    line.append(text, done);
    row.append(box, line);
    list.append(row);
  }
  list.closest("[data-needs]").hidden = !list.children.length;
}

function toEnd() {
  const box = document.querySelector("[data-scroll]");
  if (!box || location.hash.startsWith("#m")) return;
  box.scrollTop = box.scrollHeight;
  const narrow = getComputedStyle(box).overflowY === "visible" && box.checkVisibility();
  if (narrow) document.scrollingElement.scrollTop = document.scrollingElement.scrollHeight;
}

// Whoever reads the newest message keeps it in view while the composer grows.
function stayAtEnd() {
  const box = document.querySelector("[data-scroll]");
  if (!box) return;
  let atEnd = true;
  box.addEventListener("scroll", () => (atEnd = box.scrollHeight - box.scrollTop - box.clientHeight < 24), { passive: true });
  new ResizeObserver(() => atEnd && (box.scrollTop = box.scrollHeight)).observe(box);
}

export function startThread() {
  toEnd();
  stayAtEnd();
  tick();
  needs();
  setInterval(tick, 1000);
  document.addEventListener("heard:swapped", (event) => {
    if (event.target.dataset?.region === "thread") tick();
    if (event.target.dataset?.region === "coach") needs();
  });
}
