// Words in the reader's language, from <template id="words">.

const source = () => document.getElementById("words")?.dataset ?? {};

/** The words of that name, with {} replaced by a value. */
export function word(name, value = "") {
  return (source()[name] ?? "").replace("{}", String(value));
}

/** How long since a moment, as the server says it. */
export function since(moment, { past = false, now = Date.now() } = {}) {
  const minutes = Math.floor(Math.max(0, now - moment) / 60000);
  if (minutes < 1) return word(past ? "justNow" : "now");
  const words =
    minutes < 60
      ? word("minutes", minutes)
      : minutes < 1440
        ? word("hours", Math.floor(minutes / 60))
        : word("days", Math.floor(minutes / 1440));
  return past ? word("ago", words) : words;
}

/** Say something once to those who hear the page. */
export function say(text) {
  const place = document.getElementById("live-status");
  if (!place || !text) return;
  place.textContent = "";
  requestAnimationFrame(() => {
    place.textContent = text;
  });
}
